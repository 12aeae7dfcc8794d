//! The changes that a change set contains.

use std::collections::BTreeMap;

use cfn_spec::spec::UpdateType;
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::engine;
use crate::cloudformation::facts::{self, Facts};
use crate::cloudformation::template::intrinsics::{Evaluator, Resources, is_unknown, text_of};
use crate::cloudformation::template::references::{Reference, references_in};
use crate::cloudformation::template::{Definition, Template, graph, parameters};
use crate::cloudformation::value_diff::differences;
use crate::state::cloudformation::change::{Change, Changes, Detail};
use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::Resource;

/// The resources of a stack, as far as they are known before the operation.
struct KnownResources<'a> {
    resources: &'a BTreeMap<String, Resource>,
    /// The logical IDs of resources that are new or may be replaced.
    unknown: &'a [String],
}

impl Resources for KnownResources<'_> {
    fn reference(&self, logical_id: &str) -> Option<Value> {
        let known = !self.unknown.iter().any(|unknown| unknown == logical_id);
        known.then(|| self.resources.reference(logical_id)).flatten()
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Value> {
        let known = !self.unknown.iter().any(|unknown| unknown == logical_id);
        known.then(|| self.resources.attribute(logical_id, attribute)).flatten()
    }
}

/// Compares a stack with a deployment.
///
/// # Errors
/// The template cannot be evaluated, or it changes the type of a resource.
pub(crate) fn changes(
    stack: &Stack,
    goal: &Deployment,
    import: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<Changes, ApiError> {
    let template = Template::read(&goal.template)?;
    let values = parameters::values(&template, &goal.parameters, &goal.resolved);
    let mut identity = stack.identity();
    identity.notification_arns.clone_from(&goal.notification_arns);
    identity.imports.clone_from(&goal.imports);
    let mut changes = Changes::default();
    let mut unknown: Vec<String> = Vec::new();
    let mut wanted: Vec<String> = Vec::new();
    for logical_id in graph::order(&template)? {
        let Some(definition) = template.resource(&logical_id) else { continue };
        let known = KnownResources { resources: &stack.resources, unknown: &unknown };
        let evaluator = Evaluator::new(&template, &values, &identity, &known);
        if !evaluator.holds(definition.condition.as_deref())? {
            continue;
        }
        wanted.push(logical_id.clone());
        let properties = evaluator.properties(&definition.properties)?;
        let existing = stack.resources.get(&logical_id).filter(|resource| resource.is_live());
        let change = match existing {
            None => Some(addition(definition, properties, import.get(&logical_id))),
            Some(existing) if existing.kind != definition.kind => {
                let why = format!(
                    "Update of resource type is not permitted. The new template modifies resource type of the \
                    following resources: [{logical_id}]"
                );
                return Err(ApiError::validation(why));
            }
            Some(existing) => modification(existing, definition, &properties, goal, &template),
        };
        let Some(change) = change else { continue };
        if change.action == "Add" || change.replacement.as_deref().is_some_and(|replacement| replacement != "False") {
            unknown.push(logical_id);
        }
        changes.resources.push(change);
    }
    let live = stack.resources.values().filter(|resource| resource.is_live());
    for resource in live.filter(|resource| !wanted.contains(&resource.logical_id)) {
        changes.resources.push(removal(resource));
    }
    changes.other_changes = has_other_changes(stack, goal, &template, &values, &identity, &unknown)?;
    Ok(changes)
}

fn has_other_changes(
    stack: &Stack,
    goal: &Deployment,
    template: &Template,
    values: &crate::cloudformation::template::ParameterValues,
    identity: &crate::state::cloudformation::stack_identity::StackIdentity,
    unknown: &[String],
) -> Result<bool, ApiError> {
    let known = KnownResources { resources: &stack.resources, unknown };
    let evaluator = Evaluator::new(template, values, identity, &known);
    let outputs = engine::outputs(template, &evaluator)?;
    Ok(outputs != stack.outputs
        || goal.tags != stack.deployment.tags
        || goal.notification_arns != stack.deployment.notification_arns
        || matches!(stack.status.as_str(), "CREATE_FAILED" | "UPDATE_FAILED"))
}

fn addition(definition: &Definition, properties: Properties, import: Option<&BTreeMap<String, String>>) -> Change {
    Change {
        action: if import.is_some() { "Import" } else { "Add" }.into(),
        logical_id: definition.logical_id.clone(),
        physical_id: import.and_then(|identifier| identifier.values().next().cloned()),
        kind: definition.kind.clone(),
        replacement: None,
        policy_action: None,
        scope: Vec::new(),
        details: Vec::new(),
        before: None,
        after: Some(context(&properties)),
    }
}

fn removal(resource: &Resource) -> Change {
    let policy = match resource.deletion_policy {
        DeletionPolicy::Delete => "Delete",
        DeletionPolicy::Snapshot => "Snapshot",
        DeletionPolicy::Retain | DeletionPolicy::RetainExceptOnCreate => "Retain",
    };
    Change {
        action: "Remove".into(),
        logical_id: resource.logical_id.clone(),
        physical_id: resource.physical_id.clone(),
        kind: resource.kind.clone(),
        replacement: None,
        policy_action: Some(policy.into()),
        scope: Vec::new(),
        details: Vec::new(),
        before: Some(context(&resource.properties)),
        after: None,
    }
}

fn context(properties: &Properties) -> String {
    let mut context = Map::new();
    context.insert("Properties".into(), Value::Object(properties.clone()));
    Value::Object(context).to_string()
}

/// The change of a resource; `None` if there is none.
fn modification(
    existing: &Resource,
    definition: &Definition,
    properties: &Properties,
    goal: &Deployment,
    template: &Template,
) -> Option<Change> {
    let facts = facts::of(&definition.kind)?;
    let mut details = property_details(facts, existing, definition, properties, template);
    if facts.tag_property().is_some() && existing.stack_tags != goal.tags {
        details.push(plain_detail("Tags", "/Properties/Tags", None, None));
    }
    details.extend(attribute_details(existing, definition));
    if details.is_empty() {
        return None;
    }
    let (replacement, policy_action) = replacement(&details, definition.update_replace_policy);
    let mut scope: Vec<String> = details.iter().map(|detail| detail.attribute.clone()).collect();
    scope.sort();
    scope.dedup();
    Some(Change {
        action: "Modify".into(),
        logical_id: existing.logical_id.clone(),
        physical_id: existing.physical_id.clone(),
        kind: existing.kind.clone(),
        replacement: Some(replacement.into()),
        policy_action: policy_action.map(str::to_owned),
        scope,
        details,
        before: Some(context(&existing.properties)),
        after: Some(context(properties)),
    })
}

/// The changed values of the properties.
fn property_details(
    facts: &Facts,
    existing: &Resource,
    definition: &Definition,
    properties: &Properties,
    template: &Template,
) -> Vec<Detail> {
    let mut details = Vec::new();
    let added = properties.keys().filter(|name| !existing.properties.contains_key(*name));
    for name in existing.properties.keys().chain(added) {
        let (before, after) = (existing.properties.get(name), properties.get(name));
        if before == after {
            continue;
        }
        let source = definition.properties.get(name).map(|value| change_source(value, template));
        let (change_source, causing_entity) = source.unwrap_or(("DirectModification".into(), None));
        let mut leaves = Vec::new();
        differences(&format!("/{name}"), before, after, &mut leaves);
        for (path, before, after) in leaves {
            let dynamic = after.as_ref().is_some_and(is_unknown);
            details.push(Detail {
                attribute: if name == "Tags" { "Tags" } else { "Properties" }.into(),
                name: (name != "Tags").then(|| name.clone()),
                before: before.as_ref().map(text_of),
                after: after.as_ref().map(text_of),
                requires_recreation: match (facts.update(&path), dynamic) {
                    (UpdateType::Mutable, _) => "Never",
                    (UpdateType::Immutable, false) => "Always",
                    (UpdateType::Immutable, true) | (UpdateType::Conditional, _) => "Conditionally",
                }
                .into(),
                path: format!("/Properties{path}"),
                evaluation: if dynamic { "Dynamic" } else { "Static" }.into(),
                change_source: change_source.clone(),
                causing_entity: causing_entity.clone(),
            });
        }
    }
    details
}

/// The changed attributes other than properties.
fn attribute_details(existing: &Resource, definition: &Definition) -> Vec<Detail> {
    let metadata = (existing.metadata != definition.metadata)
        .then(|| ("Metadata", existing.metadata.to_string(), definition.metadata.to_string()));
    let policies = [
        ("DeletionPolicy", existing.deletion_policy, definition.deletion_policy),
        ("UpdateReplacePolicy", existing.update_replace_policy, definition.update_replace_policy),
    ];
    let policies = policies
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| (name, before.to_string(), after.to_string()));
    let changed = metadata.into_iter().chain(policies);
    changed.map(|(name, before, after)| plain_detail(name, &format!("/{name}"), Some(before), Some(after))).collect()
}

/// Whether the resource is replaced, and what happens to the old one.
fn replacement(details: &[Detail], policy: DeletionPolicy) -> (&'static str, Option<&'static str>) {
    let requires = |what: &str| details.iter().any(|detail| detail.requires_recreation == what);
    let replacement = match (requires("Always"), requires("Conditionally")) {
        (true, _) => "True",
        (false, true) => "Conditional",
        (false, false) => return ("False", None),
    };
    let policy_action = match policy {
        DeletionPolicy::Delete => "ReplaceAndDelete",
        DeletionPolicy::Snapshot => "ReplaceAndSnapshot",
        DeletionPolicy::Retain | DeletionPolicy::RetainExceptOnCreate => "ReplaceAndRetain",
    };
    (replacement, Some(policy_action))
}

fn plain_detail(attribute: &str, path: &str, before: Option<String>, after: Option<String>) -> Detail {
    Detail {
        attribute: attribute.into(),
        name: None,
        path: path.into(),
        before,
        after,
        requires_recreation: "Never".into(),
        evaluation: "Static".into(),
        change_source: "DirectModification".into(),
        causing_entity: None,
    }
}

/// Whether a value was changed directly, or through what it refers to.
fn change_source(value: &Value, template: &Template) -> (String, Option<String>) {
    let is_parameter = |name: &str| template.entry("Parameters", name).is_some();
    let source = references_in(value).into_iter().find_map(|reference| match reference {
        Reference::Attribute(name, attribute) => Some(("ResourceAttribute", format!("{name}.{attribute}"))),
        Reference::Name(name) if is_parameter(&name) => Some(("ParameterReference", name)),
        Reference::Name(name) if template.resource(&name).is_some() => Some(("ResourceReference", name)),
        Reference::Name(_) | Reference::Condition(_) => None,
    });
    match source {
        Some((source, entity)) => (source.into(), Some(entity)),
        None => ("DirectModification".into(), None),
    }
}
