//! A boolean, which a template can also write as a string.

use crate::node::Node;
use crate::value::{JsonType, Literal};

/// A boolean as `true` or as `"true"`. CloudFormation accepts either, also for properties of type String.
#[derive(Clone, Debug, PartialEq)]
pub struct Boolean(Node);

impl Boolean {
    /// The boolean written as a string: `"true"`, to reproduce an existing template exactly.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self(Node::text(text.into()))
    }
}

impl Literal for Boolean {
    const JSON_TYPE: JsonType = JsonType::Boolean;

    fn into_node(self) -> Node {
        self.0
    }
}

impl From<bool> for Boolean {
    fn from(value: bool) -> Self {
        Self(Node::Bool(value))
    }
}
