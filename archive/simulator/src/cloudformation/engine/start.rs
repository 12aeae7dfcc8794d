//! Starting creations, updates and imports, and in which status of a stack each can start.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::engine::apply;
use crate::cloudformation::{quotas, template_validation};
use crate::scope::Scope;
use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::operation::{Kind, Operation, Phase};
use crate::state::cloudformation::stack::{StableState, Stack};
use crate::state::cloudformation::status::{ExecutionStatus, OnFailure, StackStatus};
use crate::world::World;

/// The options of a create, update or import operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationRequest {
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

impl OperationRequest {
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

/// Creates a stack in `REVIEW_IN_PROGRESS`, as a change set of type CREATE does. Returns its ARN.
pub(crate) fn create_placeholder(world: &mut World, scope: &Scope, new: NewStack) -> String {
    let id = arn::STACK.arn(scope, format!("{}/{}", new.name, world.ids.uuid()));
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
    world.cloudformation(scope).put_stack(stack);
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
    launch: OperationRequest,
) -> Result<String, ApiError> {
    if let Some(existing) = world.cloudformation(scope).find(&new.name) {
        if is_same_request(existing, launch.token.as_deref()) {
            return Ok(existing.id.clone());
        }
        let why = format!("Stack [{}] already exists", existing.name);
        return Err(ApiError::new(400, "AlreadyExistsException", why));
    }
    template_validation::parse(&launch.goal.template)?;
    quotas::check_stacks(world, scope)?;
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
pub(crate) fn update_stack(
    world: &mut World,
    scope: &Scope,
    id: &str,
    launch: OperationRequest,
) -> Result<(), ApiError> {
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
pub(super) fn is_same_request(stack: &Stack, token: Option<&str>) -> bool {
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
pub(crate) fn start_update(
    world: &mut World,
    scope: &Scope,
    id: &str,
    launch: OperationRequest,
) -> Result<(), ApiError> {
    let now = world.now;
    let operation_id = world.ids.uuid();
    let mut stack = world.cloudformation(scope).stack(id)?.clone();
    let tasks = apply::tasks(&stack, &launch.goal)?;
    let is_first = stack.status == StackStatus::ReviewInProgress;
    // A retry after a failure without rollback keeps the earlier stable state.
    if !is_first && stack.stable.is_none() && stack.status != StackStatus::CreateFailed {
        stack.stable = Some(StableState {
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
    world.cloudformation(scope).put_stack(stack);
    Ok(())
}
