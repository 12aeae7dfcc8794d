//! The events of the engine, with one type for all outputs: a terminal, plain lines, JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::change::Plan;
use super::danger::Danger;
use super::deletion::DeletionOutcome;
use super::drift::DriftReport;
use super::event::ResourceEvent;
use super::explain::Explanation;
use super::failure::FailureReport;
use super::remedy::Remedy;
use super::status::StackReport;
use super::template_diff::TemplateDiff;

/// Receives the engine's events, in order.
pub trait Reporter: Send + Sync {
    /// Called for each event as it happens.
    fn report(&self, event: &Event);

    /// Called before the user is asked a question, so that a progress display can make room and show what it is about.
    fn make_room(&self) {}
}

/// The level of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For information.
    Info,
    /// A warning: something was not done, or may be unexpected.
    Warning,
}

/// An event.
///
/// In the JSON stream each event is one object on one line with its kind in `event`. Kinds and fields are only ever added.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A command has begun to work on a stack.
    Started {
        /// Such as `deploy`.
        operation: &'static str,
        /// The stack's name.
        stack: String,
        /// The stack's region.
        region: String,
        /// Whether AWS is simulated.
        simulated: bool,
    },
    /// What the engine is doing now.
    Progress {
        /// A sentence without a full stop.
        message: String,
    },
    /// What a change set would do, with the dangers in it.
    Plan {
        /// The changes.
        plan: Plan,
        /// The dangers, which require approval.
        dangers: Vec<Danger>,
    },
    /// A resource changed its status.
    Resource(ResourceEvent),
    /// An instance of a StackSet changed its status.
    Instance {
        /// The StackSet's name.
        stack_set: String,
        /// The instance's account.
        account: String,
        /// The instance's region.
        region: String,
        /// Such as `RUNNING`, `SUCCEEDED`, `FAILED`.
        status: String,
        /// The reason, if there is one.
        reason: Option<String>,
    },
    /// A message for the user.
    Notice {
        /// The level.
        level: Level,
        /// What it is.
        message: String,
        /// The remedy.
        remedies: Vec<Remedy>,
    },
    /// What happens to the resources of a stack that is to be deleted.
    DeletionOutcomes {
        /// The stack's name.
        stack: String,
        /// Each resource.
        outcomes: Vec<DeletionOutcome>,
    },
    /// A stack as it is now.
    Status(StackReport),
    /// The differences between the deployed template and the new one.
    Diff(TemplateDiff),
    /// The resources that are not as their stacks left them, and what could not be examined.
    Drift(DriftReport),
    /// The result of one check.
    Check {
        /// What was checked.
        subject: String,
        /// Whether the check passed; `None` if that is unknown.
        passed: Option<bool>,
        /// What was found.
        message: String,
        /// The remedy.
        remedies: Vec<Remedy>,
    },
    /// How far an operation is that works on many things, again and again while it lasts.
    Advance {
        /// What it works on.
        subject: String,
        /// How many are done.
        done: u64,
        /// How many there are; `None` if that is unknown.
        total: Option<u64>,
    },
    /// Why an operation failed.
    Failure(FailureReport),
    /// The outputs of a stack that was deployed, although the command ends in an error.
    Outputs {
        /// The outputs.
        outputs: BTreeMap<String, String>,
    },
    /// The command is done. The last event of a command that did not end in an error.
    Finished {
        /// `unchanged`, or the status that the stack ended in.
        result: String,
        /// The stack's outputs.
        outputs: BTreeMap<String, String>,
        /// The number of requests sent to AWS, by operation.
        calls: BTreeMap<String, u64>,
    },
    /// The command ended in an error. The last event of such a command.
    Error {
        /// What went wrong.
        message: String,
        /// The known causes.
        explanations: Vec<Explanation>,
        /// The remedy.
        remedies: Vec<Remedy>,
        /// The exit code.
        code: u8,
    },
}
