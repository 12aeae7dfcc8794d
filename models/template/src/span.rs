//! Places in the source.

use std::fmt;
use std::ops::Range;

/// A position in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The byte offset from the start of the source.
    pub offset: usize,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Position {
    /// The start of a source.
    pub const START: Self = Self { offset: 0, line: 1, column: 1 };

    /// The position after `text`, which starts here and contains no line break.
    pub(crate) fn after(self, text: &str) -> Self {
        Self { offset: self.offset + text.len(), line: self.line, column: self.column + text.chars().count() }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A range of the source, from `start` to `end` (exclusive).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// The position after the last character.
    pub end: Position,
}

impl Span {
    /// The range from `start` to `end`.
    #[must_use]
    pub fn new(start: Position, end: Position) -> Self {
        Self { start, end }
    }

    /// The empty range at `position`.
    #[must_use]
    pub fn at(position: Position) -> Self {
        Self { start: position, end: position }
    }

    /// The byte range of the span.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.start.offset..self.end.offset
    }

    /// The part of `source` in the span, or `None` if the span is not valid for `source`.
    #[must_use]
    pub fn text<'a>(&self, source: &'a str) -> Option<&'a str> {
        source.get(self.bytes())
    }
}
