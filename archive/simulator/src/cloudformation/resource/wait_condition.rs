//! `AWS::CloudFormation::WaitCondition` and `AWS::CloudFormation::WaitConditionHandle`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cloudformation::awaiting::address;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::cloudformation::resource::properties::{number, text};
use crate::cloudformation::resource::provider::{Context, Provider, ProviderResult};
use crate::state::cloudformation::awaited::Awaited;
use crate::state::cloudformation::set_call::PendingCall;
use crate::state::generic::GenericResource;
use crate::world::World;

const CONDITION: &str = "AWS::CloudFormation::WaitCondition";
const HANDLE: &str = "AWS::CloudFormation::WaitConditionHandle";

/// The provider of the handle: a presigned URL that receives signals.
pub(super) struct Handle;

/// The provider of the wait condition.
pub(super) struct WaitCondition;

fn keep(world: &mut World, context: &Context, kind: &str, id: &str, properties: &Properties) {
    let kept = GenericResource { properties: properties.clone(), attributes: Properties::new() };
    world.region(&context.scope).resources.entry(kind.to_owned()).or_default().insert(id.to_owned(), kept);
}

fn forget(world: &mut World, context: &Context, kind: &str, id: &str) {
    if let Some(of_kind) = world.region(&context.scope).resources.get_mut(kind) {
        of_kind.remove(id);
    }
}

fn kept(world: &mut World, context: &Context, kind: &str, id: &str) -> Option<Properties> {
    Some(world.region(&context.scope).resources.get(kind)?.get(id)?.properties.clone())
}

/// The key of the signals that a URL receives.
fn inbox_of(url: &str) -> Option<String> {
    let path = url.split_once("://")?.1.split_once('/')?.1;
    Some(path.split('?').next().unwrap_or(path).to_owned())
}

impl Provider for Handle {
    fn detects_drift(&self) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let key = format!("{}/{}", world.ids.uuid(), context.logical_id);
        let url = address(&context.scope, true, &key);
        world.cloudformation(&context.scope).inboxes.insert(key, Default::default());
        keep(world, context, HANDLE, &url, properties);
        Ok(ProviderResult { physical_id: url, ..ProviderResult::default() })
    }

    fn update(
        &self,
        _: &mut World,
        _: &Context,
        physical_id: &str,
        _: &Properties,
        _: &Properties,
    ) -> Result<ProviderResult, Failure> {
        Ok(ProviderResult { physical_id: physical_id.to_owned(), ..ProviderResult::default() })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
        if let Some(inbox) = inbox_of(physical_id) {
            world.cloudformation(&context.scope).inboxes.remove(&inbox);
        }
        forget(world, context, HANDLE, physical_id);
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        Some((kept(world, context, HANDLE, physical_id)?, Properties::new()))
    }
}

impl Provider for WaitCondition {
    fn detects_drift(&self) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let id = context.scope.arn("cloudformation", format!("stack/{}/{}", context.stack_name, world.ids.uuid()));
        let id = format!("{id}/{}", context.logical_id);
        keep(world, context, CONDITION, &id, properties);
        // Without a handle, a creation policy has the number of signals.
        let Some(handle) = text(properties, "Handle") else {
            return Ok(ProviderResult { physical_id: id, ..ProviderResult::default() });
        };
        let timeout = number::<u64>(properties, "Timeout")
            .ok_or_else(|| Failure::new("Timeout must be specified for a WaitCondition with a Handle"))?;
        let inbox = inbox_of(&handle).filter(|inbox| world.cloudformation(&context.scope).inboxes.contains_key(inbox));
        let inbox = inbox.ok_or_else(|| Failure::new(format!("WaitConditionHandle {handle} is not valid")))?;
        let awaited = Awaited::Signals {
            inbox,
            count: number(properties, "Count").unwrap_or(1),
            until: world.now.after(Duration::from_secs(timeout)),
            of_policy: false,
        };
        Ok(ProviderResult { physical_id: id, calls: vec![PendingCall::Await(awaited)], ..ProviderResult::default() })
    }

    fn update(
        &self,
        _: &mut World,
        _: &Context,
        _: &str,
        _: &Properties,
        _: &Properties,
    ) -> Result<ProviderResult, Failure> {
        Err(Failure::new("Update to resource type AWS::CloudFormation::WaitCondition is not supported."))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
        forget(world, context, CONDITION, physical_id);
        Ok(Vec::new())
    }

    /// The attribute `Data`: the data of the signals as JSON, by unique ID.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let properties = kept(world, context, CONDITION, physical_id)?;
        let inbox = text(&properties, "Handle").as_deref().and_then(inbox_of);
        let inbox = inbox.and_then(|inbox| world.cloudformation(&context.scope).inboxes.get(&inbox).cloned());
        let data: Properties =
            inbox.unwrap_or_default().into_iter().map(|(id, signal)| (id, Value::String(signal.data))).collect();
        let mut attributes = Properties::new();
        attributes.insert("Data".into(), json!(Value::Object(data).to_string()));
        Some((properties, attributes))
    }
}
