//! Mappings: fixed tables, looked up by two keys.

use std::marker::PhantomData;

use crate::node::{Node, Object, Reference};
use crate::value::{IntoValue, Json, List, Number, Value};

/// A table with two keys. Its values are literals: text, numbers, booleans, or lists of text.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html>.
#[derive(Clone, Debug)]
pub struct Mapping<T> {
    rows: Object,
    ty: PhantomData<fn() -> T>,
}

impl<T> Mapping<T> {
    /// Adds the row of a first key (often a region): second keys and their values.
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
    /// A table of texts, without rows.
    strings: String;
    /// A table of numbers, without rows.
    numbers: Number;
    /// A table of booleans, without rows.
    booleans: bool;
    /// A table of lists of texts, without rows.
    string_lists: List<String>;
    /// A table whose values are of several kinds, without rows. [`Value::assume`] says which one a place wants.
    mixed: Json;
}

/// A mapping of a stack. [`Stack::mapping`](crate::Stack::mapping) makes it.
#[derive(Debug)]
pub struct MappingHandle<T> {
    target: Reference,
    ty: PhantomData<fn() -> T>,
}

impl<T> MappingHandle<T> {
    pub(crate) const fn new(target: Reference) -> Self {
        Self { target, ty: PhantomData }
    }

    /// The mapping's name.
    pub fn name(&self) -> &str {
        &self.target.id
    }

    /// `Fn::FindInMap`: the value of both keys. `synth()` reports literal keys that the mapping does not have.
    pub fn find(&self, first: impl IntoValue<String>, second: impl IntoValue<String>) -> Value<T> {
        Value::from_node(Node::call("Fn::FindInMap", self.keys(first, second)))
    }

    /// `Fn::FindInMap` with a `DefaultValue` for keys that the mapping does not have.
    ///
    /// Needs [`Transform::LanguageExtensions`](crate::Transform::LanguageExtensions).
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
