//! The errors of a template.

use std::fmt;
use std::ops::Deref;

use crate::{Excerpt, Span};

/// The kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not well-formed JSON or YAML.
    Syntax,
    /// A map has a duplicate key.
    DuplicateKey,
    /// A key is null, a list, a map or an alias.
    Key,
    /// A tag that CloudFormation does not support, or one that contradicts its value.
    Tag,
    /// An alias without an anchor before it, or inside the value that it refers to.
    Alias,
    /// A merge key whose value is neither a map nor a list of maps.
    MergeKey,
    /// A number that binary64 cannot hold.
    Number,
    /// The document, a section or a resource is not a map.
    NotAMap,
    /// There is no template.
    Missing,
    /// One of the [`Options`](crate::Options)' limits is exceeded.
    Limit,
}

/// An error in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The index.
    pub span: Span,
    /// The message, without the place.
    pub message: String,
    /// The remedy.
    pub remedy: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Span, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), remedy: remedy.into() }
    }

    /// The lines of `source` with the error underlined.
    #[must_use]
    pub fn excerpt<'a>(&self, source: &'a str) -> Excerpt<'a> {
        Excerpt::new(source, self.span)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.span.start, self.message, self.remedy)
    }
}

impl std::error::Error for Error {}

/// All errors in a template, in document order; at least one and at most [`Errors::MAX`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// Parsing stops after this number of errors.
    pub const MAX: usize = 100;

    /// The errors, unless there are none.
    pub(crate) fn of(mut errors: Vec<Error>) -> Option<Self> {
        errors.sort_by_key(|error| error.span.start);
        (!errors.is_empty()).then_some(Self(errors))
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl Deref for Errors {
    type Target = [Error];

    fn deref(&self) -> &[Error] {
        &self.0
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// The beginning of a string, for a message.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
