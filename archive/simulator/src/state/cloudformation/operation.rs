//! Saved operations of stacks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::set_call::PendingCall;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::OnFailure;
use crate::timestamp::Timestamp;

/// An operation of a stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) cause: Cause,
    /// The desired state of the stack.
    pub(crate) goal: Deployment,
    pub(crate) on_failure: OnFailure,
    /// `RetainExceptOnCreate`: retained resources are deleted if this operation created them.
    pub(crate) retain_except_on_create: bool,
    /// The tasks, by a key that is unique in the operation.
    pub(crate) tasks: BTreeMap<String, Task>,
    /// The logical IDs that failed in this phase, in order.
    pub(crate) failed: Vec<String>,
    /// Resources that are skipped: `RetainResources`, `ResourcesToSkip`.
    pub(crate) skip: Vec<String>,
    /// Whether a deletion ignores resources that cannot be deleted.
    pub(crate) force: bool,
    /// The resources to import: logical ID to identifier.
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) change_set_id: Option<String>,
    /// The stack policy.
    pub(crate) policy: Option<String>,
    /// The role of the caller, if it is not a root user; CloudFormation uses its permissions if there is no service role.
    #[serde(default)]
    pub(crate) caller: Option<String>,
}

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Create,
    Update,
    Import,
    Delete,
}

/// The phase of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// Creating and updating resources.
    Apply,
    /// Deleting replaced and removed resources after success.
    Cleanup,
    /// Rolling back resources.
    Restore,
    /// Deleting resources that the failed update created.
    RestoreCleanup,
    /// Deleting resources that the failed creation created.
    Undo,
    /// Removing resources that the failed import imported.
    Release,
    /// Deleting the stack.
    Delete,
}

/// A task for a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) logical_id: String,
    pub(crate) action: Action,
    /// Keys of tasks that have to complete first.
    pub(crate) needs: BTreeSet<String>,
    pub(crate) progress: Progress,
}

/// The kinds of tasks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Action {
    /// Create or update the resource.
    Apply,
    /// Roll back the resource.
    Restore(Box<Resource>),
    /// Delete it.
    Delete(Box<Resource>),
    /// Remove it from the stack without deleting it.
    Retain(Box<Resource>),
    /// Undo its import.
    Release(Box<Resource>),
}

/// The state of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Progress {
    Waiting,
    /// In progress until the time.
    Running(Timestamp),
    /// The first call is complete; further calls follow.
    Calling(PendingCalls),
    Done,
    Failed,
    Cancelled,
}

/// Calls of a stack set, one after the other.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PendingCalls {
    /// The remaining calls.
    pub(crate) calls: Vec<PendingCall>,
    /// The current call: stack set and operation ID.
    pub(crate) running: Option<(String, String)>,
}

impl Task {
    pub(crate) fn new(logical_id: &str, action: Action, needs: BTreeSet<String>) -> Self {
        Self { logical_id: logical_id.to_owned(), action, needs, progress: Progress::Waiting }
    }
}
