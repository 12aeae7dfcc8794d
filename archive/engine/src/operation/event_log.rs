//! The events of a stack: read newest first, reported oldest first, each once.

use std::collections::HashSet;

use aws_smithy_types::DateTime;

use super::engine::Engine;
use crate::aws::{ApiError, listed};
use crate::model::ResourceEvent;

/// The position of an operation's first event among the events of its stack.
#[derive(Debug, Clone)]
pub(super) enum EventPosition {
    /// After this time of AWS's clock, and with this token if an event has one.
    After { time: DateTime, token: String },
    /// At this time of AWS's clock, started by any caller.
    Since(DateTime),
    /// After the last operation that ended: the operation in progress, started by any caller.
    InProgress,
    /// After the last operation but one that ended: the operation that ended last.
    Last,
}

/// Reads the events of one stack as they come.
#[derive(Debug)]
pub(super) struct EventLog {
    stack_id: String,
    region: String,
    beginning: EventPosition,
    seen: HashSet<String>,
}

impl EventLog {
    pub(super) fn new(stack_id: &str, region: &str, beginning: EventPosition) -> Self {
        Self { stack_id: stack_id.to_owned(), region: region.to_owned(), beginning, seen: HashSet::new() }
    }

    /// Whether an operation in progress was expected but not found: its events are not visible yet, or it ended before
    /// they were read.
    pub(super) fn awaits_beginning(&self) -> bool {
        matches!(self.beginning, EventPosition::InProgress)
    }

    /// The events since the last call, oldest first. Reads pages only back to an event that is already known.
    pub(super) async fn fresh(&mut self, engine: &Engine<'_>) -> Result<Vec<ResourceEvent>, ApiError> {
        let client = engine.aws.cloudformation(&self.region);
        let mut fresh = Vec::new();
        let mut ends = 0;
        let mut next = None;
        'pages: loop {
            let page = client
                .describe_stack_events()
                .stack_name(&self.stack_id)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| ApiError::new("DescribeStackEvents", &self.region, error))?;
            for event in listed(page.stack_events) {
                let Some(event) = ResourceEvent::read(&self.region, event) else { continue };
                if self.seen.contains(&event.id) || self.is_before(&event, &mut ends) {
                    break 'pages;
                }
                let foreign = match &self.beginning {
                    EventPosition::After { token, .. } => event.token.as_ref().is_some_and(|of| of != token),
                    EventPosition::Since(_) | EventPosition::InProgress | EventPosition::Last => false,
                };
                // The REVIEW_IN_PROGRESS stack is created together with its change set, before the operation.
                let foreign = foreign || (event.is_stack && event.status == "REVIEW_IN_PROGRESS");
                if !foreign && !fresh.iter().any(|known: &ResourceEvent| known.id == event.id) {
                    fresh.push(event);
                }
            }
            next = page.next_token;
            if next.is_none() {
                break;
            }
        }
        fresh.reverse();
        if let (EventPosition::InProgress | EventPosition::Last, Some(first)) = (&self.beginning, fresh.first()) {
            // From here on the operation is known by its first event.
            #[expect(clippy::disallowed_methods, reason = "an event without a token is of no other operation")]
            let token = first.token.clone().unwrap_or_default();
            self.beginning = EventPosition::After {
                time: DateTime::from_nanos(first.time.as_nanos() - 1).unwrap_or(first.time),
                token,
            };
        }
        self.seen.extend(fresh.iter().map(|event| event.id.clone()));
        Ok(fresh)
    }

    fn is_before(&self, event: &ResourceEvent, ends: &mut u32) -> bool {
        *ends += u32::from(event.is_boundary());
        match &self.beginning {
            EventPosition::After { time, .. } => event.time <= *time,
            EventPosition::Since(time) => event.time < *time,
            EventPosition::InProgress => *ends == 1,
            EventPosition::Last => *ends == 2,
        }
    }
}
