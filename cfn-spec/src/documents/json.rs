//! JSON objects that keep duplicate keys.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::error::Problem;

/// The entries of an object in the document's order, including duplicate keys.
#[derive(Debug)]
pub(super) struct Entries<V>(pub(super) Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Entries<V> {
    /// Reports duplicate keys.
    pub(super) fn report_duplicates(&self, at: &str, problems: &mut Vec<Problem>) {
        let mut seen = std::collections::HashSet::with_capacity(self.0.len());
        for (key, _) in &self.0 {
            if !seen.insert(key) {
                problems.push(Problem::new(at, format!("duplicate key `{key}`")));
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

/// The message of `error`, with line and column only if they are those of the whole document.
pub(super) fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Any JSON value. Unlike `serde_json::Value`, it rejects duplicate keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The entry `key` of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// The entries of an object.
    ///
    /// # Errors
    /// The value, whose path is `at`, is none.
    pub(super) fn object(&self, at: &str) -> Result<&[(String, Self)], Problem> {
        match self {
            Self::Object(entries) => Ok(entries),
            _ => Err(Problem::new(at, "is not an object")),
        }
    }

    /// The strings of a list.
    ///
    /// # Errors
    /// The value, whose path is `at`, is no list, or one of its items is no string.
    pub(super) fn strings(&self, at: &str) -> Result<Vec<&str>, Problem> {
        let Self::Array(items) = self else { return Err(Problem::new(at, "is not a list")) };
        let strings = items
            .iter()
            .enumerate()
            .map(|(index, item)| item.as_str().ok_or_else(|| Problem::new(format!("{at}/{index}"), "is not a string")));
        strings.collect()
    }

    /// The entries of the object `key`, none if there is none.
    ///
    /// # Errors
    /// There is something else.
    pub(super) fn object_at(&self, key: &str, at: &str) -> Result<&[(String, Self)], Problem> {
        self.get(key).map_or(Ok(&[]), |value| value.object(&format!("{at}/{key}")))
    }

    /// The strings of the list `key`, none if there is none.
    ///
    /// # Errors
    /// There is something else.
    pub(super) fn strings_at(&self, key: &str, at: &str) -> Result<Vec<&str>, Problem> {
        self.get(key).map_or_else(|| Ok(Vec::new()), |value| value.strings(&format!("{at}/{key}")))
    }

    /// The entries of an object, empty for other values: for schemas, in which
    /// [`check_types`](super::keywords::check_types) has reported these.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list, empty for other values: for schemas, as [`entries`](Self::entries).
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<&serde_json::Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.into()))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
                serde_json::Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("a number out of range"))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::String(value.to_owned()))
            }

            fn visit_string<E>(self, value: String) -> Result<Json, E> {
                Ok(Json::String(value))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Json::Array(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut entries: Vec<(String, Json)> = Vec::new();
                let mut seen = std::collections::HashSet::new();
                while let Some(key) = map.next_key::<String>()? {
                    if !seen.insert(key.clone()) {
                        return Err(serde::de::Error::custom(format!("duplicate key `{key}`")));
                    }
                    entries.push((key, map.next_value()?));
                }
                Ok(Json::Object(entries))
            }
        }

        deserializer.deserialize_any(Any)
    }
}
