//! The end of creating and updating: outputs, cleanup, or the start of a rollback.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::engine::run::Run;
use crate::cloudformation::exports;
use crate::cloudformation::stack_policy;
use crate::cloudformation::stack_policy::UpdateAction;
use crate::cloudformation::template::conditional::not_a_string;
use crate::cloudformation::template::intrinsics::{Evaluator, text_of};
use crate::cloudformation::template::{Template, parameters};
use crate::state::cloudformation::operation::{Kind, Phase};
use crate::state::cloudformation::stack::Output;
use crate::state::cloudformation::stack_resource::Resource;
use crate::state::cloudformation::status::{ResourceStatus, StackStatus};

impl Run<'_> {
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
        if self.operation.preserves_resources() {
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
