//! A boolean, which a template may also write as text.

use crate::node::Node;
use crate::value::{JsonType, Literal};

/// A boolean in the notation that a template has: `true` or `"true"`. CloudFormation takes either, also where text is
/// wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Boolean(Node);

impl Boolean {
    /// The boolean written as text: `"true"`. For templates that must come out as somebody else wrote them.
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
