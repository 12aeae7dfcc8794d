//! Mappings.

use std::marker::PhantomData;

use crate::node::{Node, Object, Reference};
use crate::value::{IntoValue, Json, List, Number, Value};

/// A mapping: literal values (strings, numbers, booleans or lists of strings) by a top-level and a second-level key.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html>.
#[derive(Clone, Debug)]
pub struct Mapping<T> {
    rows: Object,
    ty: PhantomData<fn() -> T>,
}

impl<T> Mapping<T> {
    /// Adds a top-level key (often a region) with its second-level keys and their values.
    #[must_use]
    pub fn row<K: Into<String>, V: IntoValue<T>>(
        mut self,
        key: impl Into<String>,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let row = values.into_iter().map(|(key, value)| (key.into(), value.into_value().into_node())).collect();
        self.rows.insert(key.into(), Node::Object(row));
        self
    }

    pub(crate) fn into_node(self) -> Node {
        Node::Object(self.rows)
    }
}

macro_rules! of {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {$(
        impl Mapping<$ty> {
            $(#[$doc])*
            #[must_use]
            pub const fn $name() -> Self {
                Self { rows: Object::new(), ty: PhantomData }
            }
        }
    )*};
}

of! {
    /// An empty mapping of strings.
    strings: String;
    /// An empty mapping of numbers.
    numbers: Number;
    /// An empty mapping of booleans.
    booleans: bool;
    /// An empty mapping of lists of strings.
    string_lists: List<String>;
    /// An empty mapping with values of several types. Use [`Value::assume`] to state the type of a value.
    mixed: Json;
}

/// A mapping of a stack, returned by [`Stack::mapping`](crate::Stack::mapping).
#[derive(Debug)]
pub struct MappingHandle<T> {
    target: Reference,
    ty: PhantomData<fn() -> T>,
}

impl<T> MappingHandle<T> {
    pub(crate) const fn new(target: Reference) -> Self {
        Self { target, ty: PhantomData }
    }

    /// The name of the mapping.
    pub fn name(&self) -> &str {
        &self.target.id
    }

    /// `Fn::FindInMap`: the value for both keys. `synth()` reports literal keys that the mapping does not have.
    pub fn find(&self, first: impl IntoValue<String>, second: impl IntoValue<String>) -> Value<T> {
        Value::from_node(Node::call("Fn::FindInMap", self.keys(first, second)))
    }

    /// `Fn::FindInMap` with a `DefaultValue` for keys that the mapping does not have.
    ///
    /// Requires [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions).
    pub fn find_or(
        &self,
        first: impl IntoValue<String>,
        second: impl IntoValue<String>,
        default: impl IntoValue<T>,
    ) -> Value<T> {
        let mut arguments = self.keys(first, second);
        arguments.push(Node::Object(Object::from_iter([("DefaultValue", default.into_value().into_node())])));
        Value::from_node(Node::call("Fn::FindInMap", arguments))
    }

    fn keys(&self, first: impl IntoValue<String>, second: impl IntoValue<String>) -> Vec<Node> {
        vec![Node::name(self.target.clone()), first.into_value().into_node(), second.into_value().into_node()]
    }
}

impl<T> Clone for MappingHandle<T> {
    fn clone(&self) -> Self {
        Self::new(self.target.clone())
    }
}
