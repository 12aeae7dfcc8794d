//! Objects that keep the order of their entries.

use std::borrow::Cow;

use super::{Node, Reference};

/// An object that keeps the insertion order of its entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    entries: Vec<(Cow<'static, str>, Node)>,
    /// Of the properties of a resource only, so that a resource type keeps its type when an attribute is set. Boxed, so that every other
    /// object pays one pointer.
    attributes: Option<Box<EntryAttributes>>,
}

/// What a template writes beside the properties of a resource.
#[doc(hidden)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryAttributes {
    /// `DeletionPolicy`, `Condition`, …
    pub attributes: Object,
    /// `Metadata`.
    pub metadata: Object,
    /// `DependsOn`.
    pub depends_on: Vec<Reference>,
}

impl Object {
    /// An empty object.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), attributes: None }
    }

    /// What is written beside these properties.
    #[doc(hidden)]
    pub fn attributes_mut(&mut self) -> &mut EntryAttributes {
        self.attributes.get_or_insert_default()
    }

    /// What is written beside these properties, taken out of them.
    #[doc(hidden)]
    pub fn take_attributes(&mut self) -> EntryAttributes {
        self.attributes.take().map_or_else(EntryAttributes::default, |attributes| *attributes)
    }

    /// The value of a key, to change it.
    #[doc(hidden)]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// Sets an entry; an existing entry with the key is replaced in place.
    pub fn insert(&mut self, name: impl Into<Cow<'static, str>>, node: Node) {
        let name = name.into();
        match self.entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = node,
            None => self.entries.push((name, node)),
        }
    }

    /// Adds an entry even if the key exists already, so that the checks can report it.
    #[doc(hidden)]
    pub fn push(&mut self, name: impl Into<Cow<'static, str>>, node: Node) {
        self.entries.push((name.into(), node));
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// The entries in insertion order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.entries.iter().map(|(name, node)| (name.as_ref(), node))
    }

    /// The keys in insertion order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_ref())
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Object {
    type Item = (Cow<'static, str>, Node);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<K: Into<Cow<'static, str>>> FromIterator<(K, Node)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        let mut object = Self::new();
        for (name, node) in entries {
            object.insert(name, node);
        }
        object
    }
}
