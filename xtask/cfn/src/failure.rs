//! The failures of commands and their exit codes.

use std::fmt;
use std::process::ExitCode;

/// A command's failure.
#[derive(Debug)]
pub enum Failure {
    /// Invalid input: exit code 2, as for a wrong argument.
    Input(String),
    /// A check failed: exit code 1.
    Check(String),
    /// The command has told its failure itself, and ends with this exit code.
    #[cfg(feature = "deploy")]
    Reported(u8),
    /// An I/O or network error: exit code 3.
    Environment(String),
}

impl Failure {
    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Check(_) => 1,
            Self::Input(_) => 2,
            Self::Environment(_) => 3,
            #[cfg(feature = "deploy")]
            Self::Reported(code) => *code,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) | Self::Check(message) | Self::Environment(message) => f.write_str(message),
            #[cfg(feature = "deploy")]
            Self::Reported(code) => write!(f, "the command failed with exit code {code}"),
        }
    }
}

impl From<cfn_stdout::Error> for Failure {
    fn from(error: cfn_stdout::Error) -> Self {
        Self::Environment(format!("{error}\n  help: {}", error.remedy()))
    }
}

impl From<cfn_spec::Errors> for Failure {
    fn from(errors: cfn_spec::Errors) -> Self {
        Self::Input(errors.to_string())
    }
}
