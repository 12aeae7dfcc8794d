//! Drift detection operations.

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::api::input::page;
use crate::cloudformation::drift;
use crate::protocol::xml::Element;
use crate::scope::last_segment;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::DriftStatus;
use crate::timestamp::Timestamp;
use crate::world::World;

/// Detects drift at once, and reports completion after the time that work on a resource takes.
pub(super) fn detect(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackName")?;
    let stack = world.cloudformation(call.scope).stack(name)?.clone();
    if stack.status.is_in_progress() || stack.status.as_str() == "REVIEW_IN_PROGRESS" {
        let why = format!("Drift detection is not supported for stack [{}] in {} state.", stack.name, stack.status);
        return Err(ApiError::validation(why));
    }
    if stack.drift.is_some_and(|(_, begun)| is_under_way(world, begun)) {
        let why = format!("Drift detection is already in progress for stack [{}]", stack.id);
        return Err(ApiError::validation(why));
    }
    let role = world.acting_role.clone();
    drift::detect(world, call.scope, &stack.id, role.as_deref())?;
    // The ID is derived from that of the stack, so that it does not have to be stored.
    let id = last_segment(&stack.id).to_owned();
    Ok(result().with("StackDriftDetectionId", id))
}

fn is_under_way(world: &World, begun: Timestamp) -> bool {
    world.now < begun.after(world.settings.resource_delay)
}

pub(super) fn status(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.params.require("StackDriftDetectionId")?;
    let (now, delay) = (world.now, world.settings.resource_delay);
    let state = world.cloudformation(call.scope);
    let stack = state.all_stacks().find(|stack| last_segment(&stack.id) == id);
    let found = stack.and_then(|stack| Some((stack, stack.drift?)));
    let (stack, (status, checked)) =
        found.ok_or_else(|| ApiError::validation(format!("Drift detection operation [{id}] does not exist")))?;
    let drifted = |resource: &&Resource| {
        resource.drift.as_ref().is_some_and(|drift| matches!(drift.status.as_str(), "MODIFIED" | "DELETED"))
    };
    let told = result().with("StackId", &stack.id).with("StackDriftDetectionId", id).with("Timestamp", checked);
    if now < checked.after(delay) {
        return Ok(told.with("DetectionStatus", "DETECTION_IN_PROGRESS"));
    }
    let failed =
        stack.resources.values().find_map(|resource| Some((resource, resource.drift.as_ref()?.failure.as_ref()?)));
    let told = match failed {
        None => told.with("DetectionStatus", "DETECTION_COMPLETE"),
        Some((resource, why)) => told.with("DetectionStatus", "DETECTION_FAILED").with(
            "DetectionStatusReason",
            format!("Failed to detect drift on resource [{}]. {why}", resource.logical_id),
        ),
    };
    Ok(told
        .with("StackDriftStatus", status)
        .with("DriftedStackResourceCount", stack.resources.values().filter(drifted).count()))
}

pub(super) fn detect_resource(world: &mut World, call: &Call<'_>) -> Answer {
    let (name, logical_id) = (call.params.require("StackName")?, call.params.require("LogicalResourceId")?);
    let role = world.acting_role.clone();
    let resource = drift::detect_resource(world, call.scope, name, logical_id, role.as_deref())?;
    let stack = world.cloudformation(call.scope).stack(name)?;
    Ok(result().child(Element { name: "StackResourceDrift".into(), ..element(stack, &resource) }))
}

pub(super) fn describe(world: &mut World, call: &Call<'_>) -> Answer {
    let wanted = call.params.strings("StackResourceDriftStatusFilters");
    let stack = world.cloudformation(call.scope).stack(call.params.require("StackName")?)?;
    if stack.drift.is_none_or(|(status, _)| status == DriftStatus::NotChecked) {
        return Ok(result().child(Element::members("StackResourceDrifts", [])));
    }
    let fits = |resource: &&Resource| {
        resource
            .drift
            .as_ref()
            .is_some_and(|drift| drift.status != "NOT_CHECKED" && (wanted.is_empty() || wanted.contains(&drift.status)))
    };
    let (resources, token) = page(call, stack.resources.values().filter(fits).collect())?;
    let resources = resources.into_iter().map(|resource| element(stack, resource));
    Ok(result().child(Element::members("StackResourceDrifts", resources)).with_some("NextToken", token))
}

fn element(stack: &Stack, resource: &Resource) -> Element {
    let element = Element::new("member")
        .with("StackId", &stack.id)
        .with("LogicalResourceId", &resource.logical_id)
        .with_some("PhysicalResourceId", resource.physical_id.as_ref())
        .with("ResourceType", &resource.kind);
    let Some(drift) = &resource.drift else { return element };
    let differences = drift.differences.iter().map(|(path, expected, actual, kind)| {
        Element::new("member")
            .with("PropertyPath", path)
            .with("ExpectedValue", expected)
            .with("ActualValue", actual)
            .with("DifferenceType", kind)
    });
    element
        .with("ExpectedProperties", &drift.expected)
        .with_some("ActualProperties", (!drift.actual.is_null()).then_some(&drift.actual))
        .child(Element::members("PropertyDifferences", differences))
        .with("StackResourceDriftStatus", &drift.status)
        .with("Timestamp", drift.checked)
}
