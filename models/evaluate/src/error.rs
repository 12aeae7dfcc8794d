//! The errors of an evaluation.

use std::fmt;

use cfn_template::{Position, Span};

/// The kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A function has an invalid argument.
    Argument,
    /// A parameter, resource, condition, mapping or export is not declared.
    Undefined,
    /// A mapping does not have the key, or a list does not have the item.
    NotFound,
    /// `AWS::NoValue` for a required value.
    NoValue,
    /// A condition refers to itself.
    Cycle,
    /// A loop generates a duplicate key.
    DuplicateKey,
    /// The value would be too large, or is nested too deeply.
    Limit,
}

/// A segment of a path in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

/// An error of an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of error.
    pub kind: ErrorKind,
    /// The message.
    pub message: String,
    /// The remedy.
    pub remedy: &'static str,
    /// The place in the source; [`Span::default`] if the value has none.
    pub span: Span,
    /// Boxed, to keep results small.
    detail: Box<Detail>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Detail {
    names: Vec<String>,
    /// The path to the value with the error, in reverse.
    steps: Vec<Step>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Span, message: impl Into<String>, remedy: &'static str) -> Self {
        Self { kind, message: message.into(), remedy, span, detail: Box::default() }
    }

    pub(crate) fn about<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.detail.names = names.into_iter().map(str::to_owned).collect();
        self
    }

    pub(crate) fn within(mut self, step: Step) -> Self {
        self.detail.steps.push(step);
        self
    }

    /// The path from the evaluated value to the one with the error.
    pub fn path(&self) -> impl Iterator<Item = &Step> {
        self.detail.steps.iter().rev()
    }

    /// The names in the error: a mapping and its keys, a condition, an index, `Fn::ImportValue` and an export; otherwise
    /// empty.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.detail.names
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.path().enumerate() {
            match step {
                Step::Key(key) if at == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        if self.span.start != Position::default() {
            let open = if self.detail.steps.is_empty() { "" } else { " " };
            write!(f, "{open}({})", self.span.start)?;
        }
        if !self.detail.steps.is_empty() || self.span.start != Position::default() {
            f.write_str(": ")?;
        }
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for Error {}
