//! The safety checks: what in a plan requires approval (`--allow`).
//!
//! Each resource change is checked in three ways: is data lost ([`loss`]), are permissions broadened ([`access`]), is
//! data protected less ([`protection`])? The template of a StackSet, which a change set shows as one string, is parsed
//! and checked alike ([`stack_set`]). Unknown values are treated as the worst case.

mod access;
mod compared_resource;
mod json;
mod loss;
mod policy;
mod protection;
mod resource;
mod safeguards;
mod stack_set;
mod stack_set_template;

use serde_json::Value;

use self::compared_resource::ComparedResource;
use crate::model::{Action, Danger, DangerKind, KNOWN_AFTER_APPLY, Plan, PlanKind, ResourceChange, STACK_SET};

pub use loss::holds_data;
pub(crate) use loss::recreated;
pub use policy::allows_the_same;
pub(crate) use stack_set::regions;

impl Plan {
    /// The dangers of the plan, in the order of its changes. A stack that does not exist yet has nothing to lose.
    pub fn dangers(&self) -> Vec<Danger> {
        let mut found = Vec::new();
        for change in &self.changes {
            loss::assess(change, &mut found);
            if matches!(change.action, Action::Modify | Action::Dynamic) && !change.has_properties() {
                unknown_changes(change, &mut found);
                continue;
            }
            if self.kind == PlanKind::Update && is_hidden_policy(change) {
                let message = format!(
                    "{} {} {}, and AWS does not say what is in it",
                    change.resource_type,
                    change.logical_id,
                    if change.action == Action::Remove { "is removed" } else { "is added" }
                );
                found.push(Danger::new(DangerKind::PolicyBroadening, &change.logical_id, message));
                continue;
            }
            let resource = ComparedResource {
                kind: &change.resource_type,
                logical_id: &change.logical_id,
                before: change.before.as_ref().and_then(properties),
                after: change.after.as_ref().and_then(properties),
            };
            match change.action {
                Action::Add | Action::Import if self.kind == PlanKind::Update => {
                    let exists = |value: &Value| !json::text(value).contains(KNOWN_AFTER_APPLY);
                    resource.record(DangerKind::PolicyBroadening, access::added(resource, exists), &mut found);
                }
                Action::Add | Action::Import => {}
                Action::Modify | Action::Remove | Action::Dynamic => resource::assess(resource, &mut found),
            }
            if change.resource_type == STACK_SET && matches!(change.action, Action::Modify | Action::Dynamic) {
                stack_set::assess(change, &mut found);
            }
        }
        found
    }
}

impl ResourceChange {
    /// Whether the change affects permissions: any IAM resource, or any policy.
    pub fn grants_permissions(&self) -> bool {
        let has_policy = |side: &Option<Value>| side.as_ref().is_some_and(|side| !json::documents(side).is_empty());
        self.resource_type.starts_with("AWS::IAM::")
            || (self.action != Action::Modify && (has_policy(&self.before) || has_policy(&self.after)))
            || self.properties.iter().any(|changed| access::is_about_access(&self.resource_type, changed.property()))
    }

    /// Whether the change set has the resource's properties before and after, which the comparison needs.
    fn has_properties(&self) -> bool {
        let told = |side: &Option<Value>| side.as_ref().and_then(properties).is_some();
        told(&self.before) && told(&self.after)
    }
}

/// Whether something that gives or takes rights enters or leaves the stack, of which AWS does not tell what it allows or denies.
fn is_hidden_policy(change: &ResourceChange) -> bool {
    let side = match change.action {
        Action::Add | Action::Import => &change.after,
        Action::Remove => &change.before,
        Action::Modify | Action::Dynamic => return false,
    };
    let gives = change.action != Action::Remove
        && (change.resource_type.starts_with("AWS::IAM::") || change.resource_type == "AWS::Lambda::Permission");
    (gives || change.resource_type.contains("Polic")) && side.as_ref().and_then(properties).is_none()
}

/// A change with unknown properties is treated as the worst change that it could be.
fn unknown_changes(change: &ResourceChange, found: &mut Vec<Danger>) {
    for changed in &change.properties {
        let property = changed.property();
        let kind = if change.resource_type == STACK_SET {
            stack_set::worst(property)
        } else if safeguards::is_guarded(&change.resource_type, property) {
            // Some are called policies, but grant nothing.
            Some(DangerKind::WeakerProtection)
        } else if access::is_about_access(&change.resource_type, property) {
            Some(DangerKind::PolicyBroadening)
        } else {
            protection::is_guarded(&change.resource_type, property).then_some(DangerKind::WeakerProtection)
        };
        let Some(kind) = kind else { continue };
        if found.iter().any(|danger| danger.kind == kind && danger.subject == change.logical_id) {
            continue;
        }
        let message =
            format!("{} {} changes its {property}, and AWS does not say how", change.resource_type, change.logical_id);
        found.push(Danger::new(kind, &change.logical_id, message));
    }
}

fn properties(context: &Value) -> Option<&Value> {
    context.get("Properties")
}

#[cfg(test)]
mod tests;
