//! Whether two programs print the same work: templates with as many resources of each type.

use std::collections::BTreeMap;

use serde_json::Value;

/// The number of resources of each type in a template and in the templates that it holds as bodies of StackSets.
///
/// # Errors
/// If the text is not a template in JSON.
pub(crate) fn resources(template: &str) -> Result<BTreeMap<String, usize>, String> {
    let mut counts = BTreeMap::new();
    count(template, &mut counts)?;
    Ok(counts)
}

fn count(template: &str, counts: &mut BTreeMap<String, usize>) -> Result<(), String> {
    let template: Value = serde_json::from_str(template).map_err(|error| format!("not a template in JSON: {error}"))?;
    let resources = template.get("Resources").and_then(Value::as_object).ok_or("the template has no Resources")?;
    for resource in resources.values() {
        let kind = resource.get("Type").and_then(Value::as_str).ok_or("a resource has no Type")?;
        *counts.entry(kind.to_owned()).or_insert(0) += 1;
        if let Some(body) = resource.pointer("/Properties/TemplateBody").and_then(Value::as_str) {
            count(body, counts)?;
        }
    }
    Ok(())
}

/// Refuses a peer's template that has other resources than ours.
///
/// # Errors
/// What each has that the other has not.
pub(crate) fn same_resources(ours: &str, theirs: &str) -> Result<(), String> {
    let (ours, theirs) = (resources(ours)?, resources(theirs)?);
    let number = |counts: &BTreeMap<String, usize>, kind: &str| counts.get(kind).copied().unwrap_or(0);
    let different: Vec<String> = ours
        .keys()
        .chain(theirs.keys().filter(|kind| !ours.contains_key(*kind)))
        .filter(|kind| number(&ours, kind) != number(&theirs, kind))
        .map(|kind| format!("{kind}: {} of ours, {} of the peer's", number(&ours, kind), number(&theirs, kind)))
        .collect();
    if different.is_empty() { Ok(()) } else { Err(format!("not the same work: {}", different.join("; "))) }
}
