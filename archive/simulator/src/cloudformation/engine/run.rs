//! Running an operation: its tasks in the order of their dependencies, and its phases.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::resource_type;
use crate::cloudformation::stack_set;
use crate::optional::or_empty;
use crate::scope::Scope;
use crate::state::cloudformation::operation::{Action, Operation, PendingCalls, Phase, Progress, Task};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{ResourceStatus, StackStatus};
use crate::state::cloudformation::wait::WaitFor;
use crate::state::saved::Saved;
use crate::world::World;

/// An operation with its stack, taken out of the state so that providers can change the rest of the state.
pub(super) struct Run<'a> {
    pub(super) world: &'a mut World,
    pub(super) stack: Stack,
    pub(super) operation: Operation,
}

/// The result of one step of a task.
pub(super) enum Outcome {
    /// The task is done.
    Done,
    /// Further calls have to be made.
    Calls(PendingCalls),
}

/// Advances the operation of a stack by one step. Returns whether anything changed.
pub(crate) fn step_stack(world: &mut World, scope: &Scope, id: &str) -> bool {
    let Some(mut stack) = world.cloudformation(scope).stacks.remove(id).map(Saved::into_inner) else { return false };
    let Some(operation) = stack.operation.take() else {
        world.cloudformation(scope).put_stack(stack);
        return false;
    };
    let mut run = Run { world, stack, operation };
    let mut progressed = run.work();
    let mut finished = false;
    if !progressed && run.is_phase_over() {
        finished = run.end_phase();
        progressed = true;
    }
    let Run { mut stack, operation, .. } = run;
    stack.operation = (!finished).then_some(operation);
    world.cloudformation(scope).put_stack(stack);
    progressed
}

impl Run<'_> {
    pub(super) fn context(&self, logical_id: &str) -> Context {
        let kind = self.stack.resources.get(logical_id).map(|resource| resource.kind.clone());
        Context {
            kind: or_empty(kind),
            root: self.stack.root.clone(),
            restoring: false,
            capabilities: self.operation.goal.capabilities.clone(),
            service_role: self.operation.goal.role_arn.clone(),
            scope: self.stack.scope.clone(),
            stack_name: self.stack.name.clone(),
            stack_id: self.stack.id.clone(),
            logical_id: logical_id.to_owned(),
            stack_tags: self.operation.goal.tags.clone(),
            role_arn: self.operation.goal.role_arn.clone().or_else(|| self.operation.caller.clone()),
        }
    }

    pub(super) fn set_status(&mut self, status: StackStatus, reason: Option<String>) {
        let Run { world, stack, operation } = self;
        stack.set_status(&mut world.ids, world.now, &operation.cause, status, reason);
    }

    /// Sets the status of a resource and records an event.
    pub(super) fn record_event(&mut self, resource: &mut Resource, status: ResourceStatus, reason: Option<String>) {
        let Run { world, stack, operation } = self;
        resource.status = status;
        resource.status_reason.clone_from(&reason);
        resource.updated = world.now;
        stack.record_event(&mut world.ids, world.now, &operation.cause, resource, reason);
    }

    /// Fails if a fault is configured for the resource.
    pub(super) fn injected_failure(&mut self, resource: &Resource) -> Result<(), Failure> {
        let current = self.stack.resources.get(&resource.logical_id).unwrap_or(resource);
        self.world.fault_injector.fail_resource(&self.stack.scope, current)
    }

    /// Completes tasks that are due, then starts tasks that can start.
    fn work(&mut self) -> bool {
        let keys: Vec<String> = self.operation.tasks.keys().cloned().collect();
        let now = self.world.now;
        let mut progressed = false;
        for key in &keys {
            let Some(task) = self.operation.tasks.get(key) else { continue };
            let result = match &task.progress {
                Progress::Running(due) if *due <= now => self.perform(key),
                Progress::Calling(wait) => {
                    let (wait, scope) = (wait.clone(), self.stack.scope.clone());
                    let wait_for = match wait.calls.first() {
                        Some(PendingCall::Wait(wait_for)) if wait.running.is_none() => Some(wait_for.clone()),
                        _ => None,
                    };
                    let polled = stack_set::poll(self.world, &scope, wait);
                    if let (Ok(Some(_)), Some(wait_for)) = (&polled, wait_for) {
                        self.apply_result_of_wait(key, &wait_for);
                    }
                    match polled {
                        Ok(None) => continue,
                        Ok(Some(wait)) if wait.running.is_none() && wait.calls.is_empty() => Ok(Outcome::Done),
                        Ok(Some(wait)) => Ok(Outcome::Calls(wait)),
                        Err(failure) => Err(failure),
                    }
                }
                _ => continue,
            };
            progressed = true;
            self.record_result(key, result);
        }
        for key in &keys {
            if self.can_start(key) {
                progressed = true;
                self.start(key);
            }
        }
        progressed
    }

    /// Applies the response of a custom resource, or the attributes of a resource that was waited for.
    fn apply_result_of_wait(&mut self, key: &str, wait_for: &WaitFor) {
        let Some(Task { logical_id, action: Action::Apply, .. }) = self.operation.tasks.get(key).cloned() else {
            return;
        };
        let context = self.context(&logical_id);
        let Some(mut resource) = self.stack.resources.get(&logical_id).cloned() else { return };
        if let WaitFor::Response { request, .. } = wait_for {
            let state = self.world.cloudformation(&context.scope);
            let request = state.custom_resource_requests.get(request);
            let Some(response) = request.and_then(|request| request.response.clone()) else { return };
            // `Data` is optional.
            resource.attributes = response["Data"].as_object().map_or_else(Properties::new, Properties::clone);
            let called = response["PhysicalResourceId"].as_str().map(str::to_owned);
            let is_new = called.is_some() && called != resource.physical_id;
            if is_new && resource.status == ResourceStatus::UpdateInProgress {
                // A new physical ID is a replacement: the cleanup deletes the old resource.
                let mut leftover = resource.clone();
                leftover.deletion_policy = resource.update_replace_policy;
                self.stack.leftovers.push(leftover);
            }
            resource.physical_id = called.or(resource.physical_id);
        } else if let (Some(kind), Some(id)) = (resource_type(&resource.kind), resource.physical_id.clone())
            && let Some((_, attributes)) = kind.read(self.world, &context, &id)
        {
            resource.attributes = attributes;
        }
        self.stack.resources.insert(logical_id, resource);
    }

    fn can_start(&self, key: &str) -> bool {
        let Some(task) = self.operation.tasks.get(key) else { return false };
        let done =
            |need: &String| self.operation.tasks.get(need).is_none_or(|task| matches!(task.progress, Progress::Done));
        matches!(task.progress, Progress::Waiting) && task.needs.iter().all(done)
    }

    fn set_progress(&mut self, key: &str, progress: Progress) {
        if let Some(task) = self.operation.tasks.get_mut(key) {
            task.progress = progress;
        }
    }

    fn start(&mut self, key: &str) {
        let Some(task) = self.operation.tasks.get(key).cloned() else { return };
        let started = match &task.action {
            Action::Apply => self.start_apply(&task.logical_id),
            Action::Restore(to) => Ok(self.start_restore(to)),
            Action::Delete(resource) => Ok(self.start_delete(resource)),
            Action::Retain(resource) => {
                self.retain(resource);
                Ok(false)
            }
            Action::Release(resource) => Ok(self.start_release(resource)),
        };
        match started {
            Ok(true) => self.set_progress(key, Progress::Running(self.world.resource_due())),
            Ok(false) => self.set_progress(key, Progress::Done),
            Err(failure) => self.record_result(key, Err(failure)),
        }
    }

    fn perform(&mut self, key: &str) -> Result<Outcome, Failure> {
        let Some(task) = self.operation.tasks.get(key).cloned() else { return Ok(Outcome::Done) };
        match &task.action {
            Action::Apply => self.perform_apply(&task.logical_id),
            Action::Restore(to) => self.perform_restore(to),
            Action::Delete(resource) => self.perform_delete(resource),
            Action::Retain(_) => Ok(Outcome::Done),
            Action::Release(resource) => self.injected_failure(resource).map(|()| Outcome::Done),
        }
    }

    /// Records the result of a step.
    fn record_result(&mut self, key: &str, result: Result<Outcome, Failure>) {
        let Some(task) = self.operation.tasks.get(key).cloned() else { return };
        match result {
            Ok(Outcome::Calls(wait)) => self.set_progress(key, Progress::Calling(wait)),
            Ok(Outcome::Done) => {
                self.complete(&task);
                self.set_progress(key, Progress::Done);
            }
            Err(failure) => {
                let forgiven = self.fail(&task, failure);
                self.set_progress(key, if forgiven { Progress::Done } else { Progress::Failed });
                let stops_others = match self.operation.phase {
                    // What does not depend on the failed resource is provisioned all the same if resources are preserved:
                    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
                    Phase::Apply => !self.operation.preserves_resources(),
                    Phase::Restore => true,
                    _ => false,
                };
                if stops_others {
                    self.cancel_others();
                }
            }
        }
    }

    /// After a failure that is rolled back no task is started, and tasks in progress are cancelled.
    pub(super) fn cancel_others(&mut self) {
        let keys: Vec<String> = self.operation.tasks.keys().cloned().collect();
        for key in keys {
            let Some(task) = self.operation.tasks.get(&key).cloned() else { continue };
            match task.progress {
                Progress::Waiting => self.set_progress(&key, Progress::Cancelled),
                Progress::Running(_) | Progress::Calling(_) => {
                    self.cancel(&task);
                    self.set_progress(&key, Progress::Cancelled);
                }
                _ => {}
            }
        }
    }

    fn is_phase_over(&self) -> bool {
        let startable = || self.operation.tasks.keys().any(|key| self.can_start(key));
        let under_way = self
            .operation
            .tasks
            .values()
            .any(|task| matches!(task.progress, Progress::Running(_) | Progress::Calling(_)));
        !under_way && !startable()
    }

    /// Starts the next phase, or ends the operation. Returns whether it has ended.
    fn end_phase(&mut self) -> bool {
        match self.operation.phase {
            Phase::Apply => self.end_apply(),
            Phase::Cleanup => self.end_cleanup(),
            Phase::Restore => self.end_restore(),
            Phase::RestoreCleanup => self.end_restore_cleanup(),
            Phase::Undo => self.end_undo(),
            Phase::Release => self.end_release(),
            Phase::Delete => self.end_delete(),
        }
    }
}
