//! Deletes stacks, and rolls back failed operations.

use aws_sdk_cloudformation::types::{DeletionMode, StackStatus};
use aws_smithy_types::DateTime;

use super::engine::Engine;
use super::event_log::EventPosition;
use super::follow::OperationResult;
use crate::aws::ApiError;
use crate::model::{Danger, DangerKind, DeletionResult, DestroyOptions, Error, Event, Remedy, Stack, is_settled};

/// How often other operations may interfere with a deletion before it gives up.
const MAX_RETRIES: u32 = 10;

impl Engine<'_> {
    /// Deletes the stack called `name`, whatever its status, after reporting what is deleted and what is retained, and
    /// with approval.
    ///
    /// # Errors
    /// [`Error::Refused`] without approval, [`Error::OperationFailed`] if a resource cannot be deleted, and failed calls.
    pub async fn destroy(&self, name: &str, options: &DestroyOptions) -> Result<DeletionResult, Error> {
        let mut overtaken = 0;
        loop {
            match self.destroy_once(name, options).await {
                // Another operation was started, or the stack was protected, in the meantime: read and ask again.
                Err(Error::Api(error))
                    if overtaken < MAX_RETRIES && error.message.contains("cannot be deleted while") =>
                {
                    self.say(format!("the stack changed concurrently ({}); retrying", error.message));
                    overtaken += 1;
                }
                ended => return ended,
            }
        }
    }

    async fn destroy_once(&self, name: &str, options: &DestroyOptions) -> Result<DeletionResult, Error> {
        let Some(mut stack) = self.describe(name).await? else {
            return Ok(DeletionResult { existed: false, outcomes: Vec::new() });
        };
        if !is_settled(&stack.status) {
            let deleting = stack.status == StackStatus::DeleteInProgress;
            let ended = self.attach(&stack).await?;
            if deleting {
                self.deleted(ended)?;
                return Ok(DeletionResult { existed: true, outcomes: Vec::new() });
            }
            match self.describe(&stack.id).await? {
                Some(settled) if settled.status != StackStatus::DeleteComplete => stack = settled,
                _ => return Ok(DeletionResult { existed: true, outcomes: Vec::new() }),
            }
        }
        let outcomes = self.deletion_outcomes(&stack).await?;
        self.reporter.report(&Event::DeletionOutcomes { stack: stack.name.clone(), outcomes: outcomes.clone() });
        let message =
            format!("{} in {} is deleted with everything in it that is not retained", stack.name, self.region);
        let mut dangers = vec![Danger::new(DangerKind::StackDeletion, &stack.name, message)];
        let unknown = outcomes.iter().filter(|outcome| outcome.retained.is_none());
        let unknown: Vec<String> = unknown
            .map(|outcome| format!("{} {} in {}", outcome.resource_type, outcome.physical_id, outcome.region))
            .collect();
        if !unknown.is_empty() {
            // Treat everything as lost.
            let message = format!("whether {} resources are retained or deleted is not known", unknown.len());
            dangers.push(Danger { details: unknown, ..Danger::new(DangerKind::Deletion, &stack.name, message) });
        }
        self.require(&dangers)?;
        if stack.termination_protection {
            self.unprotect(&stack).await?;
        }
        let failed_before = match stack.status {
            StackStatus::DeleteFailed if !options.force => self.undeleted(&stack).await?,
            _ => Vec::new(),
        };
        match self.delete_stack(&stack, &options.retain, options.force).await {
            Ok(()) => Ok(DeletionResult { existed: true, outcomes }),
            Err(Error::OperationFailed { report, .. }) if self.fails_as_before(&stack, &failed_before).await? => {
                // The same deletion once more would end the same.
                Err(Error::OperationFailed { report, remedies: vec![Remedy::CorrectCause, Remedy::ForceDeletion] })
            }
            Err(error) => Err(error),
        }
    }

    /// The logical IDs of the resources that a deletion of `stack` failed on.
    async fn undeleted(&self, stack: &Stack) -> Result<Vec<String>, Error> {
        let resources = self.resources(&stack.id).await?.into_iter();
        let undeleted = resources.filter(|resource| resource.status == "DELETE_FAILED");
        Ok(undeleted.map(|resource| resource.logical_id).collect())
    }

    /// Whether the deletion of `stack` failed on nothing but what the one before had failed on; says so.
    async fn fails_as_before(&self, stack: &Stack, failed_before: &[String]) -> Result<bool, Error> {
        if failed_before.is_empty() {
            return Ok(false);
        }
        let now = self.undeleted(stack).await?;
        let is_same = !now.is_empty() && now.iter().all(|id| failed_before.contains(id));
        if is_same {
            let message = format!(
                "the deletion of {} failed on the same as the one before, and will again until the cause is corrected: {}",
                stack.name,
                now.join(", ")
            );
            self.warn(message, Vec::new());
        }
        Ok(is_same)
    }

    /// Takes the termination protection away.
    async fn unprotect(&self, stack: &Stack) -> Result<(), ApiError> {
        let call = self.client().update_termination_protection().stack_name(&stack.id);
        let sent = call.enable_termination_protection(false).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("UpdateTerminationProtection", self.region, error))
    }

    /// Deletes a stack whose creation or import failed, with approval.
    pub(super) async fn delete_failed(&self, stack: &Stack) -> Result<(), Error> {
        let what = if stack.status == StackStatus::ImportRollbackFailed { "import" } else { "creation" };
        self.say(format!("deleting {}, whose {what} failed", stack.name));
        if stack.termination_protection {
            self.unprotect(stack).await?;
        }
        self.delete_stack(stack, &[], false).await
    }

    /// Deletes what is left of a stack whose deletion failed. What can still not be deleted stays, and belongs to no stack any more. Nothing is
    /// asked.
    ///
    /// # Errors
    /// As for [`Self::destroy`].
    pub async fn delete_remains(&self, stack: &Stack) -> Result<(), Error> {
        self.say(format!("deleting what is left of {} in {}", stack.name, self.region));
        if stack.termination_protection {
            self.unprotect(stack).await?;
        }
        self.delete_stack(stack, &[], true).await
    }

    /// Deletes a stack and follows the deletion to its end.
    async fn delete_stack(&self, stack: &Stack, retain: &[String], force: bool) -> Result<(), Error> {
        let (beginning, token) = self.mark("delete", stack).await?;
        self.client()
            .delete_stack()
            .stack_name(&stack.id)
            .client_request_token(token)
            .set_retain_resources((!retain.is_empty()).then(|| retain.to_vec()))
            .set_deletion_mode(force.then_some(DeletionMode::ForceDeleteStack))
            .send()
            .await
            .map_err(|error| ApiError::new("DeleteStack", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, beginning).await?;
        self.deleted(ended)
    }

    /// That a deletion deleted the stack. CloudFormation cancels one that it finds impossible, and the stack is as it was.
    fn deleted(&self, ended: OperationResult) -> Result<(), Error> {
        let Some(stack) = self.result_of(ended)?.filter(|stack| stack.status != StackStatus::DeleteComplete) else {
            return Ok(());
        };
        let reason = stack.reason.as_deref().unwrap_or("AWS gave no reason");
        let remedy = match reason.contains("in use by") {
            true => Remedy::advice("delete the stacks that import the value first, or deploy them without it"),
            false => Remedy::ShowEvents,
        };
        let message = format!("{} in {} was not deleted, and is {}: {reason}", stack.name, self.region, stack.status);
        Err(Error::InvalidState { message, remedies: vec![remedy] })
    }

    /// Rolls back a failed operation.
    pub(super) async fn roll_back(&self, stack: &Stack) -> Result<StackStatus, Error> {
        let (beginning, token) = self.mark("rollback", stack).await?;
        self.client()
            .rollback_stack()
            .stack_name(&stack.id)
            .client_request_token(token)
            .send()
            .await
            .map_err(|error| ApiError::new("RollbackStack", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, beginning).await?;
        self.rolled_back(ended)
    }

    /// Continues a failed rollback, skipping the resources `skip`; before it, continues those of the StackSets'
    /// instances, which it depends on.
    pub(super) async fn continue_rollback(&self, stack: &Stack, skip: &[String]) -> Result<StackStatus, Error> {
        self.continue_instances(&stack.id).await?;
        self.continue_one(stack, skip).await
    }

    /// Continues the rollback of one stack.
    pub(super) async fn continue_one(&self, stack: &Stack, skip: &[String]) -> Result<StackStatus, Error> {
        let (beginning, token) = self.mark("continue", stack).await?;
        self.client()
            .continue_update_rollback()
            .stack_name(&stack.id)
            .client_request_token(token)
            .set_resources_to_skip((!skip.is_empty()).then(|| skip.to_vec()))
            .send()
            .await
            .map_err(|error| ApiError::new("ContinueUpdateRollback", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, beginning).await?;
        self.rolled_back(ended)
    }

    /// The position of a new operation among the events, and a client request token: the same for the same operation on
    /// the same state of the same stack.
    async fn mark(&self, operation: &str, stack: &Stack) -> Result<(EventPosition, String), Error> {
        let page = self
            .client()
            .describe_stack_events()
            .stack_name(&stack.id)
            .send()
            .await
            .map_err(|error| ApiError::new("DescribeStackEvents", self.region, error))?;
        let newest = page.stack_events.and_then(|events| events.into_iter().next());
        let time = newest.and_then(|event| event.timestamp).unwrap_or(DateTime::from_secs(0));
        let token = format!("{}-{operation}-{}-{}", self.aws.application().name(), time.as_nanos(), stack.unique());
        let token = token.chars().take(128).collect::<String>();
        Ok((EventPosition::After { time, token: token.clone() }, token))
    }

    /// A rollback is a success when the stack was rolled back.
    fn rolled_back(&self, ended: OperationResult) -> Result<StackStatus, Error> {
        let status = ended.status.clone();
        if matches!(
            status,
            StackStatus::RollbackComplete | StackStatus::UpdateRollbackComplete | StackStatus::ImportRollbackComplete
        ) {
            return Ok(status);
        }
        self.result_of(ended)?;
        Ok(status)
    }
}
