//! Operations on change sets.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::api::input::{deployment, page, parameter_list, tags};
use crate::cloudformation::change_set;
use crate::cloudformation::change_set::{ExecuteOptions, NewChangeSet};
use crate::cloudformation::names;
use crate::protocol::xml::Element;
use crate::state::cloudformation::change::{Change, Detail};
use crate::state::cloudformation::status::{ChangeSetType, ExecutionStatus, OnFailure};
use crate::world::World;

pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let stack_name = params.require("StackName")?;
    let name = params.require("ChangeSetName")?;
    names::check("changeSetName", name)?;
    let enum_of = |member: &str, text: &str| {
        ApiError::validation(format!(
            "1 validation error detected: Value '{text}' at '{member}' failed to satisfy constraint: Member \
            must satisfy enum value set"
        ))
    };
    let kind = params.text("ChangeSetType").unwrap_or("UPDATE");
    let kind = ChangeSetType::parse(kind).ok_or_else(|| enum_of("changeSetType", kind))?;
    let on_failure = match params.text("OnStackFailure") {
        Some(text) => Some(OnFailure::parse(text).ok_or_else(|| enum_of("onStackFailure", text))?),
        None => None,
    };
    if on_failure == Some(OnFailure::Delete) && kind != ChangeSetType::Create {
        return Err(ApiError::validation("OnStackFailure DELETE can only be specified for change sets of type CREATE"));
    }
    let reverts_drift = match params.text("DeploymentMode") {
        None => false,
        Some("REVERT_DRIFT") => true,
        Some(text) => return Err(enum_of("deploymentMode", text)),
    };
    let stack = world.cloudformation(call.scope).find(stack_name).cloned();
    if stack.is_none() && stack_name.starts_with("arn:") {
        return Err(ApiError::validation(format!("Stack [{stack_name}] does not exist")));
    }
    let goal = deployment(world, call, stack.as_ref())?;
    let import = params.list("ResourcesToImport").into_iter().filter_map(|item| {
        let identifier = item.get("ResourceIdentifier")?;
        let entries = identifier.list("entry").into_iter();
        let entries = entries.filter_map(|entry| Some((entry.owned("key")?, entry.owned("value")?)));
        Some((item.owned("LogicalResourceId")?, entries.collect::<BTreeMap<_, _>>()))
    });
    let new = NewChangeSet {
        stack: stack_name.to_owned(),
        name: name.to_owned(),
        kind,
        description: params.owned("Description"),
        goal,
        token: params.owned("ClientToken"),
        on_failure,
        import: import.collect(),
        reverts_drift,
    };
    let (id, stack_id) = change_set::create(world, call.scope, new)?;
    Ok(result().with("Id", id).with("StackId", stack_id))
}

pub(super) fn describe(world: &mut World, call: &Call<'_>) -> Answer {
    let now = world.now;
    let values = call.params.flag("IncludePropertyValues").unwrap_or(false);
    let name = call.params.require("ChangeSetName")?;
    let (stack, set) = change_set::find(world, call.scope, name, call.params.text("StackName"))?;
    let shown = if now < set.ready { Vec::new() } else { set.changes.resources.clone() };
    let (changes, token) = page(call, shown)?;
    let changes = changes
        .iter()
        .map(|change| Element::new("member").with("Type", "Resource").child(resource_change(change, values)));
    Ok(result()
        .with("ChangeSetName", &set.name)
        .with("ChangeSetId", &set.id)
        .with("StackId", &stack.id)
        .with("StackName", &stack.name)
        .with_some("Description", set.description.as_ref())
        .child(parameter_list(&set.goal.parameters))
        .with("CreationTime", set.created)
        .with("ExecutionStatus", set.execution_status(now))
        .with("Status", set.status(now))
        .with_some("StatusReason", set.failure.as_ref().filter(|_| now >= set.ready))
        .child(Element::strings("NotificationARNs", &set.goal.notification_arns))
        .child(Element::new("RollbackConfiguration"))
        .child(Element::strings("Capabilities", &set.goal.capabilities))
        .child(tags(&set.goal.tags))
        .child(Element::members("Changes", changes))
        .with_some("NextToken", token)
        .with("IncludeNestedStacks", false)
        .with_some("OnStackFailure", set.on_failure)
        .with_some("DeploymentMode", set.reverts_drift.then_some("REVERT_DRIFT")))
}

fn resource_change(change: &Change, values: bool) -> Element {
    let details = change.details.iter().map(|found| detail(found, values));
    Element::new("ResourceChange")
        .with_some("PolicyAction", change.policy_action.as_ref())
        .with("Action", &change.action)
        .with("LogicalResourceId", &change.logical_id)
        .with_some("PhysicalResourceId", change.physical_id.as_ref())
        .with("ResourceType", &change.kind)
        .with_some("Replacement", change.replacement.as_ref())
        .child(Element::strings("Scope", &change.scope))
        .child(Element::members("Details", details))
        .with_some("BeforeContext", change.before.as_ref().filter(|_| values))
        .with_some("AfterContext", change.after.as_ref().filter(|_| values))
}

fn detail(detail: &Detail, values: bool) -> Element {
    let change_type = match (&detail.before, &detail.after) {
        (None, Some(_)) => "Add",
        (Some(_), None) => "Remove",
        _ => "Modify",
    };
    let mut target = Element::new("Target")
        .with("Attribute", &detail.attribute)
        .with_some("Name", detail.name.as_ref())
        .with("RequiresRecreation", &detail.requires_recreation);
    if values {
        target = target
            .with("Path", &detail.path)
            .with_some("BeforeValue", detail.before.as_ref())
            .with_some("AfterValue", detail.after.as_ref())
            .with("AttributeChangeType", change_type);
    }
    Element::new("member")
        .child(target)
        .with("Evaluation", &detail.evaluation)
        .with("ChangeSource", &detail.change_source)
        .with_some("CausingEntity", detail.causing_entity.as_ref())
}

pub(super) fn execute(world: &mut World, call: &Call<'_>) -> Answer {
    let params = call.params;
    let name = params.require("ChangeSetName")?;
    let (stack, set) = change_set::find(world, call.scope, name, params.text("StackName"))?;
    let (stack_id, id) = (stack.id.clone(), set.id.clone());
    let options = ExecuteOptions {
        token: params.owned("ClientRequestToken"),
        disable_rollback: params.flag("DisableRollback"),
        retain_except_on_create: params.flag("RetainExceptOnCreate").unwrap_or(false),
    };
    change_set::execute(world, call.scope, &stack_id, &id, options)?;
    Ok(result())
}

pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let name = call.params.require("ChangeSetName")?;
    let found = change_set::find(world, call.scope, name, call.params.text("StackName"));
    let (stack_id, id, execution) = match found {
        Ok((stack, set)) => (stack.id.clone(), set.id.clone(), set.execution_status),
        // Deleting a change set that does not exist is not an error.
        Err(error) if error.code == "ChangeSetNotFound" => return Ok(result()),
        Err(error) => return Err(error),
    };
    if execution == ExecutionStatus::InProgress {
        let why = format!("ChangeSet [{id}] cannot be deleted in its current status of [{execution}]");
        return Err(ApiError::new(400, "InvalidChangeSetStatus", why));
    }
    world.cloudformation(call.scope).stack_mut(&stack_id)?.change_sets.retain(|set| set.id != id);
    Ok(result())
}

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let now = world.now;
    let stack = world.cloudformation(call.scope).stack(call.params.require("StackName")?)?;
    let (sets, token) = page(call, stack.change_sets.iter().collect())?;
    let summaries = sets.into_iter().map(|set| {
        Element::new("member")
            .with("StackId", &stack.id)
            .with("StackName", &stack.name)
            .with("ChangeSetId", &set.id)
            .with("ChangeSetName", &set.name)
            .with("ExecutionStatus", set.execution_status(now))
            .with("Status", set.status(now))
            .with_some("StatusReason", set.failure.as_ref())
            .with("CreationTime", set.created)
            .with_some("Description", set.description.as_ref())
    });
    Ok(result().child(Element::members("Summaries", summaries)).with_some("NextToken", token))
}
