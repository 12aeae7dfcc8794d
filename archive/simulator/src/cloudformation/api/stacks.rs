//! Operations on stacks and their resources.

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::api::elements;
use crate::cloudformation::api::input::{deployment, page};
use crate::cloudformation::engine::{DeleteOptions, NewStack, OperationRequest};
use crate::cloudformation::template::Template;
use crate::cloudformation::{engine, exports, names, stack_policy};
use crate::protocol::xml::Element;
use crate::state::cloudformation::operation::Kind;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{OnFailure, StackStatus};
use crate::state::cloudformation::wait::Signal;
use crate::state::saved::Saved;
use crate::world::World;

/// The capability that acknowledges transforms.
const AUTO_EXPAND: &str = "CAPABILITY_AUTO_EXPAND";

fn launch(world: &mut World, call: &Call<'_>, kind: Kind, stack: Option<&Stack>) -> Result<OperationRequest, ApiError> {
    let params = call.params;
    let mut launch = OperationRequest::new(kind, deployment(world, call, stack)?);
    launch.token = params.owned("ClientRequestToken");
    if let Some(policy) = params.owned("StackPolicyDuringUpdateBody") {
        stack_policy::parse(&policy)?;
        launch.policy_during_update = Some(policy);
    }
    launch.retain_except_on_create = params.flag("RetainExceptOnCreate").unwrap_or(false);
    let asked = params.text("OnFailure").and_then(OnFailure::parse);
    let disabled = params.flag("DisableRollback") == Some(true);
    if asked.is_some() && params.flag("DisableRollback").is_some() {
        return Err(ApiError::validation("You can specify either DisableRollback or OnFailure, but not both."));
    }
    launch.on_failure = asked.unwrap_or(if disabled { OnFailure::DoNothing } else { OnFailure::Rollback });
    // A change set shows the result of a transform; without a change set the capability is required.
    if launch.goal.submitted.is_some() && !launch.goal.capabilities.iter().any(|given| given == AUTO_EXPAND) {
        let why = format!("Requires capabilities : [{AUTO_EXPAND}]");
        return Err(ApiError::new(400, "InsufficientCapabilitiesException", why));
    }
    Template::read(&launch.goal.template)?.check_capabilities(&launch.goal.capabilities)?;
    Ok(launch)
}

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    names::check("stackName", call.params.require("StackName")?)?;
    let new = NewStack {
        name: call.params.require("StackName")?.to_owned(),
        termination_protection: call.params.flag("EnableTerminationProtection").unwrap_or(false),
    };
    let launch = launch(world, call, Kind::Create, None)?;
    let id = engine::create_stack(world, call.scope, new, launch)?;
    Ok(result().with("StackId", id))
}

pub(super) fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackName")?;
    let stack = world.cloudformation(call.scope).stack(name)?.clone();
    let launch = launch(world, call, Kind::Update, Some(&stack))?;
    engine::update_stack(world, call.scope, &stack.id, launch)?;
    Ok(result().with("StackId", stack.id))
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let options = DeleteOptions {
        token: params.owned("ClientRequestToken"),
        retain: params.strings("RetainResources"),
        force: params.text("DeletionMode") == Some("FORCE_DELETE_STACK"),
    };
    engine::delete_stack(world, call.scope, params.require("StackName")?, options)?;
    Ok(result())
}

/// The stacks of the region, the newest first.
fn newest_first(world: &mut World, call: &Call<'_>) -> Vec<Saved<Stack>> {
    let mut stacks: Vec<Saved<Stack>> = world.cloudformation(call.scope).stacks.values().cloned().collect();
    stacks.sort_by_key(|stack| std::cmp::Reverse(stack.number));
    stacks
}

pub(super) fn describe(world: &mut World, call: &Call<'_>) -> Answer {
    if let Some(name) = call.params.text("StackName") {
        let stack = world.cloudformation(call.scope).stack(name)?;
        return Ok(result().child(Element::members("Stacks", [elements::stack(stack)])));
    }
    let live = |stack: &Saved<Stack>| stack.status != StackStatus::DeleteComplete;
    let stacks = newest_first(world, call).into_iter().filter(live).collect();
    let (stacks, token) = page(call, stacks)?;
    Ok(result()
        .child(Element::members("Stacks", stacks.iter().map(|stack| elements::stack(stack))))
        .with_some("NextToken", token))
}

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let wanted = call.params.strings("StackStatusFilter");
    let fits = |stack: &Saved<Stack>| wanted.is_empty() || wanted.iter().any(|status| status == stack.status.as_str());
    let stacks = newest_first(world, call).into_iter().filter(fits).collect();
    let (stacks, token) = page(call, stacks)?;
    let summaries = stacks.iter().map(|stack| {
        Element::new("member")
            .with("StackId", &stack.id)
            .with("StackName", &stack.name)
            .with_some("TemplateDescription", elements::description(stack))
            .with("CreationTime", stack.created)
            .with_some("LastUpdatedTime", stack.updated)
            .with_some("DeletionTime", stack.deleted)
            .with("StackStatus", stack.status)
            .with_some("StackStatusReason", stack.status_reason.as_ref())
            .child(elements::drift_information(stack))
    });
    Ok(result().child(Element::members("StackSummaries", summaries)).with_some("NextToken", token))
}

pub(super) fn resource(world: &mut World, call: &Call<'_>) -> Answer {
    let stack = world.cloudformation(call.scope).stack(call.params.require("StackName")?)?;
    let logical_id = call.params.require("LogicalResourceId")?;
    let found = stack.resources.get(logical_id).ok_or_else(|| {
        ApiError::validation(format!("Resource {logical_id} does not exist for stack {}", stack.name))
    })?;
    let element = elements::resource(found, "LastUpdatedTimestamp")
        .with("StackId", &stack.id)
        .with("StackName", &stack.name)
        .with("Metadata", &found.metadata);
    Ok(result().child(Element { name: "StackResourceDetail".into(), ..element }))
}

pub(super) fn resources(world: &mut World, call: &Call<'_>) -> Answer {
    let logical_id = call.params.text("LogicalResourceId");
    let physical_id = call.params.text("PhysicalResourceId");
    let state = world.cloudformation(call.scope);
    let stack = match (call.params.text("StackName"), physical_id) {
        (Some(name), _) => state.stack(name)?,
        (None, Some(physical_id)) => {
            let holds = |stack: &&Stack| {
                // What a deleted stack retained is not its own any more.
                stack.status != StackStatus::DeleteComplete
                    && stack.resources.values().any(|resource| resource.physical_id.as_deref() == Some(physical_id))
            };
            state
                .all_stacks()
                .find(holds)
                .ok_or_else(|| ApiError::validation(format!("Stack for {physical_id} does not exist")))?
        }
        (None, None) => return Err(ApiError::validation("StackName or PhysicalResourceId must be specified")),
    };
    let fits = |resource: &&Resource| {
        logical_id.is_none_or(|id| id == resource.logical_id)
            && physical_id.is_none_or(|id| resource.physical_id.as_deref() == Some(id))
    };
    let resources = stack.resources.values().filter(fits).map(|resource| {
        elements::resource(resource, "Timestamp").with("StackId", &stack.id).with("StackName", &stack.name)
    });
    Ok(result().child(Element::members("StackResources", resources)))
}

pub(super) fn list_resources(world: &mut World, call: &Call<'_>) -> Answer {
    let stack = world.cloudformation(call.scope).stack(call.params.require("StackName")?)?;
    let (resources, token) = page(call, stack.resources.values().collect())?;
    let resources = resources.into_iter().map(|resource| elements::resource(resource, "LastUpdatedTimestamp"));
    Ok(result().child(Element::members("StackResourceSummaries", resources)).with_some("NextToken", token))
}

pub(super) fn signal(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let (name, logical_id) = (params.require("StackName")?, params.require("LogicalResourceId")?);
    let (id, status) = (params.require("UniqueId")?, params.require("Status")?);
    let is_success = match status {
        "SUCCESS" => true,
        "FAILURE" => false,
        _ => {
            let why = format!(
                "1 validation error detected: Value '{status}' at 'status' failed to satisfy constraint: Member must \
                satisfy enum value set: [SUCCESS, FAILURE]"
            );
            return Err(ApiError::validation(why));
        }
    };
    let state = world.cloudformation(call.scope);
    let stack = state.stack(name)?;
    let (stack_id, status) = (stack.id.clone(), stack.status);
    if !stack.resources.contains_key(logical_id) {
        let why = format!("Resource {logical_id} does not exist for stack {}", stack.name);
        return Err(ApiError::validation(why));
    }
    let key = engine::signal_key(&stack_id, logical_id);
    let signals = state.signals.get_mut(&key).filter(|_| status.is_in_progress()).ok_or_else(|| {
        ApiError::validation(format!("Stack:{stack_id} is in {status} state and can not be signaled"))
    })?;
    let signal = Signal { is_success, reason: String::new(), data: String::new() };
    signals.entry(id.to_owned()).or_insert(signal);
    Ok(result())
}

pub(super) fn update_termination_protection(world: &mut World, call: &Call<'_>) -> Answer {
    let wanted = call.params.flag("EnableTerminationProtection").unwrap_or(false);
    let stack = world.cloudformation(call.scope).stack_mut(call.params.require("StackName")?)?;
    stack.termination_protection = wanted;
    Ok(result().with("StackId", &stack.id))
}

pub(super) fn set_policy(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.params.require("StackPolicyBody")?.to_owned();
    stack_policy::parse(&body)?;
    world.cloudformation(call.scope).stack_mut(call.params.require("StackName")?)?.policy = Some(body);
    Ok(result())
}

pub(super) fn policy(world: &mut World, call: &Call<'_>) -> Answer {
    let stack = world.cloudformation(call.scope).stack(call.params.require("StackName")?)?;
    Ok(result().with_some("StackPolicyBody", stack.policy.as_ref()))
}

pub(super) fn cancel_update(world: &mut World, call: &Call<'_>) -> Answer {
    let token = call.params.owned("ClientRequestToken");
    engine::cancel_update(world, call.scope, call.params.require("StackName")?, token)?;
    Ok(result())
}

pub(super) fn continue_rollback(world: &mut World, call: &Call<'_>) -> Answer {
    let token = call.params.owned("ClientRequestToken");
    let skip = call.params.strings("ResourcesToSkip");
    engine::continue_rollback(world, call.scope, call.params.require("StackName")?, token, skip)?;
    Ok(result())
}

pub(super) fn rollback(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("StackName")?;
    let token = call.params.owned("ClientRequestToken");
    let except = call.params.flag("RetainExceptOnCreate").unwrap_or(false);
    let id = world.cloudformation(call.scope).stack(name)?.id.clone();
    engine::rollback_stack(world, call.scope, name, token, except)?;
    Ok(result().with("StackId", id))
}

pub(super) fn imports(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("ExportName")?;
    let stacks = exports::importers(world.cloudformation(call.scope), name);
    if stacks.is_empty() {
        return Err(ApiError::validation(format!("Export '{name}' is not imported by any stack.")));
    }
    let (stacks, token) = page(call, stacks)?;
    Ok(result().child(Element::strings("Imports", &stacks)).with_some("NextToken", token))
}

pub(super) fn exports(world: &mut World, call: &Call<'_>) -> Answer {
    let mut exports = Vec::new();
    let live = |stack: &Saved<Stack>| stack.status != StackStatus::DeleteComplete;
    for stack in newest_first(world, call).into_iter().filter(live) {
        for output in &stack.outputs {
            if let Some(name) = &output.export_name {
                exports.push(
                    Element::new("member")
                        .with("ExportingStackId", &stack.id)
                        .with("Name", name)
                        .with("Value", &output.value),
                );
            }
        }
    }
    Ok(result().child(Element::members("Exports", exports)))
}
