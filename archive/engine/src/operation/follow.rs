//! Follows an operation to its end, also one that another caller started.

use std::time::Duration;

use aws_sdk_cloudformation::types::StackStatus;
use aws_smithy_types::DateTime;
use tokio::time::Instant;

use super::engine::Engine;
use super::event_log::{EventLog, EventPosition};
use super::stack_set::InstanceWatch;
use crate::aws::{ApiError, Origin};
use crate::model::{
    Error, Event, FailedInstance, FailedResource, FailureReport, Remedy, ResourceEvent, STACK, STACK_SET, Stack,
    is_settled,
};

/// After so many polls without new events the stack itself is read, in case the final event was missed.
const QUIET_LOOKS: u32 = 6;
/// DescribeStacks may lag behind the events; after so many contradictions the event is used.
const STALE_LOOKS: u32 = 5;

/// The result of an operation.
#[derive(Debug)]
pub(super) struct OperationResult {
    /// The final status of the stack.
    pub(super) status: StackStatus,
    /// The stack; `None` if it was deleted.
    pub(super) stack: Option<Stack>,
    /// What failed on the way.
    report: FailureReport,
}

impl OperationResult {
    /// Whether a rollback ended in which nothing failed: it was continued after the failure.
    pub(super) fn is_continued_rollback(&self) -> bool {
        self.status == StackStatus::UpdateRollbackComplete && self.report.resources.is_empty()
    }
}

impl Engine<'_> {
    /// Reports the events of the operation that begins at `beginning` until it ends. Waits without limit; failed polls
    /// are retried without limit if a retry can help.
    ///
    /// # Errors
    /// [`Error::PollingFailed`] if the caller can no longer read the events; the operation continues in AWS.
    pub(super) async fn follow(
        &self,
        stack_id: &str,
        name: &str,
        beginning: EventPosition,
    ) -> Result<OperationResult, Error> {
        self.watch(stack_id, name, beginning).await.map_err(|error| match error {
            Error::Api(error) => Error::PollingFailed { stack: name.to_owned(), error: Box::new(error) },
            other => other,
        })
    }

    async fn watch(&self, stack_id: &str, name: &str, beginning: EventPosition) -> Result<OperationResult, Error> {
        let mut log = EventLog::new(stack_id, self.region, beginning);
        let mut failures = Failures::default();
        let (mut watch, mut last_look): (Option<InstanceWatch>, bool) = (None, false);
        let mut backoff = self.poll_interval.backoff();
        let mut unreachable = Unreachable::default();
        let (mut quiet, mut stale) = (0, 0);
        let mut end: Option<StackStatus> = None;
        loop {
            let fresh = match log.fresh(self).await {
                Ok(fresh) => fresh,
                Err(error) if error.origin == Origin::Transient => {
                    unreachable.tell(self, &error);
                    Vec::new()
                }
                Err(error) if error.message.contains("does not exist") => Vec::new(),
                Err(error) => return Err(error.into()),
            };
            if !fresh.is_empty() {
                unreachable = Unreachable::default();
            }
            quiet = if fresh.is_empty() { quiet + 1 } else { 0 };
            if !fresh.is_empty() {
                backoff.reset();
            }
            for event in fresh {
                self.reporter.report(&Event::Resource(event.clone()));
                if event.resource_type == STACK_SET {
                    match InstanceWatch::of(&event) {
                        Some(new) => _ = watch.get_or_insert(new),
                        // One last poll, for the final statuses of the instances.
                        None => last_look |= !event.status.ends_with("_IN_PROGRESS"),
                    }
                }
                end = event.is_end().then(|| StackStatus::from(event.status.as_str()));
                failures.note(self, event).await;
            }
            if let Some(watched) = &mut watch {
                watched.look(self).await;
            }
            if last_look {
                (watch, last_look) = (None, false);
            }
            if end.is_some() || quiet >= QUIET_LOOKS || log.awaits_beginning() {
                quiet = 0;
                if let Some(ended) = self.at_rest(stack_id, end.as_ref(), stale >= STALE_LOOKS).await? {
                    if log.awaits_beginning() {
                        // It ended after the stack was seen in progress and before its events were read.
                        log = EventLog::new(stack_id, self.region, EventPosition::Last);
                        continue;
                    }
                    if end.is_none() && !self.report_rest(&mut log, &mut failures).await? {
                        continue;
                    }
                    let report = failures.report(name, self.region, &ended);
                    return Ok(OperationResult { status: ended.0, stack: ended.1, report });
                }
                stale += u32::from(end.is_some());
            }
            backoff.wait().await;
        }
    }

    /// Reports what happened between the last poll of the events and the look at the stack that has ended. `false`: poll again.
    async fn report_rest(&self, log: &mut EventLog, failures: &mut Failures) -> Result<bool, Error> {
        let rest = match log.fresh(self).await {
            Ok(rest) => rest,
            Err(error) if error.origin == Origin::Transient => return Ok(false),
            // With the stack its events are gone.
            Err(error) if error.message.contains("does not exist") => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        for event in rest {
            self.reporter.report(&Event::Resource(event.clone()));
            failures.note(self, event).await;
        }
        Ok(true)
    }

    /// The stack, if its final status is that of the events. `None`: poll again.
    async fn at_rest(
        &self,
        stack_id: &str,
        told: Option<&StackStatus>,
        believe: bool,
    ) -> Result<Option<(StackStatus, Option<Stack>)>, Error> {
        let stack = match self.describe(stack_id).await {
            Ok(stack) => stack,
            Err(Error::Api(error)) if error.origin == Origin::Transient => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(stack) = stack else { return Ok(Some((StackStatus::DeleteComplete, None))) };
        let status = match told {
            Some(told) if stack.status == *told || believe => told.clone(),
            // A stack whose CREATE change set was just executed may still be in REVIEW_IN_PROGRESS for a while.
            None if is_settled(&stack.status) && stack.status != StackStatus::ReviewInProgress => stack.status.clone(),
            _ => return Ok(None),
        };
        let gone = status == StackStatus::DeleteComplete;
        Ok(Some((status, Some(stack).filter(|_| !gone))))
    }

    /// Attaches to the operation that is in progress on `stack` and follows it to its end.
    pub(super) async fn attach(&self, stack: &Stack) -> Result<OperationResult, Error> {
        self.say(format!("{} is {}: following the operation in progress", stack.name, stack.status));
        self.follow(&stack.id, &stack.name, EventPosition::InProgress).await
    }

    /// The stack, if the operation succeeded; why it did not, if it failed.
    pub(super) fn result_of(&self, ended: OperationResult) -> Result<Option<Stack>, Error> {
        use StackStatus as S;
        match ended.status {
            S::CreateComplete | S::UpdateComplete | S::ImportComplete | S::DeleteComplete => return Ok(ended.stack),
            _ => {}
        }
        self.reporter.report(&Event::Failure(ended.report.clone()));
        let report = Box::new(ended.report);
        let remedies = match ended.status {
            S::RollbackComplete | S::UpdateRollbackComplete | S::ImportRollbackComplete => {
                return Err(Error::RolledBack(report));
            }
            S::UpdateRollbackFailed => vec![Remedy::CorrectCause, Remedy::ContinueRollback],
            S::DeleteFailed => vec![Remedy::CorrectCause, Remedy::DeleteStack, Remedy::ForceDeletion],
            S::CreateFailed | S::UpdateFailed => vec![Remedy::Rollback],
            S::RollbackFailed => vec![Remedy::CorrectCause, Remedy::Deploy],
            _ => vec![Remedy::LookInConsole],
        };
        Err(Error::OperationFailed { report, remedies })
    }
}

/// That AWS cannot be reached: told at first, and then more and more seldom, for as long as it lasts.
#[derive(Debug, Default)]
struct Unreachable {
    since: Option<Instant>,
    told: Duration,
}

impl Unreachable {
    fn tell(&mut self, engine: &Engine<'_>, error: &ApiError) {
        let Some(since) = self.since else {
            self.since = Some(Instant::now());
            self.told = Duration::from_secs(30);
            return engine.warn(format!("AWS cannot be reached, and the operation continues: {error}"), Vec::new());
        };
        let lasted = since.elapsed();
        if lasted >= self.told * 2 {
            self.told = lasted;
            engine.say(format!("AWS cannot be reached since {} s; still waiting", lasted.as_secs()));
        }
    }
}

/// The failures so far.
#[derive(Debug, Default)]
struct Failures {
    /// When the operation started.
    begin: Option<DateTime>,
    resources: Vec<FailedResource>,
    instances: Vec<FailedInstance>,
}

impl Failures {
    async fn note(&mut self, engine: &Engine<'_>, event: ResourceEvent) {
        self.begin.get_or_insert(event.time);
        if !event.is_failure() || event.is_stack {
            return;
        }
        let begin = self.begin.unwrap_or(event.time);
        if event.resource_type == STACK_SET {
            self.instances.extend(engine.failed_instances(&event, begin).await);
        }
        let nested = event.physical_id.clone().filter(|id| event.resource_type == STACK && id.starts_with("arn:"));
        // The parent's status reason of a nested stack's failure is only a list of logical IDs; the events of the
        // nested stack have the causes.
        if let Some(nested) = nested {
            self.resources.extend(engine.failures_of(&nested, engine.region, begin).await);
        }
        self.resources.push(FailedResource::new(event));
    }

    fn report(self, name: &str, region: &str, ended: &(StackStatus, Option<Stack>)) -> FailureReport {
        FailureReport {
            stack: name.to_owned(),
            region: region.to_owned(),
            status: ended.0.as_str().to_owned(),
            reason: ended.1.as_ref().and_then(|stack| stack.reason.clone()),
            resources: self.resources,
            instances: self.instances,
        }
    }
}
