//! The facts of the services whose feature is enabled, for the checks.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, OnceLock};

use cfn_spec::handlers::{self, Handlers};
use cfn_spec::name::ResourceName;
use cfn_spec::packed::Packed;
use cfn_spec::rules::{self, Rule, Table};
use cfn_spec::spec::Spec;
use cfn_spec::{Errors, iam};

use crate::check::Facts;

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// The services whose feature is enabled. Each resource type is read on first use.
#[derive(Clone, Copy, Debug)]
pub struct Enabled;

/// The resource types and their rules.
static TYPES: Packed = Packed::new(include_str!(concat!(env!("OUT_DIR"), "/types.packed")));

/// A file of IAM actions, and its actions, which are read on first use.
type ActionFile = (&'static str, OnceLock<Vec<&'static str>>);

/// The files of IAM actions by prefix.
static ACTIONS: LazyLock<HashMap<&str, ActionFile>> = LazyLock::new(|| {
    let prefix = |name: &'static str| name.strip_prefix(iam::FOLDER)?.strip_prefix('/')?.strip_suffix(".txt");
    let list = |(file, text): &(&'static str, &'static str)| Some((prefix(file)?, (*text, OnceLock::new())));
    FILES.iter().filter_map(list).collect()
});

/// The handlers of the resources of a service; `None` where they cannot be parsed.
type ServiceHandlers = Option<BTreeMap<ResourceName, Handlers>>;

static HANDLERS: LazyLock<HashMap<&str, OnceLock<ServiceHandlers>>> =
    LazyLock::new(|| SERVICES.iter().map(|stem| (*stem, OnceLock::new())).collect());

fn file(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// Embedded facts; what cannot be parsed is unknown, not empty.
#[expect(clippy::disallowed_methods, reason = "the build script has parsed the same files, and has failed otherwise")]
fn parsed<T>(facts: Result<T, Errors>) -> Option<T> {
    facts.ok()
}

/// Whether the access level of an action (`dynamodb:GetItem`) is reading or listing; what the snapshot does not say is taken for writing.
pub(crate) fn is_reading(action: &str) -> bool {
    let level = action.split_once(':').and_then(|(prefix, name)| {
        let mut lines = file(&format!("{}/{prefix}.txt", iam::FOLDER))?.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
    });
    matches!(level, Some("read" | "list"))
}

/// The facts of the enabled services for a stack that is deployed to these regions; none where they are not known.
pub(crate) struct InRegions(pub(crate) Vec<String>);

impl Facts for InRegions {
    fn resource_type(&self, name: &str) -> Option<&Spec> {
        Enabled.resource_type(name)
    }

    fn known_types(&self, name: &str) -> Option<Vec<&str>> {
        Enabled.known_types(name)
    }

    fn actions(&self, service: &str) -> &[&str] {
        Enabled.actions(service)
    }

    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        Enabled.rules(resource_type)
    }

    fn handlers(&self, resource_type: &str) -> Option<&Handlers> {
        Enabled.handlers(resource_type)
    }

    fn table(&self, name: &str) -> Option<Table<'_>> {
        Enabled.table(name)
    }

    fn availability(&self) -> Option<Table<'_>> {
        Enabled.availability()
    }

    fn action_resources(&self, service: &str) -> &str {
        Enabled.action_resources(service)
    }

    fn regions(&self) -> &[String] {
        &self.0
    }
}

impl Facts for Enabled {
    fn resource_type(&self, name: &str) -> Option<&Spec> {
        TYPES.spec(name)
    }

    fn known_types(&self, name: &str) -> Option<Vec<&str>> {
        Some(TYPES.siblings(name)).filter(|names| !names.is_empty())
    }

    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        TYPES.rules(resource_type)
    }

    fn handlers(&self, resource_type: &str) -> Option<&Handlers> {
        let name = ResourceName::of(resource_type)?;
        let stem = name.service().stem();
        let load = || {
            let path = format!("{}/{stem}.txt", handlers::FOLDER);
            match file(&path) {
                Some(text) => parsed(handlers::parse(&path, text)),
                None => Some(BTreeMap::new()),
            }
        };
        HANDLERS.get(stem.as_str())?.get_or_init(load).as_ref()?.get(&name)
    }

    fn table(&self, name: &str) -> Option<Table<'_>> {
        file(&format!("{}/{name}.txt", rules::TABLES)).map(Table::new)
    }

    fn availability(&self) -> Option<Table<'_>> {
        file(&format!("{}/{}.txt", rules::AVAILABILITY, rules::TYPES)).map(Table::new)
    }

    fn action_resources(&self, service: &str) -> &str {
        file(&format!("{}/{service}.txt", rules::ACTIONS)).unwrap_or("")
    }

    fn actions(&self, service: &str) -> &[&str] {
        let name = |line: &'static str| line.split_once(' ').map(|(name, _)| name);
        let read = |text: &'static str| text.lines().filter_map(name).collect();
        ACTIONS.get(service).map_or(&[][..], |(text, list)| list.get_or_init(|| read(text)).as_slice())
    }
}
