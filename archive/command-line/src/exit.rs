//! The exit codes, which are part of the interface.

use std::process::ExitCode;

use cfn_deploy::aws::ConnectError;
use cfn_deploy::{self as deploy, Explanation, Remedy};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Success = 0,
    /// The command line, the configuration or the credentials are wrong, or a call was refused. Nothing was changed.
    ///
    /// Also of a command that did what it was asked to do, but could not write all of its output. A command that fails for another
    /// reason keeps that reason's code.
    Usage = 2,
    /// The operation was not approved. What it concerns was not changed.
    Refused = 3,
    /// The operation failed, and everything is as it was before.
    Failed = 4,
    /// The stack is in a state that needs somebody's decision, or there is no stack.
    ActionRequired = 5,
    /// Interrupted. An operation that was begun continues in AWS.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration cannot be used; the message says what to correct, and where.
    #[error("{0}")]
    Config(String),
    /// There is nobody to call AWS as.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The engine's operation did not succeed.
    #[error(transparent)]
    Deploy(#[from] deploy::Error),
    /// It did not, after a part of what it was to do was done: also if a later part was not approved.
    #[error("{0}\n  a part of the operation was done before this")]
    Partly(deploy::Error),
    /// The simulated AWS cannot be started.
    #[error("the simulated AWS cannot be started: {0}")]
    Simulator(String),
    /// Part of the output is lost.
    #[error(transparent)]
    Output(#[from] cfn_stdout::Error),
    /// Something else, with its remedy.
    #[error("{message}")]
    Other {
        /// The message.
        message: String,
        /// The remedy.
        remedy: Remedy,
        /// The exit code.
        exit: Exit,
    },
}

impl CommandError {
    /// A mistake in how the command was called.
    pub fn usage(message: impl Into<String>, remedy: impl Into<Remedy>) -> Self {
        Self::Other { message: message.into(), remedy: remedy.into(), exit: Exit::Usage }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Config(_) | Self::Connect(_) | Self::Simulator(_) | Self::Output(_) => Exit::Usage,
            Self::Deploy(error) => match error {
                deploy::Error::Request(_)
                | deploy::Error::Api(_)
                | deploy::Error::TemplateBucket { .. }
                | deploy::Error::Invalid { .. } => Exit::Usage,
                deploy::Error::Refused(_) => Exit::Refused,
                deploy::Error::RolledBack(_) => Exit::Failed,
                deploy::Error::OperationFailed { .. }
                | deploy::Error::InvalidState { .. }
                | deploy::Error::PollingFailed { .. } => Exit::ActionRequired,
            },
            Self::Partly(_) => Exit::ActionRequired,
            Self::Other { exit, .. } => *exit,
        }
    }

    /// The known causes.
    pub fn explanations(&self) -> Vec<Explanation> {
        match self {
            Self::Deploy(error) | Self::Partly(error) => error.explanations(),
            Self::Config(_) | Self::Connect(_) | Self::Simulator(_) | Self::Output(_) | Self::Other { .. } => {
                Vec::new()
            }
        }
    }

    /// What the user can do about it who calls AWS as `profile`, where the message does not say it already.
    pub fn remedies(&self, profile: Option<&str>) -> Vec<Remedy> {
        let mut remedies = match self {
            Self::Config(_) => Vec::new(),
            Self::Connect(error) => error.remedies(),
            Self::Deploy(error) => error.remedies(),
            Self::Partly(error) => {
                let mut remedies = error.remedies();
                if !remedies.contains(&Remedy::Retry) {
                    remedies.push(Remedy::Retry);
                }
                remedies
            }
            Self::Simulator(_) => vec!["name another folder with --state".into()],
            Self::Output(error) => vec![error.remedy().into()],
            Self::Other { remedy, .. } => vec![remedy.clone()],
        };
        for remedy in &mut remedies {
            if let Remedy::SignIn { profile: unknown @ None } = remedy {
                *unknown = profile.map(str::to_owned);
            }
        }
        remedies
    }
}
