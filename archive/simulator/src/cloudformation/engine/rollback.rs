//! Rollbacks: restoring the previous state of every resource.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::ResourceOperation;

use crate::cloudformation::engine::apply::keeps_on_undo;
use crate::cloudformation::engine::run::{Outcome, Run};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::permission::HandlerCall;
use crate::cloudformation::resource::provider::{Context, Update};
use crate::cloudformation::resource::{permission, provider_of};
use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::operation::{Action, Kind, PendingCalls, Phase, Task};
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{OnFailure, ResourceStatus, StackStatus};

impl Run<'_> {
    /// Starts the rollback: to the last stable state if there is one, else by deleting what was created.
    pub(super) fn begin_rollback(&mut self, reason: String) {
        self.operation.failed.clear();
        if self.operation.kind == Kind::Import {
            return self.begin_import_rollback(reason);
        }
        if self.stack.stable.is_some() {
            self.set_status(StackStatus::UpdateRollbackInProgress, Some(reason));
            self.operation.phase = Phase::Restore;
            self.operation.tasks = self.restore_tasks();
            return;
        }
        let (status, reason) = match self.operation.on_failure {
            OnFailure::Delete => (StackStatus::DeleteInProgress, format!("{reason}Delete requested by user.")),
            _ => (StackStatus::RollbackInProgress, format!("{reason}Rollback requested by user.")),
        };
        self.set_status(status, Some(reason));
        self.operation.phase = Phase::Undo;
        self.operation.tasks = self.undo_tasks();
    }

    /// Imported resources are released, not deleted.
    fn begin_import_rollback(&mut self, reason: String) {
        self.set_status(StackStatus::ImportRollbackInProgress, Some(reason));
        let taken =
            self.stack.resources.values().filter(|resource| self.operation.import.contains_key(&resource.logical_id));
        let taken = taken.filter(|resource| resource.physical_id.is_some());
        let task = |resource: &Resource| {
            Task::new(&resource.logical_id, Action::Release(Box::new(resource.clone())), BTreeSet::new())
        };
        self.operation.tasks = taken.map(|resource| (resource.logical_id.clone(), task(resource))).collect();
        self.operation.phase = Phase::Release;
    }

    pub(super) fn start_release(&mut self, resource: &Resource) -> bool {
        self.record_release(resource, ResourceStatus::ImportRollbackInProgress, None);
        true
    }

    fn record_release(&mut self, resource: &Resource, status: ResourceStatus, reason: Option<String>) {
        let mut resource = resource.clone();
        self.record_event(&mut resource, status, reason);
        self.stack.resources.insert(resource.logical_id.clone(), resource);
    }

    pub(super) fn end_release(&mut self) -> bool {
        if !self.operation.failed.is_empty() {
            let failed = self.operation.failed.join(", ");
            let reason = format!("The following resource(s) failed to roll back: [{failed}]. ");
            self.set_status(StackStatus::ImportRollbackFailed, Some(reason));
            return true;
        }
        let stable = self.stack.stable.take();
        self.stack.resources = stable.as_ref().map_or_else(BTreeMap::new, |stable| stable.resources.clone());
        if let Some(stable) = stable {
            self.stack.deployment = stable.deployment;
        }
        self.set_status(StackStatus::ImportRollbackComplete, None);
        true
    }

    /// A task for each resource that differs from its previous state.
    pub(super) fn restore_tasks(&mut self) -> BTreeMap<String, Task> {
        let Some(stable) = self.stack.stable.clone() else { return BTreeMap::new() };
        let mut tasks = BTreeMap::new();
        for (logical_id, was) in &stable.resources {
            let current = self.stack.resources.get(logical_id).cloned();
            let same = |current: &Resource| {
                current.physical_id == was.physical_id
                    && current.properties == was.properties
                    && current.stack_tags == was.stack_tags
                    && !matches!(
                        current.status,
                        ResourceStatus::UpdateFailed | ResourceStatus::UpdateInProgress | ResourceStatus::CreateFailed
                    )
            };
            if current.as_ref().is_some_and(same) {
                if let Some(current) = current {
                    // Policies and metadata are restored without a task.
                    let restored = Resource { status: current.status, updated: current.updated, ..was.clone() };
                    self.stack.resources.insert(logical_id.clone(), restored);
                }
                continue;
            }
            let needs: BTreeSet<String> = was.needs.clone();
            tasks.insert(logical_id.clone(), Task::new(logical_id, Action::Restore(Box::new(was.clone())), needs));
        }
        tasks
    }

    pub(super) fn start_restore(&mut self, to: &Resource) -> bool {
        let mut resource = self.stack.resources.get(&to.logical_id).cloned().unwrap_or_else(|| to.clone());
        if self.operation.skip.contains(&to.logical_id) {
            // The stack has the previous definition again, whatever the resource itself has: the next update finds a difference.
            self.put_back_replaced(resource, to);
            let reason = "Resource skipped by user request".to_owned();
            let mut resource = to.clone();
            self.record_event(&mut resource, ResourceStatus::UpdateComplete, Some(reason));
            self.stack.resources.insert(to.logical_id.clone(), resource);
            return false;
        }
        self.record_event(&mut resource, ResourceStatus::UpdateInProgress, None);
        self.stack.resources.insert(to.logical_id.clone(), resource);
        true
    }

    /// Where `current` replaced `to`: the cleanup deletes the replacement, and the original was not changed. Otherwise returns `current`.
    fn put_back_replaced(&mut self, current: Resource, to: &Resource) -> Option<Resource> {
        if current.physical_id == to.physical_id {
            return Some(current);
        }
        self.stack.leftovers.retain(|leftover| leftover.physical_id != to.physical_id);
        if current.physical_id.is_some() {
            self.stack.leftovers.push(current);
        }
        None
    }

    pub(super) fn perform_restore(&mut self, to: &Resource) -> Result<Outcome, Failure> {
        let Some(current) = self.stack.resources.get(&to.logical_id).cloned() else { return Ok(Outcome::Done) };
        let Some(current) = self.put_back_replaced(current, to) else { return Ok(Outcome::Done) };
        let kind = &to.kind;
        let provider = provider_of(kind)?;
        let Some(physical_id) = &to.physical_id else { return Ok(Outcome::Done) };
        self.injected_failure(to)?;
        let context = Context { restoring: true, ..self.context(&to.logical_id) };
        let before = self.attempted_properties(&current);
        let (known, properties) = (Some(physical_id.as_str()), &to.properties);
        let task = HandlerCall {
            kind,
            work: ResourceOperation::Update,
            physical_id: known,
            properties,
            before: Some(&before),
        };
        permission::check(self.world, &context, task)?;
        let update = Update { physical_id, before: &before, after: &to.properties };
        let made = provider.update(self.world, &context, &update)?;
        if made.calls.is_empty() {
            Ok(Outcome::Done)
        } else {
            Ok(Outcome::Calls(PendingCalls { calls: made.calls, running: None }))
        }
    }

    /// A failed update may have been applied in part: the rollback has to undo what it tried to set.
    fn attempted_properties(&self, current: &Resource) -> crate::state::cloudformation::properties::Properties {
        let mut properties = current.properties.clone();
        if let Ok((_, wanted, _)) = self.desired(&current.logical_id) {
            for (name, value) in wanted {
                properties.entry(name).or_insert(value);
            }
        }
        properties
    }

    pub(super) fn complete_restore(&mut self, to: &Resource) {
        let mut resource = to.clone();
        self.record_event(&mut resource, ResourceStatus::UpdateComplete, None);
        self.stack.resources.insert(to.logical_id.clone(), resource);
    }

    pub(super) fn fail_restore(&mut self, to: &Resource, failure: Failure) {
        let mut resource = self.stack.resources.get(&to.logical_id).cloned().unwrap_or_else(|| to.clone());
        self.record_event(&mut resource, ResourceStatus::UpdateFailed, Some(failure.reason));
        self.operation.failed.push(to.logical_id.clone());
        self.stack.resources.insert(to.logical_id.clone(), resource);
    }

    pub(super) fn end_restore(&mut self) -> bool {
        if !self.operation.failed.is_empty() {
            let failed = self.operation.failed.join(", ");
            let reason = format!("The following resource(s) failed to update: [{failed}]. ");
            self.set_status(StackStatus::UpdateRollbackFailed, Some(reason));
            return true;
        }
        self.set_status(StackStatus::UpdateRollbackCleanup, None);
        self.operation.phase = Phase::RestoreCleanup;
        let Some(stable) = self.stack.stable.clone() else { return false };
        let except = self.operation.retain_except_on_create;
        let made: Vec<String> =
            self.stack.resources.keys().filter(|id| !stable.resources.contains_key(*id)).cloned().collect();
        for id in made {
            if let Some(resource) = self.stack.resources.remove(&id).filter(Resource::is_live) {
                self.stack.leftovers.push(resource);
            }
        }
        for leftover in &mut self.stack.leftovers {
            let keeps = keeps_on_undo(leftover.deletion_policy, except);
            leftover.deletion_policy = if keeps { DeletionPolicy::Retain } else { DeletionPolicy::Delete };
        }
        self.stack.outputs = stable.outputs;
        self.stack.deployment = stable.deployment;
        self.operation.tasks = self.leftover_tasks();
        false
    }

    pub(super) fn end_restore_cleanup(&mut self) -> bool {
        self.stack.leftovers.clear();
        self.stack.stable = None;
        self.set_status(StackStatus::UpdateRollbackComplete, None);
        true
    }

    /// Records the success of a task.
    pub(super) fn complete(&mut self, task: &Task) {
        match &task.action {
            Action::Apply => self.complete_apply(&task.logical_id),
            Action::Restore(to) => self.complete_restore(to),
            Action::Delete(resource) => self.complete_delete(resource),
            Action::Release(resource) => {
                self.record_release(resource, ResourceStatus::ImportRollbackComplete, None);
            }
            Action::Retain(_) => {}
        }
    }

    /// Records the failure of a task. Returns whether the operation continues.
    pub(super) fn fail(&mut self, task: &Task, failure: Failure) -> bool {
        match &task.action {
            Action::Apply => self.fail_apply(&task.logical_id, failure),
            Action::Restore(to) => self.fail_restore(to, failure),
            Action::Delete(resource) => return self.fail_delete(resource, failure),
            Action::Release(resource) => {
                self.record_release(resource, ResourceStatus::ImportRollbackFailed, Some(failure.reason));
                self.operation.failed.push(task.logical_id.clone());
            }
            Action::Retain(_) => {}
        }
        false
    }

    /// Cancels a task in progress.
    pub(super) fn cancel(&mut self, task: &Task) {
        match &task.action {
            Action::Apply => self.cancel_apply(&task.logical_id),
            Action::Restore(to) => {
                let mut resource = self.stack.resources.get(&to.logical_id).cloned().unwrap_or_else(|| (**to).clone());
                let reason = "Resource update cancelled".to_owned();
                self.record_event(&mut resource, ResourceStatus::UpdateFailed, Some(reason));
                self.stack.resources.insert(to.logical_id.clone(), resource);
            }
            Action::Delete(_) | Action::Retain(_) | Action::Release(_) => {}
        }
    }
}
