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
        Node::Sub(sub) => with_values(of_sub(sub)),
        Node::Function("Fn::Join", argument) => match argument.as_list() {
            Some([Node::String(delimiter), Node::List(items)]) if delimiter.is_empty() => with_values(of_join(items)),
            _ => return JsonText::Unknown,
        },
        _ => return JsonText::Unknown,
    };
    match serde_json::from_str(&text) {
        Ok(value) => JsonText::Json { value, whole },
        Err(error) if whole && !is_dynamic(&text) => JsonText::Broken(error),
        Err(_) => JsonText::Unknown,
    }
}

/// A part of a string: as it is written, or what is put into it.
enum Part<'t> {
    Text(&'t str),
    Value(String),
}

fn of_sub(sub: &Sub) -> impl Iterator<Item = Part<'_>> {
    sub.parts.iter().map(|part| match part {
        SubPart::Text(text) => Part::Text(text),
        SubPart::Literal(name) => Part::Value(format!("${{{name}}}")),
        SubPart::Ref(target) => Part::Value(format!("${{{}}}", target.id)),
        SubPart::GetAtt(target, attribute) => Part::Value(format!("${{{}.{attribute}}}", target.id)),
    })
}

fn of_join(items: &[Node]) -> impl Iterator<Item = Part<'_>> {
    items.iter().map(|item| match item {
        Node::String(text) => Part::Text(text),
        other => Part::Value(other.outline().unwrap_or_else(|| "${…}".to_owned())),
    })
}

/// The string, with a number for each placeholder outside of the strings of JSON, and whether there is none.
fn with_values<'t>(parts: impl Iterator<Item = Part<'t>>) -> (String, bool) {
    let (mut text, mut whole, mut in_string) = (String::new(), true, false);
    for part in parts {
        match part {
            Part::Text(part) => {
                in_string = ends_in_string(part, in_string);
                text.push_str(part);
            }
            Part::Value(written) if in_string => text.push_str(&written),
            Part::Value(_) => {
                text.push('0');
                whole = false;
            }
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
