//! Existing resources to import into a stack, and existing stacks to import into a StackSet.

use aws_sdk_cloudformation::types::{Capability, Parameter, PermissionModels, StackSetOperationStatus, StackStatus};

use super::change_set::PreparedChangeSet;
use super::engine::Engine;
use super::readiness::not_ready;
use crate::aws::{ApiError, Origin, listed};
use crate::model::{
    Danger, DangerKind, Error, PlanKind, Remedy, Stack, StackRequest, StackSetImport, StackSetState, Step, step,
};

impl Engine<'_> {
    /// Whether resources can be imported into `stack` as into a new one, because it has never had any.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn has_no_resources(&self, stack: &Stack) -> Result<bool, Error> {
        match stack.status {
            StackStatus::ReviewInProgress | StackStatus::ImportInProgress => Ok(true),
            // The status that a failed import of a new stack leaves.
            StackStatus::ImportRollbackComplete => Ok(self.living(&stack.id).await?.is_empty()),
            _ => Ok(false),
        }
    }

    /// Creates a new stack from the resources that the request imports; its template has only those resources.
    /// Resources that were imported by an earlier run are skipped.
    ///
    /// # Errors
    /// As for [`Self::deploy`].
    pub async fn import(&self, request: &StackRequest) -> Result<Stack, Error> {
        loop {
            let stack = self.describe(&request.name).await?;
            let mut request = request.clone();
            match stack.as_ref().map(|stack| (stack, step(Some(&stack.status)))) {
                None | Some((_, Step::Create)) => {}
                Some((stack, Step::Attach)) => {
                    self.attach(stack).await?;
                    continue;
                }
                Some((stack, Step::Update)) => {
                    let living = self.living(&stack.id).await?;
                    request.imports.retain(|import| !living.contains(&import.logical_id));
                }
                Some(_) => return Err(not_ready(stack.as_ref())),
            }
            if let Some(stack) = stack.filter(|_| request.imports.is_empty()) {
                return Ok(stack);
            }
            match self.prepare_change_set(&request, PlanKind::Import).await? {
                PreparedChangeSet::Ready(plan) => _ = self.review(&plan, &request, Vec::new()).await?,
                PreparedChangeSet::Empty => {
                    return Err(Error::InvalidState {
                        message: format!("there is nothing to import into {}", request.name),
                        remedies: vec![Remedy::ShowStatus],
                    });
                }
            }
        }
    }

    /// Prepares the stack called `name`, if there is one, for an [import](Self::import): the operation in progress ends, a failed rollback is
    /// continued, and a stack whose import could not be rolled back is deleted, with approval, if all of its resources stay. Returns
    /// whether there is a stack.
    ///
    /// # Errors
    /// As for [`Self::recover`] and [`Self::destroy`].
    pub async fn prepare_import(&self, name: &str) -> Result<bool, Error> {
        loop {
            let Some(stack) = self.describe(name).await? else { return Ok(false) };
            match step(Some(&stack.status)) {
                Step::Attach => _ = self.attach(&stack).await?,
                Step::ContinueRollback => _ = self.recover(name, &[]).await?,
                Step::ManualIntervention if self.can_begin_again(&stack).await? => {
                    self.delete_failed_import(&stack).await?;
                }
                _ => return Ok(true),
            }
        }
    }

    /// Whether a stack whose import failed, and whose rollback did, can be deleted without deleting any resource.
    pub(super) async fn can_begin_again(&self, stack: &Stack) -> Result<bool, Error> {
        if stack.status != StackStatus::ImportRollbackFailed {
            return Ok(false);
        }
        Ok(self.deletion_outcomes(stack).await?.iter().all(|outcome| outcome.retained == Some(true)))
    }

    /// Deletes a stack whose import failed, with approval; what it has imported stays.
    pub(super) async fn delete_failed_import(&self, stack: &Stack) -> Result<(), Error> {
        let message = format!(
            "{} in {} is {}, and is deleted before its resources are imported again; all of them stay",
            stack.name, self.region, stack.status
        );
        self.require(&[Danger::new(DangerKind::FailedStackDeletion, &stack.name, message)])?;
        self.delete_failed(stack).await
    }

    /// The logical IDs of a stack's resources.
    async fn living(&self, stack: &str) -> Result<Vec<String>, Error> {
        let resources = self.resources(stack).await?.into_iter();
        let living = resources.filter(|one| one.physical_id.is_some() && !one.status.starts_with("DELETE_"));
        Ok(living.map(|one| one.logical_id).collect())
    }

    /// The StackSet called `name`; `None` if there is none.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn stack_set(&self, name: &str) -> Result<Option<StackSetState>, Error> {
        let described = match self.client().describe_stack_set().stack_set_name(name).send().await {
            Ok(described) => described.stack_set,
            Err(error) => {
                let error = ApiError::new("DescribeStackSet", self.region, error);
                if !error.is("StackSetNotFoundException") {
                    return Err(error.into());
                }
                None
            }
        };
        let Some(set) = described else { return Ok(None) };
        let id = set.stack_set_id.unwrap_or_else(|| name.to_owned());
        let unreadable = |what: &str| ApiError::unreadable("DescribeStackSet", self.region, what);
        let given = listed(set.parameters).into_iter();
        let parameters = given.map(|one| Some((one.parameter_key?, one.parameter_value?))).collect::<Option<_>>();
        let parameters = parameters.ok_or_else(|| unreadable("a parameter has no name or no value"))?;
        let template = set.template_body.ok_or_else(|| unreadable("the StackSet has no template"))?;
        let (instances, inoperable) = self.instances_and_inoperable(&id).await?;
        Ok(Some(StackSetState { instances, inoperable, id, template, parameters }))
    }

    /// Creates the StackSet if there is none, and imports the stacks that are not its instances yet.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if a stack cannot be imported into the StackSet, and failed calls.
    pub async fn import_stacks(&self, import: &StackSetImport) -> Result<StackSetState, Error> {
        let client = self.client();
        let parameters = import.parameters.iter();
        let application = self.aws.application().name();
        let made = client
            .create_stack_set()
            .stack_set_name(&import.name)
            .template_body(&import.template)
            .set_parameters(Some(
                parameters
                    .map(|(key, value)| Parameter::builder().parameter_key(key).parameter_value(value).build())
                    .collect(),
            ))
            .set_administration_role_arn(import.administration_role_arn.clone())
            .set_execution_role_name(import.execution_role_name.clone())
            .permission_model(PermissionModels::SelfManaged)
            .capabilities(Capability::CapabilityNamedIam)
            .client_request_token(format!("{application}-adopt-{}-{:08x}", import.name, fastrand::u32(..)))
            .send()
            .await;
        if let Err(error) = made {
            let error = ApiError::new("CreateStackSet", self.region, error);
            if !error.is("NameAlreadyExistsException") {
                return Err(error.into());
            }
        }
        let gone = || Error::InvalidState {
            message: format!("the StackSet {} was deleted right after it was created", import.name),
            remedies: vec![Remedy::Retry],
        };
        let set = self.stack_set(&import.name).await?.ok_or_else(gone)?;
        // The import of an inoperable one failed, and is made again.
        let is_member = |stack: &&String| {
            set.instances.iter().any(|(_, member)| member == *stack) && !set.inoperable.contains(stack)
        };
        let outside: Vec<String> = import.stacks.iter().filter(|stack| !is_member(stack)).cloned().collect();
        if outside.is_empty() {
            return Ok(set);
        }
        self.take_out_empty_instances(&set, &outside).await?;
        self.take_out_inoperable(&set, &outside).await?;
        // An explicit operation ID: if the response is lost, the repeated call fails because the operation exists.
        let operation = format!("{application}-adopt-{:032x}", fastrand::u128(..));
        let begun = client
            .import_stacks_to_stack_set()
            .stack_set_name(&set.id)
            .set_stack_ids(Some(outside))
            .operation_id(&operation)
            .send()
            .await;
        if let Err(error) = begun {
            let error = ApiError::new("ImportStacksToStackSet", self.region, error);
            if !error.is("OperationIdAlreadyExistsException") {
                return Err(error.into());
            }
        }
        self.await_operation(&set.id, &operation).await?;
        self.stack_set(&import.name).await?.ok_or_else(gone)
    }

    pub(super) async fn await_operation(&self, id: &str, operation: &str) -> Result<(), Error> {
        let mut backoff = self.poll_interval.backoff();
        loop {
            let looked =
                self.client().describe_stack_set_operation().stack_set_name(id).operation_id(operation).send().await;
            match looked.map_err(|error| ApiError::new("DescribeStackSetOperation", self.region, error)) {
                Ok(answer) => match answer.stack_set_operation.and_then(|operation| operation.status) {
                    Some(StackSetOperationStatus::Succeeded) => return Ok(()),
                    Some(StackSetOperationStatus::Running | StackSetOperationStatus::Queued) | None => {}
                    Some(status) => {
                        return Err(Error::InvalidState {
                            message: format!("the operation {operation} of the StackSet {id} is {status}"),
                            remedies: vec![
                                Remedy::advice("see the operation's results in the CloudFormation console"),
                                Remedy::Retry,
                            ],
                        });
                    }
                },
                Err(error) if error.origin == Origin::Transient => {}
                Err(error) => return Err(error.into()),
            }
            backoff.wait().await;
        }
    }
}
