//! The handlers of resource types with their IAM permissions, and tagging: `snapshot/handlers/<service>.txt`, from the
//! provider schemas.
//!
//! ```text
//! service AWS::SQS
//!
//! resource Queue
//!   tags Tags no-system-tags
//!   tags-need sqs:TagQueue
//!   create sqs:CreateQueue
//!   read sqs:GetQueueAttributes
//! ```
//!
//! Format of the schemas: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.

pub mod needed;
pub mod overlay;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crate::error::{Errors, Problem};
use crate::name::{ResourceName, ServiceName};
use crate::snapshot;

/// The folder of these files in the snapshot.
pub const FOLDER: &str = "handlers";

/// The handlers of a resource type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handlers {
    /// The IAM actions that each handler can need, in the schema's order. A type without an update handler is replaced
    /// on every update.
    pub permissions: BTreeMap<Handler, Vec<String>>,
    /// The tagging of the type; `None` if its schema does not have it.
    pub tagging: Option<Tagging>,
}

/// A handler of a resource type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handler {
    /// Creates a resource.
    Create,
    /// Reads a resource.
    Read,
    /// Updates a resource in place.
    Update,
    /// Deletes a resource.
    Delete,
    /// Lists resources.
    List,
}

impl Handler {
    /// Every handler.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::List];

    /// The name in the schemas and in the snapshot.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::List => "list",
        }
    }
}

/// The tagging of a resource type (`tagging`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagging {
    /// Whether it supports tags.
    pub taggable: bool,
    /// Whether tags can be set on creation.
    pub on_create: bool,
    /// Whether tags can be updated without replacement.
    pub updatable: bool,
    /// Whether CloudFormation adds its `aws:cloudformation:…` tags.
    pub system_tags: bool,
    /// The property for tags: `Tags`, `TagSpecifications/*/Tags`.
    pub property: String,
    /// The IAM actions for tagging.
    pub permissions: Vec<String>,
}

/// The defaults of the schemas.
impl Default for Tagging {
    fn default() -> Self {
        Self {
            taggable: true,
            on_create: true,
            updatable: true,
            system_tags: true,
            property: "Tags".to_owned(),
            permissions: Vec::new(),
        }
    }
}

/// A setting of tagging.
type Fact = fn(&mut Tagging) -> &mut bool;

/// The words for settings that differ from the default.
const WORDS: [(&str, Fact); 4] = [
    ("not-taggable", |tagging| &mut tagging.taggable),
    ("not-on-create", |tagging| &mut tagging.on_create),
    ("not-updatable", |tagging| &mut tagging.updatable),
    ("no-system-tags", |tagging| &mut tagging.system_tags),
];

/// Reads the file of a service from the snapshot in `dir`; empty if the schemas have no handlers for the service.
///
/// # Errors
/// If the file cannot be read, and as [`parse`].
pub fn load(dir: &Path, stem: &str) -> Result<BTreeMap<ResourceName, Handlers>, Errors> {
    let path = dir.join(FOLDER).join(format!("{stem}.txt"));
    match fs::read_to_string(&path) {
        Ok(text) => parse(&path.display().to_string(), &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(Errors::one(path.display().to_string(), format!("cannot be read: {error}"))),
    }
}

/// The handlers of every resource type of the pinned snapshot.
///
/// # Errors
/// As [`load`].
pub fn load_all() -> Result<BTreeMap<ResourceName, Handlers>, Errors> {
    let mut all = BTreeMap::new();
    for service in snapshot::services()? {
        all.extend(load(snapshot::directory(), &service.stem)?);
    }
    Ok(all)
}

/// Parses the file of a service. `name` is its name in errors.
///
/// # Errors
/// All invalid lines.
pub fn parse(name: &str, text: &str) -> Result<BTreeMap<ResourceName, Handlers>, Errors> {
    let mut problems = Vec::new();
    let mut service: Option<ServiceName> = None;
    let mut all: BTreeMap<ResourceName, Handlers> = BTreeMap::new();
    let mut current: Option<ResourceName> = None;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let understood = match (line.split_once(' '), &service, &current) {
            (Some(("service", name)), None, _) => {
                let parsed = ServiceName::new(name);
                let valid = parsed.is_ok();
                service = parsed.into_iter().next();
                valid
            }
            (Some(("resource", simple)), Some(service), _) => {
                current = ResourceName::of(&format!("{}::{simple}", service.as_str()));
                if let Some(name) = &current {
                    all.insert(name.clone(), Handlers::default());
                }
                current.is_some()
            }
            (_, Some(_), Some(resource)) => {
                all.get_mut(resource).is_some_and(|handlers| add_fact(handlers, line.trim_start()))
            }
            _ => false,
        };
        if !understood {
            problems
                .push(Problem::new(format!("{name}:{}", index + 1), format!("`{}` is not a valid line", line.trim())));
        }
    }
    Errors::check(all, problems)
}

/// Parses an indented line; returns whether it is valid.
fn add_fact(handlers: &mut Handlers, line: &str) -> bool {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "tags" => {
            let mut words = rest.split(' ');
            let Some(property) = words.next().filter(|property| !property.is_empty()) else { return false };
            let mut tagging = Tagging { property: property.to_owned(), ..Tagging::default() };
            for word in words {
                let Some((_, flag)) = WORDS.iter().find(|(known, _)| *known == word) else { return false };
                *flag(&mut tagging) = false;
            }
            handlers.tagging = Some(tagging);
            true
        }
        "tags-need" => match &mut handlers.tagging {
            Some(tagging) if !rest.is_empty() => {
                tagging.permissions.push(rest.to_owned());
                true
            }
            _ => false,
        },
        _ => {
            let Some(handler) = Handler::ALL.into_iter().find(|handler| handler.name() == word) else { return false };
            let permissions = handlers.permissions.entry(handler).or_default();
            // A handler that needs no permission is a line without an action.
            if !rest.is_empty() {
                permissions.push(rest.to_owned());
            }
            true
        }
    }
}

/// The files of the snapshot, one per service.
#[cfg(feature = "documents")]
pub(crate) fn files(all: &BTreeMap<ResourceName, Handlers>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (name, handlers) in all {
        let service = name.service();
        let file = files
            .entry(format!("{FOLDER}/{}.txt", service.stem()))
            .or_insert_with(|| format!("service {}\n", service.as_str()));
        file.push_str(&format!("\nresource {}\n", name.simple()));
        if let Some(tagging) = &handlers.tagging {
            let mut tagging = tagging.clone();
            file.push_str(&format!("  tags {}", tagging.property));
            for (word, flag) in WORDS {
                if !*flag(&mut tagging) {
                    file.push_str(&format!(" {word}"));
                }
            }
            file.push('\n');
            for action in &tagging.permissions {
                file.push_str(&format!("  tags-need {action}\n"));
            }
        }
        for (handler, actions) in &handlers.permissions {
            if actions.is_empty() {
                file.push_str(&format!("  {}\n", handler.name()));
            }
            for action in actions {
                file.push_str(&format!("  {} {action}\n", handler.name()));
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::{Handler, Tagging, parse};
    use crate::name::ResourceName;

    const TEXT: &str = "service AWS::SQS\n\nresource Queue\n  tags Tags no-system-tags\n  tags-need sqs:TagQueue\n  \
        create sqs:CreateQueue\n  create sqs:GetQueueUrl\n  list\n";

    #[test]
    fn a_file_says_what_handlers_need_and_how_a_type_takes_tags() {
        let all = parse("sqs.txt", TEXT).unwrap();
        let queue = &all[&ResourceName::new("AWS::SQS::Queue").unwrap()];
        assert_eq!(queue.permissions[&Handler::Create], ["sqs:CreateQueue", "sqs:GetQueueUrl"]);
        assert_eq!(queue.permissions[&Handler::List], [""; 0]);
        assert!(!queue.permissions.contains_key(&Handler::Update));
        let tagging = Tagging { system_tags: false, permissions: vec!["sqs:TagQueue".into()], ..Tagging::default() };
        assert_eq!(queue.tagging.as_ref(), Some(&tagging));
    }

    #[test]
    fn lines_that_are_no_facts_are_named() {
        for (line, at) in [("  tags Tags often", 4), ("  destroy sqs:DeleteQueue", 4), ("  tags-need sqs:TagQueue", 4)]
        {
            let text = format!("service AWS::SQS\n\nresource Queue\n{line}\n");
            let error = parse("sqs.txt", &text).unwrap_err().to_string();
            assert!(error.contains(&format!("sqs.txt:{at}")) && error.contains(line.trim()), "{error}");
        }
    }
}
