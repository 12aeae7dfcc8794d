//! Compares two JSON values.

use serde_json::Value;

/// A path, and the values before and after.
pub(crate) type Difference = (String, Option<Value>, Option<Value>);

/// Collects the innermost differences of two values.
pub(crate) fn differences(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
            for name in names {
                differences(&format!("{path}/{name}"), before.get(name), after.get(name), found);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            for index in 0..before.len().max(after.len()) {
                differences(&format!("{path}/{index}"), before.get(index), after.get(index), found);
            }
        }
        (before, after) => found.push((path.to_owned(), before.cloned(), after.cloned())),
    }
}
