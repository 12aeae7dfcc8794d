//! Drift detection: compares the actual resources with the template.

use cfn_spec::handlers::needed::ResourceOperation;
use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::{permission, resource_type};
use crate::cloudformation::template::intrinsics::text_of;
use crate::cloudformation::value_diff::differences;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::{Resource, ResourceDrift};
use crate::state::cloudformation::status::DriftStatus;
use crate::world::World;

/// Detects drift of every resource of a stack. Returns the drift status of the stack.
///
/// # Errors
/// The stack does not exist.
pub(crate) fn detect(world: &mut World, scope: &Scope, id: &str, role: Option<&str>) -> Result<DriftStatus, ApiError> {
    let mut stack = world.cloudformation(scope).stack(id)?.clone();
    let mut status = DriftStatus::InSync;
    let resources: Vec<Resource> = stack.resources.values().filter(|resource| resource.is_live()).cloned().collect();
    for mut resource in resources {
        let found = match may_read(world, &stack, &resource, role) {
            Ok(()) => compare(world, &stack, &resource),
            Err(failure) => unknown(world, failure),
        };
        if matches!(found.status.as_str(), "MODIFIED" | "DELETED") {
            status = DriftStatus::Drifted;
        }
        resource.drift = Some(found);
        stack.resources.insert(resource.logical_id.clone(), resource);
    }
    stack.drift = Some((status, world.now));
    world.cloudformation(scope).put_stack(stack);
    Ok(status)
}

/// Detects drift of one resource.
///
/// # Errors
/// The stack or the resource does not exist.
pub(crate) fn detect_resource(
    world: &mut World,
    scope: &Scope,
    id: &str,
    logical_id: &str,
    role: Option<&str>,
) -> Result<Resource, ApiError> {
    let stack = world.cloudformation(scope).stack(id)?.clone();
    let mut resource = stack.resources.get(logical_id).cloned().ok_or_else(|| {
        ApiError::validation(format!("Resource {logical_id} does not exist for stack {}", stack.name))
    })?;
    may_read(world, &stack, &resource, role).map_err(|failure| ApiError::validation(failure.reason))?;
    resource.drift = Some(compare(world, &stack, &resource));
    let stack = world.cloudformation(scope).stack_mut(id)?;
    stack.resources.insert(logical_id.to_owned(), resource.clone());
    Ok(resource)
}

/// Replaces what was last applied by what is actually there: changed properties are updated, deleted resources removed.
/// A change set with `REVERT_DRIFT` starts from this, and its rollback ends there.
pub(crate) fn replace_with_actual(world: &mut World, stack: &mut Stack) {
    let resources: Vec<Resource> = stack.resources.values().filter(|resource| resource.is_live()).cloned().collect();
    for mut resource in resources {
        let found = compare(world, stack, &resource);
        match found.status.as_str() {
            "DELETED" => _ = stack.resources.remove(&resource.logical_id),
            "MODIFIED" => {
                let Some(mut actual) = read(world, stack, &resource) else { continue };
                for (path, ..) in &found.differences {
                    let Some(name) = path.trim_start_matches('/').split('/').next() else { continue };
                    match actual.remove(name) {
                        Some(value) => _ = resource.properties.insert(name.to_owned(), value),
                        // One property can have several differences.
                        None if found.actual.get(name).is_some() => {}
                        None => _ = resource.properties.remove(name),
                    }
                }
                stack.resources.insert(resource.logical_id.clone(), resource);
            }
            _ => {}
        }
    }
}

/// The actual properties of a resource; `None` if it does not exist.
fn read(world: &mut World, stack: &Stack, resource: &Resource) -> Option<Properties> {
    let provider = resource_type(&resource.kind)?;
    Some(provider.read(world, &context(stack, resource), resource.physical_id.as_deref()?)?.0)
}

fn context(stack: &Stack, resource: &Resource) -> Context {
    Context {
        scope: stack.scope.clone(),
        stack_name: stack.name.clone(),
        stack_id: stack.id.clone(),
        logical_id: resource.logical_id.clone(),
        stack_tags: resource.stack_tags.clone(),
        role_arn: None,
        kind: resource.kind.clone(),
        capabilities: Vec::new(),
        service_role: None,
        restoring: false,
        root: None,
    }
}

/// Whether the role of the caller may read a resource; root users may.
///
/// # Errors
/// The first permission that it does not have.
fn may_read(world: &mut World, stack: &Stack, resource: &Resource, role: Option<&str>) -> Result<(), Failure> {
    let is_checked = resource_type(&resource.kind).is_some_and(|provider| provider.detects_drift());
    let (Some(role), true) = (role, is_checked) else { return Ok(()) };
    let context = Context { role_arn: Some(role.to_owned()), stack_tags: Vec::new(), ..context(stack, resource) };
    let task = permission::HandlerCall {
        kind: &resource.kind,
        work: ResourceOperation::Read,
        physical_id: resource.physical_id.as_deref(),
        properties: &resource.properties,
        before: None,
    };
    permission::check(world, &context, task)
}

/// The result for a resource that could not be read.
fn unknown(world: &World, failure: Failure) -> ResourceDrift {
    ResourceDrift {
        status: "UNKNOWN".into(),
        checked: world.now,
        expected: Value::Null,
        actual: Value::Null,
        differences: Vec::new(),
        failure: Some(failure.reason),
    }
}

fn compare(world: &mut World, stack: &Stack, resource: &Resource) -> ResourceDrift {
    let context = context(stack, resource);
    let mut drift = ResourceDrift {
        status: "NOT_CHECKED".into(),
        checked: world.now,
        expected: Value::Null,
        actual: Value::Null,
        differences: Vec::new(),
        failure: None,
    };
    let (Some(provider), Some(physical_id)) = (resource_type(&resource.kind), &resource.physical_id) else {
        return drift;
    };
    if !provider.detects_drift() {
        return drift;
    }
    // Only properties that the template sets and that can be read are compared.
    let expected = provider.facts.read_back(&resource.properties);
    let Some((mut actual, _)) = provider.read(world, &context, physical_id) else {
        drift.status = "DELETED".into();
        drift.expected = Value::Object(expected);
        return drift;
    };
    actual = provider.facts.read_back(&actual);
    actual.retain(|name, _| expected.contains_key(name));
    let (expected, actual) = (Value::Object(expected), Value::Object(normalised(&actual)));
    let expected = match expected {
        Value::Object(map) => Value::Object(normalised(&map)),
        other => other,
    };
    let mut found = Vec::new();
    differences("", Some(&expected), Some(&actual), &mut found);
    // A property that the template leaves to the service is no drift, at any depth.
    found.retain(|(path, before, _)| before.is_some() || !provider.facts.is_property(path));
    drift.status = if found.is_empty() { "IN_SYNC" } else { "MODIFIED" }.into();
    for (path, before, after) in found {
        let kind = match (&before, &after) {
            (None, _) => "ADD",
            (_, None) => "REMOVE",
            _ => "NOT_EQUAL",
        };
        let text = |value: Option<Value>| value.as_ref().map_or_else(String::new, text_of);
        drift.differences.push((path, text(before), text(after), kind.to_owned()));
    }
    drift.expected = expected;
    drift.actual = actual;
    drift
}

/// Scalars are compared as strings, because a template can have `"true"` where the service returns `true`.
fn normalised(properties: &Properties) -> Properties {
    fn value(from: &Value) -> Value {
        match from {
            Value::Array(items) => {
                let mut items: Vec<Value> = items.iter().map(value).collect();
                // The order of a StackSet's parameters has no meaning.
                let key = |item: &Value| item.get("ParameterKey").map(Value::to_string);
                if items.iter().all(|item| key(item).is_some()) {
                    items.sort_by_key(key);
                }
                items.into()
            }
            Value::Object(map) => Value::Object(normalised(map)),
            scalar => Value::String(text_of(scalar)),
        }
    }
    properties.iter().map(|(name, item)| (name.clone(), value(item))).collect()
}
