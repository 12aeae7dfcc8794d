//! The destinations of a bucket's notifications: S3 asks each whether it may send when the bucket is created.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html>.

use super::{Resource, literal, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Node;

/// By list of the configuration, the property with the destination, its type, and what lets S3 in.
const DESTINATIONS: &[(&str, &str, &str, &str)] = &[
    ("LambdaConfigurations", "Function", "AWS::Lambda::Function", "AWS::Lambda::Permission"),
    ("QueueConfigurations", "Queue", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"),
    ("TopicConfigurations", "Topic", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"),
];

impl Checker<'_> {
    /// Reports destinations of the template that no permission of the template is about: no other stack can have one before the bucket.
    pub(super) fn notification_permissions(&mut self, bucket: &Resource<'_>, at: &Location<'_>) {
        let Some(notifications) = bucket.properties.get("NotificationConfiguration") else { return };
        // A macro or a custom resource can add permissions.
        if self.symbols.open || self.symbols.resources().any(|(_, ty, _)| !ty.starts_with("AWS::")) {
            return;
        }
        let at = at.key("NotificationConfiguration");
        for (list, key, of_type, permission) in DESTINATIONS {
            let at = at.key(list);
            for (index, item) in notifications.get(list).map_or(&[][..], Node::items).iter().enumerate() {
                let Some(id) = item.get(key).and_then(referred) else { continue };
                if self.symbols.resource_type(id) == Some(*of_type)
                    && !self.may_be_permitted(id, permission, "s3.amazonaws.com")
                {
                    let at = at.index(index);
                    let message = format!("nothing in the template permits S3 to send to `{id}`");
                    self.report(
                        Finding::error("notification-permission", &at.key(key).path(), message)
                            .suggest(format!("add an `{permission}` for `{id}` with the principal `s3.amazonaws.com`")),
                    );
                }
            }
        }
    }

    /// Whether a permission of the template is about a destination and a principal, or can be.
    pub(super) fn may_be_permitted(&self, id: &str, permission: &str, principal: &str) -> bool {
        self.symbols.resources().any(|(_, ty, entry)| {
            let properties = entry.get("Properties");
            match ty {
                "AWS::Lambda::Permission" if ty == permission => {
                    let of = |key: &str| properties.and_then(|all| all.get(key));
                    let function = of("FunctionName").and_then(referred);
                    // The ID of an account permits all of it.
                    let is_other = |name: &str| name.ends_with(".amazonaws.com") && name != principal;
                    function.is_none_or(|function| self.function_behind(function).is_none_or(|function| function == id))
                        && !of("Principal").and_then(literal).is_some_and(is_other)
                }
                "AWS::SQS::QueueInlinePolicy" => permission == "AWS::SQS::QueuePolicy",
                "AWS::SNS::TopicInlinePolicy" => permission == "AWS::SNS::TopicPolicy",
                _ if ty == permission => {
                    let attached = ["Queues", "Topics"].iter().find_map(|key| properties?.get(key));
                    let other = |node: &Node| referred(node).is_some_and(|of| of != id);
                    !attached.and_then(Node::as_list).is_some_and(|all| all.iter().all(other))
                }
                _ => false,
            }
        })
    }
}
