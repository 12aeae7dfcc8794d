//! A deployment engine for CloudFormation stacks: any template, any stack.
//!
//! ```text
//! look at the stack ─▶ decide by its status ─▶ change set ─▶ review ─▶ gates ─▶ execute ─▶ follow ─▶ outputs
//!      ▲                 (standing.rs, readiness.rs)        (change.rs) (danger/)           (follow.rs)
//!      └────────── attach to an operation in progress ◀──────────────────────────────────────┘
//! ```
//!
//! The state of a deployment is in AWS and nowhere else. Change sets are named after the digest of what they deploy, and every request
//! carries a token that follows from it; so a run that was killed at any point is taken up by the next one, on any machine, and no
//! operation is started twice.

pub mod aws;
mod change;
mod change_set;
mod consent;
mod danger;
mod deleting;
mod deploying;
mod drift;
mod error;
mod event_log;
mod explain;
mod failure;
mod fate;
mod follow;
mod history;
mod importing;
mod pace;
mod readiness;
mod report;
mod request;
mod stack;
mod stack_set;
mod standing;
mod status;
mod template_diff;
mod upload;
mod validation;

pub use self::change::{Action, Plan, PlanKind, PropertyChange, Replacement, ResourceChange};
pub use self::consent::{Consent, Question};
pub use self::danger::{Danger, DangerKind, UnknownDanger, allows_the_same};
pub use self::deleting::{DestroyOptions, Destroyed, StackResource};
pub use self::deploying::Outcome;
pub use self::drift::{DriftReport, Drifted};
pub use self::error::{Error, Refusal};
pub use self::event_log::ResourceEvent;
pub use self::explain::Explanation;
pub use self::failure::{FailedInstance, FailedResource, FailureReport};
pub use self::fate::Fate;
pub use self::importing::{Import, StackSetImport, StackSetStanding};
pub use self::pace::Pace;
pub use self::readiness::Ready;
pub use self::report::{Event, Level, Reporter};
pub use self::request::{RequestError, StackRequest};
pub use self::stack::Stack;
pub use self::standing::{Step, step};
pub use self::status::{InstanceStatus, StackReport};
pub use self::template_diff::TemplateDiff;

use aws_sdk_cloudformation::Client;

use crate::aws::Aws;

/// Deploys stacks of one region, and looks into others where a StackSet reaches them.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    aws: &'a Aws,
    region: &'a str,
    reporter: &'a dyn Reporter,
    consent: &'a dyn Consent,
    pace: Pace,
}

impl<'a> Engine<'a> {
    /// An engine for the stacks of `region`.
    pub fn new(
        aws: &'a Aws,
        region: &'a str,
        reporter: &'a dyn Reporter,
        consent: &'a dyn Consent,
        pace: Pace,
    ) -> Self {
        Self { aws, region, reporter, consent, pace }
    }

    /// The same engine for the stacks of another region.
    #[must_use]
    pub fn in_region(self, region: &'a str) -> Self {
        Self { region, ..self }
    }

    /// The same engine after the user has agreed to what it is about to do: it asks no ordinary question any more. Dangers stay shut.
    #[must_use]
    pub fn agreed(self) -> Self {
        Self { consent: &consent::Agreed, ..self }
    }

    fn client(&self) -> Client {
        self.aws.cloudformation(self.region)
    }

    /// Reports what is being done now.
    pub fn say(&self, message: impl Into<String>) {
        self.reporter.report(&Event::Progress { message: message.into() });
    }

    /// Reports what was left undone, or may surprise, and what to do about it.
    pub fn warn(&self, message: impl Into<String>, remedy: Option<String>) {
        self.reporter.report(&Event::Notice { level: Level::Warning, message: message.into(), remedy });
    }
}
