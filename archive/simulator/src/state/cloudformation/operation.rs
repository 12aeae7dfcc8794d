//! An operation under way on a stack, as it is saved.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::set_call::PendingCall;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::OnFailure;
use crate::timestamp::Timestamp;

/// An operation under way on a stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) cause: Cause,
    /// What the stack is to become.
    pub(crate) goal: Deployment,
    pub(crate) on_failure: OnFailure,
    /// `RetainExceptOnCreate`: resources to be retained are deleted all the same where this operation made them.
    pub(crate) retain_except_on_create: bool,
    /// By a key that is unique in the operation.
    pub(crate) tasks: BTreeMap<String, Task>,
    /// The logical ids that failed in this phase, in the order of failing.
    pub(crate) failed: Vec<String>,
    /// Resources that are given up: `RetainResources`, `ResourcesToSkip`.
    pub(crate) skip: Vec<String>,
    /// Whether a deletion goes on past what it cannot delete.
    pub(crate) force: bool,
    /// What to import: logical id to identifier.
    pub(crate) import: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) change_set_id: Option<String>,
    /// The stack policy that says which resources may be touched.
    pub(crate) policy: Option<String>,
    /// The role of who started it, where that is not a root user: without a service role CloudFormation works with its rights.
    #[serde(default)]
    pub(crate) caller: Option<String>,
}

/// What an operation was started as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Create,
    Update,
    Import,
    Delete,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// Making and changing resources.
    Apply,
    /// Deleting what was replaced or left out, after success.
    Cleanup,
    /// Changing resources back.
    Restore,
    /// Deleting what the failed update made.
    RestoreCleanup,
    /// Deleting what the failed creation made.
    Undo,
    /// Letting go of what the failed import took in.
    Release,
    /// Deleting the stack.
    Delete,
}

/// What is to be done with one resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) logical_id: String,
    pub(crate) action: Action,
    /// Keys of tasks that come first.
    pub(crate) needs: BTreeSet<String>,
    pub(crate) progress: Progress,
}

/// The kinds of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Action {
    /// Make the resource, or change it, as the goal's template says.
    Apply,
    /// Change the resource back.
    Restore(Box<Resource>),
    /// Delete it.
    Delete(Box<Resource>),
    /// Let it go without deleting it.
    Retain(Box<Resource>),
    /// Let go of it as if it had not been imported.
    Release(Box<Resource>),
}

/// How far a task is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Progress {
    Waiting,
    /// The work is done at that time.
    Running(Timestamp),
    /// Done as far as the service's own call goes; further calls follow one another.
    Calling(PendingCalls),
    Done,
    Failed,
    Cancelled,
}

/// What is done or awaited one after the other.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PendingCalls {
    /// Those still to be made.
    pub(crate) calls: Vec<PendingCall>,
    /// The one that runs: stack set and operation id.
    pub(crate) running: Option<(String, String)>,
}

impl Task {
    pub(crate) fn new(logical_id: &str, action: Action, needs: BTreeSet<String>) -> Self {
        Self { logical_id: logical_id.to_owned(), action, needs, progress: Progress::Waiting }
    }
}
