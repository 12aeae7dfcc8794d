//! Whether data is lost: a resource is deleted, replaced by an empty one, or no longer retained when its stack is deleted.

use serde_json::Value;

use super::json::kind as type_of;
use crate::model::{Action, Danger, DangerKind, PropertyChange, Replacement, ResourceChange};

// `REPLACEMENT`: for each type that is protected, the properties whose change replaces a resource, and those whose change may; sorted.
include!(concat!(env!("OUT_DIR"), "/replacement.rs"));

/// The resource attributes that specify what happens to a resource that is removed or replaced.
const RETENTION: [(&str, &str); 2] = [
    ("DeletionPolicy", "is no longer retained when it leaves its stack or the stack is deleted"),
    ("UpdateReplacePolicy", "is no longer retained when an update replaces it"),
];

/// The protected types that hold no data themselves: their content has a retention of its own.
const WITHOUT_DATA: [&str; 3] = ["AWS::IAM::Role", "AWS::CloudFormation::StackSet", "AWS::CloudFormation::Stack"];

/// The key alias by which rules and policies refer to a key of another region.
pub(super) const ALIAS: &str = "AWS::KMS::Alias";

/// Whether a resource of this type holds data, or the data of others depends on it: its deletion or replacement needs approval.
pub fn holds_data(resource_type: &str) -> bool {
    replacing(resource_type).is_some()
}

/// The types whose resources are protected.
#[cfg(test)]
pub(super) fn protected() -> impl Iterator<Item = &'static str> {
    REPLACEMENT.iter().map(|(kind, _, _)| *kind)
}

/// The properties of a protected type whose change replaces a resource, and those whose change may. `None` for another type.
fn replacing(kind: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let of = REPLACEMENT.iter().find(|(known, _, _)| *known == kind)?;
    Some((of.1, of.2))
}

/// The losses that the change of a resource causes.
pub(super) fn assess(change: &ResourceChange, found: &mut Vec<Danger>) {
    let name = match &change.physical_id {
        Some(physical) => format!("{} {} ({physical})", change.resource_type, change.logical_id),
        None => format!("{} {}", change.resource_type, change.logical_id),
    };
    let mut danger = |kind, message| found.push(Danger::new(kind, &change.logical_id, message));
    if change.resource_type == ALIAS && (change.action == Action::Remove || change.replacement != Replacement::Never) {
        danger(DangerKind::WeakerProtection, alias_removed(&name));
    }
    if !holds_data(&change.resource_type) {
        return;
    }
    let holds = !WITHOUT_DATA.contains(&change.resource_type.as_str());
    for (attribute, what) in RETENTION.into_iter().filter(|_| holds) {
        let (before, after) = change.attribute(attribute);
        if change.action != Action::Remove && keeps(before) && !keeps(after) {
            danger(DangerKind::Deletion, format!("{name} {what}"));
        }
    }
    let retained = change.policy_action.as_deref().is_some_and(|action| action.contains("Retain"));
    let rest = if retained { "the old one stays in the account, outside the stack" } else { "the old one is deleted" };
    match (change.action, change.replacement) {
        (Action::Remove, _) if retained => {
            danger(DangerKind::Deletion, format!("{name} is removed from the stack and stays in the account"))
        }
        (Action::Remove, _) => danger(DangerKind::Deletion, format!("{name} is deleted")),
        (_, Replacement::Always) => danger(DangerKind::Replacement, format!("{name} is replaced by a new one; {rest}")),
        (_, Replacement::Conditional) => {
            danger(
                DangerKind::Replacement,
                format!("{name} may be replaced by a new one, which is known only during the deployment; {rest}"),
            );
        }
        (Action::Dynamic, _) => {
            danger(DangerKind::Replacement, format!("{name} changes in a way that is known only during the deployment"))
        }
        // CloudFormation lists a nested stack with every change of its parent, though nothing in it may change.
        (Action::Modify, _) if change.resource_type == "AWS::CloudFormation::Stack" => {
            let touched =
                |changed: &PropertyChange| matches!(changed.property(), "TemplateURL" | "TemplateBody" | "Parameters");
            if change.properties.iter().any(touched) {
                danger(DangerKind::Replacement, hidden(&name));
            }
        }
        _ => {}
    }
}

/// What it means that an update creates a resource which the stack has already: it was deleted behind CloudFormation's back, or is about to
/// be. `None` for what holds nothing.
pub(crate) fn recreated(change: &ResourceChange, physical_id: &str) -> Option<Danger> {
    let kind = change.resource_type.as_str();
    let holds = holds_data(kind) && !WITHOUT_DATA.contains(&kind);
    holds.then(|| {
        let message = format!(
            "{kind} {} ({physical_id}) is gone, or its deletion is scheduled: a new one is created in its place, without what the old one holds",
            change.logical_id
        );
        Danger::new(DangerKind::Replacement, &change.logical_id, message)
    })
}

/// The losses when a template is replaced by another: the resources of `before` that are removed, or retained less.
///
/// A change set does not show the changes of the resources in a StackSet's stacks, so replacement is derived from the
/// create-only properties.
pub(super) fn compare(logical_id: &str, before: &Value, after: Option<&Value>, found: &mut Vec<Danger>) {
    let kind = type_of(before);
    let name = format!("{kind} {logical_id}");
    let mut danger = |kind, message| found.push(Danger::new(kind, logical_id, message));
    let after = after.filter(|after| type_of(after) == kind);
    if kind == ALIAS {
        let changed = after.is_none_or(|after| property(before, "AliasName") != property(after, "AliasName"));
        if changed {
            danger(DangerKind::WeakerProtection, alias_removed(&name));
        }
    }
    let Some((certain, possible)) = replacing(kind) else { return };
    let Some(after) = after else {
        let what = if keeps(before.get("DeletionPolicy").and_then(Value::as_str)) {
            "is removed from the stack and stays in the account"
        } else {
            "is deleted"
        };
        return danger(DangerKind::Deletion, format!("{name} {what}"));
    };
    if before.get("Condition") != after.get("Condition") && after.get("Condition").is_some() {
        danger(DangerKind::Deletion, format!("{name} depends on a condition that cannot be evaluated here"));
    }
    for (attribute, what) in RETENTION.into_iter().filter(|_| !WITHOUT_DATA.contains(&kind)) {
        let text = |resource: &Value| resource.get(attribute).and_then(Value::as_str).map(str::to_owned);
        if keeps(text(before).as_deref()) && !keeps(text(after).as_deref()) {
            danger(DangerKind::Deletion, format!("{name} {what}"));
        }
    }
    let differs = |name: &&&str| property(before, name) != property(after, name);
    for name_of in certain.iter().filter(differs) {
        let message = format!("{name} is replaced by a new one: its {name_of} cannot be changed in place");
        danger(DangerKind::Replacement, message);
    }
    for name_of in possible.iter().filter(differs) {
        let message =
            format!("{name} may be replaced by a new one: not every change of its {name_of} can be made in place");
        danger(DangerKind::Replacement, message);
    }
    if kind.starts_with("AWS::CloudFormation::") && before.get("Properties") != after.get("Properties") {
        danger(DangerKind::Replacement, hidden(&name));
    }
}

fn property<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    resource.get("Properties")?.get(name)
}

/// `Snapshot` keeps a copy of a database, but has no effect for a bucket or a key.
fn keeps(policy: Option<&str>) -> bool {
    policy.is_some_and(|policy| policy.starts_with("Retain"))
}

fn alias_removed(name: &str) -> String {
    format!("{name} is removed: replication rules and policies that use the key by this name no longer find it")
}

fn hidden(name: &str) -> String {
    format!("{name} changes in ways that the change set does not show: its resources may be replaced or deleted")
}
