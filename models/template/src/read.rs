//! The one entry point of both readers.

use crate::{Error, ErrorKind, Errors, Format, Note, Options, Position, Span, Value, json, yaml};

/// A template that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The template: a map.
    pub root: Value,
    /// The language it is written in.
    pub format: Format,
    /// What its author may not expect, in document order. JSON has no such surprises.
    pub notes: Vec<Note>,
}

/// Reads a template.
///
/// # Errors
///
/// Every key that stands twice and every unsupported tag up to the first fault of syntax, or the limit that `text`
/// exceeds.
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
