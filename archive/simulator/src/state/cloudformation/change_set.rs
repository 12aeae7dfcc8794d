//! Change sets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::change::Changes;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::status::{ChangeSetStatus, ChangeSetType, ExecutionStatus, OnFailure};
use crate::timestamp::Timestamp;

/// A change set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChangeSet {
    /// The ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ChangeSetType,
    pub(crate) description: Option<String>,
    pub(crate) created: Timestamp,
    /// The creation is in progress until this time.
    pub(crate) ready: Timestamp,
    pub(crate) failure: Option<String>,
    /// The failures of early validation.
    pub(crate) validations: Vec<ValidationFailure>,
    pub(crate) execution_status: ExecutionStatus,
    pub(crate) goal: Deployment,
    pub(crate) changes: Changes,
    pub(crate) token: Option<String>,
    /// The `ClientRequestToken` with which it was executed.
    #[serde(default)]
    pub(crate) executed_with: Option<String>,
    pub(crate) on_failure: Option<OnFailure>,
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether it was created with the `DeploymentMode` `REVERT_DRIFT`: it compares with the actual state, not with the
    /// last deployment.
    #[serde(default)]
    pub(crate) reverts_drift: bool,
}

/// A failure of early validation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ValidationFailure {
    /// `AWS::EarlyValidation::PropertyValidation`, …
    pub(crate) name: String,
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    /// The path in the template.
    pub(crate) path: String,
    pub(crate) reason: String,
}

impl ChangeSet {
    pub(crate) fn status(&self, now: Timestamp) -> ChangeSetStatus {
        match &self.failure {
            _ if now < self.ready => ChangeSetStatus::CreateInProgress,
            Some(_) => ChangeSetStatus::Failed,
            None => ChangeSetStatus::CreateComplete,
        }
    }

    pub(crate) fn execution_status(&self, now: Timestamp) -> ExecutionStatus {
        if now < self.ready { ExecutionStatus::Unavailable } else { self.execution_status }
    }
}
