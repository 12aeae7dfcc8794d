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
        (Value::Array(old), Value::Array(new)) => lists(path, old, new, changes),
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

/// The items in which two lists differ. Those at the begin and at the end that both have are left out, so that one more or one fewer is reported
/// as that.
fn lists(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<PropertyChange>) {
    let same = |(one, other): &(&Value, &Value)| one == other;
    let begin = old.iter().zip(new).take_while(same).count();
    let (old, new) = (old.split_at(begin).1, new.split_at(begin).1);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    for index in 0..old.len().max(new.len()).saturating_sub(end) {
        let item = |list: &[Value]| list.get(index).filter(|_| index + end < list.len()).cloned();
        let (before, after) = (item(old).unwrap_or(Value::Null), item(new).unwrap_or(Value::Null));
        compare(&format!("{path}/{}", begin + index), &before, &after, changes);
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
    fn an_item_more_or_fewer_in_a_list_is_told_alone() {
        assert_eq!(paths(json!([1, 2, 3]), json!([1, 9, 2, 3])), ["/1"]);
        assert_eq!(paths(json!([1, 2, 3]), json!([1, 3])), ["/1"]);
        assert_eq!(paths(json!([1, 2]), json!([1, 2, 3, 4])), ["/2", "/3"]);
        assert_eq!(paths(json!([{ "a": 1 }, 2]), json!([{ "a": 2 }, 2, 3])), ["/0/a", "/2"]);
        assert_eq!(paths(json!([1, 1]), json!([1])), ["/1"]);
        assert_eq!(paths(json!([]), json!([1])), ["/0"]);
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
