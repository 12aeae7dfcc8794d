//! The policy of a queue or a topic: its resources are those that it is attached to.
//!
//! Sources: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-overview-of-managing-access.html>.

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::{Node, SubPart};

/// Where a policy names what it is attached to, and of which type that is.
const ATTACHED: &[(&str, &str, &str)] =
    &[("AWS::SNS::TopicPolicy", "Topics", "AWS::SNS::Topic"), ("AWS::SQS::QueuePolicy", "Queues", "AWS::SQS::Queue")];

impl Checker<'_> {
    /// Reports statements about resources of the same type that the policy is not attached to.
    pub(super) fn attached_policy(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        let Some((_, list, wanted)) = ATTACHED.iter().find(|(policy, ..)| *policy == resource.type_name) else {
            return;
        };
        let own: Option<Vec<&str>> = match resource.properties.get(list) {
            Some(Node::List(items)) => items.iter().map(referred).collect(),
            _ => None,
        };
        // Where something else than a resource of the template is named, it can be the same one.
        let Some(own) = own.filter(|own| own.iter().all(|id| self.symbols.resource_type(id) == Some(*wanted))) else {
            return;
        };
        let Some(statements) = resource.properties.get("PolicyDocument").and_then(|policy| policy.get("Statement"))
        else {
            return;
        };
        let at = at.key("PolicyDocument");
        let at = at.key("Statement");
        let is_list = statements.as_list().is_some();
        for (index, statement) in statements.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { &at };
            let Some(resources) = statement.get("Resource") else { continue };
            let of = |node| named_in(node).filter(|id| self.symbols.resource_type(id) == Some(*wanted));
            let named: Option<Vec<&str>> = resources.one_or_many().iter().map(of).collect();
            // One of them is enough: a policy of several topics names all in each statement.
            if let Some(other) =
                named.filter(|named| !named.iter().any(|id| own.contains(id))).and_then(|of| of.first().copied())
            {
                let (kind, message) = match *wanted {
                    "AWS::SNS::Topic" => ("topic", format!("the policy is attached to another topic than `{other}`")),
                    _ => ("queue", format!("the policy is attached to another queue than `{other}`")),
                };
                self.report(
                    Finding::error("attached-policy", &at.key("Resource").path(), message)
                        .allowed(format!("the ARN of the {kind} that the policy is attached to"))
                        .suggest(format!("use the ARN of the policy's own {kind}, or add `{other}` to `{list}`")),
                );
            }
        }
    }
}

/// The resource whose ARN a node is.
fn named_in(node: &Node) -> Option<&str> {
    match node {
        Node::Sub(sub) => match sub.parts.as_slice() {
            [SubPart::Ref(target) | SubPart::GetAtt(target, _)] if sub.variables.get(&target.id).is_none() => {
                Some(&target.id)
            }
            _ => None,
        },
        node => referred(node),
    }
}
