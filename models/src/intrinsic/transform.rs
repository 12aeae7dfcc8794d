//! `Fn::Transform`: a macro that processes one part of the template.

use super::Unchecked;
use crate::node::{Node, Object};
use crate::value::Json;
use crate::value::Map;

/// `Fn::Transform`: the result of a macro. Its type is not known, so it is accepted for every property.
pub fn transform(name: &str, parameters: Map<Json>) -> Unchecked {
    let argument = Object::from_iter([
        ("Name", Node::text(name.to_owned())),
        ("Parameters", Node::Object(parameters.into_object())),
    ]);
    Unchecked::new(Node::function("Fn::Transform", Node::Object(argument)))
}
