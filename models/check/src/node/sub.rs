//! `Fn::Sub`, parsed into literal text and placeholders so that its references can be checked.

use std::borrow::Cow;
use std::fmt;

use super::{Node, Object, Reference};

/// The argument of `Fn::Sub`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sub {
    /// The parts of the string, in order.
    pub parts: Vec<SubPart>,
    /// The variable map; written if it is not empty.
    pub variables: Object,
}

/// A part of the string of `Fn::Sub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubPart {
    /// Literal text.
    Text(Cow<'static, str>),
    /// `${!name}`, which CloudFormation resolves to `${name}`.
    Literal(Cow<'static, str>),
    /// `${name}`: a variable of the map, otherwise a `Ref`.
    Ref(Reference),
    /// `${resource.attribute}`: an `Fn::GetAtt`.
    GetAtt(Reference, Cow<'static, str>),
}

/// A string that CloudFormation would reject as the argument of `Fn::Sub`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceholderError {
    /// The byte offset at which the placeholder starts.
    pub offset: usize,
    /// What is wrong with it.
    pub message: &'static str,
}

impl fmt::Display for PlaceholderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.offset, self.message)
    }
}

impl std::error::Error for PlaceholderError {}

impl Sub {
    /// Parses a string.
    ///
    /// # Errors
    /// If a placeholder is not closed, is empty, or does not contain a valid name.
    pub fn parse(text: &str) -> Result<Self, PlaceholderError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let offset = text.len() - rest.len() + start;
            let error = |message| PlaceholderError { offset, message };
            if start > 0 {
                parts.push(SubPart::Text(rest[..start].to_owned().into()));
            }
            let inner = &rest[start + 2..];
            let end = inner.find('}').ok_or_else(|| error("`${` is not closed by `}`"))?;
            let name = &inner[..end];
            parts.push(match name.strip_prefix('!') {
                Some(literal) => SubPart::Literal(literal.to_owned().into()),
                None => {
                    if !is_name(name) {
                        return Err(error(
                            "a placeholder contains a name, `Resource.Attribute` or `AWS::…`; write `${!…}` for a literal `${…}`",
                        ));
                    }
                    match name.split_once('.') {
                        Some((id, attribute)) => SubPart::GetAtt(
                            Reference::unchecked(id.to_owned()),
                            attribute.to_owned().into(),
                        ),
                        None => SubPart::Ref(Reference::unchecked(name.to_owned())),
                    }
                }
            });
            rest = &inner[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(SubPart::Text(rest.to_owned().into()));
        }
        Ok(Self { parts, variables: Object::new() })
    }

    /// The string as written in the template.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                SubPart::Text(part) => text.push_str(part),
                SubPart::Literal(name) => {
                    text.push_str("${!");
                    text.push_str(name);
                    text.push('}');
                }
                SubPart::Ref(target) => {
                    text.push_str("${");
                    text.push_str(&target.id);
                    text.push('}');
                }
                SubPart::GetAtt(target, attribute) => {
                    text.push_str("${");
                    text.push_str(&target.id);
                    text.push('.');
                    text.push_str(attribute);
                    text.push('}');
                }
            }
        }
        text
    }

    /// The argument of `Fn::Sub`: the string, or a list of the string and its variables.
    pub fn argument(&self) -> Node {
        let text = Node::text(self.text());
        if self.variables.is_empty() { text } else { Node::List(vec![text, Node::Object(self.variables.clone())]) }
    }
}

/// The characters that CloudFormation accepts between `${` and `}`: letters, digits, `_`, `.` and `:`.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'&'))
}
