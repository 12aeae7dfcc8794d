//! The items that generated code refers to, under one path; not part of the public API.

#![allow(dead_code, unused_imports, unused_macros, reason = "which of these are used depends on the enabled services")]

use std::borrow::Cow;
pub(crate) use std::{convert::Into, string::String};

use crate::node::Node;
use crate::{JsonType, Literal, RawProperties};
pub(crate) use crate::{
    node::Object,
    policy::{self, Action},
    resource::{NoAttributes, Target as Reference},
    value::{IntoJson, IntoValue, Json, List, Map, Timestamp, Value, string_kind},
};

include!(concat!(env!("OUT_DIR"), "/shared.rs"));
// For the test of the patterns in them.
#[cfg(test)]
include!(concat!(env!("OUT_DIR"), "/literals.rs"));

/// A generated resource or property type. Shared behavior is implemented for all of them at once.
pub trait Properties: Sized {
    /// The properties as they are written to the template.
    fn object(&mut self) -> &mut Object;
}

impl<P: Properties> Literal for P {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(mut self) -> Node {
        Node::Object(std::mem::take(self.object()))
    }
}

/// Properties that may be left out.
pub trait OptionalProperties: Sized {
    /// Sets a property where there is a value for it: `queue.with(delay, sqs::Queue::delay_seconds)`.
    #[must_use]
    fn with<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }
}

impl<P: Properties> OptionalProperties for P {}

impl<P: Properties> RawProperties for P {
    fn properties_mut(&mut self) -> &mut Object {
        self.object()
    }
}

/// Sets a property; the body of every generated setter.
pub(crate) fn set<P: Properties, T>(mut properties: P, name: &'static str, value: impl IntoValue<T>) -> P {
    properties.object().insert(name, value.into_value().into_node());
    properties
}

/// Sets a required property in a constructor.
pub(crate) fn with<T>(mut object: Object, name: &'static str, value: impl IntoValue<T>) -> Object {
    object.insert(name, value.into_value().into_node());
    object
}

/// Sets a property that the specification does not have.
pub(crate) fn set_additional<P: Properties>(mut properties: P, name: String, value: impl IntoJson) -> P {
    properties.object().insert(name, value.into_json().into_node());
    properties
}

/// The value of an attribute; the body of every generated attribute method.
pub(crate) fn attribute<T>(target: &Reference, name: &'static str) -> Value<T> {
    Value::from_node(target.attribute(name))
}

/// The implementations for a property type, except its setters.
macro_rules! properties {
    ($ty:ident) => {
        impl $crate::generated::Properties for $ty {
            fn object(&mut self) -> &mut $crate::node::Object {
                &mut self.object
            }
        }
        impl Clone for $ty {
            fn clone(&self) -> Self {
                Self { object: self.object.clone() }
            }
        }
    };
}

/// The implementations for a resource type, except its setters.
macro_rules! resource {
    ($ty:ident, $name:literal, $reference:ty, $attributes:ty) => {
        impl $crate::ResourceType for $ty {
            const NAME: &'static str = $name;
            type Reference = $reference;
            type Attributes = $attributes;
        }
    };
}

/// The type for the attributes of a resource type, except its methods.
macro_rules! attributes {
    ($ty:ident) => {
        impl $crate::resource::Attributes for $ty {
            fn of(target: $crate::generated::Reference, _: $crate::resource::Sealed) -> Self {
                Self { target }
            }
        }
    };
}

/// The implementations for an enum of allowed values; `$values` has the values as strings, one per line.
macro_rules! enum_type {
    ($ty:ident, $values:literal) => {
        impl $crate::Literal for $ty {
            const JSON_TYPE: $crate::JsonType = $crate::JsonType::String;

            fn into_node(self) -> $crate::node::Node {
                $crate::generated::member($values, self as usize)
            }
        }
        impl Copy for $ty {}
        impl Clone for $ty {
            fn clone(&self) -> Self {
                *self
            }
        }
    };
}

/// The value of a variant, by its position.
pub(crate) fn member(values: &'static str, index: usize) -> Node {
    values.split('\n').nth(index).map_or(Node::Null, |value| Node::String(Cow::Borrowed(value)))
}

pub(crate) use {attributes, enum_type, properties, resource};
