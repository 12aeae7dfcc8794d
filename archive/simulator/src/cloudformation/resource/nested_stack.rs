//! `AWS::CloudFormation::Stack`: a nested stack.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::engine::{self, DeleteOptions, NewStack, OperationRequest};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::processing::process;
use crate::cloudformation::quotas;
use crate::cloudformation::resource::properties::{require, strings};
use crate::cloudformation::resource::provider::{
    Context, Existing, Provider, ProviderResult, Update, generated_name, with_stack_role,
};
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::text_of;
use crate::cloudformation::template::parameters::SuppliedValue;
use crate::cloudformation::template_source;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::operation::Kind;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::state::cloudformation::status::StackStatus;
use crate::state::cloudformation::wait::WaitFor;
use crate::world::World;

/// The maximum length of a stack name.
const MAX_NAME: usize = 128;

/// The provider.
pub(super) struct NestedStack;

fn wait(id: &str, verb: &str) -> Vec<PendingCall> {
    vec![PendingCall::Wait(WaitFor::Stack { id: id.to_owned(), verb: verb.to_owned() })]
}

fn launch(
    world: &mut World,
    context: &Context,
    kind: Kind,
    identity: StackIdentity,
    properties: &Properties,
) -> Result<OperationRequest, ApiError> {
    let url = require(properties, "TemplateURL").map_err(|failure| ApiError::validation(failure.reason))?;
    let template = template_source::fetch(world, &url)?;
    let given = properties.get("Parameters").and_then(Value::as_object).into_iter().flatten();
    // A list is joined to one string, as parameters have string values.
    let text = |value: &Value| match value {
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => text_of(other),
    };
    let given = given.map(|(name, value)| (name.clone(), SuppliedValue::Value(text(value)))).collect();
    let processed = process(world, &template, &given, &BTreeMap::new(), identity, context.role_arn.as_deref())?;
    Template::read(&processed.template)?.check_capabilities(&context.capabilities)?;
    let own = properties.get("Tags").and_then(Value::as_array).into_iter().flatten();
    let own = own.filter_map(|tag| Some((text_of(tag.get("Key")?), text_of(tag.get("Value")?))));
    let mut tags: BTreeMap<String, String> = context.stack_tags.iter().cloned().collect();
    tags.extend(own);
    let goal = Deployment {
        template: processed.template,
        submitted: processed.submitted,
        parameters: processed.parameters,
        resolved: processed.resolved,
        imports: processed.imports,
        tags: tags.into_iter().collect(),
        capabilities: context.capabilities.clone(),
        role_arn: context.service_role.clone(),
        notification_arns: strings(properties, "NotificationARNs"),
    };
    Ok(OperationRequest::new(kind, goal))
}

fn find<'w>(world: &'w mut World, context: &Context, id: &str) -> Option<&'w Stack> {
    world.cloudformation(&context.scope).find(id).filter(|stack| stack.status != StackStatus::DeleteComplete)
}

fn attributes(stack: &Stack) -> Properties {
    let outputs = stack.outputs.iter();
    outputs.map(|output| (format!("Outputs.{}", output.key), Value::String(output.value.clone()))).collect()
}

impl Provider for NestedStack {
    fn arn(&self, context: &Context, physical_id: Option<&str>, _: &Properties) -> Option<String> {
        let name = format!("{}-{}-000000000000", context.stack_name, context.logical_id);
        let new = || arn::STACK.arn(&context.scope, format!("{name}/00000000-0000-0000-0000-000000000000"));
        Some(physical_id.map_or_else(new, str::to_owned))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let name = generated_name(world, context, MAX_NAME);
        let identity = StackIdentity {
            scope: context.scope.clone(),
            stack_name: name.clone(),
            stack_id: String::new(),
            notification_arns: Vec::new(),
            imports: BTreeMap::new(),
        };
        let launch = launch(world, context, Kind::Create, identity, properties)?;
        let root = context.root.clone().unwrap_or_else(|| context.stack_id.clone());
        let resources = Template::read(&launch.goal.template)?.section("Resources").count();
        quotas::check_nested(world, &context.scope, &root, resources)?;
        let new = NewStack { name, termination_protection: false };
        let id = with_stack_role(world, context, |world| engine::create_stack(world, &context.scope, new, launch))?;
        let stack = world.cloudformation(&context.scope).stack_mut(&id)?;
        (stack.parent, stack.root) = (Some(context.stack_id.clone()), Some(root));
        Ok(ProviderResult { calls: wait(&id, "created"), physical_id: id, ..ProviderResult::default() })
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, after, .. } = *update;
        let gone = || Failure::new(format!("Stack with id {physical_id} does not exist"));
        let stack = find(world, context, physical_id).ok_or_else(gone)?;
        let (identity, found) = (stack.identity(), attributes(stack));
        let (status, now, previous) = (stack.status, stack.deployment.clone(), stack.previous.clone());
        let launch = match previous {
            // The nested stack was already rolled back.
            _ if context.restoring && status == StackStatus::UpdateRollbackComplete => {
                return Ok(ProviderResult::new(physical_id, found));
            }
            Some(previous) if context.restoring => OperationRequest::new(Kind::Update, previous),
            _ => {
                let launch = launch(world, context, Kind::Update, identity, after)?;
                let root = context.root.clone().unwrap_or_else(|| context.stack_id.clone());
                quotas::check_nested(world, &context.scope, &root, quotas::changed_resources(&now, &launch.goal)?)?;
                launch
            }
        };
        world.cloudformation(&context.scope).stack_mut(physical_id)?.previous = Some(now);
        let begun =
            with_stack_role(world, context, |world| engine::update_stack(world, &context.scope, physical_id, launch));
        let calls = match begun {
            Ok(()) => wait(physical_id, "updated"),
            Err(error) if error == engine::no_updates() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(ProviderResult { physical_id: physical_id.to_owned(), attributes: found, calls })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        let options = DeleteOptions::default();
        with_stack_role(world, context, |world| engine::delete_stack(world, &context.scope, physical_id, options))?;
        Ok(wait(physical_id, "deleted"))
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let stack = find(world, context, physical_id)?;
        let parameters = stack.deployment.parameters.iter();
        let parameters = parameters.map(|(name, value)| (name.clone(), Value::String(value.clone())));
        let mut properties = Properties::new();
        properties.insert("Parameters".into(), Value::Object(parameters.collect()));
        Some((properties, attributes(stack)))
    }
}
