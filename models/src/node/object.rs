//! Objects that keep the order in which their entries were written.

use std::borrow::Cow;

use super::Node;

/// An object whose entries keep the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(Cow<'static, str>, Node)>);

impl Object {
    /// An object without entries.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets an entry; one of the same name is replaced in its place.
    pub fn insert(&mut self, name: impl Into<Cow<'static, str>>, node: Node) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = node,
            None => self.0.push((name, node)),
        }
    }

    /// Adds an entry even where there is one of its name already, for the checks to report.
    pub(crate) fn push(&mut self, name: impl Into<Cow<'static, str>>, node: Node) {
        self.0.push((name.into(), node));
    }

    /// The entry of that name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// The entries in the order in which they were written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.0.iter().map(|(name, node)| (name.as_ref(), node))
    }

    /// The names in the order in which they were written.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Object {
    type Item = (Cow<'static, str>, Node);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
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
