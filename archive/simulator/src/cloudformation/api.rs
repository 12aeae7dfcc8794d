//! The API of CloudFormation: the Query protocol.

mod call;
mod change_sets;
mod drifts;
mod elements;
mod events;
mod input;
mod stack_sets;
mod stacks;
pub(crate) mod templates;

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call};
use crate::protocol::query::Params;
use crate::scope::Scope;
use crate::world::World;

/// Handles one operation.
///
/// # Errors
/// The error response of CloudFormation.
pub(crate) fn handle(world: &mut World, scope: &Scope, operation: &str, params: &Params) -> Answer {
    let call = Call { scope, params };
    match operation {
        "CreateChangeSet" => change_sets::create(world, &call),
        "DescribeChangeSet" => change_sets::describe(world, &call),
        "ExecuteChangeSet" => change_sets::execute(world, &call),
        "DeleteChangeSet" => change_sets::delete(world, &call),
        "ListChangeSets" => change_sets::list(world, &call),
        "CreateStack" => stacks::create(world, &call),
        "UpdateStack" => stacks::update(world, &call),
        "DeleteStack" => stacks::delete(world, &call),
        "DescribeStacks" => stacks::describe(world, &call),
        "ListStacks" => stacks::list(world, &call),
        "DescribeStackResource" => stacks::resource(world, &call),
        "DescribeStackResources" => stacks::resources(world, &call),
        "ListStackResources" => stacks::list_resources(world, &call),
        "SignalResource" => stacks::signal(world, &call),
        "UpdateTerminationProtection" => stacks::update_termination_protection(world, &call),
        "SetStackPolicy" => stacks::set_policy(world, &call),
        "GetStackPolicy" => stacks::policy(world, &call),
        "CancelUpdateStack" => stacks::cancel_update(world, &call),
        "ContinueUpdateRollback" => stacks::continue_rollback(world, &call),
        "RollbackStack" => stacks::rollback(world, &call),
        "ListExports" => stacks::exports(world, &call),
        "ListImports" => stacks::imports(world, &call),
        "DescribeStackEvents" => events::describe_stack_events(world, &call),
        "DescribeEvents" => events::describe_events(world, &call),
        "GetTemplate" => templates::get(world, &call),
        "GetTemplateSummary" => templates::summary(world, &call),
        "ValidateTemplate" => templates::validate(world, &call),
        "DetectStackDrift" => drifts::detect(world, &call),
        "DetectStackResourceDrift" => drifts::detect_resource(world, &call),
        "DescribeStackDriftDetectionStatus" => drifts::status(world, &call),
        "DescribeStackResourceDrifts" => drifts::describe(world, &call),
        "DescribeOrganizationsAccess" => stack_sets::organizations_access(world),
        "CreateStackSet" => stack_sets::create(world, &call),
        "UpdateStackSet" => stack_sets::update(world, &call),
        "DeleteStackSet" => stack_sets::delete(world, &call),
        "DescribeStackSet" => stack_sets::describe(world, &call),
        "ListStackSets" => stack_sets::list(world, &call),
        "CreateStackInstances" => stack_sets::create_instances(world, &call),
        "UpdateStackInstances" => stack_sets::update_instances(world, &call),
        "DeleteStackInstances" => stack_sets::delete_instances(world, &call),
        "ImportStacksToStackSet" => stack_sets::import_stacks(world, &call),
        "DescribeStackInstance" => stack_sets::describe_instance(world, &call),
        "ListStackInstances" => stack_sets::list_instances(world, &call),
        "DescribeStackSetOperation" => stack_sets::describe_operation(world, &call),
        "ListStackSetOperations" => stack_sets::list_operations(world, &call),
        "ListStackSetOperationResults" => stack_sets::list_results(world, &call),
        "StopStackSetOperation" => stack_sets::stop_operation(world, &call),
        "DetectStackSetDrift" => stack_sets::detect_drift(world, &call),
        _ => Err(ApiError::unknown_operation("CloudFormation", operation)),
    }
}
