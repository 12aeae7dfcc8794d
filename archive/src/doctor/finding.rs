//! What an examination finds.

use cfn_deploy::aws::ApiError;
use cfn_deploy::{Event, Remedy};

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub subject: String,
    /// Whether the check passed; `None` if that is unknown.
    pub passed: Option<bool>,
    /// What was found.
    pub message: String,
    /// What to do about it, if it is not as it should be: one of these.
    pub remedies: Vec<String>,
}

impl Finding {
    pub(crate) fn passed(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { subject: subject.into(), passed: Some(true), message: message.into(), remedies: Vec::new() }
    }

    pub(crate) fn failed(subject: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { subject: subject.into(), passed: Some(false), message: message.into(), remedies: vec![remedy.into()] }
    }

    /// A check whose result cannot be determined.
    pub(crate) fn unknown(subject: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { subject: subject.into(), passed: None, message: message.into(), remedies: vec![remedy.into()] }
    }

    /// A check whose result is unknown because a call failed.
    pub(crate) fn call_failed(subject: impl Into<String>, error: &ApiError) -> Self {
        let remedy = if error.is_denied() {
            format!("ask for the permission {}", error.action())
        } else {
            "check the network and try again".to_owned()
        };
        Self::unknown(subject, error.to_string(), remedy)
    }
}

impl From<Finding> for Event {
    fn from(finding: Finding) -> Self {
        Self::Check {
            subject: finding.subject,
            passed: finding.passed,
            message: finding.message,
            remedies: finding.remedies.into_iter().map(Remedy::from).collect(),
        }
    }
}
