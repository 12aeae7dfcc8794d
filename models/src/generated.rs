//! What generated code refers to, all by one path; not for users.

pub use std::convert::Into;
pub use std::string::String;

use std::borrow::Cow;

use crate::Literal as _;
use crate::node::Node;
pub use crate::node::Object;
pub use crate::value::{IntoJson, IntoValue, Json, List, Map, Timestamp, Value, meaning};

include!(concat!(env!("OUT_DIR"), "/shared.rs"));

/// Sets a property: all that a setter does.
pub(crate) fn set<T>(mut object: Object, name: &'static str, value: impl IntoValue<T>) -> Object {
    object.insert(name, value.into_value().into_node());
    object
}

/// Sets a property that the specification does not name.
pub(crate) fn set_additional(mut object: Object, name: String, value: impl IntoJson) -> Object {
    object.insert(name, value.into_json().into_node());
    object
}

/// What properties are, beside their setters.
macro_rules! properties {
    ($ty:ident) => {
        impl $crate::Literal for $ty {
            fn into_node(self) -> $crate::node::Node {
                $crate::node::Node::Object(self.0)
            }
        }

        impl $crate::RawProperties for $ty {
            fn properties_mut(&mut self) -> &mut $crate::node::Object {
                &mut self.0
            }
        }
    };
}

/// What a resource type is, beside its setters.
macro_rules! resource {
    ($ty:ident, $name:literal, $reference:ty) => {
        $crate::generated::properties!($ty);

        impl $crate::ResourceType for $ty {
            const NAME: &'static str = $name;
            type Reference = $reference;
        }
    };
}

/// What a closed set is, beside its members.
macro_rules! closed_set {
    ($ty:ident, $values:expr) => {
        impl $crate::Literal for $ty {
            fn into_node(self) -> $crate::node::Node {
                $crate::generated::member(&$values, self as usize)
            }
        }
    };
}

/// The member of a closed set at the place of its variant.
pub(crate) fn member(values: &[&'static str], index: usize) -> Node {
    values.get(index).map_or(Node::Null, |value| Node::String(Cow::Borrowed(value)))
}

pub(crate) use {closed_set, properties, resource};
