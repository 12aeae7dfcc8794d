//! The entry point of both parsers.

use crate::{Error, ErrorKind, Errors, Format, Note, Options, Position, Span, Value, json, yaml};

/// A parsed template.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The template: a map.
    pub root: Value,
    /// The language it is written in.
    pub format: Format,
    /// The notes, in document order; empty for JSON.
    pub notes: Vec<Note>,
}

/// Parses a template.
///
/// # Errors
/// All duplicate keys and unsupported tags up to the first syntax error, or the limit that `text` exceeds.
pub fn read(text: &str, options: &Options) -> Result<Document, Errors> {
    if text.len() > options.max_bytes {
        let message = format!("the template has {} bytes, more than {}", text.len(), options.max_bytes);
        let remedy = "split the template into nested stacks";
        return Err(Error::new(ErrorKind::Limit, Span::at(Position::START), message, remedy).into());
    }
    match options.format.unwrap_or_else(|| Format::detect(text)) {
        Format::Json => Ok(Document { root: json::read(text, options)?, format: Format::Json, notes: Vec::new() }),
        Format::Yaml => {
            let (root, notes) = yaml::read(text, options)?;
            Ok(Document { root, format: Format::Yaml, notes })
        }
    }
}
