//! Conversion from and to `serde_json::Value`, in document order.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::{Entry, Kind, Number, Span, Tree, Value};

impl Value {
    /// The value as `serde_json::Value`.
    ///
    /// An integer of more than 64 bits and a fraction become the nearest binary64 value.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.kind {
            Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(*value),
            Kind::Number(number) => json_number(number),
            Kind::String(text) => Json::String(text.clone()),
            Kind::List(items) => items.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
        }
    }
}

impl From<&Json> for Value {
    /// The value without places ([`Span::default`]).
    fn from(value: &Json) -> Self {
        let kind = match value {
            Json::Null => Kind::Null,
            Json::Bool(value) => Kind::Bool(*value),
            Json::Number(number) => {
                let text = number.to_string();
                Number::from_json_text(&text).map_or(Kind::String(text), Kind::Number)
            }
            Json::String(text) => Kind::String(text.clone()),
            Json::Array(items) => Kind::List(items.iter().map(Self::from).collect()),
            Json::Object(entries) => {
                let entry = |(key, value): (&String, &Json)| Entry {
                    key: key.clone(),
                    key_span: Span::default(),
                    value: Self::from(value),
                };
                Kind::Map(entries.iter().map(entry).collect())
            }
        };
        Self::new(kind, Span::default())
    }
}

fn json_number(number: &Number) -> Json {
    match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => integer.into(),
        (None, Some(integer)) => integer.into(),
        (None, None) => number.as_f64().into(),
    }
}

impl<'a> From<&'a Json> for Tree<'a> {
    fn from(value: &'a Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            // serde_json writes every number as JSON text; the fallback keeps that text should it exceed binary64.
            Json::Number(number) => {
                let text = number.to_string();
                Number::from_json_text(&text).map_or(Self::String(Cow::Owned(text)), Self::Number)
            }
            Json::String(text) => Self::String(Cow::Borrowed(text)),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(entries) => {
                let entry = |(key, value): (&'a String, &'a Json)| (Cow::Borrowed(key.as_str()), Self::from(value));
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }
}
