//! The engine: a connection, a region, a reporter and a approver.

use aws_sdk_cloudformation::Client;

use super::poll_interval::PollInterval;
use crate::aws::Aws;
use crate::model::{Approver, Event, FixedApprover, Level, Remedy, Reporter};

static AGREED: FixedApprover = FixedApprover::confirm_all();

/// Deploys stacks of one region, and reads stacks of other regions that belong to a StackSet.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    pub(super) aws: &'a Aws,
    pub(super) region: &'a str,
    pub(super) reporter: &'a dyn Reporter,
    pub(super) approver: &'a dyn Approver,
    pub(super) poll_interval: PollInterval,
}

impl<'a> Engine<'a> {
    /// An engine for the stacks of `region`.
    pub fn new(
        aws: &'a Aws,
        region: &'a str,
        reporter: &'a dyn Reporter,
        approver: &'a dyn Approver,
        poll_interval: PollInterval,
    ) -> Self {
        Self { aws, region, reporter, approver, poll_interval }
    }

    /// The same engine for the stacks of another region.
    #[must_use]
    pub fn in_region(self, region: &'a str) -> Self {
        Self { region, ..self }
    }

    /// The same engine after the user has confirmed the operation: it no longer asks ordinary questions. Dangers still
    /// need approval.
    #[must_use]
    pub fn agreed(self) -> Self {
        Self { approver: &AGREED, ..self }
    }

    pub(super) fn client(&self) -> Client {
        self.aws.cloudformation(self.region)
    }

    /// Reports what is being done now.
    pub fn say(&self, message: impl Into<String>) {
        self.reporter.report(&Event::Progress { message: message.into() });
    }

    /// Reports a warning and what to do about it.
    pub fn warn(&self, message: impl Into<String>, remedies: Vec<Remedy>) {
        self.reporter.report(&Event::Notice { level: Level::Warning, message: message.into(), remedies });
    }
}
