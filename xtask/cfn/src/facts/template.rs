//! The facts for the check of one template.

use std::collections::BTreeMap;

use cfn_spec::Errors;
use cfn_spec::handlers::Handlers;
use cfn_spec::name::ResourceName;
use cfn_spec::rules::{self, Rule, Table};
use cfn_spec::spec::Spec;
use cfn_template::{Kind, Value};
use models::check::Facts;

use super::{ActionList, Snapshot, loaded};

impl Snapshot {
    /// The facts for the check of one template.
    pub fn about<'s>(&'s self, template: &Value, given: &'s StackInputs) -> TemplateFacts<'s> {
        let mut prefixes = Vec::new();
        self.prefixes(template, &mut prefixes);
        let actions = prefixes.into_iter().map(|(prefix, list)| {
            let text = list.get_or_init(|| self.action_list(prefix).1);
            let lines = text.iter().flat_map(|text| text.lines());
            (prefix, lines.filter_map(|line| Some(line.split_once(' ')?.0)).collect())
        });
        TemplateFacts { snapshot: self, given, open: has_macros(template), actions: actions.collect() }
    }

    /// The IAM prefixes in the strings of the template.
    fn prefixes<'s>(&'s self, value: &Value, found: &mut Vec<(&'s str, &'s ActionList)>) {
        match &value.kind {
            Kind::String(text) => {
                let prefix = text.split_once(':').map(|(prefix, _)| prefix.to_ascii_lowercase());
                if let Some((prefix, list)) = prefix.and_then(|prefix| self.actions.get_key_value(prefix.as_str())) {
                    found.push((prefix.as_ref(), list));
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.prefixes(item, found)),
            Kind::Map(entries) => entries.iter().for_each(|entry| self.prefixes(&entry.value, found)),
            _ => {}
        }
    }
}

/// Whether the template has macros, which can define other resource types.
fn has_macros(template: &Value) -> bool {
    let harmless = |value: &Value| {
        value.as_str().is_some_and(|name| name == "AWS::LanguageExtensions" || name.starts_with("AWS::Serverless-"))
    };
    template.get("Transform").is_some_and(|value| match value.as_list() {
        Some(items) => !items.iter().all(harmless),
        None => !harmless(value),
    })
}

/// The known inputs of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackInputs {
    /// The values of parameters.
    pub parameters: BTreeMap<String, String>,
    /// The regions that it is deployed to.
    pub regions: Vec<String>,
}

/// The facts for one template.
pub struct TemplateFacts<'s> {
    snapshot: &'s Snapshot,
    given: &'s StackInputs,
    open: bool,
    actions: BTreeMap<&'s str, Vec<&'s str>>,
}

impl Facts for TemplateFacts<'_> {
    fn resource_type(&self, name: &str) -> Option<&Spec> {
        self.snapshot.resource_type(name)
    }

    fn known_types(&self, name: &str) -> Option<Vec<&str>> {
        let resource = ResourceName::of(name)?;
        match self.snapshot.siblings(name) {
            // An unknown service: suggestions are searched in all types.
            names if names.is_empty() && resource.as_str().starts_with("AWS::") && !self.open => {
                self.snapshot.resource_types()
            }
            names => Some(names).filter(|names| !names.is_empty()),
        }
    }

    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        self.snapshot.rules(resource_type)
    }

    fn table(&self, name: &str) -> Option<Table<'_>> {
        self.snapshot.looked_up(rules::TABLES, name).map(Table::new)
    }

    fn availability(&self) -> Option<Table<'_>> {
        self.snapshot.looked_up(rules::AVAILABILITY, rules::TYPES).map(Table::new)
    }

    fn handlers(&self, resource_type: &str) -> Option<&Handlers> {
        let name = ResourceName::of(resource_type)?;
        loaded(self.snapshot.handlers_of(&name.service().stem())?)?.get(&name)
    }

    fn action_resources(&self, service: &str) -> &str {
        self.snapshot.looked_up(rules::ACTIONS, service).unwrap_or("")
    }

    fn actions(&self, service: &str) -> &[&str] {
        self.actions.get(service).map_or(&[], Vec::as_slice)
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.given.parameters.get(name).map(String::as_str)
    }

    fn regions(&self) -> &[String] {
        &self.given.regions
    }
}
