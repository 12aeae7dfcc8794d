//! Reverting drift: what was changed behind CloudFormation's back becomes again what the templates say.

use aws_sdk_cloudformation::types::{ChangeSetStatus, ChangeSetType, DeploymentMode, Parameter};

use super::change_set::{incomplete, is_nothing};
use super::engine::Engine;
use crate::aws::{ApiError, listed};
use crate::danger::recreated;
use crate::model::{
    Action, Danger, Error, Plan, PlanKind, Remedy, STACK_SET, Stack, StackRequest, Step, account_of, stack_set_name,
    step,
};

impl Engine<'_> {
    /// Reverts the drift of the stack of each instance of the StackSets of `stack`, with a drift-aware change set of its own: CloudFormation
    /// updates no instance for it, because neither its template nor its parameters change. One after the other, and each is shown and
    /// asked for as a deployment is.
    ///
    /// An instance in another account, to which there is no connection, is warned of: its stack can be changed only with credentials of that account.
    ///
    /// # Errors
    /// As for [`Self::deploy`], of the first stack that cannot be reverted.
    pub async fn revert_drift_of_instances(&self, stack: &Stack) -> Result<(), Error> {
        let account = account_of(&stack.id);
        for set in self.resources(&stack.id).await?.iter().filter(|resource| resource.resource_type == STACK_SET) {
            let Some(id) = &set.physical_id else { continue };
            for (region, instance) in self.instance_stacks(id).await? {
                let owner = account_of(&instance);
                if !self.reaches(&instance, account) {
                    let name = stack_set_name(id);
                    self.warn(
                        format!("the drift of the instance of {name} in {region}, account {owner}, is not reverted"),
                        vec![Remedy::DetectDriftAs {
                            account: owner.to_owned(),
                            region: region.clone(),
                            stack: instance.clone(),
                        }],
                    );
                    continue;
                }
                self.of_instance(&region, &instance).revert_drift_of(&instance).await?;
            }
        }
        Ok(())
    }

    /// Reverts the drift of one stack, whose template and parameters stay.
    async fn revert_drift_of(&self, stack_id: &str) -> Result<(), Error> {
        let Some(stack) = self.describe(stack_id).await? else { return Ok(()) };
        if step(Some(&stack.status)) != Step::Update {
            // The deployment that follows brings it out of its state, or says what has to be done first.
            self.warn(
                format!("the drift of {} in {} is not reverted: it is {}", stack.name, self.region, stack.status),
                Vec::new(),
            );
            return Ok(());
        }
        self.say(format!("looking for drift in {} in {}", stack.name, self.region));
        let Some(plan) = self.drift_change_set(&stack).await? else { return Ok(()) };
        let anew = self.recreated(&plan).await?;
        let request = StackRequest { name: stack.name.clone(), ..StackRequest::default() };
        self.review(&plan, &request, anew).await.map(|_| ())
    }

    /// A drift-aware change set with the template and the parameters that the stack has; `None` if nothing drifted.
    async fn drift_change_set(&self, stack: &Stack) -> Result<Option<Plan>, Error> {
        let name = format!("{}-drift-{:016x}", self.aws.application().name(), fastrand::u64(..));
        let client = self.client();
        let described = client.describe_stacks().stack_name(&stack.id).send().await;
        let described = described.map_err(|error| ApiError::new("DescribeStacks", self.region, error))?;
        let Some(described) = listed(described.stacks).into_iter().next() else { return Ok(None) };
        let (parameters, capabilities) = (listed(described.parameters), listed(described.capabilities));
        let same = |parameter: Parameter| {
            Parameter::builder().set_parameter_key(parameter.parameter_key).use_previous_value(true).build()
        };
        let made = client
            .create_change_set()
            .stack_name(&stack.id)
            .change_set_name(&name)
            .change_set_type(ChangeSetType::Update)
            .use_previous_template(true)
            .deployment_mode(DeploymentMode::RevertDrift)
            .set_parameters(Some(parameters.into_iter().map(same).collect()))
            .set_capabilities(Some(capabilities))
            .client_token(&name)
            .send()
            .await;
        let id = match made.map_err(|error| ApiError::new("CreateChangeSet", self.region, error)) {
            Ok(made) => made.id.unwrap_or_else(|| name.clone()),
            Err(error) if is_nothing(&error.message) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let pages = self.await_change_set(&stack.id, &id).await?;
        let Some(first) = pages.first() else { return Err(incomplete(&name)) };
        if first.status == Some(ChangeSetStatus::CreateComplete) {
            return Plan::read(PlanKind::Update, self.region, pages).map(Some).ok_or_else(|| incomplete(&name));
        }
        let reason = first.status_reason.clone().unwrap_or_else(|| "AWS gave no reason".to_owned());
        self.delete_change_set(&stack.id, &id).await?;
        if is_nothing(&reason) {
            return Ok(None);
        }
        Err(Error::Invalid { stack: stack.name.clone(), errors: vec![reason] })
    }

    /// What `plan` creates that the stack has already.
    pub(super) async fn recreated(&self, plan: &Plan) -> Result<Vec<Danger>, Error> {
        let added: Vec<_> = plan.changes.iter().filter(|change| change.action == Action::Add).collect();
        if added.is_empty() {
            return Ok(Vec::new());
        }
        let resources = self.resources(&plan.stack_id).await?;
        let known = |id: &str| {
            let resource = resources.iter().find(|resource| resource.logical_id == id)?;
            resource.physical_id.clone().filter(|_| !resource.status.starts_with("DELETE_"))
        };
        Ok(added.into_iter().filter_map(|change| recreated(change, &known(&change.logical_id)?)).collect())
    }
}
