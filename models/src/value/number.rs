//! A number of either kind, which a template may also write as text.

use crate::node::Node;
use crate::value::{JsonType, Literal};

/// A number, whole or not. CloudFormation takes it as a JSON number or as text that looks like one.
///
/// What `Ref` of a parameter of type `Number` returns, so it may stand where an integer, a double or text is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(Node);

impl Number {
    /// The number written as text: `"262144"`. For templates that must come out as somebody else wrote them.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self(Node::text(text.into()))
    }
}

impl Literal for Number {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn into_node(self) -> Node {
        self.0
    }
}

macro_rules! from {
    ($($source:ty),*) => {$(
        impl From<$source> for Number {
            fn from(number: $source) -> Self {
                Self(Node::Number(number.into()))
            }
        }
    )*};
}

from!(i32, i64, u8, u16, u32);

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(number.into_node())
    }
}
