//! The open lists and maps: the parser's own stack, so that the nesting does not use the stack of the thread.

use super::merge::{self, Merge};
use crate::builder::{Builder, Stop};
use crate::{Entry, Error, ErrorKind, Kind, Position, Span, Value};

/// A list or map that has not ended.
pub(super) struct OpenCollection {
    /// The start, without its tag.
    start: Span,
    /// The nesting depth, where a short form counts as its full form.
    pub(super) depth: usize,
    /// The function of its tag, with the place of the tag.
    pub(super) function: Option<(String, Span)>,
    /// The number of its anchor, or 0.
    pub(super) anchor: usize,
    content: Content,
    /// The end of the last value.
    last: Position,
}

enum Content {
    List(Vec<Value>),
    Map { entries: Vec<Entry>, merges: Vec<Merge>, expected: Expected },
}

/// The next node of a map.
enum Expected {
    /// A key.
    Key,
    /// The value of a key; `None` if the key was an error.
    Value(Option<String>, Span),
    /// The value of a merge key.
    Merged,
}

impl OpenCollection {
    pub(super) fn list(start: Span, depth: usize, function: Option<(String, Span)>, anchor: usize) -> Self {
        Self { start, depth, function, anchor, content: Content::List(Vec::new()), last: start.end }
    }

    pub(super) fn map(start: Span, depth: usize, function: Option<(String, Span)>, anchor: usize) -> Self {
        let content = Content::Map { entries: Vec::new(), merges: Vec::new(), expected: Expected::Key };
        Self { start, depth, function, anchor, content, last: start.end }
    }

    /// Whether the next node is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(&self.content, Content::Map { expected: Expected::Key, .. })
    }

    /// Adds a key; `None` if it was an error.
    pub(super) fn key(&mut self, key: Option<String>, place: Span) {
        if let Content::Map { expected, .. } = &mut self.content {
            *expected = Expected::Value(key, place);
        }
    }

    /// Adds a merge key.
    pub(super) fn merge_key(&mut self) {
        if let Content::Map { expected, .. } = &mut self.content {
            *expected = Expected::Merged;
        }
    }

    /// Adds a value that ends at `end` in the source; an aliased value has the place of its anchor.
    pub(super) fn value(&mut self, value: Value, end: Position, builder: &mut Builder) -> Result<(), Stop> {
        self.last = end;
        match &mut self.content {
            Content::List(items) => items.push(value),
            Content::Map { entries, merges, expected } => match std::mem::replace(expected, Expected::Key) {
                Expected::Key => {
                    let message = format!("a key is {}", value.kind.name());
                    builder.report(Error::new(ErrorKind::Key, value.span, message, "write the key as a string"))?;
                    *expected = Expected::Value(None, value.span);
                }
                Expected::Value(Some(key), key_span) => entries.push(Entry { key, key_span, value }),
                Expected::Value(None, _) => {}
                Expected::Merged => match merge::entries(value) {
                    Ok(merged) => merges.push(Merge { before: entries.len(), entries: merged }),
                    Err(error) => builder.report(error)?,
                },
            },
        }
        Ok(())
    }

    /// The list or map, ended by a bracket or, if `end` is empty, by its last value.
    pub(super) fn close(self, end: Span, builder: &mut Builder) -> Result<Value, Stop> {
        let span = Span::new(self.start.start, if end.bytes().is_empty() { self.last } else { end.end });
        let kind = match self.content {
            Content::List(items) => Kind::List(items),
            Content::Map { entries, merges, .. } => Kind::Map(merge::assemble(builder.unique(entries)?, merges)),
        };
        Ok(Value::new(kind, span))
    }
}
