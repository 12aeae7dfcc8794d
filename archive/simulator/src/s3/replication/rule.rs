//! Selects the replication rules of a version.

use crate::parse::parse;
use crate::protocol::xml::Element;
use crate::state::s3::object::{Encryption, Version};
use crate::state::s3::replication::ReplicatedChange;

/// The destinations of a version, each by the rule with the highest priority.
pub(super) fn destinations(
    configuration: &Element,
    key: &str,
    version: &Version,
    change: ReplicatedChange,
) -> Vec<String> {
    let mut destinations: Vec<String> = Vec::new();
    for rule in applicable(configuration, key, version, change) {
        if let Some(name) = bucket_name(rule)
            && !destinations.iter().any(|known| known == name)
        {
            destinations.push(name.to_owned());
        }
    }
    destinations
}

/// The rule that replicates a version to a destination.
pub(super) fn rule_for<'c>(
    configuration: &'c Element,
    key: &str,
    version: &Version,
    change: ReplicatedChange,
    destination: &str,
) -> Option<&'c Element> {
    applicable(configuration, key, version, change).into_iter().find(|rule| bucket_name(rule) == Some(destination))
}

/// The rules that apply to a version, the highest priority first.
pub(super) fn applicable<'c>(
    configuration: &'c Element,
    key: &str,
    version: &Version,
    change: ReplicatedChange,
) -> Vec<&'c Element> {
    let mut rules: Vec<&Element> =
        configuration.all("Rule").filter(|rule| applies(rule, key, version, change)).collect();
    let priority = |rule: &Element| rule.text_at(&["Priority"]).and_then(parse::<i64>);
    rules.sort_by_key(|rule| std::cmp::Reverse(priority(rule).unwrap_or(0)));
    rules
}

pub(super) fn applies(rule: &Element, key: &str, version: &Version, change: ReplicatedChange) -> bool {
    let is = |path: &[&str], text: &str| rule.text_at(path) == Some(text);
    if !is(&["Status"], "Enabled") || !fits_filter(rule, key, version) {
        return false;
    }
    // Replicas are not replicated, except changes of their tags if the rule enables it.
    if version.is_replica && change != ReplicatedChange::Existing {
        let follows = is(&["SourceSelectionCriteria", "ReplicaModifications", "Status"], "Enabled");
        return change == ReplicatedChange::Tags && follows;
    }
    if change == ReplicatedChange::DeleteMarker || version.content.is_none() {
        // The first version of the schema, without Filter, always replicates delete markers.
        return rule.get("Filter").is_none() || is(&["DeleteMarkerReplication", "Status"], "Enabled");
    }
    let encrypted =
        version.content.as_ref().is_some_and(|content| matches!(content.encryption, Encryption::Kms { .. }));
    !encrypted || is(&["SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"], "Enabled")
}

pub(super) fn fits_filter(rule: &Element, key: &str, version: &Version) -> bool {
    let Some(filter) = rule.get("Filter") else {
        return key.starts_with(rule.text_or_empty(&["Prefix"]));
    };
    let both = filter.get("And").unwrap_or(filter);
    let has_tag = |tag: &Element| {
        let (name, value) = (tag.text_or_empty(&["Key"]), tag.text_or_empty(&["Value"]));
        version.content.as_ref().is_some_and(|content| content.tags.get(name).is_some_and(|has| has == value))
    };
    key.starts_with(both.text_or_empty(&["Prefix"])) && both.all("Tag").all(has_tag)
}

/// The bucket name of a rule's destination ARN.
pub(super) fn bucket_name(rule: &Element) -> Option<&str> {
    rule.text_at(&["Destination", "Bucket"])?.rsplit(':').next()
}
