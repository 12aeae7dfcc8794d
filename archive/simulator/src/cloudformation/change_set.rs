//! Change sets: previews of what an operation would change.

pub(crate) mod changes;
mod early_validation;

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::engine::{NewStack, OperationRequest};
use crate::cloudformation::quotas;
use crate::cloudformation::template::Template;
use crate::cloudformation::{drift, engine, names, template_validation};
use crate::scope::Scope;
use crate::state::cloudformation::change::Changes;
use crate::state::cloudformation::change_set::ChangeSet;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::operation::Kind;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::status::{ChangeSetType, ExecutionStatus, OnFailure, StackStatus};
use crate::world::World;
use changes::changes;

/// The status reason of a change set without changes.
const NO_CHANGES: &str =
    "The submitted information didn't contain changes. Submit different information to create a change set.";

/// The parameters of CreateChangeSet.
#[derive(Clone, Debug)]
pub(crate) struct NewChangeSet {
    pub(crate) stack: String,
    pub(crate) name: String,
    pub(crate) kind: ChangeSetType,
    pub(crate) description: Option<String>,
    pub(crate) goal: Deployment,
    pub(crate) token: Option<String>,
    pub(crate) on_failure: Option<OnFailure>,
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) reverts_drift: bool,
}

/// Creates a change set, and for a new stack the stack in `REVIEW_IN_PROGRESS`. Returns the ARNs of both.
///
/// # Errors
/// The type does not fit the status of the stack, the name is in use, or the template is invalid.
pub(crate) fn create(world: &mut World, scope: &Scope, new: NewChangeSet) -> Result<(String, String), ApiError> {
    let template = template_validation::parse(&new.goal.template)?;
    template.check_capabilities(&new.goal.capabilities)?;
    let existing = world.cloudformation(scope).find(&new.stack).cloned();
    let same_name = existing.as_ref().and_then(|stack| {
        let set = stack.change_sets.iter().rev().find(|set| set.name == new.name)?;
        // Once a change set is executed, another can have its name: clients that deploy with one fixed name rely on it.
        (set.execution_status != ExecutionStatus::Complete).then_some((set, &stack.id))
    });
    if let Some((set, stack_id)) = same_name {
        // A retry with the same client token is the same request.
        if new.token.is_some() && set.token == new.token {
            return Ok((set.id.clone(), stack_id.clone()));
        }
        let attribute = first_difference(set, &new);
        let why =
            format!("ChangeSet {} cannot be created due to a mismatch with existing attribute {attribute}", set.name);
        return Err(ApiError::new(400, "AlreadyExistsException", why));
    }
    check_type(existing.as_ref(), &new)?;
    let stack_id = match existing {
        Some(stack) => stack.id,
        None => {
            let stack = NewStack { name: new.stack.clone(), termination_protection: false };
            quotas::check_stacks(world, scope)?;
            engine::create_placeholder(world, scope, stack)
        }
    };
    let id = arn::CHANGE_SET.arn(scope, format!("{}/{}", new.name, world.ids.uuid()));
    let (now, ready) = (world.now, world.resource_due());
    let mut stack = world.cloudformation(scope).stack(&stack_id)?.clone();
    if new.reverts_drift {
        drift::replace_with_actual(world, &mut stack);
    }
    let (changes, failure) = match evaluate(&stack, &new, &template) {
        Ok(changes) if changes.is_empty() => (changes, Some(NO_CHANGES.to_owned())),
        Ok(changes) => (changes, None),
        Err(error) => (Changes::default(), Some(error.message)),
    };
    let validations = early_validation::validate(world, &stack, &new.goal, &changes);
    let failure = failure.or_else(|| early_validation::reason(&validations));
    let execution_status = if failure.is_some() { ExecutionStatus::Unavailable } else { ExecutionStatus::Available };
    let set = ChangeSet {
        id: id.clone(),
        name: new.name,
        kind: new.kind,
        description: new.description,
        created: now,
        ready,
        failure,
        validations,
        execution_status,
        goal: new.goal,
        changes,
        token: new.token,
        executed_with: None,
        on_failure: new.on_failure,
        import: new.import,
        reverts_drift: new.reverts_drift,
    };
    world.cloudformation(scope).stack_mut(&stack_id)?.change_sets.push(set);
    Ok((id, stack_id))
}

/// The attribute that the error of a name in use reports.
fn first_difference(existing: &ChangeSet, new: &NewChangeSet) -> &'static str {
    if existing.goal.template != new.goal.template {
        return "Template";
    }
    if existing.goal.parameters != new.goal.parameters {
        return "Parameters";
    }
    "ClientToken"
}

fn check_type(existing: Option<&Stack>, new: &NewChangeSet) -> Result<(), ApiError> {
    if new.reverts_drift && new.kind != ChangeSetType::Update {
        let why = "DeploymentMode REVERT_DRIFT can only be specified for change sets of type UPDATE";
        return Err(ApiError::validation(why));
    }
    match (new.kind, existing) {
        (ChangeSetType::Create, None) => names::check("stackName", &new.stack),
        (ChangeSetType::Import, None) => names::check("stackName", &new.stack),
        (ChangeSetType::Update, None) => Err(ApiError::validation(format!("Stack [{}] does not exist", new.stack))),
        (ChangeSetType::Create, Some(stack)) if stack.status == StackStatus::ReviewInProgress => Ok(()),
        (ChangeSetType::Import, Some(stack)) if stack.status == StackStatus::ReviewInProgress => Ok(()),
        (ChangeSetType::Create, Some(stack)) => {
            let why = format!(
                "Stack [{}] already exists and cannot be created again with the changeSet [{}].",
                stack.name, new.name
            );
            Err(ApiError::validation(why))
        }
        (_, Some(stack)) if stack.status.is_updatable() => Ok(()),
        (_, Some(stack)) => {
            let why = format!("Stack:{} is in {} state and can not be updated.", stack.id, stack.status);
            Err(ApiError::validation(why))
        }
    }
}

fn evaluate(stack: &Stack, new: &NewChangeSet, template: &Template) -> Result<Changes, ApiError> {
    for logical_id in new.import.keys() {
        let Some(definition) = template.resource(logical_id) else {
            let why = format!("Resource [{logical_id}] to import is not in the template");
            return Err(ApiError::validation(why));
        };
        if !definition.states_deletion_policy {
            let why = "Resources to import must have a DeletionPolicy attribute specified in the template.";
            return Err(ApiError::validation(format!("{why} [{logical_id}]")));
        }
    }
    let found = changes(stack, &new.goal, &new.import)?;
    if new.kind == ChangeSetType::Import
        && let Some(other) = found.resources.iter().find(|change| change.action != "Import")
    {
        let why =
            format!("As part of the import operation, you cannot modify or add [{}] or add Outputs", other.logical_id);
        return Err(ApiError::validation(why));
    }
    Ok(found)
}

/// The parameters of ExecuteChangeSet.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExecuteOptions {
    pub(crate) token: Option<String>,
    pub(crate) disable_rollback: Option<bool>,
    pub(crate) retain_except_on_create: bool,
}

/// Starts the operation of a change set.
///
/// # Errors
/// The change set cannot be executed, or another operation is in progress.
pub(crate) fn execute(
    world: &mut World,
    scope: &Scope,
    stack_id: &str,
    id: &str,
    options: ExecuteOptions,
) -> Result<(), ApiError> {
    let now = world.now;
    let mut stack = world.cloudformation(scope).stack(stack_id)?.clone();
    let set = stack.change_sets.iter().find(|set| set.id == id).cloned().ok_or_else(|| not_found(id))?;
    // A retry with the same client token is the same request.
    if set.executed_with.is_some() && set.executed_with == options.token {
        return Ok(());
    }
    let is_used = |token: &str| stack.events.iter().any(|event| event.cause.token.as_deref() == Some(token));
    if let Some(token) = options.token.as_deref().filter(|token| is_used(token)) {
        let why =
            format!("A client request token [{token}] already exists for another operation on stack {}", stack.name);
        return Err(ApiError::new(400, "TokenAlreadyExistsException", why));
    }
    if stack.status.is_in_progress() {
        let why = format!("Stack [{}] is in {} state and can not be updated.", stack.name, stack.status);
        return Err(ApiError::new(400, "InvalidChangeSetStatus", why));
    }
    let status = set.execution_status(now);
    if status != ExecutionStatus::Available {
        let shown = if status == ExecutionStatus::Unavailable { set.status(now).as_str() } else { status.as_str() };
        let why = format!("ChangeSet [{}] cannot be executed in its current status of [{shown}]", set.id);
        return Err(ApiError::new(400, "InvalidChangeSetStatus", why));
    }
    if set.on_failure.is_some() && options.disable_rollback.is_some() {
        let why = "DisableRollback cannot be specified when the change set was created with OnStackFailure";
        return Err(ApiError::validation(why));
    }
    let on_failure = match (set.on_failure, options.disable_rollback) {
        (Some(on_failure), _) => on_failure,
        (None, Some(true)) => OnFailure::DoNothing,
        (None, _) => OnFailure::Rollback,
    };
    if set.reverts_drift {
        drift::replace_with_actual(world, &mut stack);
        world.cloudformation(scope).put_stack(stack);
    }
    let launch = OperationRequest {
        kind: match set.kind {
            ChangeSetType::Create => Kind::Create,
            ChangeSetType::Update => Kind::Update,
            ChangeSetType::Import => Kind::Import,
        },
        goal: set.goal.clone(),
        token: options.token.clone(),
        on_failure,
        retain_except_on_create: options.retain_except_on_create,
        import: set.import.clone(),
        change_set_id: Some(set.id.clone()),
        policy_during_update: None,
    };
    engine::start_update(world, scope, stack_id, launch)?;
    let stack = world.cloudformation(scope).stack_mut(stack_id)?;
    stack.change_sets.retain(|other| other.id == id);
    if let Some(set) = stack.change_sets.first_mut() {
        set.execution_status = ExecutionStatus::Complete;
        set.executed_with = options.token;
    }
    Ok(())
}

/// Finds a change set and its stack: by the ARN of the change set, or by both names.
///
/// # Errors
/// The stack or the change set does not exist.
pub(crate) fn find<'w>(
    world: &'w mut World,
    scope: &Scope,
    name: &str,
    stack: Option<&str>,
) -> Result<(&'w Stack, &'w ChangeSet), ApiError> {
    let state = world.cloudformation(scope);
    if name.starts_with("arn:") {
        let found = state.all_stacks().find_map(|stack| {
            let set = stack.change_sets.iter().find(|set| set.id == name)?;
            Some((stack, set))
        });
        return found.ok_or_else(|| not_found(name));
    }
    let stack = stack.ok_or_else(|| {
        ApiError::validation("StackName must be specified if ChangeSetName is not specified as an ARN.")
    })?;
    let stack = state.find(stack).ok_or_else(|| ApiError::validation(format!("Stack [{stack}] does not exist")))?;
    let set = stack.change_sets.iter().rev().find(|set| set.name == name).ok_or_else(|| not_found(name))?;
    Ok((stack, set))
}

fn not_found(name: &str) -> ApiError {
    ApiError::new(404, "ChangeSetNotFound", format!("ChangeSet [{name}] does not exist"))
}
