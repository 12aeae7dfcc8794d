//! The events of a stack, read newest first and told oldest first, each once.

use std::collections::HashSet;

use aws_sdk_cloudformation::types::StackEvent;
use aws_smithy_types::DateTime;
use serde::{Serialize, Serializer};

use super::Engine;
use crate::aws::ApiError;

/// The type under which a stack appears among its own events.
const STACK: &str = "AWS::CloudFormation::Stack";

/// One change of a resource's status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResourceEvent {
    /// Unique among all events of the stack.
    #[serde(skip)]
    pub id: String,
    /// When it happened.
    #[serde(serialize_with = "rfc3339")]
    pub time: DateTime,
    /// The region of the stack.
    pub region: String,
    /// The stack's name.
    pub stack: String,
    /// The resource's logical id.
    pub logical_id: String,
    /// Its physical id, once it has one.
    pub physical_id: Option<String>,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its new status, such as `CREATE_COMPLETE`.
    pub status: String,
    /// Why.
    pub reason: Option<String>,
    /// Whether the event is about the stack itself.
    pub is_stack: bool,
    /// The resource's properties as CloudFormation was given them, as JSON.
    #[serde(skip)]
    pub properties: Option<String>,
    /// The token of the request that began the operation.
    #[serde(skip)]
    pub token: Option<String>,
}

fn rfc3339<S: Serializer>(time: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

impl ResourceEvent {
    fn read(region: &str, event: StackEvent) -> Option<Self> {
        let physical_id = event.physical_resource_id.filter(|id| !id.is_empty());
        Some(Self {
            id: event.event_id?,
            time: event.timestamp?,
            region: region.to_owned(),
            stack: event.stack_name?,
            logical_id: event.logical_resource_id?,
            is_stack: event.resource_type.as_deref() == Some(STACK) && physical_id == event.stack_id,
            physical_id,
            resource_type: event.resource_type?,
            status: event.resource_status?.as_str().to_owned(),
            reason: event.resource_status_reason.filter(|reason| !reason.is_empty()),
            properties: event.resource_properties,
            token: event.client_request_token,
        })
    }

    /// Whether the resource failed, of itself: what is cancelled because something else failed did not.
    pub fn is_failure(&self) -> bool {
        let cancelled =
            self.reason.as_deref().is_some_and(|reason| reason.ends_with("cancelled") || reason.ends_with("Cancelled"));
        self.status.ends_with("_FAILED") && !cancelled
    }

    /// Whether the stack came to rest with this event.
    pub fn is_end(&self) -> bool {
        self.is_stack && !self.status.ends_with("_IN_PROGRESS")
    }

    /// Whether the next event belongs to another operation.
    fn is_boundary(&self) -> bool {
        self.is_end() || (self.is_stack && self.status == "REVIEW_IN_PROGRESS")
    }
}

/// Where an operation begins among the events of its stack.
#[derive(Debug, Clone)]
pub(super) enum Beginning {
    /// After this time of AWS's clock, and with this token where an event has one.
    After { time: DateTime, token: String },
    /// At this time of AWS's clock, whoever began it.
    Since(DateTime),
    /// After the stack last came to rest: the operation that is in progress, whoever began it.
    InProgress,
    /// After the stack came to rest the time before the last: the operation that ended.
    Last,
}

/// Reads the events of one stack as they come.
#[derive(Debug)]
pub(super) struct EventLog {
    stack_id: String,
    region: String,
    beginning: Beginning,
    seen: HashSet<String>,
}

impl EventLog {
    pub(super) fn new(stack_id: &str, region: &str, beginning: Beginning) -> Self {
        Self { stack_id: stack_id.to_owned(), region: region.to_owned(), beginning, seen: HashSet::new() }
    }

    /// Whether an operation in progress was to be found, and none was: either its events are still to come, or it ended before they were read.
    pub(super) fn awaits_beginning(&self) -> bool {
        matches!(self.beginning, Beginning::InProgress)
    }

    /// The events since the last call, oldest first. Pages back only as far as an event that is known already.
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
            for event in page.stack_events.unwrap_or_default() {
                let Some(event) = ResourceEvent::read(&self.region, event) else { continue };
                if self.seen.contains(&event.id) || self.is_before(&event, &mut ends) {
                    break 'pages;
                }
                let foreign = match &self.beginning {
                    Beginning::After { token, .. } => event.token.as_ref().is_some_and(|of| of != token),
                    Beginning::Since(_) | Beginning::InProgress | Beginning::Last => false,
                };
                // The placeholder of a new stack is made together with its change set, before the operation.
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
        if let (Beginning::InProgress | Beginning::Last, Some(first)) = (&self.beginning, fresh.first()) {
            // From here on the operation is known by its first event.
            let token = first.token.clone().unwrap_or_default();
            self.beginning =
                Beginning::After { time: DateTime::from_nanos(first.time.as_nanos() - 1).unwrap_or(first.time), token };
        }
        self.seen.extend(fresh.iter().map(|event| event.id.clone()));
        Ok(fresh)
    }

    fn is_before(&self, event: &ResourceEvent, ends: &mut u32) -> bool {
        *ends += u32::from(event.is_boundary());
        match &self.beginning {
            Beginning::After { time, .. } => event.time <= *time,
            Beginning::Since(time) => event.time < *time,
            Beginning::InProgress => *ends == 1,
            Beginning::Last => *ends == 2,
        }
    }
}
