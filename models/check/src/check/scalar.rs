//! Checks scalars against primitive types. CloudFormation converts between strings, numbers and booleans where possible.

use cfn_spec::spec::Primitive;

use super::Checker;
use super::path::Location;
use crate::node::Node;

impl Checker<'_> {
    /// Whether a literal is of a primitive type; reports it if it is not.
    pub(super) fn scalar(&mut self, node: &Node, primitive: Primitive, at: &Location<'_>) -> bool {
        let expected = match primitive {
            Primitive::Json => return self.json(node, at),
            Primitive::String => "a string",
            Primitive::Boolean => "`true` or `false`",
            Primitive::Integer | Primitive::Long => "an integer",
            Primitive::Double => "a number",
            Primitive::Timestamp => "a timestamp such as `2026-01-31T00:00:00Z`",
        };
        let fits = match (primitive, node) {
            (_, Node::String(text)) if is_dynamic(text) => true,
            (Primitive::String, Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Name(_)) => true,
            (Primitive::Boolean, Node::Bool(_)) => true,
            (Primitive::Boolean, Node::String(text)) => {
                text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            }
            (Primitive::Integer | Primitive::Long, Node::Number(number)) => {
                number.as_f64().is_some_and(|n| n.fract() == 0.0)
            }
            (Primitive::Integer | Primitive::Long, Node::String(text)) => text.trim().parse::<i64>().is_ok(),
            (Primitive::Double, Node::Number(_)) => true,
            (Primitive::Double, Node::String(text)) => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            (Primitive::Timestamp, Node::String(text)) => is_moment(text),
            _ => false,
        };
        if !fits {
            self.wrong_type(node, expected, at);
        }
        fits
    }

    /// AWS accepts JSON as an object, a list, or a string of JSON.
    fn json(&mut self, node: &Node, at: &Location<'_>) -> bool {
        let fits = matches!(node, Node::Object(_) | Node::List(_) | Node::String(_))
            || (self.scalars && matches!(node, Node::Number(_) | Node::Bool(_)));
        if !fits {
            self.wrong_type(node, "a JSON object", at);
        }
        fits
    }
}

/// Whether a string has a dynamic reference, whose value is known only to CloudFormation.
pub(super) fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}

/// A literal scalar as a string, for patterns and lengths.
pub(super) fn text_of(node: &Node) -> Option<String> {
    match node {
        Node::String(text) => Some(text.clone().into_owned()),
        Node::Number(number) => Some(number.to_string()),
        Node::Bool(value) => Some(value.to_string()),
        Node::Name(target) => Some(target.id.clone().into_owned()),
        _ => None,
    }
}

/// ISO 8601 with at least a date, as services accept it.
fn is_moment(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let fields: Vec<&str> = date.split('-').collect();
    matches!(fields.as_slice(), [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2))
        && time.is_none_or(|time| time.starts_with(|c: char| c.is_ascii_digit()))
}
