//! Functions that return text.

use crate::node::Node;
use crate::value::{IntoJson, IntoValue, List, Value};

/// `Fn::Join`: the items of a list as one text, with `delimiter` between them. [`sub!`](crate::sub) is often easier to read.
pub fn join(delimiter: &str, items: impl IntoValue<List<String>>) -> Value<String> {
    let arguments = [Node::text(delimiter.to_owned()), items.into_value().into_node()];
    Value::from_node(Node::call("Fn::Join", arguments))
}

/// `Fn::Base64`: the text in Base64, as user data of instances wants it.
pub fn base64(text: impl IntoValue<String>) -> Value<String> {
    Value::from_node(Node::function("Fn::Base64", text.into_value().into_node()))
}

/// `Fn::ToJsonString`: an object or list as text. CloudFormation writes the values into it when it deploys the stack, and escapes
/// them. [`Json::stringify`](crate::Json::stringify) does without the transform, as far as `Fn::Sub` can.
///
/// Needs [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions).
pub fn to_json_string(json: impl IntoJson) -> Value<String> {
    Value::from_node(Node::function("Fn::ToJsonString", json.into_json().into_tree().into_node()))
}

/// `Fn::ImportValue`: what another stack of the account and region exports under that name.
pub fn import_value(name: impl IntoValue<String>) -> Value<String> {
    Value::from_node(Node::function("Fn::ImportValue", name.into_value().into_node()))
}
