//! Starting operations, and in which status of a stack each can start.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::engine::apply;
use crate::cloudformation::engine::run::Run;
use crate::cloudformation::{exports, template_validation};
use crate::scope::Scope;
use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::operation::{Kind, Operation, Phase};
use crate::state::cloudformation::stack::{Stable, Stack};
use crate::state::cloudformation::status::{ExecutionStatus, OnFailure, StackStatus};
use crate::world::World;

/// The options of a create, update or import operation.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) kind: Kind,
    pub(crate) goal: Deployment,
    pub(crate) token: Option<String>,
    pub(crate) on_failure: OnFailure,
    pub(crate) retain_except_on_create: bool,
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) change_set_id: Option<String>,
    /// The stack policy for this update, instead of the stack's own.
    pub(crate) policy_during_update: Option<String>,
}

impl Launch {
    pub(crate) fn new(kind: Kind, goal: Deployment) -> Self {
        Self {
            kind,
            goal,
            token: None,
            on_failure: OnFailure::Rollback,
            retain_except_on_create: false,
            import: BTreeMap::new(),
            change_set_id: None,
            policy_during_update: None,
        }
    }
}

/// A stack to be created.
#[derive(Clone, Debug)]
pub(crate) struct NewStack {
    pub(crate) name: String,
    pub(crate) termination_protection: bool,
}

/// The options of a deletion.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) token: Option<String>,
    pub(crate) retain: Vec<String>,
    pub(crate) force: bool,
}

/// Creates a stack in `REVIEW_IN_PROGRESS`, as a change set of type CREATE does. Returns its ARN.
pub(crate) fn create_placeholder(world: &mut World, scope: &Scope, new: NewStack) -> String {
    let id = scope.arn("cloudformation", format!("stack/{}/{}", new.name, world.ids.uuid()));
    let now = world.now;
    let number = world.cloudformation(scope).next_number();
    let mut stack = Stack {
        id: id.clone(),
        name: new.name,
        scope: scope.clone(),
        number,
        created: now,
        updated: None,
        deleted: None,
        status: StackStatus::ReviewInProgress,
        status_reason: None,
        deployment: Deployment::default(),
        disable_rollback: false,
        termination_protection: new.termination_protection,
        policy: None,
        change_set_id: None,
        resources: BTreeMap::new(),
        leftovers: Vec::new(),
        outputs: Vec::new(),
        events: Vec::new(),
        change_sets: Vec::new(),
        operation: None,
        stable: None,
        drift: None,
        parent: None,
        root: None,
        previous: None,
    };
    let reason = Some("User Initiated".to_owned());
    stack.set_status(&mut world.ids, now, &Cause::default(), StackStatus::ReviewInProgress, reason);
    world.cloudformation(scope).stacks.insert(id.clone(), stack);
    id
}

/// Creates a stack and starts the operation. Returns its ARN.
///
/// # Errors
/// The name is in use, or the template is invalid.
pub(crate) fn create_stack(
    world: &mut World,
    scope: &Scope,
    new: NewStack,
    launch: Launch,
) -> Result<String, ApiError> {
    if let Some(existing) = world.cloudformation(scope).find(&new.name) {
        if is_same_request(existing, launch.token.as_deref()) {
            return Ok(existing.id.clone());
        }
        let why = format!("Stack [{}] already exists", existing.name);
        return Err(ApiError::new(400, "AlreadyExistsException", why));
    }
    template_validation::parse(&launch.goal.template)?;
    let id = create_placeholder(world, scope, new);
    if let Ok(stack) = world.cloudformation(scope).stack_mut(&id) {
        // A stack created without a change set was not in `REVIEW_IN_PROGRESS`.
        stack.events.clear();
    }
    start_update(world, scope, &id, launch)?;
    Ok(id)
}

/// Starts an update of an existing stack.
///
/// # Errors
/// Its status does not allow an update, or there are no changes.
pub(crate) fn update_stack(world: &mut World, scope: &Scope, id: &str, launch: Launch) -> Result<(), ApiError> {
    let stack = world.cloudformation(scope).stack(id)?.clone();
    if is_same_request(&stack, launch.token.as_deref()) {
        return Ok(());
    }
    check_updatable(&stack)?;
    let changes = crate::cloudformation::change_set::changes::changes(&stack, &launch.goal, &BTreeMap::new())?;
    if changes.is_empty() {
        return Err(no_updates());
    }
    start_update(world, scope, id, launch)
}

/// Whether the latest operation on a stack was started with this token: then the request is a retry.
fn is_same_request(stack: &Stack, token: Option<&str>) -> bool {
    let last = stack.events.last().and_then(|event| event.cause.token.as_deref());
    token.is_some() && last == token
}

pub(crate) fn no_updates() -> ApiError {
    ApiError::validation("No updates are to be performed.")
}

/// # Errors
/// `ValidationError` with the status.
fn check_updatable(stack: &Stack) -> Result<(), ApiError> {
    if stack.status.is_updatable() {
        return Ok(());
    }
    let why = format!("Stack:{} is in {} state and can not be updated.", stack.id, stack.status);
    Err(ApiError::validation(why))
}

/// Starts a creation, an update or an import.
///
/// # Errors
/// The template cannot be evaluated.
pub(crate) fn start_update(world: &mut World, scope: &Scope, id: &str, launch: Launch) -> Result<(), ApiError> {
    let now = world.now;
    let operation_id = world.ids.uuid();
    let mut stack = world.cloudformation(scope).stack(id)?.clone();
    let tasks = apply::tasks(&stack, &launch.goal)?;
    let is_first = stack.status == StackStatus::ReviewInProgress;
    // A retry after a failure without rollback keeps the earlier stable state.
    if !is_first && stack.stable.is_none() && stack.status != StackStatus::CreateFailed {
        stack.stable = Some(Stable {
            deployment: stack.deployment.clone(),
            resources: stack.resources.clone(),
            outputs: stack.outputs.clone(),
        });
    }
    let status = match launch.kind {
        Kind::Import => StackStatus::ImportInProgress,
        _ if is_first => StackStatus::CreateInProgress,
        _ => StackStatus::UpdateInProgress,
    };
    let kind = if is_first && launch.kind == Kind::Update { Kind::Create } else { launch.kind };
    for set in &mut stack.change_sets {
        if Some(&set.id) != launch.change_set_id.as_ref() && set.execution_status == ExecutionStatus::Available {
            set.execution_status = ExecutionStatus::Obsolete;
        }
    }
    stack.disable_rollback = launch.on_failure == OnFailure::DoNothing;
    stack.change_set_id.clone_from(&launch.change_set_id);
    if is_first {
        stack.deployment = launch.goal.clone();
    } else {
        stack.updated = Some(now);
    }
    let operation = Operation {
        kind,
        phase: Phase::Apply,
        cause: Cause { token: launch.token, operation_id: Some(operation_id) },
        goal: launch.goal,
        on_failure: launch.on_failure,
        retain_except_on_create: launch.retain_except_on_create,
        tasks,
        failed: Vec::new(),
        skip: Vec::new(),
        force: false,
        import: launch.import,
        change_set_id: launch.change_set_id,
        policy: launch.policy_during_update.or_else(|| stack.policy.clone()).filter(|_| !is_first),
        caller: world.acting_role.clone(),
    };
    stack.set_status(&mut world.ids, now, &operation.cause, status, Some("User Initiated".into()));
    stack.operation = Some(operation);
    world.cloudformation(scope).stacks.insert(stack.id.clone(), stack);
    Ok(())
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
    world.cloudformation(scope).stacks.insert(stack.id.clone(), stack);
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
    world.cloudformation(scope).stacks.insert(stack.id.clone(), stack);
    Ok(())
}
