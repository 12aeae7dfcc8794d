//! CloudTrail, EventBridge and SNS, as far as a call that manages a key or a bucket takes: a trail that records it, the rules whose pattern fits
//! the event, and the topics among their targets. Only calls of the API are recorded, not those that the simulated CloudFormation makes for a
//! resource.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html>

mod call;
mod pattern;
mod topic;
mod trail;

pub(crate) use call::ManagementCall;

use serde_json::Value;

use crate::protocol::reply::Reply;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// A message that was published to a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The ARN of the topic.
    pub topic: String,
    /// The message: for an event, its JSON.
    pub message: String,
    /// Who is subscribed to the topic, as `protocol:endpoint`.
    pub subscribers: Vec<String>,
}

/// Records a call that was answered, and passes it to the rules of its region.
pub(crate) fn record(world: &mut World, call: &ManagementCall, reply: &Reply) {
    if !trail::records(world, call) {
        return;
    }
    let event = call.event(world, reply);
    let text = event.to_string();
    for target in targets(world, &call.scope, &event) {
        topic::publish(world, &call.scope, &target, &text);
    }
}

/// The ARNs of the targets of the enabled rules whose pattern an event has.
fn targets(world: &World, scope: &Scope, event: &Value) -> Vec<String> {
    let fits = |rule: &&Properties| {
        let is_disabled = rule.get("State").and_then(Value::as_str) == Some("DISABLED");
        !is_disabled && rule.get("EventPattern").is_some_and(|wanted| pattern::matches(wanted, event))
    };
    let of_rule = |rule: &Properties| {
        let targets = rule.get("Targets").and_then(Value::as_array).cloned().unwrap_or_else(Vec::new);
        targets.into_iter().filter_map(|target| Some(target.get("Arn")?.as_str()?.to_owned()))
    };
    resources(world, scope, "AWS::Events::Rule").filter(fits).flat_map(of_rule).collect()
}

/// The properties of the resources of a type in a region.
fn resources<'w>(world: &'w World, scope: &Scope, kind: &str) -> impl Iterator<Item = &'w Properties> {
    let of_kind = world.region_ref(scope).and_then(|region| region.resources.get(kind));
    of_kind.into_iter().flatten().map(|(_, resource)| &resource.properties)
}
