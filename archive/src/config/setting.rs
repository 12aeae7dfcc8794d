//! What a setting is: declared once, and read, checked, documented and listed from that declaration.

use std::ops::RangeInclusive;

/// A setting of `archive.toml`.
#[derive(Debug)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its type.
    pub kind: Kind,
    /// The value when nobody writes one, as it would be written; `None` where nothing is then done.
    pub default: Option<&'static str>,
    /// An example for the settings without a default, as it would be written.
    pub example: &'static str,
    /// What it does, its unit, and what it costs or forbids: whole sentences.
    pub doc: &'static str,
}

/// What a setting holds.
#[derive(Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// An integer within bounds.
    Integer(RangeInclusive<i64>),
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of tables with these settings: `[[section.key]]`.
    Tables(&'static [&'static Setting]),
    /// A table from texts to texts: `[section.key]`.
    Map,
}

/// A table of `archive.toml`.
#[derive(Debug)]
pub struct Section {
    /// The table's name; empty for the settings at the top of the file.
    pub name: &'static str,
    /// What its settings are about.
    pub doc: &'static str,
    /// The settings, in the order in which they are documented.
    pub settings: &'static [&'static Setting],
}

/// An enum of named values.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// Every word with what it means.
    const ALL: &'static [(&'static str, Self)];

    /// The word for it.
    fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, choice)| *choice == self).map_or("", |(word, _)| word)
    }
}

impl Setting {
    /// A setting that does nothing unless it is written; `example` is how it could be.
    pub(super) const fn optional(key: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Self {
        Self { key, kind, default: None, example, doc }
    }

    /// A setting with a default, as it would be written.
    pub(super) const fn with_default(key: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Self {
        Self { key, kind, default: Some(default), example: default, doc }
    }
}

impl Kind {
    /// The kind as a person would say it: `a list of strings`.
    pub(super) fn wanted(&self) -> String {
        match self {
            Self::Text => "a string".into(),
            Self::Texts => "a list of strings".into(),
            Self::Integer(_) => "an integer".into(),
            Self::Boolean => "true or false".into(),
            Self::OneOf(words) => format!("one of {}", quoted(words)),
            Self::Tables(_) => "a list of tables".into(),
            Self::Map => "a table of strings".into(),
        }
    }
}

/// `"a", "b" or "c"`.
pub(super) fn quoted(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => format!("{only:?}"),
        [start @ .., last] => {
            let start: Vec<String> = start.iter().map(|word| format!("{word:?}")).collect();
            format!("{} or {last:?}", start.join(", "))
        }
    }
}
