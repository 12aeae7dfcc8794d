//! Operations on stacks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::OnFailure;
use crate::timestamp::Timestamp;

/// An operation in progress on a stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) cause: Cause,
    /// What is to be deployed.
    pub(crate) goal: Deployment,
    pub(crate) on_failure: OnFailure,
    /// `RetainExceptOnCreate`: resources to be retained are deleted if this operation created them.
    pub(crate) retain_except_on_create: bool,
    /// By a key that is unique in the operation.
    pub(crate) tasks: BTreeMap<String, Task>,
    /// The logical IDs that failed in this phase, in this order.
    pub(crate) failed: Vec<String>,
    /// The resources to skip: `RetainResources`, `ResourcesToSkip`.
    pub(crate) skip: Vec<String>,
    /// Whether a deletion continues after failures.
    pub(crate) force: bool,
    /// The resources to import: logical ID to identifier.
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) change_set_id: Option<String>,
    /// The stack policy.
    pub(crate) policy: Option<String>,
    /// The role of the caller, unless it is a root user: without a service role, CloudFormation uses its permissions.
    #[serde(default)]
    pub(crate) caller: Option<String>,
}

impl Operation {
    /// Whether a failure leaves the stack as it is, instead of rolling it back.
    pub(crate) fn preserves_resources(&self) -> bool {
        self.on_failure == OnFailure::DoNothing && self.kind != Kind::Import
    }
}

/// The type of an operation.
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
    /// After success: deleting what was replaced or removed.
    Cleanup,
    /// Rollback of an update: restoring resources.
    Restore,
    /// Rollback of an update: deleting what it created.
    RestoreCleanup,
    /// Rollback of a creation: deleting what it created.
    Undo,
    /// Rollback of an import: releasing what it imported.
    Release,
    /// Deleting the stack.
    Delete,
}

/// The work on one resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) logical_id: String,
    pub(crate) action: Action,
    /// The keys of the tasks that it depends on.
    pub(crate) needs: BTreeSet<String>,
    pub(crate) progress: Progress,
}

/// The action of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Action {
    /// Create or update the resource according to the template.
    Apply,
    /// Restore the previous state.
    Restore(Box<Resource>),
    /// Delete the resource.
    Delete(Box<Resource>),
    /// Remove the resource from the stack without deleting it.
    Retain(Box<Resource>),
    /// Release an imported resource.
    Release(Box<Resource>),
}

/// The progress of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Progress {
    Waiting,
    /// Complete at that time.
    Running(Timestamp),
    /// Further calls are made, one after the other.
    Calling(PendingCalls),
    Done,
    Failed,
    Cancelled,
}

/// Calls that are made, and events that are waited for, one after the other.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PendingCalls {
    /// The remaining ones.
    pub(crate) calls: Vec<PendingCall>,
    /// The one in progress: StackSet and operation ID.
    pub(crate) running: Option<(String, String)>,
}

impl Task {
    pub(crate) fn new(logical_id: &str, action: Action, needs: BTreeSet<String>) -> Self {
        Self { logical_id: logical_id.to_owned(), action, needs, progress: Progress::Waiting }
    }
}
