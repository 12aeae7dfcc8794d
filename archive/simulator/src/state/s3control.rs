//! The saved state of S3 Batch Operations jobs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::xml::Element;
use crate::timestamp::Timestamp;
use crate::wire_enum::wire_enum;

wire_enum! {
    /// The states of a job: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html>. S3 itself pauses jobs, so
    /// `Paused` and `Pausing` do not occur here.
    JobStatus {
        New = "New",
        Preparing = "Preparing",
        Suspended = "Suspended",
        Ready = "Ready",
        Active = "Active",
        Completing = "Completing",
        Complete = "Complete",
        Cancelling = "Cancelling",
        Cancelled = "Cancelled",
        Failing = "Failing",
        Failed = "Failed",
    }
}

impl JobStatus {
    /// Whether the job is over.
    pub(crate) fn is_terminal(self) -> bool {
        matches!(self, Self::Complete | Self::Cancelled | Self::Failed)
    }
}

/// One job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// The document of `CreateJob`.
    pub(crate) request: Element,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) priority: u32,
    pub(crate) status: JobStatus,
    pub(crate) created: Timestamp,
    /// When it changes to the next status.
    pub(crate) due: Timestamp,
    pub(crate) suspended: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    /// The reason given with `UpdateJobStatus`.
    pub(crate) update_reason: Option<String>,
    /// Why it failed: a code and a reason.
    pub(crate) failure: Option<(String, String)>,
    /// The generated manifest, if it was saved: `GeneratedManifestDescriptor`.
    pub(crate) generated: Option<Element>,
    pub(crate) tasks: Vec<Task>,
    /// For how many seconds it was active.
    pub(crate) active_seconds: u64,
}

/// The work on one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) version_id: Option<String>,
    /// The result, once the task has run.
    pub(crate) outcome: Option<TaskOutcome>,
}

/// The result of a task in the completion report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskOutcome {
    pub(crate) succeeded: bool,
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Job {
    /// The name of the operation that it does on each object.
    pub(crate) fn operation(&self) -> &str {
        let operation = self.request.get("Operation").and_then(|operation| operation.children.first());
        operation.map_or("", |operation| operation.name.as_str())
    }

    pub(crate) fn role(&self) -> &str {
        self.request.text_at(&["RoleArn"]).unwrap_or("")
    }

    /// How many tasks went well, and how many did not.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let outcomes = || self.tasks.iter().filter_map(|task| task.outcome.as_ref());
        (outcomes().filter(|task| task.succeeded).count(), outcomes().filter(|task| !task.succeeded).count())
    }
}
