//! [`Value<T>`]: a literal `T`, or an intrinsic function whose *result* is a `T`.

mod boolean;
mod collection;
mod conversions;
mod into_value;
mod json;
mod json_type;
mod number;
pub mod string_kind;

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

/// The value of a property: a literal `T`, or an intrinsic function whose result is a `T`.
///
/// `T` is `String`, `bool`, `i64`, `f64`, [`Timestamp`], [`Json`], [`List`], [`Map`], a generated property type or
/// enum, or a [string kind](string_kind).
pub struct Value<T> {
    node: Node,
    ty: PhantomData<fn() -> T>,
}

impl<T> Value<T> {
    /// Wraps a tree that the caller knows to be a `T`.
    pub(crate) fn from_node(node: Node) -> Self {
        Self { node, ty: PhantomData }
    }

    /// The same value as a `U`: states that the function's result is a `U`, which is not checked.
    ///
    /// For values whose type is not known: an import, a value of a mapping, a parameter of type `String` with an enum
    /// value.
    #[must_use]
    pub fn assume<U>(self) -> Value<U> {
        Value::from_node(self.node)
    }

    /// The tree that is written to the template.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The tree that is written to the template.
    pub fn into_node(self) -> Node {
        self.node
    }
}

/// The JSON that is written to the template, functions in their long form.
impl<T> From<Value<T>> for serde_json::Value {
    fn from(value: Value<T>) -> Self {
        value.node.to_json()
    }
}

/// The JSON that is written to the template, functions in their long form.
impl<T> From<&Value<T>> for serde_json::Value {
    fn from(value: &Value<T>) -> Self {
        value.node.to_json()
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

/// A timestamp in ISO 8601, such as `2026-01-31T00:00:00Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp(pub String);
