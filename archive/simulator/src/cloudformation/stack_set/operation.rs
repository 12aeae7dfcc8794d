//! Starting the operations of a StackSet.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::quotas;
use crate::cloudformation::stack_set::set::{check_settings, find, operation_in_progress};
use crate::optional::or_empty;
use crate::scope::Scope;
use crate::state::cloudformation::stack_set::{Instance, StackSet};
use crate::state::cloudformation::stack_set_operation::{InstanceResult, OperationOptions, SetOperation, Target};
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::state::cloudformation::status::{InstanceStatus, ResultStatus, SetAction, SetOperationStatus};
use crate::world::World;

/// Starts creating instances. Returns the operation ID.
///
/// # Errors
/// The StackSet does not exist, the target is invalid, or another operation is in progress.
pub(crate) fn create_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    options: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    let set = find(world, scope, name)?;
    check_new_id(set, &options)?;
    check_no_operation(set)?;
    let exists =
        |account: &str, region: &str| set.instances.iter().any(|own| own.account == account && own.region == region);
    let new = target.pairs().filter(|(account, region)| !exists(account, region)).count();
    quotas::check_stack_instances(set.instances.len() + new)?;
    for (account, region) in target.pairs() {
        let overrides = or_empty(target.overrides.clone());
        if set.instance_mut(account, region).is_none() {
            set.instances.push(Instance::new(account, region, overrides, None));
        }
    }
    begin(world, scope, name, SetAction::Create, target, options)
}

/// Starts updating instances, optionally with other parameter overrides.
///
/// # Errors
/// As [`create_instances`]; `StackInstanceNotFoundException` if an instance does not exist.
pub(crate) fn update_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    options: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    require_instances(world, scope, name, target)?;
    let id = begin(world, scope, name, SetAction::Update, target, options)?;
    let set = find(world, scope, name)?;
    for (account, region) in target.pairs() {
        if let (Some(instance), Some(overrides)) = (set.instance_mut(account, region), &target.overrides) {
            instance.overrides.clone_from(overrides);
        }
    }
    Ok(id)
}

/// Starts deleting instances, with their stacks unless these are retained.
///
/// # Errors
/// As [`update_instances`].
pub(crate) fn delete_instances(
    world: &mut World,
    scope: &Scope,
    name: &str,
    target: &Target,
    options: OperationOptions,
) -> Result<String, ApiError> {
    target.check()?;
    // Unlike the other calls, this one ignores instances that do not exist.
    begin(world, scope, name, SetAction::Delete, target, options)
}

/// Changes a StackSet and starts updating its instances: all, or those of a target.
///
/// # Errors
/// The settings are invalid, an instance of the target does not exist, or another operation is in progress.
pub(crate) fn update_set(
    world: &mut World,
    scope: &Scope,
    name: &str,
    settings: Settings,
    target: Option<Target>,
    options: OperationOptions,
) -> Result<String, ApiError> {
    check_settings(&settings, world, scope)?;
    if let Some(target) = &target {
        require_instances(world, scope, name, target)?;
    }
    let set = find(world, scope, name)?;
    check_new_id(set, &options)?;
    check_no_operation(set)?;
    let target = target.unwrap_or_else(|| set.all_instances());
    set.settings = settings;
    for instance in &mut set.instances {
        // An update leaves alone what could not be deleted.
        if instance.status != InstanceStatus::Inoperable {
            instance.status = InstanceStatus::Outdated;
        }
    }
    begin(world, scope, name, SetAction::Update, &target, options)
}

/// Starts drift detection of all instances.
///
/// # Errors
/// The StackSet does not exist, or another operation is in progress.
pub(crate) fn detect_drift(
    world: &mut World,
    scope: &Scope,
    name: &str,
    options: OperationOptions,
) -> Result<String, ApiError> {
    let whole = find(world, scope, name)?.all_instances();
    begin(world, scope, name, SetAction::DetectDrift, &whole, options)
}

/// The most stacks that one request imports:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ImportStacksToStackSet.html>.
const IMPORTED: usize = 10;

/// Imports existing stacks as instances.
///
/// # Errors
/// The StackSet or a stack does not exist, a stack has another template or is an instance already, there are none or too many, or another
/// operation is in progress.
pub(crate) fn import_stacks(
    world: &mut World,
    scope: &Scope,
    name: &str,
    stacks: &[String],
    options: OperationOptions,
) -> Result<String, ApiError> {
    let set = find(world, scope, name)?;
    check_new_id(set, &options)?;
    if stacks.is_empty() || stacks.len() > IMPORTED {
        let why = format!("StackIds must have from 1 to {IMPORTED} stacks, and has {}", stacks.len());
        return Err(ApiError::validation(why));
    }
    check_no_operation(set)?;
    let settings = set.settings.clone();
    let mut target = Target::default();
    let mut imported = Vec::new();
    for id in stacks {
        let place = Scope::of_arn(id).ok_or_else(|| ApiError::validation(format!("{id} is not the ARN of a stack")))?;
        let found = world.cloudformation(&place).find(id);
        let stack = found.ok_or_else(|| {
            ApiError::new(404, "StackNotFoundException", format!("Stack with id {id} does not exist"))
        })?;
        if stack.deployment.template.trim() != settings.template.trim() {
            let why = format!("The template of stack {} does not match the template of the stack set", stack.name);
            return Err(ApiError::validation(why));
        }
        let set = find(world, scope, name)?;
        let is_repeated =
            imported.iter().any(|new: &Instance| new.account == place.account && new.region == place.region);
        let standing = set.instance_mut(&place.account, &place.region).map(|standing| {
            standing.detailed_status == ResultStatus::FailedImport && standing.stack_id.as_ref() == Some(id)
        });
        // An import that failed can be made again.
        if is_repeated || standing == Some(false) {
            let why = format!(
                "The stack set has an instance in account {} and region {} already",
                place.account, place.region
            );
            return Err(ApiError::validation(why));
        }
        if standing.is_none() {
            imported.push(Instance::new(&place.account, &place.region, BTreeMap::new(), Some(id.clone())));
        }
        target.accounts.push(place.account);
        target.regions.push(place.region);
    }
    target.accounts.dedup();
    find(world, scope, name)?.instances.extend(imported);
    let options = OperationOptions { is_import: true, ..options };
    begin(world, scope, name, SetAction::Create, &target, options)
}

/// Stops an operation: instances in progress are completed, the others cancelled.
///
/// # Errors
/// The operation does not exist, or has ended.
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

fn check_no_operation(set: &StackSet) -> Result<(), ApiError> {
    match set.operation_in_progress() {
        Some(busy) if !set.settings.managed_execution => Err(operation_in_progress(set, busy)),
        _ => Ok(()),
    }
}

/// A repeated operation ID is an error, also for a retry.
fn check_new_id(set: &StackSet, options: &OperationOptions) -> Result<(), ApiError> {
    match options.id.as_deref().filter(|id| set.operation(id).is_some()) {
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
    options: OperationOptions,
) -> Result<String, ApiError> {
    let (now, fresh) = (world.now, world.ids.uuid());
    let set = find(world, scope, name)?;
    check_new_id(set, &options)?;
    let id = options.id.clone().unwrap_or(fresh);
    check_no_operation(set)?;
    let order = &options.preferences.region_order;
    let first = order.iter().filter(|region| target.regions.contains(region));
    let rest = target.regions.iter().filter(|region| !order.contains(region));
    let ordered = Target { regions: first.chain(rest).cloned().collect(), ..target.clone() };
    let mut results = Vec::new();
    for (account, region) in ordered.pairs() {
        let Some(instance) = set.instance_mut(account, region) else { continue };
        if action == SetAction::Update && instance.status == InstanceStatus::Inoperable {
            continue;
        }
        instance.detailed_status = ResultStatus::Pending;
        instance.last_operation = Some(id.clone());
        results.push(InstanceResult {
            account: account.clone(),
            region: region.clone(),
            status: ResultStatus::Pending,
            reason: None,
            deletes_failed_stack: false,
        });
    }
    let status =
        if set.operation_in_progress().is_some() { SetOperationStatus::Queued } else { SetOperationStatus::Running };
    set.operations.push(SetOperation {
        id: id.clone(),
        action,
        status,
        reason: None,
        created: now,
        ended: None,
        options,
        results,
    });
    Ok(id)
}
