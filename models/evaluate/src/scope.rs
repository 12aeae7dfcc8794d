//! What is known of the names in a template.

use cfn_template::Value;

/// What a [`Scope`] says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// What the name stands for.
    Known(T),
    /// The name stands for something that is not known (yet): what is made of it stays a function.
    Unknown,
    /// There is no such name, which is an error.
    Undefined,
}

/// A condition of the section `Conditions`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition<'a> {
    /// Whether it holds.
    Holds(bool),
    /// How it is written; the evaluator finds out whether it holds.
    Defined(&'a Value),
}

/// What is known of the names that functions refer to.
///
/// Every method may answer [`Answer::Unknown`]; [`TemplateScope`](crate::TemplateScope) implements it for a template and its parameters.
pub trait Scope {
    /// What `Ref` gives: the value of a parameter or pseudo parameter, or the id of a resource. A parameter that holds a list is a list.
    /// `AWS::NoValue` is not asked for.
    fn reference(&self, name: &str) -> Answer<Value>;

    /// What `Fn::GetAtt` gives.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Value>;

    /// A condition.
    fn condition(&self, name: &str) -> Answer<Condition<'_>>;

    /// A mapping: a map of maps.
    fn mapping(&self, name: &str) -> Answer<&Value>;

    /// What `Fn::ImportValue` gives: the value that another stack exports.
    fn export(&self, _name: &str) -> Answer<Value> {
        Answer::Unknown
    }

    /// What `Fn::GetAZs` gives: the Availability Zones of a region, a list.
    fn availability_zones(&self, _region: &str) -> Answer<Value> {
        Answer::Unknown
    }

    /// What `Fn::GetStackOutput` gives for its argument, a map with `StackName`, `OutputName` and perhaps `Region` and `RoleArn`.
    fn stack_output(&self, _argument: &Value) -> Answer<Value> {
        Answer::Unknown
    }
}
