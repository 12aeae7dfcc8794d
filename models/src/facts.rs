//! The facts of the services whose feature is enabled, for the checks.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, OnceLock};

use cfn_spec::handlers::{self, Handlers};
use cfn_spec::name::ResourceName;
use cfn_spec::rules::{self, Rule, Sections, Table};
use cfn_spec::spec::Spec;
use cfn_spec::{Errors, iam};

use crate::check::Facts;

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// The services whose feature is enabled. Each is parsed on first use.
#[derive(Clone, Copy, Debug)]
pub struct Enabled;

static SPECS: LazyLock<HashMap<&str, OnceLock<Option<Spec>>>> =
    LazyLock::new(|| SERVICES.iter().map(|stem| (*stem, OnceLock::new())).collect());

static ACTIONS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let prefix = |name: &'static str| name.strip_prefix(iam::FOLDER)?.strip_prefix('/')?.strip_suffix(".txt");
    let name = |line: &'static str| line.split_once(' ').map(|(name, _)| name);
    let list =
        |(file, text): &(&'static str, &'static str)| Some((prefix(file)?, text.lines().filter_map(name).collect()));
    FILES.iter().filter_map(list).collect()
});

/// The handlers of the resources of a service; `None` where they cannot be parsed.
type ServiceHandlers = Option<BTreeMap<ResourceName, Handlers>>;

static HANDLERS: LazyLock<HashMap<&str, OnceLock<ServiceHandlers>>> =
    LazyLock::new(|| SERVICES.iter().map(|stem| (*stem, OnceLock::new())).collect());

static RULES: LazyLock<HashMap<&str, OnceLock<Sections>>> =
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
    fn service_of(&self, resource_type: &str) -> Option<&Spec> {
        Enabled.service_of(resource_type)
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
    fn service_of(&self, resource_type: &str) -> Option<&Spec> {
        let stem = ResourceName::of(resource_type)?.service().stem();
        let load = || {
            let text_of = |path: &str| FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text);
            parsed(cfn_spec::load_embedded(&text_of, &[&stem]))
        };
        SPECS.get(stem.as_str())?.get_or_init(load).as_ref()
    }

    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        let Ok(name) = ResourceName::new(resource_type) else { return Ok(&[]) };
        let stem = name.service().stem();
        let Some(sections) = RULES.get(stem.as_str()) else { return Ok(&[]) };
        let load = || {
            let path = Sections::path(&stem);
            let files = [path.clone(), format!("{}/{path}", rules::OVERLAY)];
            Sections::new(files.into_iter().filter_map(|path| file(&path).map(|text| (path, text.into()))))
        };
        sections.get_or_init(load).of(resource_type.rsplit("::").next().unwrap_or(""))
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
        ACTIONS.get(service).map_or(&[], Vec::as_slice)
    }
}
