//! Deleting resources: of a deleted stack, of a failed creation, and in the cleanup after an update.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::ResourceOperation;

use crate::cloudformation::engine::apply::keeps_on_undo;
use crate::cloudformation::engine::run::{Outcome, Run};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::permission::HandlerCall;
use crate::cloudformation::resource::provider::Existing;
use crate::cloudformation::resource::{permission, provider_of};
use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::operation::{Action, PendingCalls, Phase, Task};
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{OnFailure, ResourceStatus, StackStatus};

/// Deletion tasks, in reverse order of the dependencies.
pub(super) fn tasks<'a>(
    resources: impl Iterator<Item = &'a Resource> + Clone,
    keeps: impl Fn(&Resource) -> bool,
) -> BTreeMap<String, Task> {
    let live = resources.filter(|resource| resource.is_live());
    let task = |resource: &Resource| {
        let dependants = live.clone().filter(|other| other.needs.contains(&resource.logical_id));
        let needs: BTreeSet<String> = dependants.map(key).filter(|other| *other != key(resource)).collect();
        let boxed = Box::new(resource.clone());
        let action = if keeps(resource) { Action::Retain(boxed) } else { Action::Delete(boxed) };
        (key(resource), Task::new(&resource.logical_id, action, needs))
    };
    live.clone().map(task).collect()
}

/// During a replacement, two physical resources have the same logical ID.
fn key(resource: &Resource) -> String {
    format!("{} {}", resource.logical_id, resource.physical_id.as_deref().unwrap_or(""))
}

fn retains(policy: DeletionPolicy) -> bool {
    matches!(policy, DeletionPolicy::Retain | DeletionPolicy::RetainExceptOnCreate)
}

impl Run<'_> {
    /// The tasks of the cleanup: deleting what was replaced or removed.
    pub(super) fn leftover_tasks(&self) -> BTreeMap<String, Task> {
        tasks(self.stack.leftovers.iter(), |resource| retains(resource.deletion_policy))
    }

    /// The tasks that roll back a failed creation.
    pub(super) fn undo_tasks(&self) -> BTreeMap<String, Task> {
        let except = self.operation.retain_except_on_create;
        tasks(self.stack.resources.values(), |resource| keeps_on_undo(resource.deletion_policy, except))
    }

    /// The tasks that delete the stack.
    pub(super) fn delete_tasks(&self) -> BTreeMap<String, Task> {
        let skip = &self.operation.skip;
        let all = self.stack.resources.values().chain(&self.stack.leftovers);
        tasks(all, |resource| skip.contains(&resource.logical_id) || retains(resource.deletion_policy))
    }

    /// Whether this is the physical resource that the stack has for its logical ID.
    fn is_current(&self, resource: &Resource) -> bool {
        let current = self.stack.resources.get(&resource.logical_id);
        current.is_some_and(|current| current.physical_id == resource.physical_id)
    }

    fn put_back(&mut self, resource: Resource) {
        if self.is_current(&resource) {
            self.stack.resources.insert(resource.logical_id.clone(), resource);
        }
    }

    pub(super) fn start_delete(&mut self, resource: &Resource) -> bool {
        let mut resource = resource.clone();
        self.record_event(&mut resource, ResourceStatus::DeleteInProgress, None);
        self.put_back(resource);
        true
    }

    pub(super) fn perform_delete(&mut self, resource: &Resource) -> Result<Outcome, Failure> {
        let kind = &resource.kind;
        let provider = provider_of(kind)?;
        let Some(physical_id) = &resource.physical_id else { return Ok(Outcome::Done) };
        // What an update or its rollback cleans up is no current resource of the stack, whose status would say what is done.
        let deleting = Resource { status: ResourceStatus::DeleteInProgress, ..resource.clone() };
        self.world.fault_injector.fail_resource(&self.stack.scope, &deleting)?;
        let context = self.context(&resource.logical_id);
        let (known, properties) = (Some(physical_id.as_str()), &resource.properties);
        let task = HandlerCall { kind, work: ResourceOperation::Delete, physical_id: known, properties, before: None };
        permission::check(self.world, &context, task)?;
        let calls = provider.delete(self.world, &context, &Existing { physical_id, properties })?;
        if calls.is_empty() { Ok(Outcome::Done) } else { Ok(Outcome::Calls(PendingCalls { calls, running: None })) }
    }

    pub(super) fn complete_delete(&mut self, resource: &Resource) {
        let mut resource = resource.clone();
        self.record_event(&mut resource, ResourceStatus::DeleteComplete, None);
        self.put_back(resource);
    }

    pub(super) fn retain(&mut self, resource: &Resource) {
        let mut resource = resource.clone();
        self.record_event(&mut resource, ResourceStatus::DeleteSkipped, None);
        self.put_back(resource);
    }

    /// Returns whether the operation continues.
    pub(super) fn fail_delete(&mut self, resource: &Resource, failure: Failure) -> bool {
        let mut resource = resource.clone();
        self.record_event(&mut resource, ResourceStatus::DeleteFailed, Some(failure.reason));
        if self.operation.force && self.operation.phase == Phase::Delete {
            self.retain(&resource);
            return true;
        }
        self.operation.failed.push(resource.logical_id.clone());
        self.put_back(resource);
        false
    }

    pub(super) fn end_undo(&mut self) -> bool {
        let deletes = self.operation.on_failure == OnFailure::Delete;
        if self.operation.failed.is_empty() {
            let status = if deletes { StackStatus::DeleteComplete } else { StackStatus::RollbackComplete };
            self.stack.deleted = deletes.then_some(self.world.now);
            self.stack.outputs.clear();
            self.stack.stable = None;
            self.set_status(status, None);
        } else {
            let failed = self.operation.failed.join(", ");
            let status = if deletes { StackStatus::DeleteFailed } else { StackStatus::RollbackFailed };
            self.set_status(status, Some(format!("The following resource(s) failed to delete: [{failed}]. ")));
        }
        true
    }

    pub(super) fn end_delete(&mut self) -> bool {
        if self.operation.failed.is_empty() {
            self.stack.deleted = Some(self.world.now);
            self.stack.change_sets.clear();
            self.stack.stable = None;
            self.set_status(StackStatus::DeleteComplete, None);
        } else {
            let failed = self.operation.failed.join(", ");
            let reason = format!("The following resource(s) failed to delete: [{failed}]. ");
            self.set_status(StackStatus::DeleteFailed, Some(reason));
        }
        true
    }
}
