//! The roles of a SELF_MANAGED StackSet, and their permissions.

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::authorise::{authorise, can_assume};
use crate::scope::{Scope, service_principal};
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::world::World;

/// Whether CloudFormation can assume the administration role, and that role the execution role of the target account.
pub(super) fn roles_can_be_assumed(
    world: &mut World,
    home: &Scope,
    name: &str,
    settings: &Settings,
    target: &Scope,
) -> bool {
    let administration = settings.administration_role(home);
    let service = service_principal("cloudformation", &target.region);
    let execution = settings.execution_role();
    let Some(execution) = world.iam(target).roles.get(execution).map(|role| role.arn.clone()) else { return false };
    let session = Principal::Session { role: administration.clone(), name: "stack-set".into() };
    // Lets trust policies restrict a role to one StackSet.
    let set = arn::STACK_SET.arn(home, format!("{name}:00000000-0000-0000-0000-000000000000"));
    let source = Context::new().with("aws:SourceAccount", &home.account).with("aws:SourceArn", set);
    can_assume(world, Principal::Service(service), &administration, source)
        && can_assume(world, session, &execution, Context::new())
}

/// Checks the permission of the execution role for a call on a stack: StackSets create, update, delete and describe
/// stacks with it.
///
/// # Errors
/// CloudFormation's error with the role, the action and the stack.
pub(super) fn check_call(
    world: &mut World,
    settings: &Settings,
    target: &Scope,
    action: &str,
    stack: &str,
) -> Result<(), ApiError> {
    if settings.is_service_managed() {
        return Ok(());
    }
    let role = world.iam(target).roles.get(settings.execution_role()).map(|role| role.arn.clone());
    // Its existence and trust policy were checked before.
    let Some(role) = role else { return Ok(()) };
    let session = Principal::Session { role, name: "stack-set".into() };
    for action in [action, "cloudformation:DescribeStacks"] {
        let request = Request::new(session.clone(), action, stack, &target.account);
        if authorise(world, &request, None).verdict != Verdict::Allowed {
            let why = format!(
                "User: {session} is not authorized to perform: {action} on resource: {stack} because no identity-based policy allows the \
                {action} action"
            );
            return Err(ApiError::new(403, "AccessDenied", why));
        }
    }
    Ok(())
}
