//! Functions that take or return lists.

use crate::node::Node;
use crate::value::{IntoValue, List, Number, Value};

/// What may stand for a list of `T`: a [`List`], or a function that returns one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "not a `List`, nor a function that returns one"
)]
pub trait IntoList<T> {
    /// The list.
    fn into_list(self) -> Value<List<T>>;
}

impl<T> IntoList<T> for List<T> {
    fn into_list(self) -> Value<List<T>> {
        self.value()
    }
}

impl<T> IntoList<T> for Value<List<T>> {
    fn into_list(self) -> Value<List<T>> {
        self
    }
}

/// `Fn::Select`: the item of a list at an index, counted from 0.
pub fn select<T>(index: impl IntoValue<Number>, list: impl IntoList<T>) -> Value<T> {
    let arguments = [index.into_value().into_node(), list.into_list().into_node()];
    Value::from_node(Node::call("Fn::Select", arguments))
}

/// `Fn::Split`: the parts of a text between delimiters.
pub fn split(delimiter: &str, text: impl IntoValue<String>) -> Value<List<String>> {
    let arguments = [Node::text(delimiter.to_owned()), text.into_value().into_node()];
    Value::from_node(Node::call("Fn::Split", arguments))
}

/// `Fn::Length`: how many items a list has.
///
/// Needs [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions).
pub fn length<T>(list: impl IntoList<T>) -> Value<i64> {
    Value::from_node(Node::function("Fn::Length", list.into_list().into_node()))
}

/// `Fn::Cidr`: `count` (1 to 256) address blocks of a block, each with AWS's default size of 8 host bits.
pub fn cidr(block: impl IntoValue<String>, count: impl IntoValue<Number>) -> Value<List<String>> {
    let arguments = [block.into_value().into_node(), count.into_value().into_node()];
    Value::from_node(Node::call("Fn::Cidr", arguments))
}

/// `Fn::Cidr`: `count` (1 to 256) address blocks of a block, each with `bits` host bits: 8 gives a `/24` in IPv4.
pub fn cidr_bits(
    block: impl IntoValue<String>,
    count: impl IntoValue<Number>,
    bits: impl IntoValue<Number>,
) -> Value<List<String>> {
    let arguments = [block.into_value().into_node(), count.into_value().into_node(), bits.into_value().into_node()];
    Value::from_node(Node::call("Fn::Cidr", arguments))
}

/// `Fn::GetAZs`: the Availability Zones of a region; `""` is the stack's own.
pub fn get_azs(region: impl IntoValue<String>) -> Value<List<String>> {
    Value::from_node(Node::function("Fn::GetAZs", region.into_value().into_node()))
}
