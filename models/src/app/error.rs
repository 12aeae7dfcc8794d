//! What is wrong with a program of several stacks.

use std::fmt;
use std::path::PathBuf;

use crate::check::Findings;

/// What is wrong with a program of several stacks.
///
/// `Debug` is what `Display` writes: it is what Rust prints of an error that `main` returns.
#[non_exhaustive]
pub enum AppError {
    /// The stacks whose templates CloudFormation would refuse, by their names.
    Stacks(Vec<(String, Findings)>),
    /// References between stacks that cannot be resolved.
    CrossStack(Vec<String>),
    /// An environment that the program has no settings for.
    Context(String),
    /// Lookups that are not resolved, or cannot be: `cfn lookup` resolves them.
    Lookups(Vec<String>),
    /// A command line that cannot be understood.
    CommandLine(String),
    /// A file that cannot be written.
    Write(PathBuf, std::io::Error),
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stacks(stacks) => {
                for (index, (name, findings)) in stacks.iter().enumerate() {
                    let line = if index > 0 { "\n" } else { "" };
                    write!(f, "{line}stack `{name}`:\n{findings}")?;
                }
                Ok(())
            }
            Self::CrossStack(problems) | Self::Lookups(problems) => f.write_str(&problems.join("\n")),
            Self::Context(problem) | Self::CommandLine(problem) => f.write_str(problem),
            Self::Write(path, error) => write!(f, "{} cannot be written: {error}", path.display()),
        }
    }
}

impl fmt::Debug for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for AppError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write(_, error) => Some(error),
            _ => None,
        }
    }
}
