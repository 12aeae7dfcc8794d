//! Values between a stack and the stacks inside it, with the types that the inner template gives them.

use std::fmt;
use std::marker::PhantomData;

use super::{ParameterHandle, Stack};
use crate::logical_id::{IntoLogicalId, LogicalId};
use crate::node::{Node, Object};
#[cfg(feature = "cloudformation")]
use crate::value::List;
use crate::value::{IntoValue, JsonType, Map, Value, ValueType};

/// An output of a stack that another one reads, with the type of its value. [`Stack::typed_output`] returns it.
pub struct OutputHandle<T> {
    name: LogicalId,
    ty: PhantomData<fn() -> T>,
}

impl<T> OutputHandle<T> {
    /// Its name.
    pub const fn name(&self) -> &LogicalId {
        &self.name
    }
}

impl<T> Clone for OutputHandle<T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), ty: PhantomData }
    }
}

impl<T> fmt::Debug for OutputHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutputHandle").field(&self.name).finish()
    }
}

impl Stack {
    /// Adds an output whose type is kept: the stack that contains this one reads it with
    #[cfg_attr(feature = "cloudformation", doc = "[`Handle::typed_output`](crate::Handle::typed_output).")]
    #[cfg_attr(not(feature = "cloudformation"), doc = "`Handle::typed_output`.")]
    #[track_caller]
    pub fn typed_output<T>(&mut self, name: impl IntoLogicalId, value: Value<T>) -> OutputHandle<T>
    where
        Value<T>: IntoValue<String>,
    {
        let name = name.into_logical_id();
        self.output(&name, value);
        OutputHandle { name, ty: PhantomData }
    }
}

/// Values for the parameters of a nested stack or of a StackSet, each of the type that the parameter has in the inner template:
///
/// ```
/// # #[cfg(feature = "cloudformation")] {
/// use models::{Parameter, ParameterValues, Stack, cloudformation, id, sqs};
///
/// let mut inner = Stack::new();
/// let delay = inner.parameter(id!("Delay"), Parameter::number());
/// let queue = inner.add(id!("Queue"), sqs::Queue::new().delay_seconds(delay.reference()));
/// let arn = inner.typed_output(id!("QueueArn"), queue.arn());
///
/// let mut outer = Stack::new();
/// let nested = cloudformation::Stack::new("https://acme.s3.amazonaws.com/queue.json")
///     .parameters(ParameterValues::new().set(&delay, 5)); // a string does not compile
/// let nested = outer.nested(id!("Queue"), nested, &inner.synth()?);
/// outer.output(id!("QueueArn"), nested.typed_output(&arn)); // the ARN of a queue
/// # outer.synth()?;
/// # }
/// # Ok::<(), models::check::Findings>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ParameterValues {
    values: Object,
}

impl ParameterValues {
    /// No values.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Object::new() }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn set<T: ValueType>(mut self, parameter: &ParameterHandle<T>, value: impl IntoValue<T>) -> Self {
        let value = as_text(value.into_value().into_node(), T::JSON_TYPE);
        self.values.insert(parameter.name().to_owned(), value);
        self
    }
}

/// A value as CloudFormation passes it to a parameter: a string, of a list its items separated by commas.
fn as_text(node: Node, json_type: JsonType) -> Node {
    match (json_type, node) {
        (JsonType::List(of), Node::List(items)) => {
            let items: Vec<Node> = items.into_iter().map(|item| as_text(item, *of)).collect();
            let literal: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
            match literal {
                Some(texts) => Node::text(texts.join(",")),
                None => Node::call("Fn::Join", [Node::text(","), Node::List(items)]),
            }
        }
        (JsonType::List(_), list) => Node::call("Fn::Join", [Node::text(","), list]),
        (_, Node::Number(number)) => Node::text(number.to_string()),
        (_, Node::Bool(value)) => Node::text(value.to_string()),
        (_, other) => other,
    }
}

/// As a nested stack takes them.
#[diagnostic::do_not_recommend]
impl IntoValue<Map<String>> for ParameterValues {
    fn into_value(self) -> Value<Map<String>> {
        Value::from_node(Node::Object(self.values))
    }
}

/// As a StackSet takes them.
#[cfg(feature = "cloudformation")]
#[diagnostic::do_not_recommend]
impl IntoValue<List<crate::cloudformation::stack_set::Parameter>> for ParameterValues {
    fn into_value(self) -> Value<List<crate::cloudformation::stack_set::Parameter>> {
        let item = |(name, value): (std::borrow::Cow<'static, str>, Node)| {
            Node::Object(Object::from_iter([("ParameterKey", Node::String(name)), ("ParameterValue", value)]))
        };
        Value::from_node(Node::List(self.values.into_iter().map(item).collect()))
    }
}
