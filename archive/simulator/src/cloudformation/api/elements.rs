//! Stacks, events and resources as XML.

use crate::cloudformation::api::input::{parameter_list, tags};
use crate::cloudformation::template::Template;
use crate::protocol::xml::Element;
use crate::state::cloudformation::stack::{Event, Output, Stack};
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::StackStatus;

/// A stack, for DescribeStacks.
pub(super) fn stack(stack: &Stack) -> Element {
    let shows_outputs = stack.status != StackStatus::DeleteComplete;
    let outputs = stack.outputs.iter().filter(|_| shows_outputs).map(output);
    Element::new("member")
        .with("StackId", &stack.id)
        .with("StackName", &stack.name)
        .with_some("ChangeSetId", stack.change_set_id.as_ref())
        .with_some("Description", description(stack))
        .child(parameter_list(&stack.deployment.parameters))
        .with("CreationTime", stack.created)
        .with_some("DeletionTime", stack.deleted)
        .with_some("LastUpdatedTime", stack.updated)
        .child(Element::new("RollbackConfiguration"))
        .with("StackStatus", stack.status)
        .with_some("StackStatusReason", stack.status_reason.as_ref())
        .with("DisableRollback", stack.disable_rollback)
        .child(Element::strings("NotificationARNs", &stack.deployment.notification_arns))
        .child(Element::strings("Capabilities", &stack.deployment.capabilities))
        .child(Element::members("Outputs", outputs))
        .with_some("RoleARN", stack.deployment.role_arn.as_ref())
        .child(tags(&stack.deployment.tags))
        .with("EnableTerminationProtection", stack.termination_protection)
        .with_some("ParentId", stack.parent.as_ref())
        .with_some("RootId", stack.root.as_ref())
        .child(drift_information(stack))
}

/// The description of a stack's template.
#[expect(clippy::disallowed_methods, reason = "a stack in review has no template yet, and others were validated")]
pub(super) fn description(stack: &Stack) -> Option<String> {
    Template::read(&stack.deployment.template).ok()?.description().map(str::to_owned)
}

pub(super) fn drift_information(stack: &Stack) -> Element {
    let status = stack.drift.map_or("NOT_CHECKED", |(status, _)| status.as_str());
    Element::new("DriftInformation")
        .with("StackDriftStatus", status)
        .with_some("LastCheckTimestamp", stack.drift.map(|(_, checked)| checked))
}

fn output(output: &Output) -> Element {
    Element::new("member")
        .with("OutputKey", &output.key)
        .with("OutputValue", &output.value)
        .with_some("Description", output.description.as_ref())
        .with_some("ExportName", output.export_name.as_ref())
}

/// An event, for DescribeStackEvents.
pub(super) fn event(stack: &Stack, event: &Event) -> Element {
    Element::new("member")
        .with("StackId", &stack.id)
        .with("EventId", &event.id)
        .with("StackName", &stack.name)
        .with_some("OperationId", event.cause.operation_id.as_ref())
        .with("LogicalResourceId", &event.logical_id)
        .with("PhysicalResourceId", &event.physical_id)
        .with("ResourceType", &event.kind)
        .with("Timestamp", event.time)
        .with("ResourceStatus", &event.status)
        .with_some("ResourceStatusReason", event.reason.as_ref())
        .with_some("ResourceProperties", event.properties.as_ref())
        .with_some("ClientRequestToken", event.cause.token.as_ref())
}

/// A resource. `time` is the name of the element with its last update, which differs between operations.
pub(super) fn resource(resource: &Resource, time: &str) -> Element {
    let drift = resource.drift.as_ref();
    let drift = Element::new("DriftInformation")
        .with("StackResourceDriftStatus", drift.map_or("NOT_CHECKED", |drift| drift.status.as_str()))
        .with_some("LastCheckTimestamp", drift.map(|drift| drift.checked));
    Element::new("member")
        .with("LogicalResourceId", &resource.logical_id)
        .with_some("PhysicalResourceId", resource.physical_id.as_ref())
        .with("ResourceType", &resource.kind)
        .with(time, resource.updated)
        .with("ResourceStatus", resource.status)
        .with_some("ResourceStatusReason", resource.status_reason.as_ref())
        .child(drift)
}
