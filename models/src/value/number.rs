//! A number, which a template can also write as a string.

use crate::node::Node;
use crate::value::{JsonType, Literal};

/// An integer or a double.
///
/// CloudFormation accepts it as a JSON number or as a string. The result of `Ref` of a parameter of type `Number`;
/// accepted for properties of type Integer, Double and String.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(Node);

impl Number {
    /// The number written as a string: `"262144"`, to reproduce an existing template exactly.
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
