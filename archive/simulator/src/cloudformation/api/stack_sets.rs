//! Operations on StackSets, their instances and their operations.

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::api::input::{page, pairs, parameter_list, tags};
use crate::cloudformation::stack_set::operation;
use crate::cloudformation::stack_set::operation::operation_not_found;
use crate::cloudformation::stack_set::organization::Targets;
use crate::cloudformation::template::parameters;
use crate::cloudformation::{names, stack_set, template_source, template_validation};
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::state::cloudformation::stack_set::{Instance, StackSet};
use crate::state::cloudformation::stack_set_operation::{
    InstanceResult, OperationOptions, Preferences, SetOperation, Target,
};
use crate::state::cloudformation::stack_set_settings::{AutoDeployment, Settings};
use crate::world::World;

fn preferences(params: &Params) -> Result<Preferences, ApiError> {
    let Some(given) = params.get("OperationPreferences") else { return Ok(Preferences::default()) };
    Ok(Preferences {
        region_order: given.strings("RegionOrder"),
        parallel_regions: given.text("RegionConcurrencyType") == Some("PARALLEL"),
        failure_tolerance_count: given.number("FailureToleranceCount")?,
        failure_tolerance_percentage: given.number("FailureTolerancePercentage")?,
        max_concurrent_count: given.number("MaxConcurrentCount")?,
        max_concurrent_percentage: given.number("MaxConcurrentPercentage")?,
    })
}

fn operation_options(params: &Params) -> Result<OperationOptions, ApiError> {
    Ok(OperationOptions {
        is_import: false,
        preferences: preferences(params)?,
        retain_stacks: params.flag("RetainStacks").unwrap_or(false),
        id: params.owned("OperationId"),
    })
}

/// The accounts and regions that a request is about.
fn target(world: &mut World, call: &Call<'_>) -> Result<Target, ApiError> {
    let params = call.params;
    let model = stack_set::find(world, call.scope, params.require("StackSetName")?)?.settings.permission_model.clone();
    let accounts = Targets::of_request(params).resolve(world, &call.scope.account, &model)?;
    let overrides = if params.has("ParameterOverrides") {
        Some(params.pairs("ParameterOverrides", "ParameterKey", "ParameterValue")?)
    } else {
        None
    };
    Ok(Target { accounts, regions: params.strings("Regions"), overrides })
}

/// The settings that a request asks for. What the request does not specify is taken from `previous`.
fn settings(world: &mut World, call: &Call<'_>, previous: Option<&Settings>) -> Result<Settings, ApiError> {
    let params = call.params;
    let before = previous.map_or_else(Settings::default, Settings::clone);
    let template = if params.flag("UsePreviousTemplate") == Some(true) {
        before.template.clone()
    } else {
        template_source::body(world, params)?
    };
    let parsed = template_validation::parse_unparameterised(&template, call.scope)?;
    let given = parameters::given(params, "Parameters")?;
    let auto_deployment = params.get("AutoDeployment").map(|given| AutoDeployment {
        enabled: given.flag("Enabled").unwrap_or(false),
        retain_stacks: given.flag("RetainStacksOnAccountRemoval").unwrap_or(false),
    });
    let managed = params.get("ManagedExecution").and_then(|managed| managed.flag("Active"));
    Ok(Settings {
        parameters: parameters::strings(&parsed, &given, &before.parameters)?,
        template,
        description: params.owned("Description").or(before.description),
        tags: if params.has("Tags") { params.pairs("Tags", "Key", "Value")? } else { before.tags },
        capabilities: params.strings("Capabilities"),
        administration_role_arn: params.owned("AdministrationRoleARN").or(before.administration_role_arn),
        execution_role_name: params.owned("ExecutionRoleName").or(before.execution_role_name),
        permission_model: params.text("PermissionModel").unwrap_or("SELF_MANAGED").to_owned(),
        managed_execution: managed.unwrap_or(before.managed_execution),
        auto_deployment: auto_deployment.or(before.auto_deployment),
    })
}

/// Whether trusted access with AWS Organizations is enabled.
pub(super) fn organizations_access(world: &World) -> Answer {
    let enabled = !world.settings.organizational_units.is_empty();
    Ok(result().with("Status", if enabled { "ENABLED" } else { "DISABLED" }))
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    names::check("stackSetName", name)?;
    let settings = settings(world, call, None)?;
    let token = call.params.owned("ClientRequestToken");
    let id = stack_set::create_once(world, call.scope, name, settings, token)?;
    Ok(result().with("StackSetId", id))
}

pub(super) fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let before = stack_set::find(world, call.scope, name)?.settings.clone();
    let settings = settings(world, call, Some(&before))?;
    // Without regions, all instances are updated.
    let target = if call.params.has("Regions") { Some(target(world, call)?) } else { None };
    let id = operation::update_set(world, call.scope, name, settings, target, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    match stack_set::delete(world, call.scope, call.params.require("StackSetName")?) {
        // Deleting a StackSet that does not exist is not an error.
        Err(error) if error.code != "StackSetNotFoundException" => Err(error),
        _ => Ok(result()),
    }
}

pub(super) fn describe(world: &mut World, call: &Call<'_>) -> Answer {
    let scope = call.scope.clone();
    let set = stack_set::find(world, call.scope, call.params.require("StackSetName")?)?;
    let settings = &set.settings;
    let mut regions: Vec<&String> = set.instances.iter().map(|instance| &instance.region).collect();
    regions.sort();
    regions.dedup();
    let element = Element::new("StackSet")
        .with("StackSetName", &set.name)
        .with("StackSetId", &set.id)
        .with_some("Description", settings.description.as_ref())
        .with("Status", "ACTIVE")
        .with("TemplateBody", &settings.template)
        .child(parameter_list(&settings.parameters))
        .child(Element::strings("Capabilities", &settings.capabilities))
        .child(tags(&settings.tags))
        .with("StackSetARN", &set.arn)
        .with("AdministrationRoleARN", settings.administration_role(&scope))
        .with("ExecutionRoleName", settings.execution_role())
        .child(drift_details(set))
        .with("PermissionModel", &settings.permission_model)
        .child(Element::new("ManagedExecution").with("Active", settings.managed_execution))
        .child(Element::strings("Regions", regions));
    let auto_deployment = settings.auto_deployment.map(|auto| {
        Element::new("AutoDeployment")
            .with("Enabled", auto.enabled)
            .with("RetainStacksOnAccountRemoval", auto.retain_stacks)
    });
    Ok(result().child(element.children(auto_deployment)))
}

fn drift_details(set: &StackSet) -> Element {
    let count = |status: &str| set.instances.iter().filter(|instance| instance.drift.as_str() == status).count();
    let checked = set.instances.iter().filter_map(|instance| instance.drift_checked).max();
    Element::new("StackSetDriftDetectionDetails")
        .with("DriftStatus", drift_status(set))
        .with("DriftDetectionStatus", "COMPLETED")
        .with_some("LastDriftCheckTimestamp", checked)
        .with("TotalStackInstancesCount", set.instances.len())
        .with("DriftedStackInstancesCount", count("DRIFTED"))
        .with("InSyncStackInstancesCount", count("IN_SYNC"))
        .with("InProgressStackInstancesCount", 0)
        .with("FailedStackInstancesCount", 0)
}

fn drift_status(set: &StackSet) -> &'static str {
    let any = |status: &str| set.instances.iter().any(|instance| instance.drift.as_str() == status);
    match (any("DRIFTED"), any("IN_SYNC")) {
        (true, _) => "DRIFTED",
        (false, true) => "IN_SYNC",
        (false, false) => "NOT_CHECKED",
    }
}

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let mut sets: Vec<&StackSet> = world.cloudformation(call.scope).stack_sets.values().collect();
    sets.sort_by_key(|set| std::cmp::Reverse(set.number));
    // Deleted StackSets are not kept, so all that are listed are active.
    sets.retain(|_| call.params.text("Status") != Some("DELETED"));
    let (sets, token) = page(call, sets)?;
    let summaries = sets.into_iter().map(|set| {
        Element::new("member")
            .with("StackSetName", &set.name)
            .with("StackSetId", &set.id)
            .with_some("Description", set.settings.description.as_ref())
            .with("Status", "ACTIVE")
            .with("PermissionModel", &set.settings.permission_model)
            .with("DriftStatus", drift_status(set))
            .child(Element::new("ManagedExecution").with("Active", set.settings.managed_execution))
    });
    Ok(result().child(Element::members("Summaries", summaries)).with_some("NextToken", token))
}

pub(super) fn create_instances(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let target = target(world, call)?;
    let id = operation::create_instances(world, call.scope, name, &target, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}

pub(super) fn update_instances(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let target = target(world, call)?;
    let id = operation::update_instances(world, call.scope, name, &target, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}

pub(super) fn delete_instances(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let target = target(world, call)?;
    let id = operation::delete_instances(world, call.scope, name, &target, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}

pub(super) fn import_stacks(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let stacks = call.params.strings("StackIds");
    let id = operation::import_stacks(world, call.scope, name, &stacks, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}

fn instance_element(name: &str, set_id: &str, instance: &Instance) -> Element {
    Element::new(name)
        .with("StackSetId", set_id)
        .with("Region", &instance.region)
        .with("Account", &instance.account)
        .with_some("StackId", instance.stack_id.as_ref())
        .with("Status", instance.status)
        .with_some("StatusReason", instance.reason.as_ref())
        .child(Element::new("StackInstanceStatus").with("DetailedStatus", instance.detailed_status))
        .with("DriftStatus", instance.drift)
        .with_some("LastDriftCheckTimestamp", instance.drift_checked)
        .with_some("LastOperationId", instance.last_operation.as_ref())
}

pub(super) fn describe_instance(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let (account, region) = (params.require("StackInstanceAccount")?, params.require("StackInstanceRegion")?);
    let set = stack_set::find(world, call.scope, params.require("StackSetName")?)?;
    let (id, name) = (set.id.clone(), set.name.clone());
    let instance = set.instance_mut(account, region).ok_or_else(|| {
        let why = format!("Stack instance not found for account {account} in region {region} of StackSet {name}");
        ApiError::new(404, "StackInstanceNotFoundException", why)
    })?;
    let overrides = pairs("ParameterOverrides", ("ParameterKey", "ParameterValue"), &instance.overrides);
    Ok(result().child(instance_element("StackInstance", &id, instance).child(overrides)))
}

pub(super) fn list_instances(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let (account, region) = (params.text("StackInstanceAccount"), params.text("StackInstanceRegion"));
    let detailed = params.list("Filters").into_iter().find(|filter| filter.text("Name") == Some("DETAILED_STATUS"));
    let detailed = detailed.and_then(|filter| filter.text("Values"));
    let set = stack_set::find(world, call.scope, params.require("StackSetName")?)?;
    let fits = |instance: &&Instance| {
        account.is_none_or(|account| account == instance.account)
            && region.is_none_or(|region| region == instance.region)
            && detailed.is_none_or(|status| status == instance.detailed_status.as_str())
    };
    let (instances, token) = page(call, set.instances.iter().filter(fits).collect())?;
    let summaries = instances.into_iter().map(|instance| instance_element("member", &set.id, instance));
    Ok(result().child(Element::members("Summaries", summaries)).with_some("NextToken", token))
}

fn preferences_element(preferences: &Preferences) -> Element {
    let kind = if preferences.parallel_regions { "PARALLEL" } else { "SEQUENTIAL" };
    Element::new("OperationPreferences")
        .with("RegionConcurrencyType", kind)
        .child(Element::strings("RegionOrder", &preferences.region_order))
        .with_some("FailureToleranceCount", preferences.failure_tolerance_count)
        .with_some("FailureTolerancePercentage", preferences.failure_tolerance_percentage)
        .with_some("MaxConcurrentCount", preferences.max_concurrent_count)
        .with_some("MaxConcurrentPercentage", preferences.max_concurrent_percentage)
}

fn operation_element(name: &str, operation: &SetOperation) -> Element {
    let failed = operation.results.iter().filter(|result| result.status.as_str() == "FAILED").count();
    Element::new(name)
        .with("OperationId", &operation.id)
        .with("Action", operation.action)
        .with("Status", operation.status)
        .with("CreationTimestamp", operation.created)
        .with_some("EndTimestamp", operation.ended)
        .with_some("StatusReason", operation.reason.as_ref())
        .child(Element::new("StatusDetails").with("FailedStackInstancesCount", failed))
        .child(preferences_element(&operation.options.preferences))
}

pub(super) fn describe_operation(world: &mut World, call: &Call<'_>) -> Answer {
    let scope = call.scope.clone();
    let id = call.params.require("OperationId")?;
    let set = stack_set::find(world, call.scope, call.params.require("StackSetName")?)?;
    let operation = set.operation(id).ok_or_else(|| operation_not_found(id))?;
    let element = operation_element("StackSetOperation", operation)
        .with("StackSetId", &set.id)
        .with("RetainStacks", operation.options.retain_stacks)
        .with("AdministrationRoleARN", set.settings.administration_role(&scope))
        .with("ExecutionRoleName", set.settings.execution_role());
    Ok(result().child(element))
}

pub(super) fn list_operations(world: &mut World, call: &Call<'_>) -> Answer {
    let set = stack_set::find(world, call.scope, call.params.require("StackSetName")?)?;
    let (operations, token) = page(call, set.operations.iter().rev().collect())?;
    let summaries = operations.into_iter().map(|operation| operation_element("member", operation));
    Ok(result().child(Element::members("Summaries", summaries)).with_some("NextToken", token))
}

pub(super) fn list_results(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.params.require("OperationId")?;
    let set = stack_set::find(world, call.scope, call.params.require("StackSetName")?)?;
    let operation = set.operation(id).ok_or_else(|| operation_not_found(id))?;
    let (results, token) = page(call, operation.results.iter().collect())?;
    let summaries = results.into_iter().map(|result: &InstanceResult| {
        Element::new("member")
            .with("Account", &result.account)
            .with("Region", &result.region)
            .with("Status", result.status)
            .with_some("StatusReason", result.reason.as_ref())
    });
    Ok(result().child(Element::members("Summaries", summaries)).with_some("NextToken", token))
}

pub(super) fn stop_operation(world: &mut World, call: &Call<'_>) -> Answer {
    let (name, id) = (call.params.require("StackSetName")?, call.params.require("OperationId")?);
    operation::stop(world, call.scope, name, id)?;
    Ok(result())
}

pub(super) fn detect_drift(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackSetName")?;
    let id = operation::detect_drift(world, call.scope, name, operation_options(call.params)?)?;
    Ok(result().with("OperationId", id))
}
