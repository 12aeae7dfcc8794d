//! References by name, and functions in the exact form that another template has them.
//!
//! The compiler checks nothing here; `synth()` still finds names that the template does not declare. Prefer handles.

use crate::node::{Node, Object, Reference};
use crate::value::{IntoJson, IntoValue, Json, Map, Value};

/// A function whose result the compiler does not know; it may stand anywhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Unchecked(Node);

impl Unchecked {
    pub(crate) const fn new(node: Node) -> Self {
        Self(node)
    }
}

impl Value<Unchecked> {
    /// A value that the compiler does not check and that may stand anywhere: the way to write what AWS added after this
    /// version of the specification.
    ///
    /// `synth()` still reports where it contradicts the specification; `synth_unchecked()` does not.
    pub fn unchecked(json: impl IntoJson) -> Unchecked {
        Unchecked::new(json.into_json().into_tree().into_node())
    }
}

impl<T> IntoValue<T> for Unchecked {
    fn into_value(self) -> Value<T> {
        Value::from_node(self.0)
    }
}

impl IntoJson for Unchecked {
    fn into_json(self) -> Json {
        Json::from_node(self.0)
    }
}

/// `{"Ref": <name>}`.
pub fn reference(name: impl Into<String>) -> Unchecked {
    Unchecked(Node::reference(Reference::unchecked(name.into())))
}

/// `{"Fn::GetAtt": [<resource>, <attribute>]}`.
pub fn get_att(resource: impl Into<String>, attribute: impl Into<String>) -> Unchecked {
    Unchecked(Node::GetAtt(Box::new(Reference::unchecked(resource.into())), attribute.into().into()))
}

/// `{"Fn::Sub": <text>}`, its placeholders as they are.
pub fn sub(text: impl Into<String>) -> Unchecked {
    Unchecked(Node::from(serde_json::json!({ "Fn::Sub": text.into() })))
}

/// `{"Fn::Sub": [<text>, <variables>]}`.
pub fn sub_with(text: impl Into<String>, variables: Map<String>) -> Unchecked {
    let argument = Node::List(vec![Node::text(text.into()), Node::Object(variables.into_object())]);
    Unchecked(Node::Object(Object::from_iter([("Fn::Sub", argument)])).recognised())
}

/// Any function by its name on the wire, with its argument.
///
/// The value is the same as [`Value::unchecked`]'s of `{name: argument}`, but the argument may hold handles' references.
pub fn function(name: &'static str, argument: impl IntoJson) -> Unchecked {
    let object = Object::from_iter([(name, argument.into_json().into_tree().into_node())]);
    Unchecked(Node::Object(object).recognised())
}
