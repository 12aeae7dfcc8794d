//! Stacks and their events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::Ids;
use crate::optional::or_empty;
use crate::scope::Scope;
use crate::state::cloudformation::change_set::ChangeSet;
use crate::state::cloudformation::deployment::{Cause, Deployment};
use crate::state::cloudformation::operation::Operation;
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{DriftStatus, StackStatus};
use crate::state::saved::Saved;
use crate::timestamp::Timestamp;

/// A stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stack {
    /// The ARN.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) scope: Scope,
    /// The order of creation in its region.
    pub(crate) number: u64,
    pub(crate) created: Timestamp,
    pub(crate) updated: Option<Timestamp>,
    pub(crate) deleted: Option<Timestamp>,
    pub(crate) status: StackStatus,
    pub(crate) status_reason: Option<String>,
    /// The latest deployment.
    pub(crate) deployment: Deployment,
    pub(crate) disable_rollback: bool,
    pub(crate) termination_protection: bool,
    pub(crate) policy: Option<String>,
    pub(crate) change_set_id: Option<String>,
    pub(crate) resources: BTreeMap<String, Resource>,
    /// Physical resources that were replaced or removed and are deleted in the cleanup.
    pub(crate) leftovers: Vec<Resource>,
    pub(crate) outputs: Vec<Output>,
    /// The oldest first.
    pub(crate) events: Vec<Saved<Event>>,
    pub(crate) change_sets: Vec<ChangeSet>,
    pub(crate) operation: Option<Operation>,
    /// The state that a rollback restores, while an operation is in progress or failed.
    pub(crate) stable: Option<StableState>,
    pub(crate) drift: Option<(DriftStatus, Timestamp)>,
    /// The parent stack and the root stack of a nested stack.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    #[serde(default)]
    pub(crate) root: Option<String>,
    /// The previous deployment of a nested stack, which a rollback of its parent restores.
    #[serde(default)]
    pub(crate) previous: Option<Deployment>,
}

/// A stable state, which a rollback restores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StableState {
    pub(crate) deployment: Deployment,
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) outputs: Vec<Output>,
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) description: Option<String>,
    pub(crate) export_name: Option<String>,
}

/// An event of a stack or a resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) time: Timestamp,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    /// The status of a resource or of the stack.
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    pub(crate) properties: Option<String>,
    pub(crate) cause: Cause,
}

impl Stack {
    pub(crate) fn identity(&self) -> StackIdentity {
        StackIdentity {
            scope: self.scope.clone(),
            stack_name: self.name.clone(),
            stack_id: self.id.clone(),
            notification_arns: self.deployment.notification_arns.clone(),
            imports: self.deployment.imports.clone(),
        }
    }

    /// The events, the newest first.
    pub(crate) fn newest_events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().rev().map(|event| &**event)
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
        self.events.push(event.into());
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
            physical_id: or_empty(resource.physical_id.clone()),
            kind: resource.kind.clone(),
            status: resource.status.to_string(),
            reason,
            properties: Some(Value::Object(resource.properties.clone()).to_string()),
            cause: cause.clone(),
        };
        self.events.push(event.into());
    }
}
