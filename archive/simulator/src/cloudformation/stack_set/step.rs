//! Running the operation of a StackSet: instance by instance, region by region.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::engine::{DeleteOptions, NewStack, OperationRequest};
use crate::cloudformation::processing::process;
use crate::cloudformation::stack_set::roles;
use crate::cloudformation::template::parameters;
use crate::cloudformation::{drift, engine};
use crate::optional::or_empty;
use crate::scope::{Scope, last_segment};
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::operation::Kind;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::state::cloudformation::stack_set::{Instance, StackSet};
use crate::state::cloudformation::stack_set_operation::{InstanceResult, OperationOptions, SetOperation};
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::state::cloudformation::status::{InstanceStatus, ResultStatus, SetAction, SetOperationStatus, StackStatus};
use crate::world::World;

/// Advances the operations of a StackSet by one step. Returns whether anything changed.
pub(crate) fn step_stack_set(world: &mut World, scope: &Scope, name: &str) -> bool {
    let Some(mut set) = world.cloudformation(scope).stack_sets.remove(name) else { return false };
    let progressed = step(world, scope, &mut set);
    world.cloudformation(scope).stack_sets.insert(name.to_owned(), set);
    progressed
}

fn step(world: &mut World, scope: &Scope, set: &mut StackSet) -> bool {
    let running = |operation: &SetOperation| {
        matches!(operation.status, SetOperationStatus::Running | SetOperationStatus::Stopping)
    };
    let Some(at) = set.operations.iter().position(running) else {
        let queued = set.operations.iter_mut().find(|operation| operation.status == SetOperationStatus::Queued);
        let Some(queued) = queued else { return false };
        queued.status = SetOperationStatus::Running;
        return true;
    };
    let mut operation = set.operations[at].clone();
    let mut progressed = check_running(world, set, &mut operation);
    if operation.status == SetOperationStatus::Stopping {
        progressed |= cancel_pending(set, &mut operation, "Cancelled by the user");
    } else if has_failed_too_often(&operation) {
        let why = "Cancelled since failure tolerance has exceeded";
        progressed |= cancel_pending(set, &mut operation, why);
    }
    progressed |= start_pending(world, scope, set, &mut operation);
    if operation.action == SetAction::Delete {
        forget_deleted(set, &operation);
    }
    let open = |result: &InstanceResult| matches!(result.status, ResultStatus::Pending | ResultStatus::Running);
    if !operation.results.iter().any(open) {
        operation.ended = Some(world.now);
        operation.status = match operation.status {
            SetOperationStatus::Stopping => SetOperationStatus::Stopped,
            _ if has_failed_too_often(&operation) => SetOperationStatus::Failed,
            _ => SetOperationStatus::Succeeded,
        };
        progressed = true;
    }
    if let Some(slot) = set.operations.get_mut(at) {
        *slot = operation;
    }
    progressed
}

/// Checks the stacks that are in progress.
fn check_running(world: &mut World, set: &mut StackSet, operation: &mut SetOperation) -> bool {
    let mut progressed = false;
    let failed = failed_status(operation.action, &operation.options);
    for result in operation.results.iter_mut().filter(|result| result.status == ResultStatus::Running) {
        let Some(instance) = set.instance_mut(&result.account, &result.region) else {
            mark_missing(result);
            progressed = true;
            continue;
        };
        let scope = instance.scope();
        let stack = instance.stack_id.as_ref().and_then(|id| world.cloudformation(&scope).find(id).cloned());
        let Some(stack) = stack.filter(|stack| stack.operation.is_none()) else { continue };
        progressed = true;
        if result.deletes_failed_stack && stack.status == StackStatus::DeleteComplete {
            instance.stack_id = None;
            result.deletes_failed_stack = false;
            result.status = ResultStatus::Pending;
            continue;
        }
        let good = match operation.action {
            SetAction::Delete => stack.status == StackStatus::DeleteComplete,
            SetAction::DetectDrift => true,
            SetAction::Create | SetAction::Update => {
                matches!(stack.status, StackStatus::CreateComplete | StackStatus::UpdateComplete)
            }
        };
        finish(failed, instance, result, (!good).then(|| first_failure(&stack)));
    }
    progressed
}

/// The instance was deleted before its turn.
fn mark_missing(result: &mut InstanceResult) {
    result.status = ResultStatus::Failed;
    result.reason = Some("Stack instance not found".into());
}

/// What an instance is after an operation that failed: one that could not be deleted or imported is inoperable, so that no update reaches it.
/// The import can be made again; the other can only leave the StackSet, with its stack retained:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html>.
fn failed_status(action: SetAction, options: &OperationOptions) -> (InstanceStatus, ResultStatus) {
    match action {
        SetAction::Delete => (InstanceStatus::Inoperable, ResultStatus::Inoperable),
        _ if options.is_import => (InstanceStatus::Inoperable, ResultStatus::FailedImport),
        _ => (InstanceStatus::Outdated, ResultStatus::Failed),
    }
}

fn finish(
    failed: (InstanceStatus, ResultStatus),
    instance: &mut Instance,
    result: &mut InstanceResult,
    why: Option<String>,
) {
    (instance.status, instance.detailed_status, result.status) = match &why {
        None => (InstanceStatus::Current, ResultStatus::Succeeded, ResultStatus::Succeeded),
        Some(_) => (failed.0, failed.1, ResultStatus::Failed),
    };
    result.reason.clone_from(&why);
    instance.reason = why;
}

/// Removes instances whose deletion succeeded.
fn forget_deleted(set: &mut StackSet, operation: &SetOperation) {
    set.instances.retain(|instance| {
        !operation.results.iter().any(|result| {
            result.status == ResultStatus::Succeeded
                && result.account == instance.account
                && result.region == instance.region
        })
    });
}

/// The status reason of an instance whose stack failed.
fn first_failure(stack: &Stack) -> String {
    let operation = stack.events.last().and_then(|event| event.cause.operation_id.clone());
    let failed = stack.events.iter().find(|event| {
        event.cause.operation_id == operation && event.status.ends_with("_FAILED") && event.physical_id != stack.id
    });
    match failed {
        Some(event) => format!(
            "ResourceLogicalId:{}, ResourceType:{}, ResourceStatusReason:{}.",
            event.logical_id,
            event.kind,
            event.reason.as_deref().unwrap_or("")
        ),
        None => stack.status_reason.clone().unwrap_or_else(|| format!("Stack is in {} state", stack.status)),
    }
}

fn has_failed_too_often(operation: &SetOperation) -> bool {
    let of_region = |region: &str| {
        let region = region.to_owned();
        operation.results.iter().filter(move |result| result.region == region)
    };
    operation.results.iter().any(|result| {
        let failures = of_region(&result.region).filter(|result| result.status == ResultStatus::Failed).count();
        failures > operation.options.preferences.tolerance(of_region(&result.region).count())
    })
}

fn cancel_pending(set: &mut StackSet, operation: &mut SetOperation, why: &str) -> bool {
    let mut progressed = false;
    for result in operation.results.iter_mut().filter(|result| result.status == ResultStatus::Pending) {
        result.status = ResultStatus::Cancelled;
        result.reason = Some(why.to_owned());
        progressed = true;
        if let Some(instance) = set.instance_mut(&result.account, &result.region) {
            instance.detailed_status = ResultStatus::Cancelled;
            instance.reason = Some(why.to_owned());
        }
    }
    progressed
}

/// Starts as many instances as the operation preferences allow.
fn start_pending(world: &mut World, scope: &Scope, set: &mut StackSet, operation: &mut SetOperation) -> bool {
    let mut regions: Vec<String> = Vec::new();
    for result in &operation.results {
        let open = matches!(result.status, ResultStatus::Pending | ResultStatus::Running);
        if open && !regions.contains(&result.region) {
            regions.push(result.region.clone());
        }
    }
    if !operation.options.preferences.parallel_regions {
        regions.truncate(1);
    }
    let mut chosen = Vec::new();
    for region in regions {
        let of_region = || operation.results.iter().enumerate().filter(|(_, result)| result.region == region);
        let running = of_region().filter(|(_, result)| result.status == ResultStatus::Running).count();
        let room = operation.options.preferences.concurrency(of_region().count()).saturating_sub(running);
        let pending = of_region().filter(|(_, result)| result.status == ResultStatus::Pending);
        chosen.extend(pending.map(|(index, _)| index).take(room));
    }
    for index in &chosen {
        start(world, scope, set, operation, *index);
    }
    !chosen.is_empty()
}

fn start(world: &mut World, scope: &Scope, set: &mut StackSet, operation: &mut SetOperation, index: usize) {
    let (action, retain, id) = (operation.action, operation.options.retain_stacks, operation.id.clone());
    let (settings, name) = (set.settings.clone(), set.name.clone());
    let (is_import, failed) = (operation.options.is_import, failed_status(action, &operation.options));
    let Some(result) = operation.results.get_mut(index) else { return };
    result.status = ResultStatus::Running;
    let Some(instance) = set.instance_mut(&result.account, &result.region) else { return mark_missing(result) };
    instance.detailed_status = ResultStatus::Running;
    // Where the stack stays, nothing is called in its region.
    let checked = match (action, retain) {
        (SetAction::Delete, true) => Ok(()),
        // What is documented is that updates leave it alone, and how it leaves the StackSet.
        (SetAction::Create, _) if instance.status == InstanceStatus::Inoperable && !is_import => {
            let why = format!("The stack instance in account {} is INOPERABLE", instance.account);
            Err(ApiError::validation(why))
        }
        _ => check_roles(world, scope, &name, &settings, instance),
    };
    let started = checked.and_then(|()| match action {
        SetAction::Create | SetAction::Update => deploy(world, &name, &settings, &id, instance, result),
        SetAction::Delete => remove(world, &settings, instance, retain),
        SetAction::DetectDrift => detect(world, &settings, instance).map(|()| Started::Done),
    });
    match started {
        Ok(Started::Running) => {}
        Ok(Started::Done) if action == SetAction::DetectDrift => {
            result.status = ResultStatus::Succeeded;
            instance.detailed_status = ResultStatus::Succeeded;
        }
        Ok(Started::Done) => finish(failed, instance, result, None),
        Err(error) if instance.status == InstanceStatus::Inoperable && action != SetAction::Delete && !is_import => {
            instance.detailed_status = ResultStatus::Inoperable;
            result.status = ResultStatus::Failed;
            result.reason = Some(error.message);
        }
        Err(error) => finish(failed, instance, result, Some(error.message)),
    }
}

/// Whether an operation on the stack was started.
enum Started {
    Running,
    Done,
}

/// Checks the roles and the region.
fn check_roles(
    world: &mut World,
    scope: &Scope,
    name: &str,
    settings: &Settings,
    instance: &Instance,
) -> Result<(), ApiError> {
    let target = instance.scope();
    let account = &target.account;
    if !world.is_enabled(&target.region) {
        let why = format!("Region {} is not enabled for account {account}", target.region);
        return Err(ApiError::validation(why));
    }
    if settings.is_service_managed() || roles::roles_can_be_assumed(world, scope, name, settings, &target) {
        return Ok(());
    }
    let administration = settings.administration_role(scope);
    let administration = last_segment(&administration);
    let execution = settings.execution_role();
    let why =
        format!("Account {account} should have '{execution}' role with trust relationship to Role '{administration}'.");
    Err(ApiError::validation(why))
}

/// The operation that deploys the template of the StackSet.
fn launch(
    world: &mut World,
    name: &str,
    settings: &Settings,
    operation_id: &str,
    instance: &Instance,
) -> Result<OperationRequest, ApiError> {
    let scope = instance.scope();
    let mut given = settings.parameters.clone();
    given.extend(instance.overrides.clone());
    let given = given.into_iter().map(|(key, value)| (key, parameters::SuppliedValue::Value(value))).collect();
    let identity = StackIdentity {
        scope: scope.clone(),
        stack_name: format!("StackSet-{name}"),
        stack_id: or_empty(instance.stack_id.clone()),
        notification_arns: Vec::new(),
        imports: BTreeMap::new(),
    };
    let role = (!settings.is_service_managed()).then(|| arn::ROLE.arn(&scope, settings.execution_role()));
    let processed = process(world, &settings.template, &given, &BTreeMap::new(), identity, role.as_deref())?;
    let goal = Deployment {
        template: processed.template,
        submitted: processed.submitted,
        parameters: processed.parameters,
        resolved: processed.resolved,
        imports: processed.imports,
        tags: settings.tags.clone(),
        capabilities: settings.capabilities.clone(),
        role_arn: role,
        notification_arns: Vec::new(),
    };
    let mut launch = OperationRequest::new(Kind::Update, goal);
    launch.token = Some(operation_id.to_owned());
    Ok(launch)
}

fn deploy(
    world: &mut World,
    name: &str,
    settings: &Settings,
    operation_id: &str,
    instance: &mut Instance,
    result: &mut InstanceResult,
) -> Result<Started, ApiError> {
    let scope = instance.scope();
    let mut launch = launch(world, name, settings, operation_id, instance)?;
    let existing = instance.stack_id.as_ref().and_then(|id| world.cloudformation(&scope).find(id).cloned());
    match existing.filter(|stack| stack.status != StackStatus::DeleteComplete) {
        None => {
            launch.kind = Kind::Create;
            let stack_name = format!("StackSet-{name}-{}", world.ids.uuid());
            let arn = arn::STACK.arn(&scope, format!("{stack_name}/00000000-0000-0000-0000-000000000000"));
            roles::check_call(world, settings, &scope, "cloudformation:CreateStack", &arn)?;
            let new = NewStack { name: stack_name, termination_protection: false };
            instance.stack_id = Some(engine::create_stack(world, &scope, new, launch)?);
            Ok(Started::Running)
        }
        // A stack whose creation failed is deleted first.
        Some(stack) if can_only_be_deleted(stack.status) => {
            roles::check_call(world, settings, &scope, "cloudformation:DeleteStack", &stack.id)?;
            engine::delete_stack(world, &scope, &stack.id, DeleteOptions::default())?;
            result.deletes_failed_stack = true;
            Ok(Started::Running)
        }
        Some(stack) => {
            roles::check_call(world, settings, &scope, "cloudformation:UpdateStack", &stack.id)?;
            match engine::update_stack(world, &scope, &stack.id, launch) {
                Ok(()) => Ok(Started::Running),
                Err(error) if error == engine::no_updates() => Ok(Started::Done),
                Err(error) => Err(error),
            }
        }
    }
}

/// Whether a stack can only be deleted.
fn can_only_be_deleted(status: StackStatus) -> bool {
    matches!(status, StackStatus::RollbackComplete | StackStatus::RollbackFailed | StackStatus::DeleteFailed)
}

fn remove(world: &mut World, settings: &Settings, instance: &Instance, retain: bool) -> Result<Started, ApiError> {
    let scope = instance.scope();
    let stack = instance.stack_id.as_ref().and_then(|id| world.cloudformation(&scope).find(id).cloned());
    match stack {
        Some(stack) if !retain && stack.status != StackStatus::DeleteComplete => {
            roles::check_call(world, settings, &scope, "cloudformation:DeleteStack", &stack.id)?;
            engine::delete_stack(world, &scope, &stack.id, DeleteOptions::default())?;
            Ok(Started::Running)
        }
        _ => Ok(Started::Done),
    }
}

fn detect(world: &mut World, settings: &Settings, instance: &mut Instance) -> Result<(), ApiError> {
    let Some(id) = &instance.stack_id else { return Ok(()) };
    roles::check_call(world, settings, &instance.scope(), "cloudformation:DetectStackDrift", id)?;
    let scope = instance.scope();
    let role = (!settings.is_service_managed()).then(|| arn::ROLE.arn(&scope, settings.execution_role()));
    instance.drift = drift::detect(world, &scope, id, role.as_deref())?;
    instance.drift_checked = Some(world.now);
    Ok(())
}
