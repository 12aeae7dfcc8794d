//! Any JSON, for properties of type Json.

use std::borrow::Cow;

use super::{JsonType, Literal, Value, ValueType};
use crate::node::{Node, Object};

/// Any JSON, for properties of type Json. [`json!`](crate::json) creates it, with references.
///
/// Of each intrinsic function in it the type of its result is known, for [`stringify`](Self::stringify).
#[derive(Clone, Debug)]
pub struct Json(Tree);

/// JSON in which the result types of intrinsic functions are still known.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// A literal, or an intrinsic function whose result is of this type.
    Value(Node, JsonType),
    /// A list.
    List(Vec<Tree>),
    /// An object; of two entries of one name the second holds.
    Object(Vec<(Cow<'static, str>, Tree)>),
    /// `Fn::If`: the condition's name, and both values.
    If(Node, Box<[Tree; 2]>),
}

impl Tree {
    pub(crate) fn into_node(self) -> Node {
        match self {
            Self::Value(node, _) => node,
            Self::List(items) => Node::List(items.into_iter().map(Self::into_node).collect()),
            Self::Object(entries) => {
                Node::Object(entries.into_iter().map(|(name, value)| (name, value.into_node())).collect::<Object>())
            }
            Self::If(condition, branches) => {
                let [then, otherwise] = *branches;
                Node::call("Fn::If", [condition, then.into_node(), otherwise.into_node()])
            }
        }
    }
}

impl Json {
    pub(crate) const fn new(tree: Tree) -> Self {
        Self(tree)
    }

    /// A tree whose functions return what is not known.
    pub(crate) const fn from_node(node: Node) -> Self {
        Self::of(node, JsonType::Unknown)
    }

    /// A tree that is a literal, or a function whose result is of this type.
    pub(crate) const fn of(node: Node, json_type: JsonType) -> Self {
        Self(Tree::Value(node, json_type))
    }

    pub(crate) const fn tree(&self) -> &Tree {
        &self.0
    }

    pub(crate) fn into_tree(self) -> Tree {
        self.0
    }

    /// An object; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    pub fn object<const N: usize>(entries: [(Cow<'static, str>, Self); N]) -> Self {
        Self(Tree::Object(entries.into_iter().map(|(name, Self(tree))| (name, tree)).collect()))
    }

    /// A list; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    pub fn list<const N: usize>(items: [Self; N]) -> Self {
        Self(Tree::List(items.into_iter().map(|Self(tree)| tree).collect()))
    }

    /// `null`; [`json!`](crate::json) calls it.
    #[doc(hidden)]
    #[must_use]
    pub const fn null() -> Self {
        Self::from_node(Node::Null)
    }
}

/// Equal where they are written alike.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0.clone().into_node() == other.0.clone().into_node()
    }
}

impl Literal for Json {
    const JSON_TYPE: JsonType = JsonType::Unknown;

    fn into_node(self) -> Node {
        self.0.into_node()
    }

    fn into_literal_json(self) -> Json {
        self
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self::from_node(Node::from(value))
    }
}

/// An object from an iterator of keys and values, each converted as in [`json!`](crate::json).
impl<K: Into<Cow<'static, str>>, V: IntoJson> FromIterator<(K, V)> for Json {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(Tree::Object(
            entries.into_iter().map(|(key, value)| (key.into(), value.into_json().into_tree())).collect(),
        ))
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
        self.into_literal_json()
    }
}

impl<T: ValueType> IntoJson for Value<T> {
    fn into_json(self) -> Json {
        Json::of(self.into_node(), T::JSON_TYPE)
    }
}

impl<T: ValueType> IntoJson for &Value<T> {
    fn into_json(self) -> Json {
        self.clone().into_json()
    }
}

impl IntoJson for &str {
    fn into_json(self) -> Json {
        Json::of(Node::text(self.to_owned()), JsonType::String)
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
        Json(Tree::List(self.into_iter().map(|item| item.into_json().into_tree()).collect()))
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
                Json::of(Node::Number(self.into()), JsonType::Number)
            }
        }
    )*};
}

integers!(i32, u8, u16, u32, u64, usize);

/// [`Json`] in JSON notation, with typed values and intrinsic functions:
/// `json!({ "deadLetterTargetArn": queue.arn(), "maxReceiveCount": 5 })`. A key in parentheses is an expression: `json!({ (name): 5 })`.
#[macro_export]
macro_rules! json {
    ({ $($entries:tt)* }) => { $crate::json!(@object [] $($entries)*) };
    ([ $($items:tt)* ]) => { $crate::json!(@list [] $($items)*) };
    (null) => { $crate::Json::null() };

    (@object [$($done:tt)*]) => { $crate::Json::object([$($done)*]) };
    // A literal key takes one step, so that the compiler's recursion limit allows objects of more than a hundred members.
    (@object [$($done:tt)*] $key:literal : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* (::std::borrow::Cow::Borrowed($key), $crate::json!({ $($inner)* })),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* (::std::borrow::Cow::Borrowed($key), $crate::json!([ $($inner)* ])),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : null $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* (::std::borrow::Cow::Borrowed($key), $crate::Json::null()),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] $key:literal : $value:expr $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* (::std::borrow::Cow::Borrowed($key), $crate::json!($value)),] $($($rest)*)?)
    };
    (@object [$($done:tt)*] ($key:expr) : $($rest:tt)*) => {
        $crate::json!(@entry [$($done)*] [::std::borrow::Cow::Owned(::std::string::String::from($key))] $($rest)*)
    };
    (@entry [$($done:tt)*] [$key:expr] { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::json!({ $($inner)* })),] $($($rest)*)?)
    };
    (@entry [$($done:tt)*] [$key:expr] [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::json!([ $($inner)* ])),] $($($rest)*)?)
    };
    (@entry [$($done:tt)*] [$key:expr] null $(, $($rest:tt)*)?) => {
        $crate::json!(@object [$($done)* ($key, $crate::Json::null()),] $($($rest)*)?)
    };
    (@entry [$($done:tt)*] [$key:expr] $value:expr $(, $($rest:tt)*)?) => {
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
