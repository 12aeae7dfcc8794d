//! Tags: CloudFormation's short forms, and the few of YAML itself that it supports.

use crate::error::shorten;
use crate::{Error, ErrorKind, Kind, Span, scalar};

/// A tag.
pub(super) enum Tag {
    /// `!`: non-specific, a scalar is a string.
    NonSpecific,
    /// `!!str`, `!!int` and so on, without `!!`.
    Core(String),
    /// A function in short form, without `!`.
    Function(String),
    /// Any other tag, in full.
    Unsupported(String),
}

impl Tag {
    pub(super) fn of(tag: &granit_parser::Tag) -> Self {
        if let Some(name) = tag.core_suffix() {
            return Self::Core(name.to_owned());
        }
        let whole = format!("{}{}", tag.handle(), tag.suffix());
        match whole.strip_prefix('!') {
            Some("") => Self::NonSpecific,
            Some(name) => Self::Function(name.to_owned()),
            None => Self::Unsupported(whole),
        }
    }
}

/// The error of a tag that CloudFormation does not support. The user guide excludes `!!binary`, `!!omap`, `!!pairs`,
/// `!!set` and `!!timestamp`.
pub(super) fn unsupported(name: &str, span: Span) -> Error {
    let message = format!("the tag `{}` is not supported by CloudFormation here", shorten(name));
    Error::new(ErrorKind::Tag, span, message, "remove the tag, and quote the value if it is a string")
}

/// The value of a scalar with a YAML tag.
pub(super) fn core_scalar(name: &str, text: &str, span: Span) -> Result<Kind, Error> {
    let kind = scalar::resolve(text);
    let fits = match (name, &kind) {
        ("str", _) => return Ok(Kind::String(text.to_owned())),
        ("null", Kind::Null) | ("bool", Kind::Bool(_)) | ("float", Kind::Number(_)) => true,
        ("int", Kind::Number(number)) => number.is_integer(),
        ("null" | "bool" | "float" | "int", _) => false,
        _ => return Err(unsupported(&format!("!!{name}"), span)),
    };
    if fits {
        return Ok(kind);
    }
    let message = format!("the tag `!!{name}` does not fit its value, {}", kind.name());
    Err(Error::new(ErrorKind::Tag, span, message, "remove the tag"))
}
