//! Custom resources: `AWS::CloudFormation::CustomResource` and `Custom::…`.
//!
//! No Lambda function runs: the request waits for a `PUT` to its `ResponseURL`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{number, require};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::cloudformation::response_url::presigned;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::wait::{CustomResourceRequest, WaitFor};
use crate::world::World;

/// The provider.
pub(super) struct CustomResource;

/// The default timeout, in seconds.
const DEFAULT_TIMEOUT: u64 = 3600;

impl CustomResource {
    /// Sends a request to the service token.
    fn send_request(
        world: &mut World,
        context: &Context,
        kind: &str,
        physical_id: Option<&str>,
        before: Option<&Properties>,
        properties: &Properties,
    ) -> Result<(String, PendingCall), Failure> {
        let token = require(properties, "ServiceToken")?;
        check_token(world, context, &token)?;
        let id = world.ids.uuid();
        let mut message = json!({
            "RequestType": kind,
            "ServiceToken": token,
            "ResponseURL": presigned(&context.scope, false, &id),
            "StackId": context.stack_id,
            "RequestId": id,
            "LogicalResourceId": context.logical_id,
            "ResourceType": context.kind,
            "ResourceProperties": strings(&Value::Object(properties.clone())),
        });
        if let Some(physical_id) = physical_id {
            message["PhysicalResourceId"] = physical_id.into();
        }
        if let Some(before) = before {
            message["OldResourceProperties"] = strings(&Value::Object(before.clone()));
        }
        let timeout = number(properties, "ServiceTimeout").unwrap_or(DEFAULT_TIMEOUT);
        let until = world.now.after(Duration::from_secs(timeout));
        let request = CustomResourceRequest { message, response: None };
        world.cloudformation(&context.scope).custom_resource_requests.insert(id.clone(), request);
        let call = PendingCall::Wait(WaitFor::Response { request: id.clone(), until });
        Ok((id, call))
    }
}

/// The properties as CloudFormation sends them: numbers and Booleans as strings.
fn strings(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(map.iter().map(|(name, item)| (name.clone(), strings(item))).collect()),
        Value::Array(items) => items.iter().map(strings).collect(),
        Value::Number(_) | Value::Bool(_) => Value::String(value.to_string()),
        other => other.clone(),
    }
}

/// Whether the stack's region has a topic or a function with that ARN.
fn check_token(world: &mut World, context: &Context, token: &str) -> Result<(), Failure> {
    let parts: Vec<&str> = token.splitn(6, ':').collect();
    let has = |world: &World, kind: &str| {
        let of_kind = world.region_ref(&context.scope).and_then(|region| region.resources.get(kind));
        let mut all = of_kind.into_iter().flatten();
        all.any(|(id, resource)| id == token || resource.attributes.values().any(|value| value == token))
    };
    match parts.as_slice() {
        ["arn", _, "sns", region, _, _] if *region == context.scope.region => match has(world, "AWS::SNS::Topic") {
            true => Ok(()),
            false => Err(Failure::new("Topic does not exist (Service: Sns, Status Code: 404, Error Code: NotFound)")),
        },
        ["arn", _, "lambda", region, _, _] if *region == context.scope.region => {
            match has(world, "AWS::Lambda::Function") {
                true => Ok(()),
                false => Err(Failure::new(format!(
                    "Function not found: {token} (Service: Lambda, Status Code: 404, Error Code: ResourceNotFoundException)"
                ))),
            }
        }
        _ => Err(Failure::new(format!("Invalid service token: {token} is no topic and no function of this region"))),
    }
}

impl Provider for CustomResource {
    fn detects_drift(&self) -> bool {
        false
    }

    fn existing(&self, _: &mut World, _: &Context, _: &str) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let (id, call) = Self::send_request(world, context, "Create", None, None, properties)?;
        // The response has the physical ID; until then it is the ID of the request.
        Ok(ProviderResult { physical_id: id, calls: vec![call], ..ProviderResult::default() })
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        let (_, call) = Self::send_request(world, context, "Update", Some(physical_id), Some(before), after)?;
        Ok(ProviderResult { physical_id: physical_id.to_owned(), calls: vec![call], ..ProviderResult::default() })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        let (_, call) = Self::send_request(world, context, "Delete", Some(physical_id), None, properties)?;
        Ok(vec![call])
    }

    /// CloudFormation cannot read a custom resource.
    fn read(&self, _: &mut World, _: &Context, _: &str) -> Option<(Properties, Properties)> {
        None
    }
}
