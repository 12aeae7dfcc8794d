//! How an operation of the engine can fail.

use super::danger::Danger;
use super::explain::{Explanation, explain};
use super::failure::FailureReport;
use super::help::help;
use super::remedy::Remedy;
use super::request::RequestError;
use crate::aws::ApiError;

/// An operation that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request exceeds a limit; no call was made.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A call failed before anything was changed.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The template cannot be uploaded for CloudFormation; nothing was changed.
    #[error("the template cannot be put into the bucket {bucket}: {error}")]
    TemplateBucket {
        /// The bucket's name.
        bucket: String,
        /// S3's message.
        error: Box<ApiError>,
        /// The remedy.
        remedies: Vec<Remedy>,
    },
    /// A started operation can no longer be followed. It continues in AWS.
    #[error("the operation on {stack} continues in AWS, and cannot be followed any more: {error}")]
    PollingFailed {
        /// The stack's name.
        stack: String,
        /// Why not.
        error: Box<ApiError>,
    },
    /// CloudFormation rejected the change set; nothing was changed.
    #[error("CloudFormation refuses to change {stack}:\n{}", .errors.iter().map(|error| format!("  - {error}")).collect::<Vec<_>>().join("\n"))]
    Invalid {
        /// The stack's name.
        stack: String,
        /// Every error that it found; never empty.
        errors: Vec<String>,
    },
    /// It was not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The operation failed, and the stack is as it was before.
    #[error("{}", .0.headline())]
    RolledBack(Box<FailureReport>),
    /// The operation failed, and the stack is in a state that needs a decision.
    #[error("{}", .report.headline())]
    OperationFailed {
        /// Why it failed.
        report: Box<FailureReport>,
        /// The remedy.
        remedies: Vec<Remedy>,
    },
    /// The stack is in a state in which the operation cannot begin.
    #[error("{message}")]
    InvalidState {
        /// Which state.
        message: String,
        /// The remedy.
        remedies: Vec<Remedy>,
    },
}

/// An operation that was not confirmed or allowed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Dangers that were not allowed.
    #[error("refused: these changes need approval:{}", .0.iter().map(|danger| format!("\n  - {}", danger.message)).collect::<String>())]
    Dangers(Vec<Danger>),
    /// An ordinary question that was not answered with yes.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
    /// A saved plan that is out of date.
    #[error("the plan is out of date: {0}")]
    OutOfDate(String),
}

impl Error {
    /// There is no stack called `name`; it can be deployed.
    #[must_use]
    pub fn no_stack(name: &str) -> Self {
        Self::InvalidState { message: format!("the stack {name} does not exist"), remedies: vec![Remedy::Deploy] }
    }

    /// The known causes.
    pub fn explanations(&self) -> Vec<Explanation> {
        match self {
            Self::Invalid { errors, .. } => errors.iter().find_map(|error| explain(error)).into_iter().collect(),
            Self::RolledBack(report) | Self::OperationFailed { report, .. } => report.explanations(),
            _ => Vec::new(),
        }
    }

    /// What to do about it, in addition to the [explanations](Self::explanations).
    pub fn remedies(&self) -> Vec<Remedy> {
        match self {
            Self::Request(error) => error.remedies.clone(),
            Self::Api(error) => error.remedies(),
            Self::PollingFailed { error, .. } => {
                let mut remedies = error.remedies();
                remedies.retain(|remedy| *remedy != Remedy::Retry);
                remedies.push(Remedy::Reattach);
                remedies
            }
            Self::Refused(Refusal::Dangers(found)) => {
                let mut dangers: Vec<_> = found.iter().map(|danger| danger.kind).collect();
                dangers.sort_unstable();
                dangers.dedup();
                vec![Remedy::Allow { dangers }]
            }
            Self::Refused(Refusal::Unconfirmed(_)) => vec![Remedy::Confirm],
            Self::Refused(Refusal::OutOfDate(_)) => vec![Remedy::Plan],
            Self::Invalid { .. } | Self::RolledBack(_) => Vec::new(),
            Self::TemplateBucket { remedies, .. }
            | Self::OperationFailed { remedies, .. }
            | Self::InvalidState { remedies, .. } => remedies.clone(),
        }
    }

    /// The explanations and remedies as one text, without the commands of any program; `None` if there are none.
    pub fn help(&self) -> Option<String> {
        help(&self.explanations(), &self.remedies(), Remedy::to_string)
    }
}
