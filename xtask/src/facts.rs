//! What the snapshot says, read when it is asked for: a check compiles no service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cfn_spec::name::ResourceName;
use cfn_spec::spec::Spec;
use cfn_spec::{iam, snapshot};
use cfn_template::{Kind, Value};
use codegen::Actions;
use codegen::import::{Known, Needs};
use models::check::Facts;

use crate::failure::Failure;

/// The snapshot in a folder. Each service is read when it is first asked for.
pub(crate) struct Snapshot {
    folder: PathBuf,
    services: BTreeMap<String, OnceLock<Option<Spec>>>,
    all: OnceLock<Option<Spec>>,
    /// By prefix, the text of the service's list.
    actions: BTreeMap<String, OnceLock<String>>,
}

impl Snapshot {
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let services = snapshot::services_in(folder)?.into_iter().map(|service| service.stem);
        let stems = services.chain(snapshot::serverless_in(folder)).map(|stem| (stem, OnceLock::new()));
        let actions = iam::all_prefixes(folder)?.into_iter().map(|prefix| (prefix, OnceLock::new()));
        let folder = folder.to_owned();
        Ok(Self { folder, services: stems.collect(), all: OnceLock::new(), actions: actions.collect() })
    }

    /// What the snapshot says about what a template needs to be imported.
    pub(crate) fn known(&self, needs: &Needs) -> Result<Known, Failure> {
        let services: Vec<&String> = needs.services.iter().filter(|stem| self.services.contains_key(*stem)).collect();
        let mut known = Known { spec: cfn_spec::load(&self.folder, &services)?, ..Known::default() };
        let prefixes: Vec<String> = self.actions.keys().cloned().collect();
        for stem in self.services.keys() {
            let of_service = iam::prefixes(stem, &prefixes);
            if !of_service.iter().any(|prefix| needs.prefixes.contains(*prefix)) {
                continue;
            }
            let mut actions = Vec::with_capacity(of_service.len());
            for prefix in of_service {
                let names = iam::iam_actions_in(&self.folder, prefix)?.into_iter().map(|action| action.name).collect();
                actions.push(Actions { prefix: prefix.to_owned(), names });
            }
            known.actions.insert(stem.clone(), actions);
        }
        Ok(known)
    }

    /// The specification of the service of a resource type.
    pub(crate) fn service(&self, stem: &str) -> Option<&Spec> {
        self.services.get(stem)?.get_or_init(|| cfn_spec::load(&self.folder, &[stem]).ok()).as_ref()
    }

    /// Everything.
    pub(crate) fn all(&self) -> Option<&Spec> {
        self.all.get_or_init(|| cfn_spec::load_all(&self.folder).ok()).as_ref()
    }

    /// What it says, for the check of one template.
    pub(crate) fn about<'s>(&'s self, template: &Value) -> About<'s> {
        let mut prefixes = Vec::new();
        self.prefixes(template, &mut prefixes);
        let actions = prefixes.into_iter().map(|(prefix, list)| {
            let text = list.get_or_init(|| {
                let path = self.folder.join(iam::FOLDER).join(format!("{prefix}.txt"));
                std::fs::read_to_string(path).unwrap_or_default()
            });
            (prefix, text.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect())
        });
        About { snapshot: self, open: has_macros(template), actions: actions.collect() }
    }

    /// The IAM prefixes that texts of the template begin with.
    fn prefixes<'s>(&'s self, value: &Value, found: &mut Vec<(&'s str, &'s OnceLock<String>)>) {
        match &value.kind {
            Kind::String(text) => {
                let prefix = text.split_once(':').map(|(prefix, _)| prefix.to_ascii_lowercase());
                if let Some((prefix, list)) = prefix.and_then(|prefix| self.actions.get_key_value(&prefix)) {
                    found.push((prefix, list));
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.prefixes(item, found)),
            Kind::Map(entries) => entries.iter().for_each(|entry| self.prefixes(&entry.value, found)),
            _ => {}
        }
    }
}

/// A macro may give meaning to types that AWS does not have.
fn has_macros(template: &Value) -> bool {
    let harmless = |value: &Value| {
        value.as_str().is_some_and(|name| name == "AWS::LanguageExtensions" || name.starts_with("AWS::Serverless-"))
    };
    template.get("Transform").is_some_and(|value| match value.as_list() {
        Some(items) => !items.iter().all(harmless),
        None => !harmless(value),
    })
}

/// What the snapshot says about one template.
pub(crate) struct About<'s> {
    snapshot: &'s Snapshot,
    open: bool,
    actions: BTreeMap<&'s str, Vec<&'s str>>,
}

impl Facts for About<'_> {
    fn service_of(&self, resource_type: &str) -> Option<&Spec> {
        let service = ResourceName::new(resource_type).ok()?.service();
        match self.snapshot.service(&service.stem()) {
            Some(spec) => Some(spec),
            // A service that nobody knows: what is near can be any type.
            None if service.as_str().starts_with("AWS::") && !self.open => self.snapshot.all(),
            None => None,
        }
    }

    fn actions(&self, service: &str) -> &[&str] {
        self.actions.get(service).map_or(&[], Vec::as_slice)
    }
}
