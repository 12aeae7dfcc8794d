//! Creating and updating resources according to the template.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::ResourceOperation;
use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::dynamic_reference;
use crate::cloudformation::engine::run::{Outcome, Run};
use crate::cloudformation::exports;
use crate::cloudformation::facts;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::permission::HandlerCall;
use crate::cloudformation::resource::{permission, resource_type};
use crate::cloudformation::stack_policy;
use crate::cloudformation::stack_policy::UpdateAction;
use crate::cloudformation::template::conditional::not_a_string;
use crate::cloudformation::template::creation_policy::CreationPolicy;
use crate::cloudformation::template::intrinsics::{Evaluator, text_of};
use crate::cloudformation::template::{Definition, Template, graph, parameters};
use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::operation::{Action, Kind, PendingCalls, Phase, Task};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::{Output, Stack};
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{OnFailure, ResourceStatus, StackStatus};
use crate::state::cloudformation::wait::{Signals, WaitFor};

/// A task for each resource whose condition is true.
pub(super) fn tasks(stack: &Stack, goal: &Deployment) -> Result<BTreeMap<String, Task>, ApiError> {
    let template = Template::read(&goal.template)?;
    let values = parameters::values(&template, &goal.parameters, &goal.resolved);
    let identity = stack.identity();
    let evaluator = Evaluator::new(&template, &values, &identity, &stack.resources);
    let mut tasks = BTreeMap::new();
    for definition in &template.resources {
        if evaluator.holds(definition.condition.as_deref())? {
            let needs = graph::needs(&template, definition);
            tasks.insert(definition.logical_id.clone(), Task::new(&definition.logical_id, Action::Apply, needs));
        }
    }
    Ok(tasks)
}

impl Run<'_> {
    /// The definition of a resource in the new template, its evaluated properties, and its dependencies.
    pub(super) fn desired(&self, logical_id: &str) -> Result<(Definition, Properties, BTreeSet<String>), Failure> {
        let template = Template::read(&self.operation.goal.template)?;
        let goal = &self.operation.goal;
        let values = parameters::values(&template, &goal.parameters, &goal.resolved);
        let mut identity = self.stack.identity();
        identity.notification_arns.clone_from(&self.operation.goal.notification_arns);
        identity.imports.clone_from(&self.operation.goal.imports);
        let evaluator = Evaluator::new(&template, &values, &identity, &self.stack.resources);
        let definition = template.resource(logical_id);
        let definition = definition.ok_or_else(|| Failure::new(format!("{logical_id} is not in the template")))?;
        let properties = evaluator.properties(&definition.properties)?;
        let needs = graph::needs(&template, definition);
        Ok((definition.clone(), properties, needs))
    }

    /// Returns whether there is work to do.
    pub(super) fn start_apply(&mut self, logical_id: &str) -> Result<bool, Failure> {
        let (definition, properties, needs) = self.desired(logical_id)?;
        let existing = self.stack.resources.get(logical_id).filter(|resource| resource.is_live()).cloned();
        let Some(mut resource) = existing else {
            let importing = self.operation.import.contains_key(logical_id);
            let mut resource = Resource {
                logical_id: logical_id.to_owned(),
                kind: definition.kind.clone(),
                physical_id: None,
                status: ResourceStatus::CreateInProgress,
                status_reason: None,
                updated: self.world.now,
                properties,
                stack_tags: self.operation.goal.tags.clone(),
                attributes: Properties::new(),
                needs,
                deletion_policy: definition.deletion_policy,
                update_replace_policy: definition.update_replace_policy,
                metadata: definition.metadata,
                drift: None,
            };
            let status = if importing { ResourceStatus::ImportInProgress } else { ResourceStatus::CreateInProgress };
            self.record_event(&mut resource, status, None);
            self.stack.resources.insert(logical_id.to_owned(), resource);
            return Ok(true);
        };
        resource.needs = needs;
        resource.deletion_policy = definition.deletion_policy;
        resource.update_replace_policy = definition.update_replace_policy;
        resource.metadata = definition.metadata;
        let changes = is_changed(&resource, &properties, &self.operation.goal.tags);
        if changes {
            let action = if is_replaced(&resource, &properties) { UpdateAction::Replace } else { UpdateAction::Modify };
            let allowed = stack_policy::check(self.operation.policy.as_deref(), action, logical_id, &resource.kind);
            allowed.map_err(Failure::new)?;
            let reason = is_replaced(&resource, &properties).then(|| {
                "Requested update requires the creation of a new physical resource; hence creating one.".to_owned()
            });
            self.record_event(&mut resource, ResourceStatus::UpdateInProgress, reason);
        }
        self.stack.resources.insert(logical_id.to_owned(), resource);
        Ok(changes)
    }

    pub(super) fn perform_apply(&mut self, logical_id: &str) -> Result<Outcome, Failure> {
        let (definition, properties, _) = self.desired(logical_id)?;
        // The provider receives the values of dynamic references; the stack stores the references.
        let resolved = dynamic_reference::resolve(self.world, &self.stack.scope, &properties)?;
        let provider = resource_type(&definition.kind)
            .ok_or_else(|| Failure::new(format!("Unrecognized resource type: {}", definition.kind)))?;
        let context = self.context(logical_id);
        let Some(mut resource) = self.stack.resources.get(logical_id).cloned() else {
            return Err(Failure::new(format!("{logical_id} is not in the stack")));
        };
        if let Some(identifier) = self.operation.import.get(logical_id).cloned() {
            return self.import(resource, &identifier);
        }
        let wrong: Vec<String> =
            provider.validation_errors(&resolved).iter().map(|(path, reason)| format!("#{path}: {reason}")).collect();
        if !wrong.is_empty() {
            let why =
                format!("Properties validation failed for resource {logical_id} with message:\n[{}]", wrong.join(", "));
            return Err(Failure::new(why));
        }
        let replaced = is_replaced(&resource, &properties);
        let work = if resource.physical_id.is_some() && !replaced {
            ResourceOperation::Update
        } else {
            ResourceOperation::Create
        };
        let known = resource.physical_id.as_deref().filter(|_| work == ResourceOperation::Update);
        let before = known.is_some().then_some(&resource.properties);
        let kind = definition.kind.as_str();
        let task = HandlerCall { kind, work, physical_id: known, properties: &properties, before };
        permission::check(self.world, &context, task)?;
        self.injected_failure(&resource)?;
        let tags = self.operation.goal.tags.clone();
        let made = match resource.physical_id.clone() {
            Some(physical_id) if !is_replaced(&resource, &properties) => {
                let made = provider.update(self.world, &context, &physical_id, &resource.properties, &resolved)?;
                (resource.properties, resource.stack_tags, resource.attributes) =
                    (properties, tags, made.attributes.clone());
                made
            }
            old => {
                let made = provider.create(self.world, &context, &resolved)?;
                if old.is_some() {
                    let mut leftover = resource.clone();
                    leftover.deletion_policy = resource.update_replace_policy;
                    self.stack.leftovers.push(leftover);
                }
                (resource.properties, resource.stack_tags, resource.attributes) =
                    (properties, tags, made.attributes.clone());
                resource.physical_id = Some(made.physical_id.clone());
                let status = resource.status;
                let verb = if old.is_some() { "Requested update" } else { "Resource creation" };
                self.record_event(&mut resource, status, Some(format!("{verb} Initiated")));
                let signals = definition.creation_policy.map(|policy| self.signals(logical_id, policy));
                let mut made = made;
                made.calls.extend(signals);
                made
            }
        };
        self.stack.resources.insert(logical_id.to_owned(), resource);
        if made.calls.is_empty() {
            Ok(Outcome::Done)
        } else {
            Ok(Outcome::Calls(PendingCalls { calls: made.calls, running: None }))
        }
    }

    /// Starts waiting for the signals of a creation policy.
    fn signals(&mut self, logical_id: &str, policy: CreationPolicy) -> PendingCall {
        let key = signal_key(&self.stack.id, logical_id);
        self.world.cloudformation(&self.stack.scope).signals.insert(key.clone(), Signals::new());
        let until = self.world.now.after(policy.timeout);
        PendingCall::Wait(WaitFor::Signals { key, count: policy.count, until, of_policy: true })
    }

    /// Imports an existing resource into the stack.
    fn import(&mut self, mut resource: Resource, identifier: &BTreeMap<String, String>) -> Result<Outcome, Failure> {
        let kind = resource.kind.clone();
        let provider =
            resource_type(&kind).ok_or_else(|| Failure::new(format!("Unrecognized resource type: {kind}")))?;
        self.injected_failure(&resource)?;
        let physical_id = identifier.values().next().cloned().unwrap_or_default();
        let context = self.context(&resource.logical_id);
        let (known, properties) = (Some(physical_id.as_str()), &resource.properties);
        let task =
            HandlerCall { kind: &kind, work: ResourceOperation::Read, physical_id: known, properties, before: None };
        permission::check(self.world, &context, task)?;
        let Some((_, attributes)) = provider.read(self.world, &context, &physical_id) else {
            return Err(Failure::new(format!("Resource {physical_id} does not exist")));
        };
        resource.physical_id = Some(physical_id);
        resource.attributes = attributes;
        self.stack.resources.insert(resource.logical_id.clone(), resource);
        Ok(Outcome::Done)
    }

    /// Marks a resource as complete.
    pub(super) fn complete_apply(&mut self, logical_id: &str) {
        let Some(mut resource) = self.stack.resources.get(logical_id).cloned() else { return };
        let status = match resource.status {
            ResourceStatus::CreateInProgress => ResourceStatus::CreateComplete,
            ResourceStatus::ImportInProgress => ResourceStatus::ImportComplete,
            _ => ResourceStatus::UpdateComplete,
        };
        let reason = (status == ResourceStatus::ImportComplete).then(|| "Resource import completed.".to_owned());
        self.record_event(&mut resource, status, reason);
        self.stack.resources.insert(logical_id.to_owned(), resource);
    }

    pub(super) fn fail_apply(&mut self, logical_id: &str, failure: Failure) {
        let Some(mut resource) = self.stack.resources.get(logical_id).cloned() else {
            // The properties could not be evaluated: the stack has no such resource yet.
            let reason = format!("{logical_id}: {}", failure.reason);
            let status = self.stack.status;
            self.set_status(status, Some(reason));
            self.operation.failed.push(logical_id.to_owned());
            return;
        };
        let status = match resource.status {
            ResourceStatus::CreateInProgress => ResourceStatus::CreateFailed,
            ResourceStatus::ImportInProgress => ResourceStatus::ImportFailed,
            _ => ResourceStatus::UpdateFailed,
        };
        if status == ResourceStatus::CreateFailed && failure.physical_id.is_some() {
            resource.physical_id = failure.physical_id;
        }
        self.record_event(&mut resource, status, Some(failure.reason));
        self.stack.resources.insert(logical_id.to_owned(), resource);
        self.operation.failed.push(logical_id.to_owned());
    }

    pub(super) fn cancel_apply(&mut self, logical_id: &str) {
        let Some(mut resource) = self.stack.resources.get(logical_id).cloned() else { return };
        let (status, reason) = match resource.status {
            ResourceStatus::CreateInProgress => (ResourceStatus::CreateFailed, "Resource creation cancelled"),
            ResourceStatus::ImportInProgress => (ResourceStatus::ImportFailed, "Resource import cancelled"),
            _ => (ResourceStatus::UpdateFailed, "Resource update cancelled"),
        };
        self.record_event(&mut resource, status, Some(reason.to_owned()));
        self.stack.resources.insert(logical_id.to_owned(), resource);
    }

    /// After success: cleanup. After failure: rollback, unless the caller disabled it.
    pub(super) fn end_apply(&mut self) -> bool {
        self.check_removals();
        if self.operation.failed.is_empty() {
            match self.outputs() {
                Ok(outputs) => {
                    self.stack.outputs = outputs;
                    return self.succeed();
                }
                Err(error) => return self.fail_operation(format!("{}. ", error.message.trim_end_matches('.'))),
            }
        }
        let verb = match self.operation.kind {
            Kind::Create => "create",
            Kind::Import => "import",
            Kind::Update | Kind::Delete => "create or update",
        };
        let failed = self.operation.failed.join(", ");
        self.fail_operation(format!("The following resource(s) failed to {verb}: [{failed}]. "))
    }

    /// The operation has failed. Returns whether it has ended.
    fn fail_operation(&mut self, reason: String) -> bool {
        if self.operation.on_failure == OnFailure::DoNothing && self.operation.kind != Kind::Import {
            let status =
                if self.operation.kind == Kind::Create { StackStatus::CreateFailed } else { StackStatus::UpdateFailed };
            self.stack.deployment = self.operation.goal.clone();
            self.set_status(status, Some(reason));
            return true;
        }
        self.begin_rollback(reason);
        false
    }

    /// Checks whether the stack policy allows removing resources that the new template does not have.
    fn check_removals(&mut self) {
        let wanted = &self.operation.tasks;
        let removed = self.stack.resources.values().filter(|resource| resource.is_live());
        let removed: Vec<Resource> =
            removed.filter(|resource| !wanted.contains_key(&resource.logical_id)).cloned().collect();
        for mut resource in removed {
            let policy = self.operation.policy.as_deref();
            if let Err(why) = stack_policy::check(policy, UpdateAction::Delete, &resource.logical_id, &resource.kind) {
                self.operation.failed.push(resource.logical_id.clone());
                self.record_event(&mut resource, ResourceStatus::UpdateFailed, Some(why));
            }
        }
    }

    fn succeed(&mut self) -> bool {
        let wanted: Vec<String> = self.operation.tasks.keys().cloned().collect();
        let gone: Vec<String> = self.stack.resources.keys().filter(|id| !wanted.contains(id)).cloned().collect();
        for id in gone {
            if let Some(resource) = self.stack.resources.remove(&id).filter(Resource::is_live) {
                self.stack.leftovers.push(resource);
            }
        }
        self.stack.deployment = self.operation.goal.clone();
        self.stack.stable = None;
        match self.operation.kind {
            Kind::Create => self.set_status(StackStatus::CreateComplete, None),
            Kind::Import => self.set_status(StackStatus::ImportComplete, None),
            Kind::Update | Kind::Delete => {
                self.set_status(StackStatus::UpdateCleanup, None);
                self.operation.phase = Phase::Cleanup;
                self.operation.tasks = self.leftover_tasks();
                return false;
            }
        }
        true
    }

    pub(super) fn end_cleanup(&mut self) -> bool {
        let failed = std::mem::take(&mut self.operation.failed);
        let reason = (!failed.is_empty()).then(|| {
            format!("Update successful. One or more resources could not be deleted: [{}].", failed.join(", "))
        });
        self.stack.leftovers.clear();
        self.set_status(StackStatus::UpdateComplete, reason);
        true
    }

    fn outputs(&mut self) -> Result<Vec<Output>, ApiError> {
        let template = Template::read(&self.operation.goal.template)?;
        let goal = &self.operation.goal;
        let values = parameters::values(&template, &goal.parameters, &goal.resolved);
        let mut identity = self.stack.identity();
        identity.imports.clone_from(&self.operation.goal.imports);
        let evaluator = Evaluator::new(&template, &values, &identity, &self.stack.resources);
        let outputs = outputs(&template, &evaluator)?;
        exports::check(self.world.cloudformation(&self.stack.scope), &self.stack, &outputs)?;
        Ok(outputs)
    }
}

/// The outputs whose conditions are true.
pub(crate) fn outputs(template: &Template, evaluator: &Evaluator<'_>) -> Result<Vec<Output>, ApiError> {
    let mut outputs = Vec::new();
    for (key, output) in template.section("Outputs") {
        if !evaluator.holds(output.get("Condition").and_then(Value::as_str))? {
            continue;
        }
        let evaluated = |name: &str| match output.get(name) {
            Some(value) => evaluator.value(value),
            None => Ok(None),
        };
        let value = evaluated("Value")?.filter(|value| !value.is_object() && !value.is_array());
        let value = value.ok_or_else(|| not_a_string(key))?;
        let export_name = match output.get("Export").and_then(|export| export.get("Name")) {
            Some(name) => evaluator.value(name)?.map(|name| text_of(&name)),
            None => None,
        };
        outputs.push(Output {
            key: key.clone(),
            value: text_of(&value),
            description: evaluated("Description")?.map(|text| text_of(&text)),
            export_name,
        });
    }
    Ok(outputs)
}

/// The key of the signals for a resource.
pub(crate) fn signal_key(stack_id: &str, logical_id: &str) -> String {
    format!("{stack_id} {logical_id}")
}

/// Whether a resource has to be updated.
fn is_changed(resource: &Resource, properties: &Properties, tags: &[(String, String)]) -> bool {
    let failed = matches!(resource.status, ResourceStatus::CreateFailed | ResourceStatus::UpdateFailed);
    let takes_tags = facts::of(&resource.kind).is_some_and(|facts| facts.tag_property().is_some());
    failed || resource.properties != *properties || (takes_tags && resource.stack_tags != tags)
}

/// Whether a change replaces the resource.
fn is_replaced(resource: &Resource, properties: &Properties) -> bool {
    facts::of(&resource.kind).is_some_and(|facts| facts.replaces(&resource.properties, properties))
}

/// Whether a resource is retained when the operation that created it is rolled back.
pub(super) fn keeps_on_undo(policy: DeletionPolicy, retain_except_on_create: bool) -> bool {
    policy == DeletionPolicy::Retain && !retain_except_on_create
}
