//! Any JSON, for properties of type Json.

use super::{Literal, Value};
use crate::node::{Node, Object};

/// Any JSON, for properties of type Json. [`json!`](crate::json) creates it, with references.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(Node);

impl Json {
    /// The JSON of a tree.
    pub(crate) const fn from_node(node: Node) -> Self {
        Self(node)
    }

    /// The tree.
    pub(crate) const fn tree(&self) -> &Node {
        &self.0
    }

    pub(crate) fn into_tree(self) -> Node {
        self.0
    }

    /// An object; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    pub fn object<const N: usize>(entries: [(&'static str, Self); N]) -> Self {
        Self(Node::Object(entries.into_iter().map(|(name, Self(node))| (name, node)).collect::<Object>()))
    }

    /// A list; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    pub fn list<const N: usize>(items: [Self; N]) -> Self {
        Self(Node::List(items.into_iter().map(|Self(node)| node).collect()))
    }

    /// `null`; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn null() -> Self {
        Self(Node::Null)
    }
}

impl Literal for Json {
    fn into_node(self) -> Node {
        self.0
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(Node::from(value))
    }
}

/// Conversion to JSON, for values in [`json!`](crate::json): scalars, generated types and intrinsic functions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as JSON in a template",
    label = "neither a literal nor an intrinsic function"
)]
pub trait IntoJson {
    /// Converts to JSON.
    fn into_json(self) -> Json;
}

#[diagnostic::do_not_recommend]
impl<T: Literal> IntoJson for T {
    fn into_json(self) -> Json {
        Json(self.into_node())
    }
}

impl<T> IntoJson for Value<T> {
    fn into_json(self) -> Json {
        Json(self.into_node())
    }
}

impl<T> IntoJson for &Value<T> {
    fn into_json(self) -> Json {
        Json(self.node().clone())
    }
}

impl IntoJson for &str {
    fn into_json(self) -> Json {
        Json(Node::text(self.to_owned()))
    }
}

impl IntoJson for &String {
    fn into_json(self) -> Json {
        self.as_str().into_json()
    }
}

impl IntoJson for serde_json::Value {
    fn into_json(self) -> Json {
        Json::from(self)
    }
}

impl<V: IntoJson> IntoJson for Vec<V> {
    fn into_json(self) -> Json {
        Json(Node::List(self.into_iter().map(|item| item.into_json().into_node()).collect()))
    }
}

impl<V: IntoJson, const N: usize> IntoJson for [V; N] {
    fn into_json(self) -> Json {
        Json::list(self.map(IntoJson::into_json))
    }
}

macro_rules! integers {
    ($($source:ty),*) => {$(
        impl IntoJson for $source {
            fn into_json(self) -> Json {
                Json(Node::Number(self.into()))
            }
        }
    )*};
}

integers!(i32, u8, u16, u32, u64);

/// [`Json`] in JSON notation, with typed values and intrinsic functions:
/// `json!({ "deadLetterTargetArn": queue.arn(), "maxReceiveCount": 5 })`.
#[macro_export]
macro_rules! json {
    ({ $($entries:tt)* }) => { $crate::json!(@object [] $($entries)*) };
    ([ $($items:tt)* ]) => { $crate::json!(@list [] $($items)*) };
    (null) => { $crate::Json::null() };

    (@object [$($done:tt)*]) => { $crate::Json::object([$($done)*]) };
    (@object [$($done:tt)*] $key:literal : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::json!({ $($inner)* })),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::json!([ $($inner)* ])),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : null $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::Json::null()),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : $value:expr $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::json!($value)),] $($($rest)*)?)
    };

    (@list [$($done:tt)*]) => { $crate::Json::list([$($done)*]) };
    (@list [$($done:tt)*] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json!(@list [$($done)* $crate::json!({ $($inner)* }),] $($($rest)*)?)
    };
    (@list [$($done:tt)*] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json!(@list [$($done)* $crate::json!([ $($inner)* ]),] $($($rest)*)?)
    };
    (@list [$($done:tt)*] null $(, $($rest:tt)*)?) => {
        $crate::json!(@list [$($done)* $crate::Json::null(),] $($($rest)*)?)
    };
    (@list [$($done:tt)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::json!(@list [$($done)* $crate::json!($value),] $($($rest)*)?)
    };

    ($value:expr) => { $crate::IntoJson::into_json($value) };
}
