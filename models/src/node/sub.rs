//! `Fn::Sub`: text with placeholders, taken apart so that what it refers to can be checked.

use std::borrow::Cow;
use std::fmt;

use super::{Node, Object, Reference};

/// The argument of `Fn::Sub`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sub {
    /// The text, in order.
    pub parts: Vec<SubPart>,
    /// The variable map, written when it is not empty.
    pub variables: Object,
}

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubPart {
    /// Text that stands for itself.
    Text(Cow<'static, str>),
    /// `${!name}`, which CloudFormation writes as `${name}`.
    Literal(Cow<'static, str>),
    /// `${name}`: a variable of the map, or else a `Ref`.
    Ref(Reference),
    /// `${resource.attribute}`: a `Fn::GetAtt`.
    GetAtt(Reference, Cow<'static, str>),
}

/// A text that CloudFormation would refuse as the argument of `Fn::Sub`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceholderError {
    /// Where the placeholder starts, in bytes.
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
    /// Takes a text apart.
    ///
    /// # Errors
    /// When a placeholder is not closed, empty, or holds what is not a name.
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
                            "a placeholder holds a name, `Resource.Attribute` or `AWS::…`; `${!…}` writes `${…}` itself",
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

    /// The text as it is written.
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

    /// The argument as plain data: the text, or the text with its variables.
    pub fn argument(&self) -> Node {
        let text = Node::text(self.text());
        if self.variables.is_empty() { text } else { Node::List(vec![text, Node::Object(self.variables.clone())]) }
    }
}

/// What CloudFormation takes between `${` and `}`: letters, digits, `_`, `.` and `:`.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'&'))
}
