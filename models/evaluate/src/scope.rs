//! The values of names in a template.

use cfn_template::Value;

/// The answer of a [`Scope`] for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The value of the name.
    Known(T),
    /// The value of the name is not known (yet): functions of it are kept.
    Unknown,
    /// The name is not declared, which is an error.
    Undefined,
}

/// A condition of the section `Conditions`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition<'a> {
    /// The value.
    Holds(bool),
    /// Its expression, which the evaluator evaluates.
    Defined(&'a Value),
}

/// The values of the names that functions refer to.
///
/// Every method can return [`Answer::Unknown`]; [`TemplateScope`](crate::TemplateScope) implements it for a template
/// and its parameters.
pub trait Scope {
    /// The value of `Ref`: of a parameter or pseudo parameter, or the ID of a resource. The value of a list parameter
    /// is a list. Not called for `AWS::NoValue`.
    fn reference(&self, name: &str) -> Answer<Value>;

    /// The value of `Fn::GetAtt`.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Value>;

    /// A condition.
    fn condition(&self, name: &str) -> Answer<Condition<'_>>;

    /// A mapping: a map of maps.
    fn mapping(&self, name: &str) -> Answer<&Value>;

    /// The value of `Fn::ImportValue`: the value that another stack exports.
    fn export(&self, _name: &str) -> Answer<Value> {
        Answer::Unknown
    }

    /// The value of `Fn::GetAZs`: the list of Availability Zones of a region.
    fn availability_zones(&self, _region: &str) -> Answer<Value> {
        Answer::Unknown
    }

    /// The value of `Fn::GetStackOutput` for its argument, a map with `StackName`, `OutputName` and optionally `Region`
    /// and `RoleArn`.
    fn stack_output(&self, _argument: &Value) -> Answer<Value> {
        Answer::Unknown
    }
}
