//! Creating and updating resources according to the template.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::needed::ResourceOperation;

use crate::api_error::ApiError;
use crate::cloudformation::dynamic_reference;
use crate::cloudformation::engine::run::{Outcome, Run};
use crate::cloudformation::facts;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::permission::HandlerCall;
use crate::cloudformation::resource::provider::Update;
use crate::cloudformation::resource::{permission, provider_of};
use crate::cloudformation::stack_policy;
use crate::cloudformation::stack_policy::UpdateAction;
use crate::cloudformation::template::creation_policy::CreationPolicy;
use crate::cloudformation::template::intrinsics::Evaluator;
use crate::cloudformation::template::{Definition, Template, graph, parameters};
use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::operation::{Action, PendingCalls, Task};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::ResourceStatus;
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
        let provider = provider_of(&definition.kind)?;
        let context = self.context(logical_id);
        let Some(resource) = self.stack.resources.get(logical_id).cloned() else {
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
        let applied = (properties, self.operation.goal.tags.clone());
        let calls = if work == ResourceOperation::Update {
            self.update_resource(resource, applied, &resolved)?
        } else {
            self.create_resource(resource, applied, &resolved, definition.creation_policy)?
        };
        if calls.is_empty() { Ok(Outcome::Done) } else { Ok(Outcome::Calls(PendingCalls { calls, running: None })) }
    }

    fn update_resource(
        &mut self,
        mut resource: Resource,
        (properties, tags): (Properties, Vec<(String, String)>),
        resolved: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
        let (provider, context) = (provider_of(&resource.kind)?, self.context(&resource.logical_id));
        let Some(physical_id) = &resource.physical_id else { return Ok(Vec::new()) };
        let update = Update { physical_id, before: &resource.properties, after: resolved };
        let made = provider.update(self.world, &context, &update)?;
        (resource.properties, resource.stack_tags, resource.attributes) = (properties, tags, made.attributes);
        self.stack.resources.insert(resource.logical_id.clone(), resource);
        Ok(made.calls)
    }

    fn create_resource(
        &mut self,
        mut resource: Resource,
        (properties, tags): (Properties, Vec<(String, String)>),
        resolved: &Properties,
        creation_policy: Option<CreationPolicy>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let (provider, context) = (provider_of(&resource.kind)?, self.context(&resource.logical_id));
        let made = provider.create(self.world, &context, resolved)?;
        let is_replacement = resource.physical_id.is_some();
        if is_replacement {
            let mut leftover = resource.clone();
            leftover.deletion_policy = resource.update_replace_policy;
            self.stack.leftovers.push(leftover);
        }
        (resource.properties, resource.stack_tags, resource.attributes) = (properties, tags, made.attributes);
        resource.physical_id = Some(made.physical_id);
        let (status, logical_id) = (resource.status, resource.logical_id.clone());
        let verb = if is_replacement { "Requested update" } else { "Resource creation" };
        self.record_event(&mut resource, status, Some(format!("{verb} Initiated")));
        let signals = creation_policy.map(|policy| self.signals(&logical_id, policy));
        self.stack.resources.insert(logical_id, resource);
        Ok(made.calls.into_iter().chain(signals).collect())
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
        let provider = provider_of(&kind)?;
        self.injected_failure(&resource)?;
        let no_identifier = || Failure::new(format!("No resource identifier is given for {}", resource.logical_id));
        let physical_id = identifier.values().next().cloned().ok_or_else(no_identifier)?;
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
