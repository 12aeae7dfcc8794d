//! `AWS::CloudFormation::WaitCondition` and `AWS::CloudFormation::WaitConditionHandle`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::arn;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{number, text};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::cloudformation::response_url::presigned;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::wait::WaitFor;
use crate::state::generic::GenericResource;
use crate::world::World;

const CONDITION: &str = "AWS::CloudFormation::WaitCondition";
const HANDLE: &str = "AWS::CloudFormation::WaitConditionHandle";

/// The provider of the handle: a presigned URL that receives signals.
pub(super) struct Handle;

/// The provider of the wait condition.
pub(super) struct WaitCondition;

fn store(world: &mut World, context: &Context, kind: &str, id: &str, properties: &Properties) {
    let resource = GenericResource { properties: properties.clone(), attributes: Properties::new() };
    world.region(&context.scope).insert_resource(kind, id, resource);
}

fn stored(world: &mut World, context: &Context, kind: &str, id: &str) -> Option<Properties> {
    Some(world.region(&context.scope).resource(kind, id)?.properties.clone())
}

/// The key of the signals that a URL receives.
fn signals_key(url: &str) -> Option<String> {
    let path = url.split_once("://")?.1.split_once('/')?.1;
    Some(path.split('?').next().unwrap_or(path).to_owned())
}

impl Provider for Handle {
    fn detects_drift(&self) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let key = format!("{}/{}", world.ids.uuid(), context.logical_id);
        let url = presigned(&context.scope, true, &key);
        world.cloudformation(&context.scope).signals.insert(key, Default::default());
        store(world, context, HANDLE, &url, properties);
        Ok(ProviderResult { physical_id: url, ..ProviderResult::default() })
    }

    fn update(&self, _: &mut World, _: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, .. } = *update;
        Ok(ProviderResult { physical_id: physical_id.to_owned(), ..ProviderResult::default() })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        if let Some(key) = signals_key(physical_id) {
            world.cloudformation(&context.scope).signals.remove(&key);
        }
        world.region(&context.scope).remove_resource(HANDLE, physical_id);
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        Some((stored(world, context, HANDLE, physical_id)?, Properties::new()))
    }
}

impl Provider for WaitCondition {
    fn detects_drift(&self) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let id = arn::STACK.arn(&context.scope, format!("{}/{}", context.stack_name, world.ids.uuid()));
        let id = format!("{id}/{}", context.logical_id);
        store(world, context, CONDITION, &id, properties);
        // Without a handle, a creation policy has the number of signals.
        let Some(handle) = text(properties, "Handle") else {
            return Ok(ProviderResult { physical_id: id, ..ProviderResult::default() });
        };
        let timeout = number::<u64>(properties, "Timeout")
            .ok_or_else(|| Failure::new("Timeout must be specified for a WaitCondition with a Handle"))?;
        let key = signals_key(&handle).filter(|key| world.cloudformation(&context.scope).signals.contains_key(key));
        let key = key.ok_or_else(|| Failure::new(format!("WaitConditionHandle {handle} is not valid")))?;
        let wait_for = WaitFor::Signals {
            key,
            count: number(properties, "Count").unwrap_or(1),
            until: world.now.after(Duration::from_secs(timeout)),
            of_policy: false,
        };
        Ok(ProviderResult { physical_id: id, calls: vec![PendingCall::Wait(wait_for)], ..ProviderResult::default() })
    }

    fn update(&self, _: &mut World, _: &Context, _: &Update<'_>) -> Result<ProviderResult, Failure> {
        Err(Failure::new("Update to resource type AWS::CloudFormation::WaitCondition is not supported."))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        world.region(&context.scope).remove_resource(CONDITION, physical_id);
        Ok(Vec::new())
    }

    /// The attribute `Data`: the data of the signals as JSON, by unique ID.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let properties = stored(world, context, CONDITION, physical_id)?;
        let key = text(&properties, "Handle").as_deref().and_then(signals_key);
        let signals = key.and_then(|key| world.cloudformation(&context.scope).signals.get(&key).cloned());
        let data: Properties =
            signals.into_iter().flatten().map(|(id, signal)| (id, Value::String(signal.data))).collect();
        let mut attributes = Properties::new();
        attributes.insert("Data".into(), json!(Value::Object(data).to_string()));
        Some((properties, attributes))
    }
}
