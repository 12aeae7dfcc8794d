//! Starting deletions, rollbacks and cancellations, and in which status of a stack each can start.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::engine::run::Run;
use crate::cloudformation::engine::start::is_same_request;
use crate::cloudformation::exports;
use crate::scope::Scope;
use crate::state::cloudformation::deployment::Cause;
use crate::state::cloudformation::operation::{Kind, Operation, Phase};
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::status::{OnFailure, StackStatus};
use crate::world::World;

/// The options of a deletion.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) token: Option<String>,
    pub(crate) retain: Vec<String>,
    pub(crate) force: bool,
}

/// Starts the deletion of a stack. Deleting a stack that does not exist is not an error.
///
/// # Errors
/// Termination protection is on, or another operation is in progress.
pub(crate) fn delete_stack(
    world: &mut World,
    scope: &Scope,
    name: &str,
    options: DeleteOptions,
) -> Result<(), ApiError> {
    let Some(stack) = world.cloudformation(scope).find(name).cloned() else { return Ok(()) };
    if is_same_request(&stack, options.token.as_deref()) {
        return Ok(());
    }
    match stack.status {
        StackStatus::DeleteComplete | StackStatus::DeleteInProgress => return Ok(()),
        status if status.is_in_progress() => {
            let why = format!("Stack [{}] cannot be deleted while in status {status}", stack.name);
            return Err(ApiError::validation(why));
        }
        _ => {}
    }
    if stack.termination_protection {
        let why = format!("Stack [{}] cannot be deleted while TerminationProtection is enabled", stack.name);
        return Err(ApiError::validation(why));
    }
    if !options.retain.is_empty() && stack.status != StackStatus::DeleteFailed {
        let why = format!(
            "Invalid operation on stack [{}]. The specified resources to retain can only be given for a stack \
            in the DELETE_FAILED state",
            stack.name
        );
        return Err(ApiError::validation(why));
    }
    if options.force && stack.status != StackStatus::DeleteFailed {
        let why = "The FORCE_DELETE_STACK deletion mode can only be used on a stack in the DELETE_FAILED state";
        return Err(ApiError::validation(why));
    }
    if let Some(unknown) = options.retain.iter().find(|id| !stack.resources.contains_key(*id)) {
        let why = format!("The specified resource to retain [{unknown}] does not exist in stack [{}]", stack.name);
        return Err(ApiError::validation(why));
    }
    if let Some(why) = exports::keeps(world.cloudformation(scope), &stack) {
        return cancel_deletion(world, scope, &stack, options.token, why);
    }
    with_operation(world, scope, &stack.id, |run| {
        run.operation.kind = Kind::Delete;
        run.operation.phase = Phase::Delete;
        run.operation.cause.token = options.token;
        run.operation.skip = options.retain;
        run.operation.force = options.force;
        run.operation.tasks = run.delete_tasks();
        run.set_status(StackStatus::DeleteInProgress, Some("User Initiated".into()));
    })
}

/// Records that a deletion was started and cancelled; the stack does not change.
fn cancel_deletion(
    world: &mut World,
    scope: &Scope,
    stack: &Stack,
    token: Option<String>,
    why: String,
) -> Result<(), ApiError> {
    let (now, status) = (world.now, stack.status);
    let cause = Cause { token, operation_id: Some(world.ids.uuid()) };
    let mut stack = stack.clone();
    stack.set_status(&mut world.ids, now, &cause, StackStatus::DeleteInProgress, Some("User Initiated".into()));
    stack.set_status(&mut world.ids, now, &cause, status, Some(why));
    world.cloudformation(scope).put_stack(stack);
    Ok(())
}

/// Continues a failed rollback, without the resources to skip.
///
/// # Errors
/// The stack has another status, or a resource to skip did not fail.
pub(crate) fn continue_rollback(
    world: &mut World,
    scope: &Scope,
    name: &str,
    token: Option<String>,
    skip: Vec<String>,
) -> Result<(), ApiError> {
    let stack = world.cloudformation(scope).stack(name)?.clone();
    if is_same_request(&stack, token.as_deref()) {
        return Ok(());
    }
    if stack.status != StackStatus::UpdateRollbackFailed {
        let why = format!("Stack [{}] is in {} state and can not continue update rollback.", stack.id, stack.status);
        return Err(ApiError::validation(why));
    }
    let failed =
        |id: &String| stack.resources.get(id).is_some_and(|resource| resource.status.as_str() == "UPDATE_FAILED");
    if let Some(wrong) = skip.iter().find(|id| !failed(id)) {
        let why = format!(
            "Resource [{wrong}] cannot be skipped: only resources that failed to roll back (UPDATE_FAILED) can be"
        );
        return Err(ApiError::validation(why));
    }
    with_operation(world, scope, &stack.id, |run| {
        run.operation.phase = Phase::Restore;
        run.operation.cause.token = token;
        run.operation.skip = skip;
        run.set_status(StackStatus::UpdateRollbackInProgress, Some("User Initiated".into()));
        run.operation.tasks = run.restore_tasks();
    })
}

/// Rolls back a stack whose operation failed with rollback disabled.
///
/// # Errors
/// The stack has another status.
pub(crate) fn rollback_stack(
    world: &mut World,
    scope: &Scope,
    name: &str,
    token: Option<String>,
    retain_except_on_create: bool,
) -> Result<(), ApiError> {
    let stack = world.cloudformation(scope).stack(name)?.clone();
    if is_same_request(&stack, token.as_deref()) {
        return Ok(());
    }
    if !matches!(stack.status, StackStatus::CreateFailed | StackStatus::UpdateFailed) {
        let why = format!("Stack [{}] is in {} state and can not be rolled back.", stack.name, stack.status);
        return Err(ApiError::validation(why));
    }
    with_operation(world, scope, &stack.id, |run| {
        run.operation.cause.token = token;
        run.operation.retain_except_on_create = retain_except_on_create;
        run.begin_rollback(String::new());
    })
}

/// Cancels an update in progress and rolls back.
///
/// # Errors
/// No update is in progress.
pub(crate) fn cancel_update(
    world: &mut World,
    scope: &Scope,
    name: &str,
    token: Option<String>,
) -> Result<(), ApiError> {
    let stack = world.cloudformation(scope).stack(name)?.clone();
    let (StackStatus::UpdateInProgress, Some(operation)) = (stack.status, stack.operation.clone()) else {
        let why = format!("CancelUpdateStack cannot be called from current stack status {}", stack.status);
        return Err(ApiError::validation(why));
    };
    with_operation(world, scope, &stack.id, |run| {
        let own_cause = std::mem::take(&mut run.operation.cause);
        run.operation = operation;
        run.operation.cause = Cause { token: token.or(run.operation.cause.token.take()), ..own_cause };
        run.cancel_others();
        run.begin_rollback(String::new());
        run.stack.status_reason = Some("Stack update cancelled by user request.".into());
    })
}

/// Creates an operation for a stack; `begin` sets it up.
fn with_operation(
    world: &mut World,
    scope: &Scope,
    id: &str,
    begin: impl FnOnce(&mut Run<'_>),
) -> Result<(), ApiError> {
    let stack = world.cloudformation(scope).stack(id)?.clone();
    let operation = Operation {
        kind: Kind::Update,
        phase: Phase::Apply,
        cause: Cause { token: None, operation_id: Some(world.ids.uuid()) },
        goal: stack.deployment.clone(),
        on_failure: OnFailure::Rollback,
        retain_except_on_create: false,
        tasks: BTreeMap::new(),
        failed: Vec::new(),
        skip: Vec::new(),
        force: false,
        import: BTreeMap::new(),
        change_set_id: None,
        policy: None,
        caller: world.acting_role.clone(),
    };
    let mut run = Run { world, stack, operation };
    begin(&mut run);
    let Run { mut stack, operation, .. } = run;
    stack.operation = Some(operation);
    world.cloudformation(scope).put_stack(stack);
    Ok(())
}
