//! Rules: assertions about parameters, evaluated before anything is created.

use super::ParameterHandle;
use crate::node::{Node, Object};
use crate::value::{IntoValue, List, Value};

/// Assertions about the values of parameters, evaluated before anything is created.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    condition: Option<Node>,
    assertions: Vec<Node>,
}

impl Rule {
    /// A rule without assertions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `RuleCondition`: the assertions are evaluated only if it is true.
    #[must_use]
    pub fn when(mut self, condition: RuleExpression) -> Self {
        self.condition = Some(condition.0);
        self
    }

    /// Adds an assertion, with the message if it is false.
    #[must_use]
    pub fn assert(mut self, assertion: RuleExpression, description: impl Into<String>) -> Self {
        self.assertions.push(Node::Object(Object::from_iter([
            ("Assert", assertion.0),
            ("AssertDescription", Node::text(description.into())),
        ])));
        self
    }

    pub(crate) fn into_node(self) -> Node {
        let mut rule = Object::new();
        if let Some(condition) = self.condition {
            rule.insert("RuleCondition", condition);
        }
        rule.insert("Assertions", Node::List(self.assertions));
        Node::Object(rule)
    }
}

/// An expression of rule-specific intrinsic functions, which are allowed in the section `Rules` only.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleExpression(Node);

impl RuleExpression {
    /// `Fn::Equals`: both values are equal.
    #[must_use]
    pub fn equals(left: impl IntoValue<String>, right: impl IntoValue<String>) -> Self {
        Self::call("Fn::Equals", [left.into_value().into_node(), right.into_value().into_node()])
    }

    /// `Fn::Contains`: the list contains the value.
    #[must_use]
    pub fn contains(list: impl IntoValue<List<String>>, value: impl IntoValue<String>) -> Self {
        Self::call("Fn::Contains", [list.into_value().into_node(), value.into_value().into_node()])
    }

    /// `Fn::EachMemberEquals`: every item of the list equals the value.
    #[must_use]
    pub fn each_member_equals(list: impl IntoValue<List<String>>, value: impl IntoValue<String>) -> Self {
        Self::call("Fn::EachMemberEquals", [list.into_value().into_node(), value.into_value().into_node()])
    }

    /// `Fn::EachMemberIn`: every item of the list is an item of the other list.
    #[must_use]
    pub fn each_member_in(list: impl IntoValue<List<String>>, others: impl IntoValue<List<String>>) -> Self {
        Self::call("Fn::EachMemberIn", [list.into_value().into_node(), others.into_value().into_node()])
    }

    /// `Fn::Not`.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "CloudFormation's own word, beside `and` and `or`")]
    pub fn not(expression: Self) -> Self {
        Self::call("Fn::Not", [expression.0])
    }

    /// `Fn::And`: all of two to ten expressions are true.
    #[must_use]
    pub fn and(expressions: impl IntoIterator<Item = Self>) -> Self {
        let expressions: Vec<Node> = expressions.into_iter().map(|e| e.0).collect();
        Self(Node::call("Fn::And", expressions))
    }

    /// `Fn::Or`: at least one of two to ten expressions is true.
    #[must_use]
    pub fn or(expressions: impl IntoIterator<Item = Self>) -> Self {
        let expressions: Vec<Node> = expressions.into_iter().map(|e| e.0).collect();
        Self(Node::call("Fn::Or", expressions))
    }

    fn call<const N: usize>(name: &'static str, arguments: [Node; N]) -> Self {
        Self(Node::call(name, arguments))
    }
}

impl RuleExpression {
    /// `Fn::RefAll`: the values of all parameters of an AWS-specific type, such as `AWS::EC2::VPC::Id`.
    pub fn ref_all(parameter_type: &str) -> Value<List<String>> {
        Value::from_node(Node::function("Fn::RefAll", Node::text(parameter_type.to_owned())))
    }

    /// `Fn::ValueOf`: an attribute of the resource that is the parameter's value, such as `VpcId` of a subnet.
    ///
    /// For parameters of an AWS-specific type.
    pub fn value_of<T>(parameter: &ParameterHandle<T>, attribute: &str) -> Value<String> {
        Value::from_node(Node::call("Fn::ValueOf", [parameter.name_node(), Node::text(attribute.to_owned())]))
    }

    /// `Fn::ValueOfAll`: an attribute of the resources that are the values of all parameters of an AWS-specific type.
    pub fn value_of_all(parameter_type: &str, attribute: &str) -> Value<List<String>> {
        Value::from_node(Node::call(
            "Fn::ValueOfAll",
            [Node::text(parameter_type.to_owned()), Node::text(attribute.to_owned())],
        ))
    }
}
