//! `Fn::If` and `AWS::NoValue`: one value or another, or none.

use crate::node::{Node, Reference};
use crate::stack::ConditionHandle;
use crate::value::{IntoJson, IntoValue, Json, Tree, Value};

/// `Fn::If`: one value where the condition holds, another where it does not.
///
/// Both may be anything that may stand in its place: literals, structs, whole lists, items of a list, [`NoValue`].
#[must_use]
pub fn if_<A, B>(condition: &ConditionHandle, then: A, otherwise: B) -> If<A, B> {
    If { condition: condition.name_node(), then, otherwise }
}

/// What [`if_`] returns. It has the type that both of its values may have.
#[derive(Clone, Debug)]
pub struct If<A, B> {
    condition: Node,
    then: A,
    otherwise: B,
}

/// `AWS::NoValue`: as if the property, or the item of a list, were not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoValue;

impl<T, A: IntoValue<T>, B: IntoValue<T>> IntoValue<T> for If<A, B> {
    fn into_value(self) -> Value<T> {
        let Self { condition, then, otherwise } = self;
        let values = [condition, then.into_value().into_node(), otherwise.into_value().into_node()];
        Value::from_node(Node::call("Fn::If", values))
    }
}

impl<A: IntoJson, B: IntoJson> IntoJson for If<A, B> {
    fn into_json(self) -> Json {
        let Self { condition, then, otherwise } = self;
        Json::new(Tree::If(condition, Box::new([then.into_json().into_tree(), otherwise.into_json().into_tree()])))
    }
}

impl NoValue {
    fn node() -> Node {
        Node::reference(Reference::unchecked("AWS::NoValue"))
    }
}

impl<T> IntoValue<T> for NoValue {
    fn into_value(self) -> Value<T> {
        Value::from_node(Self::node())
    }
}

impl IntoJson for NoValue {
    fn into_json(self) -> Json {
        Json::from_node(Self::node())
    }
}
