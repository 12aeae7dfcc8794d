//! Errors in an input, each with its place.

use std::fmt;

/// An error with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The place: `AWS::S3::Bucket.ReplicationRule/Status` in a document, `s3.txt:12` in a file of the snapshot.
    pub at: String,
    /// The message, with the remedy if there is one.
    pub message: String,
}

impl Problem {
    /// An error at `at`.
    pub fn new(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

/// All errors in an input; not empty if it is returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<Problem>);

impl Errors {
    /// A single problem.
    pub fn one(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![Problem::new(at, message)])
    }

    /// The errors, in the order in which they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }

    /// `Ok(value)` if there are no errors, all errors otherwise.
    ///
    /// # Errors
    /// If `problems` is not empty.
    pub fn check<T>(value: T, problems: Vec<Problem>) -> Result<T, Self> {
        if problems.is_empty() { Ok(value) } else { Err(Self(problems)) }
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.0.len() > 1 {
            write!(f, "\n{} problems", self.0.len())?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}
