//! `Fn::Transform`: a macro run over one value of the template.

use super::Unchecked;
use crate::node::{Node, Object};
use crate::value::Json;
use crate::value::Map;

/// `Fn::Transform`: what a macro makes of the parameters. Nothing is known of its result, so it may stand anywhere.
pub fn transform(name: &str, parameters: Map<Json>) -> Unchecked {
    let argument = Object::from_iter([
        ("Name", Node::text(name.to_owned())),
        ("Parameters", Node::Object(parameters.into_object())),
    ]);
    Unchecked::new(Node::function("Fn::Transform", Node::Object(argument)))
}
