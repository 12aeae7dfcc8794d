//! `Fn::If` and `AWS::NoValue`.

use crate::node::{Node, Reference};
use crate::stack::ConditionHandle;
use crate::value::{IntoJson, IntoValue, Json, Tree, Value};

/// `Fn::If`: one value if the condition is true, another if it is false.
///
/// Each branch takes any value of the type: literals, property types, whole lists, list items, [`NoValue`].
#[must_use]
pub fn if_<A, B>(condition: &ConditionHandle, then: A, otherwise: B) -> If<A, B> {
    If { condition: condition.name_node(), then, otherwise }
}

/// The result of [`if_`]; a value of any type that both branches can have.
#[derive(Clone, Debug)]
pub struct If<A, B> {
    condition: Node,
    then: A,
    otherwise: B,
}

/// `AWS::NoValue`: removes the property, or the list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoValue;

#[diagnostic::do_not_recommend]
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

#[diagnostic::do_not_recommend]
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
