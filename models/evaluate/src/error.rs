//! Why an expression has no value, and where.

use std::fmt;

use cfn_template::{Position, Span};

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A function is given what it does not take.
    Argument,
    /// There is no parameter, resource, condition, mapping or export of this name.
    Undefined,
    /// A mapping has no such key, or a list no such item.
    NotFound,
    /// `AWS::NoValue` where a value is needed.
    NoValue,
    /// A condition needs itself.
    Cycle,
    /// A loop makes the same key twice.
    DuplicateKey,
    /// The value would be too large, or is nested too deep.
    Limit,
}

/// One step to a value in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list, counted from 0.
    Index(usize),
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The rule that is broken.
    pub kind: ErrorKind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
    /// Where in the source; [`Span::default`] if the value has no place there.
    pub span: Span,
    /// Boxed, so that results stay small.
    detail: Box<Detail>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Detail {
    names: Vec<String>,
    /// From the outermost value to the innermost that the error is about, in reverse.
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

    /// The way from the value that was evaluated to the one that is wrong.
    pub fn path(&self) -> impl Iterator<Item = &Step> {
        self.detail.steps.iter().rev()
    }

    /// The names that the error is about: of a mapping and its keys, of a condition, of an index, of `Fn::ImportValue` and an export; else empty.
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
