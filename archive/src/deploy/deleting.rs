//! Deleting stacks, and rolling back what somebody left failed.

use aws_sdk_cloudformation::types::{DeletionMode, StackStatus};
use aws_smithy_types::DateTime;

use super::event_log::Beginning;
use super::stack::Stack;
use super::{Engine, Error};
use crate::aws::ApiError;

/// A resource of a stack, as the stack knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackResource {
    /// The logical id.
    pub logical_id: String,
    /// The physical id, once there is one.
    pub physical_id: Option<String>,
    /// The type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// The status, such as `CREATE_COMPLETE`.
    pub status: String,
}

impl Engine<'_> {
    /// The resources of a stack.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn resources(&self, stack: &str) -> Result<Vec<StackResource>, Error> {
        let mut pages = self.client().list_stack_resources().stack_name(stack).into_paginator().send();
        let mut resources = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListStackResources", self.region, error))?;
            resources.extend(page.stack_resource_summaries.unwrap_or_default().into_iter().filter_map(|resource| {
                Some(StackResource {
                    logical_id: resource.logical_resource_id?,
                    physical_id: resource.physical_resource_id.filter(|id| !id.is_empty()),
                    resource_type: resource.resource_type?,
                    status: resource.resource_status?.as_str().to_owned(),
                })
            }));
        }
        Ok(resources)
    }

    /// Deletes a stack whose creation failed. One that CloudFormation could not even roll back is deleted by force.
    pub(super) async fn delete_failed(&self, stack: &Stack) -> Result<(), Error> {
        let force = stack.status == StackStatus::DeleteFailed || stack.status == StackStatus::RollbackFailed;
        self.say(format!("deleting {}, whose creation failed", stack.name));
        self.delete_stack(stack, &[], force && stack.status == StackStatus::DeleteFailed).await
    }

    /// Deletes a stack and follows that to its end.
    pub(super) async fn delete_stack(&self, stack: &Stack, retain: &[String], force: bool) -> Result<(), Error> {
        let token = operation_token("delete", stack);
        self.client()
            .delete_stack()
            .stack_name(&stack.id)
            .client_request_token(&token)
            .set_retain_resources((!retain.is_empty()).then(|| retain.to_vec()))
            .set_deletion_mode(force.then_some(DeletionMode::ForceDeleteStack))
            .send()
            .await
            .map_err(|error| ApiError::new("DeleteStack", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, Beginning::After { time: last_change(stack), token }).await?;
        self.judge(ended)?;
        Ok(())
    }

    /// Rolls back an operation that was left failed.
    pub(super) async fn roll_back(&self, stack: &Stack) -> Result<StackStatus, Error> {
        let token = operation_token("rollback", stack);
        self.client()
            .rollback_stack()
            .stack_name(&stack.id)
            .client_request_token(&token)
            .send()
            .await
            .map_err(|error| ApiError::new("RollbackStack", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, Beginning::After { time: last_change(stack), token }).await?;
        self.rolled_back(ended)
    }

    /// Continues a rollback that failed, leaving the resources `skip` as they are.
    pub(super) async fn continue_rollback(&self, stack: &Stack, skip: &[String]) -> Result<StackStatus, Error> {
        let token = operation_token(&format!("continue-{}", fastrand::u32(..)), stack);
        self.client()
            .continue_update_rollback()
            .stack_name(&stack.id)
            .client_request_token(&token)
            .set_resources_to_skip((!skip.is_empty()).then(|| skip.to_vec()))
            .send()
            .await
            .map_err(|error| ApiError::new("ContinueUpdateRollback", self.region, error))?;
        let ended = self.follow(&stack.id, &stack.name, Beginning::After { time: last_change(stack), token }).await?;
        self.rolled_back(ended)
    }

    /// A rollback is a success when the stack was rolled back.
    fn rolled_back(&self, ended: super::follow::Ended) -> Result<StackStatus, Error> {
        let status = ended.status.clone();
        if matches!(
            status,
            StackStatus::RollbackComplete | StackStatus::UpdateRollbackComplete | StackStatus::ImportRollbackComplete
        ) {
            return Ok(status);
        }
        self.judge(ended)?;
        Ok(status)
    }
}

/// A token that is the same for the same operation on the same state of the same stack.
fn operation_token(operation: &str, stack: &Stack) -> String {
    format!("archive-{operation}-{}-{}", last_change(stack).secs(), stack.unique()).chars().take(128).collect()
}

fn last_change(stack: &Stack) -> DateTime {
    stack.updated.or(stack.created).unwrap_or(DateTime::from_secs(0))
}
