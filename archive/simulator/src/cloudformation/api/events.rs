//! Operations that list events.

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::api::elements;
use crate::cloudformation::api::input::{page, page_of};
use crate::cloudformation::change_set;
use crate::protocol::xml::Element;
use crate::scope::last_segment;
use crate::state::cloudformation::change_set::{ChangeSet, ValidationFailure};
use crate::state::cloudformation::stack::{Event, Stack};
use crate::world::World;

/// Lists the events of a stack, the newest first.
pub(super) fn describe_stack_events(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackName")?;
    let most = world.settings.event_page;
    let state = world.cloudformation(call.scope);
    let stack = state.find(name).ok_or_else(|| ApiError::validation(format!("Stack [{name}] does not exist")))?;
    let (events, token) = page_of(call, stack.newest_events().collect(), most)?;
    let events = events.into_iter().map(|event| elements::event(stack, event));
    Ok(result().child(Element::members("StackEvents", events)).with_some("NextToken", token))
}

/// Lists the events of an operation, a stack or a change set, the newest first; with the filter, only failures.
pub(super) fn describe_events(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let failed_only = params.get("Filters").and_then(|filters| filters.flag("FailedEvents")).unwrap_or(false);
    let elements: Vec<Element> = match (params.text("ChangeSetName"), params.text("StackName")) {
        (Some(name), stack) => {
            let (stack, set) = change_set::find(world, call.scope, name, stack)?;
            set.validations.iter().map(|failure| validation(stack, set, failure)).collect()
        }
        (None, Some(name)) => {
            let stack = world.cloudformation(call.scope).stack(name)?;
            let operation = params.text("OperationId");
            let fits = |event: &&Event| {
                (!failed_only || event.status.ends_with("_FAILED"))
                    && operation.is_none_or(|id| event.cause.operation_id.as_deref() == Some(id))
            };
            stack.newest_events().filter(fits).map(|event| operation_event(stack, event)).collect()
        }
        (None, None) => match params.text("OperationId") {
            Some(id) => {
                let state = world.cloudformation(call.scope);
                let of_operation = |event: &&Event| event.cause.operation_id.as_deref() == Some(id);
                let stacks = state.all_stacks();
                let events = stacks
                    .flat_map(|stack| stack.newest_events().filter(of_operation).map(move |event| (stack, event)));
                let events = events.filter(|(_, event)| !failed_only || event.status.ends_with("_FAILED"));
                events.map(|(stack, event)| operation_event(stack, event)).collect()
            }
            None => return Err(ApiError::validation("StackName, ChangeSetName or OperationId must be specified")),
        },
    };
    let (shown, token) = page(call, elements)?;
    Ok(result().child(Element::members("OperationEvents", shown)).with_some("NextToken", token))
}

fn operation_event(stack: &Stack, event: &Event) -> Element {
    let is_stack = event.physical_id == stack.id;
    let failed = event.status.ends_with("_FAILED");
    let kind = match (is_stack, failed) {
        (true, _) => "STACK_EVENT",
        (false, true) => "PROVISIONING_ERROR",
        (false, false) => "PROGRESS_EVENT",
    };
    elements::event(stack, event).with("EventType", kind)
}

fn validation(stack: &Stack, set: &ChangeSet, failure: &ValidationFailure) -> Element {
    Element::new("member")
        .with("EventId", format!("{}-{}", failure.logical_id, last_segment(&set.id)))
        .with("StackId", &stack.id)
        .with("OperationType", "CREATE_CHANGESET")
        .with("OperationStatus", "FAILED")
        .with("EventType", "VALIDATION_ERROR")
        .with("LogicalResourceId", &failure.logical_id)
        .with("PhysicalResourceId", "")
        .with("ResourceType", &failure.kind)
        .with("Timestamp", set.created)
        .with("ValidationFailureMode", "FAIL")
        .with("ValidationName", &failure.name)
        .with("ValidationStatus", "FAILED")
        .with("ValidationStatusReason", &failure.reason)
        .with("ValidationPath", &failure.path)
}
