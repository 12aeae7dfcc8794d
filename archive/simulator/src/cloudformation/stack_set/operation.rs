//! Operations of a stack set: which there are and how they begin.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::stack_set::set::{check_settings, find, operation_in_progress};
use crate::scope::Scope;
use crate::state::cloudformation::set_operation::{InstanceResult, OperationOptions, SetOperation, Target};
use crate::state::cloudformation::set_settings::Settings;
use crate::state::cloudformation::stack_set::{Instance, StackSet};
use crate::state::cloudformation::status::{InstanceStatus, ResultStatus, SetAction, SetOperationStatus};
use crate::world::World;

/// Starts making instances. Gives the operation's id.
///
/// # Errors
/// There is no such stack set, the target is malformed, or another operation runs.
pub(crate) fn create_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    how: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    let set = find(world, scope, name)?;
    refuse_if_busy(set)?;
    for (account, region) in target.pairs() {
        let overrides = target.overrides.clone().unwrap_or_default();
        if set.instance_mut(account, region).is_none() {
            set.instances.push(Instance::new(account, region, overrides, None));
        }
    }
    begin(world, scope, name, SetAction::Create, target, how)
}

/// Starts bringing instances up to date, with other parameter overrides where these are given.
///
/// # Errors
/// As for [`create_instances`]; `StackInstanceNotFoundException` where there is no instance.
pub(crate) fn update_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    how: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    require_instances(world, scope, name, target)?;
    let id = begin(world, scope, name, SetAction::Update, target, how)?;
    let set = find(world, scope, name)?;
    for (account, region) in target.pairs() {
        if let (Some(instance), Some(overrides)) = (set.instance_mut(account, region), &target.overrides) {
            instance.overrides.clone_from(overrides);
        }
    }
    Ok(id)
}

/// Starts deleting instances, with their stacks unless these are to stay.
///
/// # Errors
/// As for [`update_instances`].
pub(crate) fn delete_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    how: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    // Of the calls about instances this is the one that takes what is not there, and does nothing about it.
    begin(world, scope, name, SetAction::Delete, target, how)
}

/// Changes a stack set and starts bringing its instances up to date: all, or those of a target.
///
/// # Errors
/// The settings are refused, or another operation runs.
pub(crate) fn update_set(
    world: &mut World,
    scope: &Scope,
    name: &str,
    settings: Settings,
    target: Option<Target>,
    how: OperationOptions,
) -> Result<String, ApiError> {
    check_settings(&settings, world, scope)?;
    let set = find(world, scope, name)?;
    refuse_if_busy(set)?;
    let target = target.unwrap_or_else(|| set.whole());
    set.settings = settings;
    for instance in &mut set.instances {
        instance.status = InstanceStatus::Outdated;
    }
    begin(world, scope, name, SetAction::Update, &target, how)
}

/// Starts looking for drift in every instance.
///
/// # Errors
/// There is no such stack set, or another operation runs.
pub(crate) fn detect_drift(
    world: &mut World,
    scope: &Scope,
    name: &str,
    how: OperationOptions,
) -> Result<String, ApiError> {
    let whole = find(world, scope, name)?.whole();
    begin(world, scope, name, SetAction::DetectDrift, &whole, how)
}

/// Takes stacks that stand already into a stack set as its instances.
///
/// # Errors
/// There is no such stack set or stack, a stack has another template, or another operation runs.
pub(crate) fn import_stacks(
    world: &mut World,
    scope: &Scope,
    name: &str,
    stacks: &[String],
    how: OperationOptions,
) -> Result<String, ApiError> {
    let set = find(world, scope, name)?;
    refuse_known_id(set, &how)?;
    let settings = set.settings.clone();
    let mut target = Target::default();
    for id in stacks {
        let place = Scope::of_arn(id).ok_or_else(|| ApiError::validation(format!("{id} is not the ARN of a stack")))?;
        let stack = world.cloudformation(&place).stack(id)?;
        if stack.deployment.template.trim() != settings.template.trim() {
            let why = format!("The template of stack {} does not match the template of the stack set", stack.name);
            return Err(ApiError::validation(why));
        }
        let set = find(world, scope, name)?;
        if set.instance_mut(&place.account, &place.region).is_some() {
            let why = format!(
                "The stack set has an instance in account {} and region {} already",
                place.account, place.region
            );
            return Err(ApiError::validation(why));
        }
        set.instances.push(Instance::new(&place.account, &place.region, BTreeMap::new(), Some(id.clone())));
        target.accounts.push(place.account);
        target.regions.push(place.region);
    }
    target.accounts.dedup();
    begin(world, scope, name, SetAction::Create, &target, how)
}

/// Asks a running operation to stop: what is under way ends, the rest is cancelled.
///
/// # Errors
/// There is no such operation, or it has ended.
pub(crate) fn stop(world: &mut World, scope: &Scope, name: &str, id: &str) -> Result<(), ApiError> {
    let set = find(world, scope, name)?;
    let operation = set.operations.iter_mut().find(|operation| operation.id == id);
    let operation = operation.ok_or_else(|| operation_not_found(id))?;
    if !matches!(operation.status, SetOperationStatus::Running | SetOperationStatus::Queued) {
        let why = format!("Operation {id} is in {} state and cannot be stopped", operation.status);
        return Err(ApiError::new(400, "InvalidOperationException", why));
    }
    operation.status = SetOperationStatus::Stopping;
    Ok(())
}

pub(crate) fn operation_not_found(id: &str) -> ApiError {
    ApiError::new(404, "OperationNotFoundException", format!("Operation {id} not found"))
}

fn refuse_if_busy(set: &StackSet) -> Result<(), ApiError> {
    match set.busy() {
        Some(busy) if !set.settings.managed_execution => Err(operation_in_progress(set, busy)),
        _ => Ok(()),
    }
}

/// A request that was carried out and is made again is told so.
fn refuse_known_id(set: &StackSet, how: &OperationOptions) -> Result<(), ApiError> {
    match how.id.as_deref().filter(|id| set.operation(id).is_some()) {
        Some(id) => {
            let why = format!("Operation {id} already exists");
            Err(ApiError::new(409, "OperationIdAlreadyExistsException", why))
        }
        None => Ok(()),
    }
}

fn require_instances(world: &mut World, scope: &Scope, name: &str, target: &Target) -> Result<(), ApiError> {
    let set = find(world, scope, name)?;
    for (account, region) in target.pairs() {
        if set.instance_mut(account, region).is_none() {
            let name = &set.name;
            let why = format!("Stack instance not found for account {account} in region {region} of StackSet {name}");
            return Err(ApiError::new(404, "StackInstanceNotFoundException", why));
        }
    }
    Ok(())
}

fn begin(
    world: &mut World,
    scope: &Scope,
    name: &str,
    action: SetAction,
    target: &Target,
    how: OperationOptions,
) -> Result<String, ApiError> {
    let (now, fresh) = (world.now, world.ids.uuid());
    let set = find(world, scope, name)?;
    refuse_known_id(set, &how)?;
    let id = how.id.clone().unwrap_or(fresh);
    refuse_if_busy(set)?;
    let order = &how.preferences.region_order;
    let first = order.iter().filter(|region| target.regions.contains(region));
    let rest = target.regions.iter().filter(|region| !order.contains(region));
    let ordered = Target { regions: first.chain(rest).cloned().collect(), ..target.clone() };
    let mut results = Vec::new();
    for (account, region) in ordered.pairs() {
        let Some(instance) = set.instance_mut(account, region) else { continue };
        instance.detailed_status = ResultStatus::Pending;
        instance.last_operation = Some(id.clone());
        results.push(InstanceResult {
            account: account.clone(),
            region: region.clone(),
            status: ResultStatus::Pending,
            reason: None,
            clearing: false,
        });
    }
    let status = if set.busy().is_some() { SetOperationStatus::Queued } else { SetOperationStatus::Running };
    set.operations.push(SetOperation {
        id: id.clone(),
        action,
        status,
        reason: None,
        created: now,
        ended: None,
        how,
        results,
    });
    Ok(id)
}
