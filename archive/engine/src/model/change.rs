//! The changes of a change set, in a form that can be shown, saved and checked.

use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{self as sdk, ResourceAttribute};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compare::compare;
use super::property::PropertyChange;
use crate::aws::listed;

/// CloudFormation's placeholder in a change set for a value that is known only when the change is made.
/// [`ResourceChange` in the API reference](https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html)
pub const KNOWN_AFTER_APPLY: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// The kind of a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    /// The stack does not exist yet.
    Create,
    /// The stack exists.
    Update,
    /// Existing resources become part of the stack.
    Import,
}

/// A change set that can be executed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The stack's name.
    pub stack: String,
    /// The stack's ARN.
    pub stack_id: String,
    /// The stack's region.
    pub region: String,
    /// The change set's ARN.
    pub change_set: String,
    /// What kind of change set it is.
    pub kind: PlanKind,
    /// When CloudFormation created it: seconds since 1970.
    pub created: i64,
    /// The changes, in CloudFormation's order. Can be empty: a change of outputs alone changes no resource.
    pub changes: Vec<ResourceChange>,
}

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is created.
    Add,
    /// It is changed, in place or by replacement.
    Modify,
    /// It is removed from the stack.
    Remove,
    /// It exists and is imported into the stack.
    Import,
    /// CloudFormation cannot determine it in advance.
    Dynamic,
}

/// Whether a resource is replaced by a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// It is not replaced.
    Never,
    /// It depends on values that are known only later.
    Conditional,
    /// A new one is created, and the old one is deleted or retained.
    Always,
}

/// What a change set does to one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceChange {
    /// What happens.
    pub action: Action,
    /// The logical ID.
    pub logical_id: String,
    /// The physical ID, if the resource exists.
    pub physical_id: Option<String>,
    /// The type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Whether it is replaced.
    pub replacement: Replacement,
    /// What happens to the old resource: `Delete`, `Retain`, `ReplaceAndDelete`, …
    pub policy_action: Option<String>,
    /// The properties that change.
    pub properties: Vec<PropertyChange>,
    /// All properties before the change, if AWS returns them.
    pub before: Option<Value>,
    /// All properties after the change, if AWS returns them.
    pub after: Option<Value>,
}

impl Plan {
    /// Combines the pages of a described change set. `None` if the response lacks the identifiers of the change set or of a change.
    pub(crate) fn read(kind: PlanKind, region: &str, pages: Vec<DescribeChangeSetOutput>) -> Option<Self> {
        let first = pages.first()?;
        Some(Self {
            stack: first.stack_name.clone()?,
            stack_id: first.stack_id.clone()?,
            region: region.to_owned(),
            change_set: first.change_set_id.clone()?,
            kind,
            created: first.creation_time.map_or(0, |time| time.secs()),
            // A change that cannot be parsed must not be ignored, because it would not be checked.
            changes: pages
                .into_iter()
                .flat_map(|page| listed(page.changes))
                .map(|change| change.resource_change.and_then(ResourceChange::read))
                .collect::<Option<_>>()?,
        })
    }
}

impl ResourceChange {
    fn read(change: sdk::ResourceChange) -> Option<Self> {
        let mut properties: Vec<PropertyChange> = Vec::new();
        for detail in listed(change.details) {
            let Some(property) = detail.target.and_then(PropertyChange::read) else { continue };
            // One property is listed once for each cause of its change: the template, a parameter, another resource.
            match properties.iter_mut().find(|known| known.path == property.path) {
                Some(known) => known.recreates |= property.recreates,
                None => properties.push(property),
            }
        }
        let (before, after) = (context(change.before_context), context(change.after_context));
        open_template(&mut properties, before.as_ref(), after.as_ref());
        Some(Self {
            action: match change.action? {
                sdk::ChangeAction::Add => Action::Add,
                sdk::ChangeAction::Modify => Action::Modify,
                sdk::ChangeAction::Remove => Action::Remove,
                sdk::ChangeAction::Import => Action::Import,
                _ => Action::Dynamic,
            },
            logical_id: change.logical_resource_id?,
            physical_id: change.physical_resource_id.filter(|id| !id.is_empty()),
            resource_type: change.resource_type?,
            replacement: match change.replacement {
                Some(sdk::Replacement::True) => Replacement::Always,
                Some(sdk::Replacement::False) | None => Replacement::Never,
                Some(_) => Replacement::Conditional,
            },
            policy_action: change.policy_action.map(|action| action.as_str().to_owned()),
            properties,
            before,
            after,
        })
    }

    /// An attribute such as `DeletionPolicy` before and after: from its own change, or else from the contexts.
    pub(crate) fn attribute(&self, name: &str) -> (Option<&str>, Option<&str>) {
        let path = format!("/{name}");
        if let Some(changed) = self.properties.iter().find(|changed| changed.path == path) {
            return (changed.before.as_deref(), changed.after.as_deref());
        }
        (text(self.before.as_ref(), name), text(self.after.as_ref(), name))
    }

    /// A property before and after, from the contexts.
    pub(crate) fn both(&self, property: &str) -> (Option<&Value>, Option<&Value>) {
        (of(self.before.as_ref(), property), of(self.after.as_ref(), property))
    }
}

impl PropertyChange {
    fn read(target: sdk::ResourceTargetDefinition) -> Option<Self> {
        let path = match (target.path, target.attribute, target.name) {
            (Some(path), _, _) => path,
            (None, Some(ResourceAttribute::Properties), Some(name)) => format!("/Properties/{name}"),
            (None, Some(attribute), _) => format!("/{}", attribute.as_str()),
            (None, None, _) => return None,
        };
        Some(Self {
            path,
            before: target.before_value,
            after: target.after_value,
            recreates: target.requires_recreation == Some(sdk::RequiresRecreation::Always),
        })
    }
}

/// Replaces the change of a template string, as that of a StackSet, by the changes of the values in it.
fn open_template(properties: &mut Vec<PropertyChange>, before: Option<&Value>, after: Option<&Value>) {
    const BODY: &str = "/Properties/TemplateBody";
    let Some(place) = properties.iter().position(|property| property.path == BODY && !property.recreates) else {
        return;
    };
    let body = |side| of(side, "TemplateBody").filter(|body| body.is_string());
    if let (Some(before), Some(after)) = (body(before), body(after)) {
        let mut inside = Vec::new();
        compare(BODY, before, after, &mut inside);
        properties.splice(place..=place, inside);
    }
}

/// A side of a change. What cannot be read is as what is not told, which is treated as the worst case.
#[expect(clippy::disallowed_methods, reason = "the caller compares both sides first")]
fn context(text: Option<String>) -> Option<Value> {
    serde_json::from_str(&text?).ok()
}

fn text<'a>(context: Option<&'a Value>, attribute: &str) -> Option<&'a str> {
    context?.get(attribute)?.as_str()
}

fn of<'a>(context: Option<&'a Value>, property: &str) -> Option<&'a Value> {
    context?.get("Properties")?.get(property)
}
