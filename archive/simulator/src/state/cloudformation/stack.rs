//! Saved stacks: desired state, resources and events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::Ids;
use crate::scope::Scope;
use crate::state::cloudformation::change_set::ChangeSet;
use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::identity::Identity;
use crate::state::cloudformation::operation::Operation;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{DriftStatus, StackStatus};
use crate::timestamp::Timestamp;

/// One stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stack {
    /// The ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scope: Scope,
    /// The sequence number in its region.
    pub(crate) number: u64,
    pub(crate) created: Timestamp,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) deleted: Option<Timestamp>,
    pub(crate) status: StackStatus,
    pub(crate) status_reason: Option<String>,
    /// The desired state of the last operation.
    pub(crate) deployment: Deployment,
    pub(crate) disable_rollback: bool,
    pub(crate) termination_protection: bool,
    pub(crate) policy: Option<String>,
    pub(crate) change_set_id: Option<String>,
    pub(crate) resources: BTreeMap<String, Resource>,
    /// Replaced and removed physical resources that are not deleted yet.
    pub(crate) leftovers: Vec<Resource>,
    pub(crate) outputs: Vec<Output>,
    /// Oldest first.
    pub(crate) events: Vec<Event>,
    pub(crate) change_sets: Vec<ChangeSet>,
    pub(crate) operation: Option<Operation>,
    /// The state to roll back to, while an operation is in progress or failed.
    pub(crate) stable: Option<Stable>,
    pub(crate) drift: Option<(DriftStatus, Timestamp)>,
}

/// A state of a stack that a rollback restores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stable {
    pub(crate) deployment: Deployment,
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) outputs: Vec<Output>,
}

/// An output of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) description: Option<String>,
    pub(crate) export_name: Option<String>,
}

/// An event of a stack or of one of its resources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) time: Timestamp,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    /// A status of a resource or of the stack.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) properties: Option<String>,
    pub(crate) cause: Cause,
}

impl Stack {
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            scope: self.scope.clone(),
            stack_name: self.name.clone(),
            stack_id: self.id.clone(),
            notification_arns: self.deployment.notification_arns.clone(),
        }
    }

    /// Sets the status and records an event.
    pub(crate) fn set_status(
        &mut self,
        ids: &mut Ids,
        now: Timestamp,
        cause: &Cause,
        status: StackStatus,
        reason: Option<String>,
    ) {
        self.status = status;
        self.status_reason.clone_from(&reason);
        let event = Event {
            id: ids.uuid(),
            time: now,
            logical_id: self.name.clone(),
            physical_id: self.id.clone(),
            kind: "AWS::CloudFormation::Stack".into(),
            status: status.to_string(),
            reason,
            properties: None,
            cause: cause.clone(),
        };
        self.events.push(event);
    }

    /// Records an event of a resource.
    pub(crate) fn record_event(
        &mut self,
        ids: &mut Ids,
        now: Timestamp,
        cause: &Cause,
        resource: &Resource,
        reason: Option<String>,
    ) {
        let event = Event {
            id: format!("{}-{}-{}", resource.logical_id, resource.status, ids.uuid()),
            time: now,
            logical_id: resource.logical_id.clone(),
            physical_id: resource.physical_id.clone().unwrap_or_default(),
            kind: resource.kind.clone(),
            status: resource.status.to_string(),
            reason,
            properties: Some(Value::Object(resource.properties.clone()).to_string()),
            cause: cause.clone(),
        };
        self.events.push(event);
    }
}
