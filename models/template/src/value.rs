//! A parsed template: every value and key with its place in the source.

use crate::{Number, Span};

/// A value of the template with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The value.
    pub kind: Kind,
    /// The index. For a function in short form the span starts at the tag; for a value that an alias refers to
    /// it is the place of the anchored value, where a correction has to be made.
    pub span: Span,
    /// Whether the function is in short form in the source (`!Ref Bucket`). The value itself is always the full form
    /// (`{"Ref": "Bucket"}`).
    pub short_form: bool,
}

/// The JSON types.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `~` or an empty plain scalar.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number with its text.
    Number(Number),
    /// A string.
    String(String),
    /// A list, in document order.
    List(Vec<Value>),
    /// A map, in document order. No two entries have the same key.
    Map(Vec<Entry>),
}

/// An entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key. A number or boolean in YAML is converted to its JSON text.
    pub key: String,
    /// The place of the key; for a function in short form, of the tag.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

impl Kind {
    /// A description for messages: `a list`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

impl Value {
    /// A value that is not a function in short form.
    #[must_use]
    pub fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span, short_form: false }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if the value is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if the value is a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list; none of any other value, whose type is checked where it matters.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        self.as_list().unwrap_or(&[])
    }

    /// The entries of a map; none of any other value, whose type is checked where it matters.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.as_map().unwrap_or(&[])
    }

    /// The entry of `key`, if the value is a map that has it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?.iter().find(|entry| entry.key == key)
    }

    /// The value of `key`, if the value is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The name and argument, if the value is a map whose only key is `Ref`, `Condition` or starts with `Fn::`.
    ///
    /// `{"Condition": …}` is a function in a condition and an attribute elsewhere; the caller has to distinguish them.
    #[must_use]
    pub fn as_function(&self) -> Option<(&str, &Value)> {
        match self.as_map()? {
            [only] if crate::short_form::is_function(&only.key) => Some((&only.key, &only.value)),
            _ => None,
        }
    }
}
