//! Resources that exist and are to enter a stack, and stacks that exist and are to enter a StackSet.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{Capability, PermissionModels, ResourceToImport, StackSetOperationStatus};

use super::change::PlanKind;
use super::change_set::Prepared;
use super::deploying::Outcome;
use super::request::StackRequest;
use super::{Engine, Error};
use crate::aws::{ApiError, Origin};

/// A resource that exists, and the place that it takes in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The logical id that it has in the template.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// What identifies it, such as `BucketName`.
    pub identifier: BTreeMap<String, String>,
}

impl Engine<'_> {
    /// Makes a new stack of the resources that the request imports; its template has those resources and no others.
    ///
    /// # Errors
    /// As for [`Self::deploy`].
    pub async fn import(&self, request: &StackRequest) -> Result<Outcome, Error> {
        match self.prepare(request, PlanKind::Import).await? {
            Prepared::Ready(plan) => self.review(&plan, request).await,
            Prepared::Empty => Err(Error::Stuck {
                message: format!("there is nothing to import into {}", request.name),
                remedy: "see `archive status`".to_owned(),
            }),
        }
    }

    /// Makes the StackSet `name` if there is none, and lets the existing `stacks`, given by ARN, be its instances. Returns its id.
    ///
    /// # Errors
    /// [`Error::Stuck`] if the StackSet cannot take a stack in, and the failures of calls.
    pub async fn import_stacks(&self, name: &str, template: &str, stacks: &[String]) -> Result<String, Error> {
        let client = self.client();
        let made = client
            .create_stack_set()
            .stack_set_name(name)
            .template_body(template)
            .permission_model(PermissionModels::SelfManaged)
            .capabilities(Capability::CapabilityNamedIam)
            .client_request_token(format!("archive-adopt-{name}"))
            .send()
            .await;
        if let Err(error) = made {
            let error = ApiError::new("CreateStackSet", self.region, error);
            if !error.is("NameAlreadyExistsException") {
                return Err(error.into());
            }
        }
        let described = client.describe_stack_set().stack_set_name(name).send().await;
        let described = described.map_err(|error| ApiError::new("DescribeStackSet", self.region, error))?;
        let id = described.stack_set.and_then(|set| set.stack_set_id).unwrap_or_else(|| name.to_owned());
        let members = self.instance_stacks(&id).await;
        let outside: Vec<String> =
            stacks.iter().filter(|stack| !members.iter().any(|(_, member)| member == *stack)).cloned().collect();
        if !outside.is_empty() {
            let begun = client
                .import_stacks_to_stack_set()
                .stack_set_name(&id)
                .set_stack_ids(Some(outside))
                .send()
                .await
                .map_err(|error| ApiError::new("ImportStacksToStackSet", self.region, error))?;
            self.await_operation(&id, &begun.operation_id.unwrap_or_default()).await?;
        }
        Ok(id)
    }

    async fn await_operation(&self, id: &str, operation: &str) -> Result<(), Error> {
        let mut pauses = self.pace.pauses();
        loop {
            let looked =
                self.client().describe_stack_set_operation().stack_set_name(id).operation_id(operation).send().await;
            match looked.map_err(|error| ApiError::new("DescribeStackSetOperation", self.region, error)) {
                Ok(answer) => match answer.stack_set_operation.and_then(|operation| operation.status) {
                    Some(StackSetOperationStatus::Succeeded) => return Ok(()),
                    Some(StackSetOperationStatus::Running | StackSetOperationStatus::Queued) | None => {}
                    Some(status) => {
                        return Err(Error::Stuck {
                            message: format!("the operation {operation} of the StackSet {id} is {status}"),
                            remedy:
                                "see the operation's results in the CloudFormation console, then run the command again"
                                    .to_owned(),
                        });
                    }
                },
                Err(error) if error.origin == Origin::Transient => {}
                Err(error) => return Err(error.into()),
            }
            pauses.pause().await;
        }
    }
}

pub(super) fn target(import: &Import) -> ResourceToImport {
    ResourceToImport::builder()
        .logical_resource_id(&import.logical_id)
        .resource_type(&import.resource_type)
        .set_resource_identifier(Some(import.identifier.clone().into_iter().collect()))
        .build()
}
