//! Change sets, as they are saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::change::Changes;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::status::{ChangeSetStatus, ChangeSetType, ExecutionStatus, OnFailure};
use crate::timestamp::Timestamp;

/// One change set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChangeSet {
    /// The ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ChangeSetType,
    pub(crate) description: Option<String>,
    pub(crate) created: Timestamp,
    /// Until then it is still being made.
    pub(crate) ready: Timestamp,
    pub(crate) failure: Option<String>,
    /// What early validation found wrong.
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
    /// Whether it was made with `DeploymentMode` `REVERT_DRIFT`: it compares with what is there, not with what was last applied.
    #[serde(default)]
    pub(crate) reverts_drift: bool,
}

/// Something that early validation found wrong with a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ValidationFailure {
    /// `AWS::EarlyValidation::PropertyValidation`, …
    pub(crate) name: String,
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    /// Where in the template.
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
