//! What the engine tells while it works. One type for all outputs: a terminal, plain lines, JSON.

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

    /// Called before a question is put to the user: what is drawn in place makes room for it, and what it is about is shown.
    fn make_room(&self) {}
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Good to know.
    Info,
    /// Something that was left undone, or that may surprise.
    Warning,
}

/// Something that happened.
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
        /// What needs an explicit word.
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
        /// Why, if AWS says.
        reason: Option<String>,
    },
    /// Something that the reader should know.
    Notice {
        /// How much it matters.
        level: Level,
        /// What it is.
        message: String,
        /// What to do about it.
        remedies: Vec<Remedy>,
    },
    /// What becomes of the resources of a stack that is to be deleted.
    #[serde(rename = "fates")]
    DeletionOutcomes {
        /// The stack's name.
        stack: String,
        /// Each resource.
        #[serde(rename = "fates")]
        outcomes: Vec<DeletionOutcome>,
    },
    /// A stack as it is now.
    Status(StackReport),
    /// How the deployed template differs from the wanted one.
    Diff(TemplateDiff),
    /// The resources that are not as their stacks left them, and what could not be examined.
    Drift(DriftReport),
    /// One thing that was examined.
    Check {
        /// What was examined.
        subject: String,
        /// Whether it is as it should be; `None` if that cannot be told.
        passed: Option<bool>,
        /// What was found.
        message: String,
        /// What to do about it.
        remedies: Vec<Remedy>,
    },
    /// Why an operation failed.
    Failure(FailureReport),
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
        /// What is known of its causes.
        explanations: Vec<Explanation>,
        /// What to do.
        remedies: Vec<Remedy>,
        /// The exit code.
        code: u8,
    },
}
