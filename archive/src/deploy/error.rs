//! How an operation of the engine can end without success.

use super::danger::Danger;
use super::explain::explain;
use super::failure::FailureReport;
use super::request::RequestError;
use crate::aws::ApiError;

/// An operation that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request breaks a limit; nothing was called.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A call failed before anything was changed.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// CloudFormation refused the change set; nothing was changed.
    #[error("CloudFormation refuses to change {stack}:\n{}", .errors.iter().map(|error| format!("  - {error}")).collect::<Vec<_>>().join("\n"))]
    Invalid {
        /// The stack's name.
        stack: String,
        /// Every error that it found; never empty.
        errors: Vec<String>,
    },
    /// Nobody allowed it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The operation failed, and the stack is as it was before.
    #[error("{}", .0.headline())]
    RolledBack(Box<FailureReport>),
    /// The operation failed, and the stack is in a state that needs a decision.
    #[error("{}", .report.headline())]
    NeedsHuman {
        /// Why it failed.
        report: Box<FailureReport>,
        /// What to do.
        remedy: String,
    },
    /// The stack is in a state in which the operation cannot begin.
    #[error("{message}")]
    Stuck {
        /// Which state.
        message: String,
        /// What to do.
        remedy: String,
    },
}

/// A safety gate that stayed shut. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Dangers that were not allowed.
    #[error("not allowed without an explicit word:{}", .0.iter().map(|danger| format!("\n  - {}", danger.message)).collect::<String>())]
    Dangers(Vec<Danger>),
    /// An ordinary question that was not answered with yes.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
    /// A saved plan that no longer fits the world.
    #[error("the plan is out of date: {0}")]
    Moved(String),
}

impl Error {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Request(error) => Some(error.remedy.clone()),
            Self::Api(error) if error.is_credentials() => {
                Some("the credentials are expired or wrong: sign in again, with `aws sso login` if you use SSO".into())
            }
            Self::Api(error) if error.is_denied() => {
                Some(format!("ask for the permission {}, or use another profile", error.permission()))
            }
            Self::Api(error) => match error.origin {
                crate::aws::Origin::Transient => {
                    Some("run the same command again; it takes up where this one stopped".into())
                }
                crate::aws::Origin::Client => Some("check the network, the proxy and AWS_ENDPOINT_URL".into()),
                crate::aws::Origin::Service => None,
            },
            Self::Invalid { errors, .. } => {
                let known = errors.iter().find_map(|error| explain(error));
                known.map(|known| format!("{}: {}", known.meaning, known.remedy))
            }
            Self::Refused(Refusal::Dangers(dangers)) => {
                let mut words: Vec<_> = dangers.iter().map(|danger| danger.kind.word()).collect();
                words.sort_unstable();
                words.dedup();
                Some(format!("if this is what you want, add --allow {}", words.join(",")))
            }
            Self::Refused(Refusal::Unconfirmed(_)) => Some("run it on a terminal, or add --yes".into()),
            Self::Refused(Refusal::Moved(_)) => Some("make a new plan".into()),
            Self::RolledBack(report) => report.remedy(),
            Self::NeedsHuman { remedy, .. } | Self::Stuck { remedy, .. } => Some(remedy.clone()),
        }
    }
}
