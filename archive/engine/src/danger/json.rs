//! JSON values as templates and policies have them.

use serde_json::{Value, json};

/// Every policy document in a value, however deep, as objects; also those that are written as text. One that cannot be read is a document
/// with this one statement, of which nobody knows what it says.
pub(super) fn documents(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) if members.contains_key("Statement") => vec![value.clone()],
        Value::Object(members) => members.values().flat_map(documents).collect(),
        Value::Array(items) => items.iter().flat_map(documents).collect(),
        Value::String(text) if text.contains("Statement") && text.trim_start().starts_with('{') => {
            match serde_json::from_str::<Value>(text) {
                Ok(read) if read.get("Statement").is_some() => vec![read],
                // A template inside a StackSet is judged resource by resource.
                Ok(_) => Vec::new(),
                Err(_) => vec![json!({ "Statement": text })],
            }
        }
        _ => Vec::new(),
    }
}

/// What is one or many, as many.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    }
}

/// Text as it is, anything else as JSON.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| canonical(value), str::to_owned)
}

/// JSON with sorted keys, so that order does not make a difference.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            let entries: Vec<_> =
                entries.into_iter().map(|(key, value)| format!("{key:?}:{}", canonical(value))).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// The type of a resource in a template.
pub(super) fn kind(resource: &Value) -> &str {
    resource.get("Type").and_then(Value::as_str).unwrap_or("")
}
