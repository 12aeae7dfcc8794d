//! JSON in a string of the template, or in one that `Fn::Sub` puts together.

use super::scalar::is_dynamic;
use super::sub_json::ends_in_string;
use crate::node::{Node, Sub, SubPart};

/// What a string is as JSON.
#[derive(Debug)]
pub(super) enum JsonText {
    /// JSON. `whole`: every placeholder is within a string, so every value is known except for parts of strings.
    Json { value: serde_json::Value, whole: bool },
    /// It cannot be JSON, whatever is put into its placeholders.
    Broken(serde_json::Error),
    /// It depends on values that are not known.
    Unknown,
}

/// Reads a string of the template as JSON. In strings, placeholders are kept as they are written: `${Name}`.
pub(super) fn json_text(node: &Node) -> JsonText {
    let (text, whole) = match node {
        Node::String(text) => (text.to_string(), true),
        Node::Sub(sub) => with_values(sub),
        _ => return JsonText::Unknown,
    };
    match serde_json::from_str(&text) {
        Ok(value) => JsonText::Json { value, whole },
        Err(error) if whole && !is_dynamic(&text) => JsonText::Broken(error),
        Err(_) => JsonText::Unknown,
    }
}

/// The string, with a number for each placeholder outside of the strings of JSON, and whether there is none.
fn with_values(sub: &Sub) -> (String, bool) {
    let (mut text, mut whole, mut in_string) = (String::new(), true, false);
    for part in &sub.parts {
        let written = match part {
            SubPart::Text(part) => {
                in_string = ends_in_string(part, in_string);
                text.push_str(part);
                continue;
            }
            SubPart::Literal(name) => format!("${{{name}}}"),
            SubPart::Ref(target) => format!("${{{}}}", target.id),
            SubPart::GetAtt(target, attribute) => format!("${{{}.{attribute}}}", target.id),
        };
        if in_string {
            text.push_str(&written);
        } else {
            text.push('0');
            whole = false;
        }
    }
    (text, whole)
}

#[cfg(test)]
mod tests {
    use super::{JsonText, json_text};
    use crate::node::{Node, Sub};

    fn of(text: &str) -> JsonText {
        json_text(&Node::Sub(Box::new(Sub::parse(text).unwrap())))
    }

    #[test]
    fn placeholders_in_strings_are_parts_of_them() {
        assert!(matches!(of(r#"{"a": "${A}"}"#), JsonText::Json { whole: true, .. }));
        assert!(matches!(of(r#"{"a": ${A}}"#), JsonText::Json { whole: false, .. }));
        assert!(matches!(of(r#"{"a": "${A}""#), JsonText::Broken(_)));
        // What is put in may be the rest of it.
        assert!(matches!(of(r#"{"a": 1 ${A}"#), JsonText::Unknown));
        assert!(matches!(json_text(&Node::Null), JsonText::Unknown));
    }
}
