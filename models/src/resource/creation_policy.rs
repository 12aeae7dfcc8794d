//! `CreationPolicy`.

use crate::node::{Node, Object};
use crate::value::IntoValue;

/// What CloudFormation waits for before a resource is complete.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-creationpolicy.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreationPolicy {
    policy: Object,
}

impl CreationPolicy {
    /// Waits for `count` success signals (`cfn-signal`), at most `timeout` in ISO 8601 (`PT15M`; at most 12 hours).
    ///
    /// For instances, Auto Scaling groups and wait conditions.
    #[must_use]
    pub fn resource_signal(count: impl IntoValue<i64>, timeout: impl IntoValue<String>) -> Self {
        let signal = Object::from_iter([
            ("Count", count.into_value().into_node()),
            ("Timeout", timeout.into_value().into_node()),
        ]);
        Self { policy: Object::from_iter([("ResourceSignal", Node::Object(signal))]) }
    }

    /// The percentage of instances that must signal success before an Auto Scaling group is complete.
    #[must_use]
    pub fn min_successful_instances_percent(mut self, percent: impl IntoValue<i64>) -> Self {
        let creation = Object::from_iter([("MinSuccessfulInstancesPercent", percent.into_value().into_node())]);
        self.policy.insert("AutoScalingCreationPolicy", Node::Object(creation));
        self
    }

    /// Starts an AppStream fleet once it is created (`StartFleet`).
    #[must_use]
    pub fn start_fleet() -> Self {
        Self { policy: Object::from_iter([("StartFleet", Node::Object(Object::new()))]) }
    }

    pub(crate) fn into_node(self) -> Node {
        Node::Object(self.policy)
    }
}
