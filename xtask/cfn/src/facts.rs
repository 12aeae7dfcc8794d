//! The facts of the snapshot, parsed on demand.

mod template;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cfn_import::{LoadedFacts, RequiredFacts};
use cfn_spec::handlers::{self, Handlers};
use cfn_spec::name::ResourceName;
use cfn_spec::packed::Packed;
use cfn_spec::rules::{self, Rule, Sections};
use cfn_spec::snapshot::SERVERLESS_STEM;
use cfn_spec::spec::Spec;
use cfn_spec::{Errors, iam, snapshot};
use codegen::Actions;

use crate::failure::Failure;

pub use self::template::{StackInputs, TemplateFacts};

/// The pinned snapshot in the program.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/snapshot.rs"));

    /// Its resource types and their rules.
    pub(super) static TYPES: super::Packed =
        super::Packed::new(include_str!(concat!(env!("OUT_DIR"), "/types.packed")));

    pub(super) const STEMS: &[&str] = SERVICES;
    pub(super) const ACTIONS: &[&str] = PREFIXES;
    pub(super) const TABLES: &[&str] = RULE_TABLES;

    /// The content of a file, by its path in the snapshot.
    pub(super) fn text_of(path: &str) -> Option<&'static str> {
        let Ok(found) = FILES.binary_search_by_key(&path, |(name, _)| name) else { return None };
        Some(FILES[found].1)
    }
}

/// The facts of the snapshot. Each service is parsed on first use.
pub struct Snapshot {
    source: Source,
    services: ByName<OnceLock<Result<Spec, Errors>>>,
    all: OnceLock<Result<Spec, Errors>>,
    /// The IAM actions, by prefix.
    actions: ByName<ActionList>,
    /// By service, the handlers of its resource types.
    handlers: ByName<OnceLock<Result<HandlersOf, Errors>>>,
    /// The rules, by service.
    rules: ByName<OnceLock<Sections>>,
    /// The files of rules that were read, by path.
    tables: [(&'static str, Tables); 3],
    /// The first optional file that exists and cannot be read.
    unreadable: OnceLock<Errors>,
}

/// A part of the snapshot, if it could be read; [`Snapshot::failure`] returns the error.
#[expect(clippy::disallowed_methods, reason = "the error is kept, and is the failure of the command")]
fn loaded<T>(part: &Result<T, Errors>) -> Option<&T> {
    part.as_ref().ok()
}

/// Parts of the snapshot by the names of their files, which are not copied where they are embedded.
type ByName<T> = BTreeMap<Cow<'static, str>, T>;

/// Optional files.
type Tables = ByName<OnceLock<Option<Cow<'static, str>>>>;

type HandlersOf = BTreeMap<ResourceName, Handlers>;

type ActionList = OnceLock<Result<Cow<'static, str>, Errors>>;

/// The location of its files.
enum Source {
    Embedded,
    Folder(PathBuf),
}

impl Snapshot {
    /// The pinned snapshot, which is embedded in the program.
    pub fn embedded() -> Self {
        let stems = embedded::STEMS.iter().copied().chain([SERVERLESS_STEM]).map(Cow::Borrowed).collect();
        Self::new(Source::Embedded, stems, embedded::ACTIONS.iter().copied().map(Cow::Borrowed).collect())
    }

    /// The snapshot in a folder.
    ///
    /// # Errors
    /// If the folder has no snapshot.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let services = snapshot::services_in(folder)?.into_iter().map(|service| service.stem);
        let stems = services.chain(snapshot::serverless_in(folder)).map(Cow::Owned).collect();
        let prefixes = iam::all_prefixes(folder)?.into_iter().map(Cow::Owned).collect();
        Ok(Self::new(Source::Folder(folder.to_owned()), stems, prefixes))
    }

    fn new(source: Source, stems: Vec<Cow<'static, str>>, prefixes: Vec<Cow<'static, str>>) -> Self {
        let tables = embedded::TABLES.iter().map(|name| (Cow::Borrowed(*name), OnceLock::new())).collect();
        let acted_on = prefixes.iter().map(|prefix| (prefix.clone(), OnceLock::new())).collect();
        Self {
            source,
            handlers: stems.iter().map(|stem| (stem.clone(), OnceLock::new())).collect(),
            rules: stems.iter().map(|stem| (stem.clone(), OnceLock::new())).collect(),
            tables: [
                (rules::TABLES, tables),
                (rules::ACTIONS, acted_on),
                (rules::AVAILABILITY, BTreeMap::from([(Cow::Borrowed(rules::TYPES), OnceLock::new())])),
            ],
            unreadable: OnceLock::new(),
            services: stems.into_iter().map(|stem| (stem, OnceLock::new())).collect(),
            all: OnceLock::new(),
            actions: prefixes.into_iter().map(|prefix| (prefix, OnceLock::new())).collect(),
        }
    }

    fn load(&self, stems: &[impl AsRef<str>]) -> Result<Spec, Errors> {
        match &self.source {
            Source::Embedded => cfn_spec::load_embedded(&embedded::text_of, stems),
            Source::Folder(folder) => cfn_spec::load(folder, stems),
        }
    }

    /// The list of the IAM actions of a prefix, with its name.
    fn action_list(&self, prefix: &str) -> (String, Result<Cow<'static, str>, Errors>) {
        let path = format!("{}/{prefix}.txt", iam::FOLDER);
        let missing = |name: &str, e: &dyn std::fmt::Display| Errors::one(name, format!("cannot be read: {e}"));
        match &self.source {
            Source::Embedded => {
                let text = embedded::text_of(&path).map(Cow::Borrowed);
                let text = text.ok_or_else(|| missing(&path, &"it is not embedded in the program"));
                (path, text)
            }
            Source::Folder(folder) => {
                let path = folder.join(path);
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map(Cow::Owned).map_err(|e| missing(&name, &e));
                (name, text)
            }
        }
    }

    /// The content of an optional file of the snapshot.
    fn text(&self, path: &str) -> Option<Cow<'static, str>> {
        match &self.source {
            Source::Embedded => embedded::text_of(path).map(Cow::Borrowed),
            Source::Folder(folder) => {
                let path = folder.join(path);
                match std::fs::read_to_string(&path) {
                    Ok(text) => Some(Cow::Owned(text)),
                    Err(error) => {
                        if error.kind() != std::io::ErrorKind::NotFound {
                            self.unreadable.get_or_init(|| {
                                Errors::one(path.display().to_string(), format!("cannot be read: {error}"))
                            });
                        }
                        None
                    }
                }
            }
        }
    }

    /// The handlers of a service's resource types.
    fn handlers_of(&self, stem: &str) -> Option<&Result<HandlersOf, Errors>> {
        let load = || match &self.source {
            Source::Embedded => {
                let path = format!("{}/{stem}.txt", handlers::FOLDER);
                embedded::text_of(&path).map_or_else(|| Ok(HandlersOf::new()), |text| handlers::parse(&path, text))
            }
            Source::Folder(folder) => handlers::load(folder, stem),
        };
        Some(self.handlers.get(stem)?.get_or_init(load))
    }

    /// The handlers of a resource type; `None` if its schema has none, or they cannot be read: see [`failure`](Self::failure).
    #[cfg(feature = "deploy")]
    pub(crate) fn handlers(&self, name: &ResourceName) -> Option<&Handlers> {
        loaded(self.handlers_of(&name.service().stem())?)?.get(name)
    }

    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        if let Source::Embedded = self.source {
            return embedded::TYPES.rules(resource_type);
        }
        let Ok(name) = ResourceName::new(resource_type) else { return Ok(&[]) };
        let Some(sections) = self.sections(&name.service().stem()) else { return Ok(&[]) };
        sections.of(resource_type.rsplit("::").next().unwrap_or(""))
    }

    /// The rules of a service, by resource type.
    fn sections(&self, stem: &str) -> Option<&Sections> {
        let sections = self.rules.get(stem)?;
        Some(sections.get_or_init(|| Sections::new(self.rule_files(stem))))
    }

    /// The files that have rules of a service, the overlay's included.
    fn rule_files(&self, stem: &str) -> impl Iterator<Item = (String, Cow<'static, str>)> {
        let path = Sections::path(stem);
        let own = self.text(&path).map(|text| (path.clone(), text));
        let overlay = format!("{}/{path}", rules::OVERLAY);
        let overlay = embedded::text_of(&overlay).map(|text| (overlay, Cow::Borrowed(text)));
        own.into_iter().chain(overlay)
    }

    /// The IDs of the snapshot's rules.
    pub(crate) fn rule_names(&self) -> BTreeSet<String> {
        let files = self.rules.keys().flat_map(|stem| self.rule_files(stem));
        let names = |(_, text): (String, Cow<'static, str>)| -> Vec<String> {
            text.lines().filter_map(|line| line.strip_prefix("rule ")).map(|name| name.trim_end().to_owned()).collect()
        };
        files.flat_map(names).collect()
    }

    /// The snapshot's rules, or those with this ID, each with its resource type.
    ///
    /// # Errors
    /// If a file of the snapshot cannot be read or parsed.
    pub(crate) fn rules_named(&self, id: Option<&str>) -> Result<Vec<(String, Rule)>, Failure> {
        let mut found = Vec::new();
        for stem in self.rules.keys() {
            let has_some = |(_, text): (String, Cow<'static, str>)| match id {
                Some(id) => text.lines().any(|line| line.strip_prefix("rule ") == Some(id)),
                None => !text.is_empty(),
            };
            if !self.rule_files(stem).any(has_some) {
                continue;
            }
            let (Some(sections), Some(spec)) = (self.sections(stem), self.service(stem)) else { continue };
            for section in sections.resources() {
                let named = |name: &&str| name.rsplit("::").next() == Some(section);
                let mut types = spec.resources.keys().map(ResourceName::as_str);
                let type_name = match types.clone().find(named) {
                    Some(name) => name.to_owned(),
                    // Keys of `Metadata` are named as types are: `AWS::CloudFormation::Init`.
                    None => match types.next().and_then(|name| name.rsplit_once("::")) {
                        Some((service, _)) => format!("{service}::{section}"),
                        None => continue,
                    },
                };
                let rules = sections.of(section).map_err(|errors| Failure::from(errors.clone()))?;
                let rules = rules.iter().filter(|rule| id.is_none_or(|id| rule.name == id));
                found.extend(rules.map(|rule| (type_name.clone(), rule.clone())));
            }
        }
        self.failure()?;
        Ok(found)
    }

    /// A file in the folders of the rules.
    fn looked_up(&self, folder: &str, name: &str) -> Option<&str> {
        let (_, texts) = self.tables.iter().find(|(known, _)| *known == folder)?;
        let text = texts.get(name)?;
        text.get_or_init(|| self.text(&format!("{folder}/{name}.txt"))).as_deref()
    }

    /// The facts that are needed to import a template.
    ///
    /// # Errors
    /// If a file of the snapshot cannot be read or parsed.
    pub fn known(&self, needs: &RequiredFacts) -> Result<LoadedFacts, Failure> {
        let is_known = |stem: &&String| self.services.contains_key(stem.as_str());
        let services: Vec<&String> = needs.services.iter().filter(is_known).collect();
        let mut known = LoadedFacts { spec: self.load(&services)?, ..LoadedFacts::default() };
        let prefixes: Vec<String> = self.actions.keys().map(|prefix| prefix.clone().into_owned()).collect();
        for stem in self.services.keys() {
            let of_service = iam::prefixes(stem, &prefixes);
            if !of_service.iter().any(|prefix| needs.prefixes.contains(*prefix)) {
                continue;
            }
            let mut actions = Vec::with_capacity(of_service.len());
            for prefix in of_service {
                let (name, text) = self.action_list(prefix);
                let names = iam::parse(&name, &text?)?.into_iter().map(|action| action.name).collect();
                actions.push(Actions { prefix: prefix.to_owned(), names });
            }
            known.actions.insert(stem.clone().into_owned(), actions);
        }
        Ok(known)
    }

    /// The specification of the service with that stem (`s3`). `None` if there is no such service, or if it cannot be
    /// read: see [`failure`](Self::failure).
    pub fn service(&self, stem: &str) -> Option<&Spec> {
        loaded(self.services.get(stem)?.get_or_init(|| self.load(&[stem])))
    }

    /// A specification that has the resource type; `None` if it is unknown.
    fn resource_type(&self, name: &str) -> Option<&Spec> {
        match self.source {
            Source::Embedded => embedded::TYPES.spec(name),
            Source::Folder(_) => {
                let spec = self.service(&ResourceName::of(name)?.service().stem())?;
                spec.resources.contains_key(name).then_some(spec)
            }
        }
    }

    /// The resource types of the service that a name begins with; none if there is no such service.
    fn siblings(&self, name: &str) -> Vec<&str> {
        match self.source {
            Source::Embedded => embedded::TYPES.siblings(name),
            Source::Folder(_) => {
                let spec = ResourceName::of(name).and_then(|name| self.service(&name.service().stem()));
                spec.map_or_else(Vec::new, |spec| spec.resources.keys().map(AsRef::as_ref).collect())
            }
        }
    }

    /// All resource types.
    fn resource_types(&self) -> Option<Vec<&str>> {
        match self.source {
            Source::Embedded => Some(embedded::TYPES.resource_types().collect()),
            Source::Folder(_) => Some(loaded(self.loaded_all())?.resources.keys().map(AsRef::as_ref).collect()),
        }
    }

    /// The whole specification.
    ///
    /// # Errors
    /// If a file of the snapshot cannot be read or parsed.
    pub fn all(&self) -> Result<&Spec, Failure> {
        self.loaded_all().as_ref().map_err(|errors| errors.clone().into())
    }

    fn loaded_all(&self) -> &Result<Spec, Errors> {
        self.all.get_or_init(|| self.load(&self.services.keys().collect::<Vec<_>>()))
    }

    /// The error of reading the snapshot, if there was one.
    ///
    /// # Errors
    /// If a part of the snapshot could not be read; its facts are then unknown.
    pub fn failure(&self) -> Result<(), Failure> {
        let specs = self.services.values().chain([&self.all]).filter_map(OnceLock::get).map(|spec| spec.as_ref().err());
        let lists = self.actions.values().filter_map(OnceLock::get).map(|text| text.as_ref().err());
        let handlers = self.handlers.values().filter_map(OnceLock::get).map(|handlers| handlers.as_ref().err());
        match specs.chain(lists).chain(handlers).chain([self.unreadable.get()]).flatten().next() {
            Some(errors) => Err(errors.clone().into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_carries_the_whole_snapshot() {
        let folder = Snapshot::open(snapshot::directory()).unwrap();
        let embedded = Snapshot::embedded();
        assert!(embedded.services.len() > 300, "{} services", embedded.services.len());
        assert!(embedded.services.keys().eq(folder.services.keys()));
        assert!(embedded.actions.keys().eq(folder.actions.keys()));
        assert!(embedded.all().unwrap() == folder.all().unwrap());
        let types = embedded.resource_types().unwrap();
        assert_eq!(types, folder.resource_types().unwrap());
        for name in types {
            assert_eq!(embedded.rules(name), folder.rules(name), "{name}");
        }
        for prefix in embedded.actions.keys() {
            assert_eq!(embedded.action_list(prefix).1.unwrap(), folder.action_list(prefix).1.unwrap());
        }
    }

    #[test]
    fn a_service_that_cannot_be_read_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [("spec/s3.txt", "service AWS::S3\n\nnonsense\n"), ("iam-actions/s3.txt", "")] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let snapshot = Snapshot::open(folder.path()).unwrap();
        assert!(snapshot.failure().is_ok(), "nothing was read so far");
        assert!(snapshot.service("s3").is_none());
        let failure = snapshot.failure().unwrap_err().to_string();
        assert!(failure.contains("s3.txt:3"), "{failure}");
    }
}
