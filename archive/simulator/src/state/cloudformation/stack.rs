//! A stack: what it was asked to be, what it is made of, and what happened to it.

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
    /// The order of making in its region.
    pub(crate) number: u64,
    pub(crate) created: Timestamp,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) deleted: Option<Timestamp>,
    pub(crate) status: StackStatus,
    pub(crate) status_reason: Option<String>,
    /// What it was last asked to be.
    pub(crate) deployment: Deployment,
    pub(crate) disable_rollback: bool,
    pub(crate) termination_protection: bool,
    pub(crate) policy: Option<String>,
    pub(crate) change_set_id: Option<String>,
    pub(crate) resources: BTreeMap<String, Resource>,
    /// Physical resources that were replaced or left out and wait to be deleted.
    pub(crate) leftovers: Vec<Resource>,
    pub(crate) outputs: Vec<Output>,
    /// The oldest first.
    pub(crate) events: Vec<Event>,
    pub(crate) change_sets: Vec<ChangeSet>,
    pub(crate) operation: Option<Operation>,
    /// What to go back to while an operation is unfinished or failed.
    pub(crate) stable: Option<Stable>,
    pub(crate) drift: Option<(DriftStatus, Timestamp)>,
    /// The stack that made this one, and the first of those.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    #[serde(default)]
    pub(crate) root: Option<String>,
    /// What a nested stack was before its parent last changed it, so that the parent's rollback can go back to it.
    #[serde(default)]
    pub(crate) previous: Option<Deployment>,
}

/// A state of a stack that a rollback restores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stable {
    pub(crate) deployment: Deployment,
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) outputs: Vec<Output>,
}

/// A value a stack gives out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) description: Option<String>,
    pub(crate) export_name: Option<String>,
}

/// Something that happened to a stack or to one of its resources.
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
            imports: self.deployment.imports.clone(),
        }
    }

    /// Moves to a status and tells of it.
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

    /// Tells of a resource.
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
