//! References and functions by name, which the compiler does not check.
//!
//! `synth()` still reports names that the template does not declare. Prefer handles.

use crate::node::{Node, Object, Reference};
use crate::value::{IntoJson, IntoValue, Json, Map, Value};

/// A function whose result type is not known; it is accepted for every property.
#[derive(Clone, Debug, PartialEq)]
pub struct Unchecked(Node);

impl Unchecked {
    pub(crate) const fn new(node: Node) -> Self {
        Self(node)
    }
}

impl Value<Unchecked> {
    /// A value that the compiler does not check, accepted for every property: for what AWS added after this version of
    /// the specification.
    ///
    /// `synth()` still reports it if it contradicts the specification; `synth_unchecked()` does not.
    pub fn unchecked(json: impl IntoJson) -> Unchecked {
        Unchecked::new(json.into_json().into_tree().into_node())
    }
}

#[diagnostic::do_not_recommend]
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

/// `{"Fn::Sub": <string>}`, with its placeholders unchanged.
pub fn sub(text: impl Into<String>) -> Unchecked {
    Unchecked(Node::from(serde_json::json!({ "Fn::Sub": text.into() })))
}

/// `{"Fn::Sub": [<string>, <variables>]}`.
pub fn sub_with(text: impl Into<String>, variables: Map<String>) -> Unchecked {
    let argument = Node::List(vec![Node::text(text.into()), Node::Object(variables.into_object())]);
    Unchecked(Node::Object(Object::from_iter([("Fn::Sub", argument)])).recognised())
}

/// Any function by its CloudFormation name, with its argument.
///
/// As [`Value::unchecked`] of `{name: argument}`, but the argument can contain references from handles.
pub fn function(name: &'static str, argument: impl IntoJson) -> Unchecked {
    let object = Object::from_iter([(name, argument.into_json().into_tree().into_node())]);
    Unchecked(Node::Object(object).recognised())
}
