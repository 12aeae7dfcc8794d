//! Conditions, which are evaluated when the stack is created or updated.

use crate::node::{Node, Reference};
use crate::value::IntoValue;

/// A condition expression.
///
/// Source:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(Node);

impl Condition {
    /// `Fn::Equals`: both values are equal. CloudFormation evaluates conditions before it creates resources, so only
    /// parameters, mappings and pseudo parameters can be referred to.
    #[must_use]
    pub fn equals(left: impl IntoValue<String>, right: impl IntoValue<String>) -> Self {
        Self(Node::call("Fn::Equals", [left.into_value().into_node(), right.into_value().into_node()]))
    }

    /// `Fn::Not`.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "CloudFormation's own word, beside `and` and `or`")]
    pub fn not(condition: impl Into<Self>) -> Self {
        Self(Node::call("Fn::Not", [condition.into().0]))
    }

    /// `Fn::And`: all of two to ten conditions are true.
    #[must_use]
    pub fn and(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::several("Fn::And", conditions)
    }

    /// `Fn::Or`: at least one of two to ten conditions is true.
    #[must_use]
    pub fn or(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::several("Fn::Or", conditions)
    }

    fn several(name: &'static str, conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions: Vec<Node> = conditions.into_iter().map(|c| c.0).collect();
        Self(Node::call(name, conditions))
    }

    pub(crate) fn into_node(self) -> Node {
        self.0
    }
}

/// A condition of a stack, returned by [`Stack::condition`](crate::Stack::condition).
#[derive(Clone, Debug)]
pub struct ConditionHandle {
    target: Reference,
}

impl ConditionHandle {
    pub(crate) const fn new(target: Reference) -> Self {
        Self { target }
    }

    /// The name of the condition.
    pub fn name(&self) -> &str {
        &self.target.id
    }

    /// `{"Condition": …}`: the condition as a part of another.
    #[must_use]
    pub fn holds(&self) -> Condition {
        Condition(Node::function("Condition", self.name_node()))
    }

    pub(crate) fn name_node(&self) -> Node {
        Node::name(self.target.clone())
    }
}

impl From<&ConditionHandle> for Condition {
    fn from(handle: &ConditionHandle) -> Self {
        handle.holds()
    }
}
