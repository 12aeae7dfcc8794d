//! JSON maps that do not hide a key given twice.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::error::Problem;

/// An object's entries in the document's order, keys given twice included.
#[derive(Debug)]
pub(super) struct Entries<V>(pub(super) Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Entries<V> {
    /// Reports the keys that are given more than once.
    pub(super) fn report_duplicates(&self, at: &str, problems: &mut Vec<Problem>) {
        let mut seen = std::collections::HashSet::with_capacity(self.0.len());
        for (key, _) in &self.0 {
            if !seen.insert(key) {
                problems.push(Problem::new(at, format!("the key `{key}` is given twice")));
            }
        }
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entry<V> {
            type Value = Entries<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Entry(PhantomData))
    }
}

/// What `error` says, with its line and column only when they are those of the whole document.
pub(super) fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
