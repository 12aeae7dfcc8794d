//! Lists and maps whose items can each be a literal or an intrinsic function.

use std::marker::PhantomData;

use super::{IntoJson, IntoValue, Json, Value};
use crate::node::{Node, Object};

/// A list of `T`. Arrays and vectors convert; [`list!`](crate::list) mixes literals and intrinsic functions.
#[derive(Debug)]
pub struct List<T> {
    nodes: Vec<Node>,
    ty: PhantomData<fn() -> T>,
}

/// A map from strings to `T`. Arrays and vectors of pairs convert; [`map!`](crate::map) mixes literals and functions.
#[derive(Debug)]
pub struct Map<T> {
    object: Object,
    ty: PhantomData<fn() -> T>,
}

impl<T> List<T> {
    /// An empty list.
    pub const fn new() -> Self {
        Self { nodes: Vec::new(), ty: PhantomData }
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: impl IntoValue<T>) {
        self.nodes.push(item.into_value().into_node());
    }

    pub(crate) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    pub(crate) fn value(self) -> Value<Self> {
        Value::from_node(Node::List(self.nodes))
    }
}

impl<T> Map<T> {
    /// An empty map.
    pub const fn new() -> Self {
        Self { object: Object::new(), ty: PhantomData }
    }

    /// Sets the entry `key`.
    pub fn insert(&mut self, key: impl Into<String>, value: impl IntoValue<T>) {
        self.object.insert(key.into(), value.into_value().into_node());
    }

    pub(crate) fn into_object(self) -> Object {
        self.object
    }
}

impl Map<Json> {
    /// Sets the entry `key` to a value of any type, converted as in [`json!`](crate::json).
    pub fn insert_json(&mut self, key: impl Into<String>, value: impl IntoJson) {
        self.insert(key, value.into_json());
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self { nodes: self.nodes.clone(), ty: PhantomData }
    }
}

impl<T> Clone for Map<T> {
    fn clone(&self) -> Self {
        Self { object: self.object.clone(), ty: PhantomData }
    }
}

impl<T, V: IntoValue<T>> FromIterator<V> for List<T> {
    fn from_iter<I: IntoIterator<Item = V>>(items: I) -> Self {
        let mut list = Self::new();
        for item in items {
            list.push(item);
        }
        list
    }
}

impl<T, K: Into<String>, V: IntoValue<T>> FromIterator<(K, V)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

/// From an iterator, a vector or an `Option`: `list.extend(optional)`.
impl<T, V: IntoValue<T>> Extend<V> for List<T> {
    fn extend<I: IntoIterator<Item = V>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

/// From an iterator, a vector or an `Option` of pairs.
impl<T, K: Into<String>, V: IntoValue<T>> Extend<(K, V)> for Map<T> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

/// A [`List`] of items that can each be a literal or an intrinsic function: `list!["a", parameter.reference()]`.
#[macro_export]
macro_rules! list {
    ($($item:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "an empty list pushes nothing")]
        let mut list = $crate::List::new();
        $(list.push($item);)*
        list
    }};
}

/// A [`Map`] of entries that can each be a literal or an intrinsic function: `map! { "Stage" => stage.reference() }`.
#[macro_export]
macro_rules! map {
    ($($key:expr => $value:expr),* $(,)?) => {{
        #[allow(unused_mut, reason = "an empty map inserts nothing")]
        let mut map = $crate::Map::new();
        $(map.insert($key, $value);)*
        map
    }};
}
