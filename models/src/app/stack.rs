//! A stack of a program of several.

use std::ops::{Deref, DerefMut};

use super::Environment;
use super::lookup::Lookups;
use crate::logical_id::{IntoLogicalId, LogicalId};
use crate::node::{Node, Object};
use crate::stack::Stack;
use crate::value::{IntoValue, Value};

/// A stack of an [`App`](super::App): a [`Stack`] with a name and an environment, from which other stacks may take values.
#[derive(Debug)]
pub struct AppStack {
    name: String,
    stack: Stack,
    lookups: Lookups,
}

impl AppStack {
    pub(super) fn new(name: String, environment: Environment, lookups: Lookups) -> Self {
        let mut stack = Stack::new();
        stack.in_environment(environment);
        Self { name, stack, lookups }
    }

    /// Its name in CloudFormation.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regions that it is deployed to.
    pub const fn environment(&self) -> &Environment {
        self.stack.environment()
    }

    pub(super) const fn lookups(&self) -> &Lookups {
        &self.lookups
    }

    pub(super) const fn stack(&self) -> &Stack {
        &self.stack
    }

    /// Exports a value for other stacks of the same account and region: an output of that name, exported as `<stack>-<name>`. What is
    /// returned is `Fn::ImportValue`, of the same type.
    #[track_caller]
    pub fn export<T>(&mut self, name: impl IntoLogicalId, value: Value<T>) -> Value<T>
    where
        Value<T>: IntoValue<String>,
    {
        let name = name.into_logical_id();
        let export = self.export_name(&name);
        self.stack.output(name, value).export_name(export.as_str());
        Value::from_node(Node::function("Fn::ImportValue", Node::text(export)))
    }

    /// Offers a value to stacks of other regions: an output of that name, which others read with `Fn::GetStackOutput` whenever they are
    /// deployed. CloudFormation does not keep a value from changing, or from being removed, while others use it.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html>.
    #[track_caller]
    pub fn export_to_regions<T>(&mut self, name: impl IntoLogicalId, value: Value<T>) -> Value<T>
    where
        Value<T>: IntoValue<String>,
    {
        let name = name.into_logical_id();
        let mut argument = Object::new();
        argument.insert("StackName", Node::text(self.name.clone()));
        argument.insert("OutputName", Node::text(name.to_string()));
        if let Some(region) = self.environment().region_name() {
            argument.insert("Region", Node::text(region.to_owned()));
        }
        self.stack.output(name, value);
        Value::from_node(Node::function("Fn::GetStackOutput", Node::Object(argument)))
    }

    fn export_name(&self, name: &LogicalId) -> String {
        format!("{}-{name}", self.name)
    }
}

impl Deref for AppStack {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        &self.stack
    }
}

impl DerefMut for AppStack {
    fn deref_mut(&mut self) -> &mut Stack {
        &mut self.stack
    }
}
