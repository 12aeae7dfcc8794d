//! A template without places, for the writer.

use std::borrow::Cow;

use crate::{Kind, Number, Value};

/// A tree of JSON values, in order, that borrows its strings where it can.
///
/// Functions are in long form. Two trees are equal when their entries have the same order too.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number with its text.
    Number(Number),
    /// A string.
    String(Cow<'a, str>),
    /// A list.
    List(Vec<Tree<'a>>),
    /// A map with unique keys.
    Map(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> From<&'a Value> for Tree<'a> {
    fn from(value: &'a Value) -> Self {
        match &value.kind {
            Kind::Null => Self::Null,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Number(number) => Self::Number(number.clone()),
            Kind::String(text) => Self::String(Cow::Borrowed(text)),
            Kind::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Kind::Map(entries) => {
                let entry = |entry: &'a crate::Entry| (Cow::Borrowed(entry.key.as_str()), Self::from(&entry.value));
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }
}
