//! The differences between two JSON documents, value by value.

use cfn_template::Template;
use serde_json::Value;

use super::property::PropertyChange;

/// Adds every value in which `after` differs from `before`, by its path under `path`.
pub(crate) fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<PropertyChange>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, before) in old {
                compare(&format!("{path}/{key}"), before, new.get(key).unwrap_or(&Value::Null), changes);
            }
            for (key, after) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                compare(&format!("{path}/{key}"), &Value::Null, after, changes);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (index, (before, after)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}/{index}"), before, after, changes);
            }
        }
        (Value::String(old), Value::String(new)) if path.ends_with("/TemplateBody") => {
            match (Template::read(old), Template::read(new)) {
                (Ok(old), Ok(new)) => compare(path, &old.root().to_json(), &new.root().to_json(), changes),
                // A document that cannot be parsed is compared as a string.
                _ => changes.push(change(path, before, after)),
            }
        }
        _ => changes.push(change(path, before, after)),
    }
}

fn change(path: &str, before: &Value, after: &Value) -> PropertyChange {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    PropertyChange { path: path.to_owned(), before: text(before), after: text(after), recreates: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(before: Value, after: Value) -> Vec<String> {
        let mut changes = Vec::new();
        compare("", &before, &after, &mut changes);
        changes.into_iter().map(|change| change.path).collect()
    }

    #[test]
    fn only_what_differs_is_told_with_its_path() {
        let before = json!({ "a": 1, "b": { "c": [1, 2], "gone": true } });
        let after = json!({ "a": 1, "b": { "c": [1, 3] }, "new": "x" });
        assert_eq!(paths(before, after), ["/b/c/1", "/b/gone", "/new"]);
    }

    #[test]
    fn the_template_inside_a_stack_set_is_opened() {
        let body = |days: u32| json!({ "TemplateBody": json!({ "Days": days, "Same": 1 }).to_string() });
        assert_eq!(paths(body(1), body(2)), ["/TemplateBody/Days"]);
        assert_eq!(paths(body(1), body(1)), [""; 0]);
    }
    #[test]
    fn the_language_of_a_template_makes_no_difference_and_what_is_no_template_is_told_whole() {
        let body = |text: &str| json!({ "TemplateBody": text });
        let json = r#"{"Resources":{"A":{"Type":"T","Properties":{"N":{"Ref":"B"}}}}}"#;
        assert_eq!(paths(body(json), body("Resources:\n  A: {Type: T, Properties: {N: !Ref B}}\n")), [""; 0]);
        assert_eq!(
            paths(body(json), body("Resources:\n  A: {Type: T, Properties: {N: !Ref C}}\n")),
            ["/TemplateBody/Resources/A/Properties/N/Ref"]
        );
        assert_eq!(paths(body(json), body("Resources: [")), ["/TemplateBody"]);
    }
}
