//! What EventBridge needs to publish to a topic: the topic in the region of the rule, its policy, and the key that encrypts it.

use iam_evaluator::{Context, Principal, Request, Verdict};
use serde_json::Value;

use super::{Published, resources};
use crate::iam::authorise::authorise;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::state::kms::KeyState;
use crate::world::World;

const EVENT_BRIDGE: &str = "events.amazonaws.com";
const TOPIC: &str = "AWS::SNS::Topic";

/// Publishes a message to a target, if that is a topic to which EventBridge may publish. What it may not publish is lost, as with AWS where
/// the target has no queue for it.
pub(super) fn publish(world: &mut World, scope: &Scope, topic: &str, message: &str) {
    let found = world.region_ref(scope).and_then(|region| region.resources.get(TOPIC)?.get(topic));
    let Some(key) = found.map(|topic| text(&topic.properties, "KmsMasterKeyId")) else { return };
    if !may_publish(world, scope, topic) || !key.is_none_or(|key| may_encrypt(world, scope, topic, &key)) {
        return;
    }
    let is_of_topic = |subscription: &&Properties| text(subscription, "TopicArn").as_deref() == Some(topic);
    let subscribers = resources(world, scope, "AWS::SNS::Subscription").filter(is_of_topic);
    let address = |one: &Properties| Some(format!("{}:{}", text(one, "Protocol")?, text(one, "Endpoint")?));
    let subscribers = subscribers.filter_map(address);
    let subscribers = subscribers.collect();
    world.published.push(Published { topic: topic.to_owned(), message: message.to_owned(), subscribers });
}

/// Whether a policy of the topic lets EventBridge publish. It sends neither the account nor the ARN of the rule, so that conditions on them
/// fail. <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions>
fn may_publish(world: &mut World, scope: &Scope, topic: &str) -> bool {
    let is_of_topic = |policy: &&Properties| {
        policy.get("Topics").and_then(Value::as_array).is_some_and(|topics| topics.iter().any(|one| one == topic))
    };
    let policies = resources(world, scope, "AWS::SNS::TopicPolicy").filter(is_of_topic);
    let policies: Vec<Value> = policies.filter_map(|policy| policy.get("PolicyDocument")).cloned().collect();
    policies.iter().any(|policy| is_allowed(world, scope, ("sns:Publish", topic), policy, Context::new()))
}

/// Whether the key of a topic can be used, and lets EventBridge use it.
fn may_encrypt(world: &mut World, scope: &Scope, topic: &str, key: &str) -> bool {
    let Ok(key) = world.kms(scope).resolve(scope, key).cloned() else { return false };
    let context = || Context::new().with("kms:EncryptionContext:aws:sns:topicArn", topic);
    key.state == KeyState::Enabled
        && ["kms:GenerateDataKey", "kms:Decrypt"]
            .iter()
            .all(|action| is_allowed(world, scope, (action, &key.arn), &key.policy, context()))
}

fn is_allowed(
    world: &mut World,
    scope: &Scope,
    (action, resource): (&str, &str),
    policy: &Value,
    context: Context,
) -> bool {
    let service = Principal::Service(EVENT_BRIDGE.to_owned());
    let request = Request::new(service, action, resource, &scope.account);
    let request = request.context(context.with("aws:SecureTransport", "true"));
    authorise(world, &request, Some(policy)).verdict == Verdict::Allowed
}

fn text(properties: &Properties, name: &str) -> Option<String> {
    properties.get(name).and_then(Value::as_str).map(str::to_owned)
}
