//! [`Value<T>`]: a literal `T`, or an intrinsic function whose *result* is a `T`.

mod boolean;
mod collection;
mod conversions;
mod into_value;
mod json;
mod json_type;
pub mod meaning;
mod number;

use std::fmt;
use std::marker::PhantomData;

pub use boolean::Boolean;
pub use collection::{List, Map};
pub use into_value::{IntoValue, Literal};
pub(crate) use json::Tree;
pub use json::{IntoJson, Json};
pub use json_type::{JsonType, ValueType};
pub use number::Number;

use crate::node::Node;

/// What a property holds: a literal `T`, or an intrinsic function whose result is a `T`.
///
/// `T` is `String`, `bool`, `i64`, `f64`, [`Timestamp`], [`Json`], [`List`], [`Map`], a generated property type, a closed
/// set of values (an enum), or a string with a [meaning](meaning).
pub struct Value<T> {
    node: Node,
    ty: PhantomData<fn() -> T>,
}

impl<T> Value<T> {
    /// Wraps a tree of which the caller knows that it is a `T`.
    pub(crate) fn from_node(node: Node) -> Self {
        Self { node, ty: PhantomData }
    }

    /// The same value where a `U` is wanted: the author's word that the function's result is one, which nothing checks.
    ///
    /// For what CloudFormation itself cannot say: an import, a mapping's value, a parameter of type `String` that holds a
    /// member of a closed set.
    #[must_use]
    pub fn assume<U>(self) -> Value<U> {
        Value::from_node(self.node)
    }

    /// The tree that will be written.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The tree that will be written.
    pub fn into_node(self) -> Node {
        self.node
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self::from_node(self.node.clone())
    }
}

impl<T> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// A moment in ISO 8601, such as `2026-01-31T00:00:00Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp(pub String);
