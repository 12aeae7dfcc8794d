//! Which stacks a command is about.

use std::path::{Path, PathBuf};

use cfn_command_line::CommandError;
use models::check::nearest;

use super::arguments::Common;
use super::place::Place;
use super::project::{self, App, AppStack, Synthesised};
use crate::template::Template;

/// A stack that a command is about.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Its name in CloudFormation.
    pub(super) name: String,
    /// What it is called apart from the others of the command.
    pub(super) label: String,
    /// Its region.
    pub(super) region: String,
    /// Its account, where it is not that of the caller.
    pub(super) account: Option<String>,
    /// Its template, where the command was given one.
    pub(super) template: Option<String>,
    /// The folder that paths in it are relative to.
    pub(super) base: PathBuf,
    /// The bucket that was prepared for its files.
    pub(super) template_bucket: Option<String>,
    /// The places of the stacks that it depends on.
    pub(super) after: Vec<usize>,
    /// The lookups that its template takes values from, and where each was resolved.
    pub(super) lookups: Vec<(String, Place)>,
}

/// What a command needs of its stacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Their templates, and those of the stacks that they depend on.
    Templates,
    /// Which they are.
    Names,
}

/// The stacks that the arguments name, in an order in which they can be deployed.
///
/// # Errors
/// If they name none, a template or a program cannot be read, or a region is not configured.
pub(super) async fn resolve(common: &Common, need: Need) -> Result<Vec<Target>, CommandError> {
    let found = found(common, need)?;
    let default = match found.iter().all(|stack| stack.region.is_some()) {
        true => None,
        false => common.connection.default_region().await,
    };
    found
        .into_iter()
        .map(|stack| {
            let region = stack.region.or_else(|| default.clone()).ok_or_else(|| {
                let message = format!("no region is configured for the stack {}", stack.name);
                CommandError::usage(message, "add --region, or set AWS_REGION")
            })?;
            let UnlocatedStack { name, label, account, template, base, after, lookups, .. } = stack;
            Ok(Target { name, label, region, account, template, base, template_bucket: None, after, lookups })
        })
        .collect()
}

/// A stack whose region may not be known yet.
struct UnlocatedStack {
    name: String,
    label: String,
    region: Option<String>,
    account: Option<String>,
    template: Option<String>,
    base: PathBuf,
    after: Vec<usize>,
    lookups: Vec<(String, Place)>,
}

impl UnlocatedStack {
    fn named(name: impl Into<String>, template: Option<String>) -> Self {
        let name = name.into();
        Self {
            label: name.clone(),
            name,
            region: None,
            account: None,
            template,
            base: PathBuf::new(),
            after: Vec::new(),
            lookups: Vec::new(),
        }
    }
}

fn found(common: &Common, need: Need) -> Result<Vec<UnlocatedStack>, CommandError> {
    let (targets, name) = (&common.targets.targets, common.targets.stack_name.as_deref());
    if let [file, others @ ..] = targets.as_slice()
        && is_file(file)
    {
        return of_file(Path::new(file), others, name).map(|stack| vec![stack]);
    }
    if let Some(file) = targets.iter().find(|target| is_file(target)) {
        return Err(CommandError::usage(
            format!("{file} is a template, and the other arguments are not"),
            "give one template with --stack-name, or the names of stacks",
        ));
    }
    if let (Some(name), Need::Names) = (name, need) {
        return match targets.first() {
            None => Ok(vec![UnlocatedStack::named(name, None)]),
            Some(other) => Err(CommandError::usage(
                format!("--stack-name {name} names the stack already, and {other} is no template"),
                "leave out one of them",
            )),
        };
    }
    let folder = std::env::current_dir().map_err(|error| {
        CommandError::usage(format!("the current folder is not known: {error}"), "change to another one")
    })?;
    match project::manifest_of(&folder) {
        Some(manifest) => {
            let base = manifest.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            let found = of_project(&manifest, common, need)?;
            Ok(found.into_iter().map(|stack| UnlocatedStack { base: base.clone(), ..stack }).collect())
        }
        None if need == Need::Names && !targets.is_empty() => {
            Ok(targets.iter().map(|name| UnlocatedStack::named(name, None)).collect())
        }
        None => {
            let message = match targets.first() {
                Some(target) => format!(
                    "{target} is no template file, and there is no Cargo project here that could have a stack of this name"
                ),
                None => "no stack is named, and there is no Cargo project here".to_owned(),
            };
            let remedy = match need {
                Need::Templates => {
                    "name a template file and its stack: template.yaml --stack-name NAME; `cfn new NAME` creates a project"
                }
                Need::Names => "name the stack with --stack-name",
            };
            Err(CommandError::usage(message, remedy))
        }
    }
}

/// Whether an argument is meant as a file: there is one, or it is written as one.
pub(super) fn is_file(target: &str) -> bool {
    let path = Path::new(target);
    let has_extension = || {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| ["json", "yaml", "yml", "template"].contains(&extension))
    };
    path.is_file() || has_extension()
}

/// The stack of a template file.
fn of_file(file: &Path, others: &[String], name: Option<&str>) -> Result<UnlocatedStack, CommandError> {
    if let Some(other) = others.first() {
        let message = format!("{} is a template, and {other} is one argument too many", file.display());
        return Err(CommandError::usage(message, "deploy one template at a time"));
    }
    let Some(name) = name else {
        let message = format!("the stack of {} has no name", file.display());
        return Err(CommandError::usage(message, "name it with --stack-name"));
    };
    let template = Template::open(file).map_err(|failure| CommandError::Config(failure.to_string()))?;
    template.document().map_err(|failure| CommandError::Config(failure.to_string()))?;
    let base = file.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    Ok(UnlocatedStack { base, ..UnlocatedStack::named(name, Some(template.text)) })
}

/// The stacks of a program that were named, all of them without names.
fn of_project(manifest: &Path, common: &Common, need: Need) -> Result<Vec<UnlocatedStack>, CommandError> {
    let name = common.targets.stack_name.as_deref();
    match project::synthesise(manifest, common.targets.bin.as_deref())? {
        Synthesised::Template(template) => match (name, common.targets.targets.first()) {
            (Some(name), None) => Ok(vec![UnlocatedStack::named(name, Some(template))]),
            (_, Some(target)) => Err(CommandError::usage(
                format!("the program of {} prints one template, and has no stack {target}", manifest.display()),
                "name its stack with --stack-name",
            )),
            (None, None) => Err(CommandError::usage(
                format!("the program of {} prints a template, whose stack has no name", manifest.display()),
                "name it with --stack-name",
            )),
        },
        Synthesised::App(_) if name.is_some() => Err(CommandError::usage(
            format!("the stacks of {} have their names from the program", manifest.display()),
            "leave out --stack-name",
        )),
        Synthesised::App(app) => selected(&app, &common.targets.targets, need),
    }
}

/// The stacks of a program with these names, with or without the program's name before them, and what they depend on where templates are
/// needed. All without names.
fn selected(app: &App, names: &[String], need: Need) -> Result<Vec<UnlocatedStack>, CommandError> {
    let mut chosen = vec![names.is_empty(); app.stacks.len()];
    for name in names {
        let full = format!("{}-{name}", app.name);
        let is_it = |stack: &AppStack| [&stack.name, &stack.label].iter().any(|its| *its == name || **its == full);
        // Several may have a name, in different accounts and regions.
        let places: Vec<usize> =
            (0..app.stacks.len()).filter(|place| app.stacks.get(*place).is_some_and(is_it)).collect();
        if places.is_empty() {
            let all: Vec<&str> = app.stacks.iter().map(|stack| stack.label.as_str()).collect();
            let remedy = match nearest(name, all.iter().copied()).or_else(|| nearest(&full, all.iter().copied())) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("it has {}", all.join(", ")),
            };
            return Err(CommandError::usage(format!("the program has no stack {name}"), remedy));
        }
        for place in places {
            if let Some(chosen) = chosen.get_mut(place) {
                *chosen = true;
            }
        }
    }
    if need == Need::Templates {
        // Each is after those that it depends on, so that one pass from the end finds all.
        for (place, stack) in app.stacks.iter().enumerate().rev() {
            if chosen.get(place) == Some(&true) {
                for other in &stack.after {
                    if let Some(chosen) = chosen.get_mut(*other) {
                        *chosen = true;
                    }
                }
            }
        }
    }
    let kept: Vec<usize> = (0..chosen.len()).filter(|place| chosen.get(*place) == Some(&true)).collect();
    let found = |stack: &AppStack| UnlocatedStack {
        name: stack.name.clone(),
        label: stack.label.clone(),
        region: stack.region.clone(),
        account: stack.account.clone(),
        template: Some(stack.template.clone()),
        base: PathBuf::new(),
        lookups: stack.lookups.clone(),
        after: stack.after.iter().filter_map(|other| kept.iter().position(|place| place == other)).collect(),
    };
    Ok(kept.iter().filter_map(|place| app.stacks.get(*place)).map(found).collect())
}

/// The templates of a program's stacks with these names, all of them without names.
pub(super) fn templates_of(app: &App, names: &[String]) -> Result<Vec<(String, String)>, CommandError> {
    let found = selected(app, names, Need::Names)?.into_iter();
    Ok(found.filter_map(|stack| Some((stack.label, stack.template?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> App {
        let stack = |name: &str, after: &[usize]| AppStack {
            name: format!("shop-{name}"),
            label: format!("shop-{name}"),
            account: None,
            region: None,
            after: after.to_vec(),
            template: "{}".to_owned(),
            lookups: Vec::new(),
        };
        let stacks = vec![stack("network", &[]), stack("data", &[]), stack("work", &[0]), stack("alarms", &[2])];
        App { name: "shop".to_owned(), stacks }
    }

    fn names(names: &[&str], need: Need) -> Result<Vec<(String, Vec<usize>)>, CommandError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(selected(&app(), &names, need)?.into_iter().map(|found| (found.name, found.after)).collect())
    }

    #[test]
    fn stacks_are_selected_with_what_they_depend_on() {
        assert_eq!(names(&[], Need::Templates).unwrap().len(), 4);
        let of_work = [("shop-network".to_owned(), vec![]), ("shop-work".to_owned(), vec![0])];
        assert_eq!(names(&["work"], Need::Templates).unwrap(), of_work);
        assert_eq!(names(&["shop-work"], Need::Names).unwrap(), [("shop-work".to_owned(), vec![])]);
        let refused = names(&["wrok"], Need::Names).unwrap_err();
        assert_eq!(refused.to_string(), "the program has no stack wrok");
    }

    #[test]
    fn a_file_is_meant_where_it_is_written_as_one() {
        assert!(is_file("missing.yaml") && is_file("a/b.template") && !is_file("shop-orders"));
    }
}
