//! Constraints between the properties of an object, as far as the model can represent them. Others are omitted.

use std::collections::BTreeMap;

use super::value::Part;
use crate::constraint::Rule;
use crate::documents::json::Json;
use crate::name::PropertyName;
use crate::spec::Property;

/// The constraints between `properties` in `parts` and in their `alternatives`.
pub(super) fn read(
    parts: &[Part<'_>],
    alternatives: &[Vec<Vec<Part<'_>>>],
    properties: &BTreeMap<PropertyName, Property>,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut add =
        |rule: Option<Rule>| rules.extend(rule.filter(|rule| !rules.contains(rule)).into_iter().collect::<Vec<_>>());
    for part in parts {
        let node = part.node;
        add(names(node.get("requiredXor"), properties).map(Rule::ExactlyOne));
        add(names(node.get("requiredOr"), properties).map(Rule::AtLeastOne));
        for key in ["dependentRequired", "dependencies"] {
            for (name, others) in node.get(key).map_or(&[][..], Json::entries) {
                add(one_and_others(name, others, properties).map(|(name, others)| Rule::Requires(name, others)));
            }
        }
        for (name, others) in node.get("dependentExcluded").map_or(&[][..], Json::entries) {
            add(one_and_others(name, others, properties).map(|(name, others)| Rule::Excludes(name, others)));
        }
    }
    for branches in alternatives {
        let exactly_one =
            branches.iter().flatten().next().is_some_and(|part| part.at.rsplit('/').nth(1) == Some("oneOf"));
        add(if exactly_one { one_group(branches, properties) } else { any_group(branches, properties) });
    }
    rules
}

/// The `required` of each branch; `None` if a branch requires nothing or has other keywords.
fn groups(
    branches: &[Vec<Part<'_>>],
    properties: &BTreeMap<PropertyName, Property>,
    fits: impl Fn(&Json) -> bool,
) -> Option<Vec<Vec<PropertyName>>> {
    let group = |branch: &Vec<Part<'_>>| match &branch[..] {
        [part] if fits(part.node) => names(part.node.get("required"), properties),
        _ => None,
    };
    let groups = branches.iter().map(group).collect::<Option<Vec<_>>>()?;
    // If a group contains another, the branches cannot be distinguished.
    let distinct = groups.iter().enumerate().all(|(index, group)| {
        groups.iter().enumerate().all(|(other, names)| index == other || !group.iter().all(|name| names.contains(name)))
    });
    (distinct && groups.len() > 1).then_some(groups)
}

/// `oneOf`: a branch is identified by its required names if it has no other keywords, or allows no other names.
fn one_group(branches: &[Vec<Part<'_>>], properties: &BTreeMap<PropertyName, Property>) -> Option<Rule> {
    let closed = |node: &Json| node.get("additionalProperties") == Some(&Json::Bool(false)) || only_required(node);
    let groups = groups(branches, properties, closed)?;
    Some(match singles(&groups) {
        Some(names) => Rule::ExactlyOne(names),
        None => Rule::OneGroup(groups),
    })
}

/// `anyOf`: at least one of the groups is required, whatever other keywords the branches have.
fn any_group(branches: &[Vec<Part<'_>>], properties: &BTreeMap<PropertyName, Property>) -> Option<Rule> {
    let groups = groups(branches, properties, |_| true)?;
    Some(match singles(&groups) {
        Some(names) => Rule::AtLeastOne(names),
        None => Rule::AnyGroup(groups),
    })
}

fn only_required(node: &Json) -> bool {
    node.entries().iter().all(|(key, _)| matches!(key.as_str(), "required" | "description" | "title" | "$comment"))
}

fn singles(groups: &[Vec<PropertyName>]) -> Option<Vec<PropertyName>> {
    groups.iter().map(|group| if let [name] = &group[..] { Some(name.clone()) } else { None }).collect()
}

/// The names in a list, if it is not empty and all are properties.
fn names(list: Option<&Json>, properties: &BTreeMap<PropertyName, Property>) -> Option<Vec<PropertyName>> {
    let names = list?.items().iter().map(|name| known(name.as_str()?, properties)).collect::<Option<Vec<_>>>()?;
    (!names.is_empty()).then_some(names)
}

fn one_and_others(
    name: &str,
    others: &Json,
    properties: &BTreeMap<PropertyName, Property>,
) -> Option<(PropertyName, Vec<PropertyName>)> {
    Some((known(name, properties)?, names(Some(others), properties)?))
}

#[expect(clippy::disallowed_methods, reason = "what is not a property name names no property")]
fn known(name: &str, properties: &BTreeMap<PropertyName, Property>) -> Option<PropertyName> {
    PropertyName::new(name).ok().filter(|name| properties.contains_key(name))
}
