//! Strings: of functions, as far as the template determines them, and of literals.

use crate::node::Node;

impl Node {
    /// The string of a literal, of `Fn::Sub` and of `Fn::Join`, with references written as `${…}`.
    pub(super) fn outline(&self) -> Option<String> {
        match self {
            Self::String(text) => Some(text.clone().into_owned()),
            Self::Ref(target) => Some(format!("${{{}}}", target.id)),
            Self::GetAtt(target, attribute) => Some(format!("${{{}.{attribute}}}", target.id)),
            Self::Sub(sub) => Some(sub.text()),
            Self::Function("Fn::Join", argument) => match argument.as_list() {
                Some([Self::String(delimiter), Self::List(items)]) => {
                    let parts: Option<Vec<String>> = items.iter().map(Self::outline).collect();
                    Some(parts?.join(delimiter))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The items of a list, or a single value that is used in place of a list of one item.
    pub(super) fn one_or_many(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}

/// What a string is before the first `separator`; all of it if it has none.
pub(in crate::check) fn before(text: &str, separator: char) -> &str {
    text.split_once(separator).map_or(text, |(first, _)| first)
}

/// The number that a string is written as; `None` if it is not a number, which for CloudFormation is an ordinary string.
#[expect(clippy::disallowed_methods, reason = "that a string is not a number is the answer, not an error")]
pub(in crate::check) fn parsed<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
