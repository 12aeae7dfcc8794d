//! What sends to functions, queues and topics of the template: something has to permit it.
//!
//! Without a permission a rule, a subscription or a trigger is created and nothing arrives; other services ask when they are
//! configured, and refuse.
//!
//! Sources: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>,
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html>,
//! <https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules.html>,
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>,
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html>.

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::{Finding, Severity};
use crate::check::path::Location;
use crate::node::Node;

/// A property of a sender with what it sends to, as a path in which `*` is every item or entry.
struct Sender {
    type_name: &'static str,
    path: &'static [&'static str],
    principal: &'static str,
    severity: Severity,
}

const fn sender(
    type_name: &'static str,
    path: &'static [&'static str],
    principal: &'static str,
    severity: Severity,
) -> Sender {
    Sender { type_name, path, principal, severity }
}

const SENDERS: &[Sender] = &[
    sender("AWS::Cognito::UserPool", &["LambdaConfig", "*"], "cognito-idp.amazonaws.com", Severity::Warning),
    sender("AWS::Config::ConfigRule", &["Source", "SourceIdentifier"], "config.amazonaws.com", Severity::Error),
    sender(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        &["Targets", "*", "Id"],
        "elasticloadbalancing.amazonaws.com",
        Severity::Error,
    ),
    sender("AWS::Events::Rule", &["Targets", "*", "Arn"], "events.amazonaws.com", Severity::Warning),
    sender(
        "AWS::IoT::TopicRule",
        &["TopicRulePayload", "Actions", "*", "Lambda", "FunctionArn"],
        "iot.amazonaws.com",
        Severity::Warning,
    ),
    sender("AWS::Logs::SubscriptionFilter", &["DestinationArn"], "logs.amazonaws.com", Severity::Error),
    sender(
        "AWS::SecretsManager::RotationSchedule",
        &["RotationLambdaARN"],
        "secretsmanager.amazonaws.com",
        Severity::Error,
    ),
    sender("AWS::SNS::Subscription", &["Endpoint"], "sns.amazonaws.com", Severity::Warning),
    sender("AWS::SNS::Topic", &["Subscription", "*", "Endpoint"], "sns.amazonaws.com", Severity::Warning),
];

/// The types that are sent to, and what permits it.
const RECEIVERS: &[(&str, &str)] = &[
    ("AWS::Lambda::Function", "AWS::Lambda::Permission"),
    ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy"),
    ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy"),
];

impl Checker<'_> {
    /// Reports receivers of the template that nothing in the template permits the sender to send to.
    pub(super) fn permitted_receivers(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        let Some(sender) = SENDERS.iter().find(|sender| sender.type_name == resource.type_name) else { return };
        // A macro, a custom resource or SAM can add permissions.
        if self.symbols.open || self.symbols.resources().any(|(_, ty, _)| !ty.starts_with("AWS::")) {
            return;
        }
        if let [first, rest @ ..] = sender.path
            && let Some(node) = resource.properties.get(first)
        {
            self.receivers(node, rest, sender, &at.key(first));
        }
    }

    fn receivers(&mut self, node: &Node, path: &[&str], sender: &Sender, at: &Location<'_>) {
        match (path, node) {
            ([], node) => self.receiver(node, sender, at),
            (["*", rest @ ..], Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    // A role permits by itself what its policies allow.
                    if item.get("RoleArn").is_none() {
                        self.receivers(item, rest, sender, &at.index(index));
                    }
                }
            }
            (["*", rest @ ..], Node::Object(entries)) => {
                for (key, value) in entries.iter() {
                    self.receivers(value, rest, sender, &at.key(key));
                }
            }
            ([key, rest @ ..], Node::Object(object)) => {
                if let Some(inner) = object.get(key) {
                    self.receivers(inner, rest, sender, &at.key(key));
                }
            }
            _ => {}
        }
    }

    fn receiver(&mut self, node: &Node, sender: &Sender, at: &Location<'_>) {
        let Some(id) = referred(node) else { return };
        let Some((_, permission)) = RECEIVERS.iter().find(|(ty, _)| self.symbols.resource_type(id) == Some(*ty)) else {
            return;
        };
        if self.may_be_permitted(id, permission, sender.principal) {
            return;
        }
        let principal = sender.principal;
        let message = format!("nothing in the template permits `{principal}` to send to `{id}`");
        self.report(
            Finding::of(sender.severity, "invocation-permission", &at.path(), message)
                .suggest(format!("add an `{permission}` for `{id}` with the principal `{principal}`")),
        );
    }
}
