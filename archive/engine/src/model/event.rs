//! The events of stacks.

use aws_sdk_cloudformation::types::StackEvent;
use aws_smithy_types::DateTime;
use serde::{Serialize, Serializer};

use super::resource::STACK;

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
    /// The resource's logical ID.
    pub logical_id: String,
    /// Its physical ID, once it has one.
    pub physical_id: Option<String>,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its new status, such as `CREATE_COMPLETE`.
    pub status: String,
    /// The reason.
    pub reason: Option<String>,
    /// Whether the event is about the stack itself.
    pub is_stack: bool,
    /// The resource's properties, as JSON.
    #[serde(skip)]
    pub properties: Option<String>,
    /// The client request token of the request that started the operation.
    #[serde(skip)]
    pub token: Option<String>,
}

fn rfc3339<S: Serializer>(time: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

impl ResourceEvent {
    pub(crate) fn read(region: &str, event: StackEvent) -> Option<Self> {
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

    /// Whether the resource itself failed; one that was cancelled because of another failure did not.
    pub fn is_failure(&self) -> bool {
        let cancelled =
            self.reason.as_deref().is_some_and(|reason| reason.ends_with("cancelled") || reason.ends_with("Cancelled"));
        self.status.ends_with("_FAILED") && !cancelled
    }

    /// Whether the operation ended with this event.
    pub fn is_end(&self) -> bool {
        self.is_stack && !self.status.ends_with("_IN_PROGRESS")
    }

    /// Whether the next event belongs to another operation.
    pub(crate) fn is_boundary(&self) -> bool {
        self.is_end() || (self.is_stack && self.status == "REVIEW_IN_PROGRESS")
    }
}
