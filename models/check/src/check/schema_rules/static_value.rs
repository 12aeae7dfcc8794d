//! What is known about a value before a deployment.

use cfn_spec::rules::{Kind, Scalar};
use cfn_template::Function;

use super::scenario::Scenario;
use crate::check::path::Path;
use crate::check::presence::Presence;
use crate::check::scalar::{is_dynamic, text_of};
use crate::check::text::parsed;
use crate::node::Node;

/// A value, as far as the template determines it.
#[derive(Clone, Copy, Debug)]
pub(super) enum StaticValue<'n> {
    /// Absent.
    Absent,
    /// Unknown, possibly absent.
    Unknown,
    /// The result of a function; [`Presence`] determines whether it is present.
    Computed(&'n Node),
    /// A literal, a list or an object.
    Known(&'n Node),
}

impl<'n> StaticValue<'n> {
    pub(super) fn of(node: Option<&'n Node>, scenario: &Scenario<'_>) -> Self {
        let Some(node) = node else { return Self::Absent };
        match scenario.decide(node, Path::root()) {
            None => Self::Absent,
            Some((node, _)) if node.is_intrinsic() => match Presence::of(Some(node)) {
                Presence::Never => Self::Absent,
                _ => Self::Computed(node),
            },
            Some((node @ Node::String(text), _)) if is_dynamic(text) => Self::Computed(node),
            Some((node, _)) => Self::Known(node),
        }
    }

    /// The entry of an object; unknown if a macro can add it.
    pub(super) fn entry(self, name: &str, scenario: &Scenario<'_>) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Known(Node::Object(object)) => match object.get(name) {
                Some(node) => Self::of(Some(node), scenario),
                None if object.keys().any(|key| key.starts_with("Fn::")) => Self::Unknown,
                None => Self::Absent,
            },
            Self::Known(_) => Self::Absent,
            Self::Unknown | Self::Computed(_) => Self::Unknown,
        }
    }

    /// Whether the value is present.
    pub(super) fn presence(self) -> Presence {
        match self {
            Self::Absent => Presence::Never,
            Self::Unknown => Presence::Sometimes,
            Self::Computed(node) => Presence::of(Some(node)),
            Self::Known(_) => Presence::Always,
        }
    }

    /// The string form of a literal scalar.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Known(node) => text_of(node),
            _ => None,
        }
    }

    pub(super) fn number(self) -> Option<f64> {
        parsed(self.text()?.trim())
    }

    /// Whether the value has one of these types; `None` if that is not known.
    pub(super) fn is(self, kinds: &[Kind]) -> Option<bool> {
        let any = |wanted: &[Kind]| wanted.iter().any(|kind| kinds.contains(kind));
        let scalars = [Kind::String, Kind::Integer, Kind::Number, Kind::Boolean];
        match self {
            Self::Absent | Self::Unknown => None,
            Self::Known(Node::List(_)) => Some(any(&[Kind::Array])),
            Self::Known(Node::Object(_)) => Some(any(&[Kind::Object])),
            Self::Known(Node::Null) => Some(any(&[Kind::Null])),
            Self::Known(node) => {
                let text = text_of(node)?;
                let number = parsed::<f64>(text.trim());
                Some(
                    any(&[Kind::String])
                        || (number.is_some() && any(&[Kind::Number]))
                        || (number.is_some_and(|n| n.fract() == 0.0) && any(&[Kind::Integer]))
                        || (matches!(text.as_str(), "true" | "false") && any(&[Kind::Boolean])),
                )
            }
            Self::Computed(node) => match node {
                Node::Sub(_) | Node::Function("Fn::Join" | "Fn::Base64" | "Fn::ToJsonString", _) | Node::String(_) => {
                    match (any(&[Kind::String]), any(&scalars)) {
                        (true, _) => Some(true),
                        (false, true) => None,
                        (false, false) => Some(false),
                    }
                }
                Node::Function(name, _) if Function::returns_list(name) => Some(any(&[Kind::Array])),
                _ => None,
            },
        }
    }

    /// Whether the value equals a scalar, in any notation; `None` if that is not known.
    pub(super) fn equals(self, scalar: &Scalar) -> Option<bool> {
        match (self, scalar) {
            (Self::Unknown | Self::Computed(_), _) => None,
            (Self::Absent, _) => Some(false),
            (Self::Known(Node::Null), scalar) => Some(*scalar == Scalar::Null),
            (Self::Known(_), Scalar::Null) => Some(false),
            (Self::Known(node), scalar) => {
                let Some(text) = text_of(node) else { return Some(false) };
                Some(match scalar {
                    Scalar::Text(wanted) => text == *wanted,
                    Scalar::Bool(wanted) => text.eq_ignore_ascii_case(if *wanted { "true" } else { "false" }),
                    Scalar::Number(wanted) => {
                        text == *wanted
                            || matches!((text.trim().parse::<f64>(), wanted.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
                    }
                    Scalar::Null => false,
                })
            }
        }
    }

    /// Whether two values are equal; `None` if that is not known. References to two resources differ.
    pub(super) fn same(self, other: Self) -> Option<bool> {
        match (self, other) {
            (Self::Absent, Self::Absent) => Some(true),
            (Self::Known(one), Self::Known(two)) => match (text_of(one), text_of(two)) {
                (Some(a), Some(b)) => Some(a.eq_ignore_ascii_case(&b)),
                _ => Some(one == two),
            },
            (Self::Computed(one), Self::Computed(two)) if one == two => Some(true),
            (Self::Computed(Node::Ref(one)), Self::Computed(Node::Ref(two))) => (one == two).then_some(true),
            _ => None,
        }
    }
}
