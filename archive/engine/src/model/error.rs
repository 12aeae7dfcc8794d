//! How an operation of the engine can end without success.

use super::danger::Danger;
use super::explain::explain;
use super::failure::FailureReport;
use super::request::RequestError;
use crate::aws::{ApiError, Origin};

/// An operation that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request breaks a limit; nothing was called.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A call failed before anything was changed.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The template cannot be put where CloudFormation reads it; nothing was changed.
    #[error("the template cannot be put into the bucket {bucket}: {error}")]
    TemplateBucket {
        /// The bucket's name.
        bucket: String,
        /// What S3 said.
        error: Box<ApiError>,
        /// What to do.
        remedy: String,
    },
    /// An operation that was begun can no longer be followed. It goes on.
    #[error("the operation on {stack} goes on, and cannot be followed any more: {error}")]
    OutOfSight {
        /// The stack's name.
        stack: String,
        /// Why not.
        error: Box<ApiError>,
    },
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
    /// There is no stack called `name`.
    pub(crate) fn no_stack(name: &str) -> Self {
        Self::Stuck {
            message: format!("there is no stack {name}"),
            remedy: "create it with `archive deploy`".to_owned(),
        }
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        self.remedy_for(None)
    }

    /// What the user can do about it who calls AWS as `profile`.
    pub fn remedy_for(&self, profile: Option<&str>) -> Option<String> {
        match self {
            Self::Request(error) => Some(error.remedy.clone()),
            Self::Api(error) => of_call(error, profile),
            Self::TemplateBucket { remedy, .. } => Some(remedy.clone()),
            Self::OutOfSight { error, .. } => {
                let again = "run the same command again to re-attach, or watch with `archive events --follow`";
                Some(of_call(error, profile).map_or(again.to_owned(), |first| format!("{first}; then {again}")))
            }
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

/// What to do about a call that failed.
fn of_call(error: &ApiError, profile: Option<&str>) -> Option<String> {
    if error.is_credentials() {
        let option = profile.map(|profile| format!(" --profile {profile}")).unwrap_or_default();
        return Some(format!(
            "the credentials are expired or wrong: sign in again, with `aws sso login{option}` if you use SSO"
        ));
    }
    if error.is_denied() {
        return Some(format!("ask for the permission {}, or use another profile", error.action()));
    }
    match error.origin {
        // With a code it was AWS that could not answer now; without one nobody answered.
        Origin::Transient if error.code.is_some() => {
            Some("run the same command again; it takes up where this one stopped".into())
        }
        Origin::Transient => {
            Some("check the network, the proxy and AWS_ENDPOINT_URL, then run the same command again".into())
        }
        Origin::Client => Some("check the network, the proxy and AWS_ENDPOINT_URL".into()),
        Origin::Credentials => None,
        // CloudFormation reads a template from S3 with the caller's permissions.
        Origin::Service if error.message.starts_with("S3 error") => {
            Some("allow s3:GetObject on the template's bucket".into())
        }
        Origin::Service => None,
    }
}
