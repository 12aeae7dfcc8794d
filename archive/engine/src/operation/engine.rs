//! The engine: a connection, a region, a reporter and a approver.

use aws_sdk_cloudformation::Client;

use super::poll_interval::PollInterval;
use crate::aws::Aws;
use crate::model::{Approved, Approver, Danger, Event, FixedApprover, Level, Remedy, Reporter, account_of};

static AGREED: FixedApprover = FixedApprover::confirm_all();

/// Deploys stacks of one region, and reads stacks of other regions that belong to a StackSet.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    pub(super) aws: &'a Aws,
    pub(super) region: &'a str,
    pub(super) reporter: &'a dyn Reporter,
    pub(super) approver: &'a dyn Approver,
    pub(super) poll_interval: PollInterval,
    /// The connection to the account of StackSet instances that are in another account, if there is one.
    other: Option<(&'a str, &'a Aws)>,
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
        Self { aws, region, reporter, approver, poll_interval, other: None }
    }

    /// The same engine, which reads and repairs StackSet instances of the account `account` through `aws`.
    #[must_use]
    pub fn with_account(self, account: &'a str, aws: &'a Aws) -> Self {
        Self { other: Some((account, aws)), ..self }
    }

    /// An engine for the stack of a StackSet instance: in its region, and through the connection to its account if there is one.
    pub(super) fn of_instance(self, region: &'a str, stack_id: &str) -> Self {
        self.in_account(account_of(stack_id), region)
    }

    /// The connection to the account `account`, where it is that of [`with_account`](Self::with_account).
    pub fn connection_to(&self, account: &str) -> Option<&'a Aws> {
        self.other.filter(|(other, _)| *other == account).map(|(_, aws)| aws)
    }

    /// An engine for the stacks of `region` in the account `account`: through the connection to it if there is one, else its own.
    #[must_use]
    pub fn in_account(self, account: &str, region: &'a str) -> Self {
        Self { region, aws: self.connection_to(account).unwrap_or(self.aws), ..self }
    }

    /// The connections to every account in which the instances of a StackSet can be.
    pub(super) fn connections(&self) -> impl Iterator<Item = &'a Aws> + use<'a> {
        std::iter::once(self.aws).chain(self.other.map(|(_, aws)| aws))
    }

    /// Whether the stack with the ARN `stack_id` can be changed by a principal of the account `own`, or through another connection.
    pub(super) fn reaches(&self, stack_id: &str, own: &str) -> bool {
        let account = account_of(stack_id);
        account == own || self.other.is_some_and(|(other, _)| other == account)
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

    /// Where events are reported.
    pub fn reporter(&self) -> &'a dyn Reporter {
        self.reporter
    }

    /// The approver.
    pub fn approver(&self) -> &'a dyn Approver {
        self.approver
    }

    /// The approver, which has approved `dangers`.
    #[must_use]
    pub fn approved(&self, dangers: Vec<Danger>) -> Approved<'a> {
        Approved::new(self.approver, dangers)
    }

    /// The same engine, which asks `approver`.
    #[must_use]
    pub fn asking<'b>(self, approver: &'b dyn Approver) -> Engine<'b>
    where
        'a: 'b,
    {
        Engine { approver, ..self }
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
