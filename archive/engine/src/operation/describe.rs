//! Reads a stack, its resources, its template, and the stacks of its StackSets.

use std::collections::BTreeSet;

use aws_sdk_cloudformation::types::{self, StackInstanceStatus, StackInstanceSummary, StackStatus};
use cfn_template::TemplateBody;

use super::engine::Engine;
use crate::aws::{ApiError, listed};
use crate::model::{Error, Stack, StackRequest, StackResource, Step, step};

const LIST_INSTANCES: &str = "ListStackInstances";

impl Engine<'_> {
    /// Describes the stack called `stack` (a name or an ARN); `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn describe(&self, stack: &str) -> Result<Option<Stack>, Error> {
        Ok(self.described(stack).await?.map(|(read, _)| read))
    }

    /// The names of the parameters whose values an update of the stack called `stack` can keep. There are none where it does not exist, or
    /// has to be created anew.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn kept_parameters(&self, stack: &str) -> Result<BTreeSet<String>, Error> {
        let Some((stack, answer)) = self.described(stack).await? else { return Ok(BTreeSet::new()) };
        match step(Some(&stack.status)) {
            Step::Create | Step::DeleteThenCreate => Ok(BTreeSet::new()),
            _ => Ok(listed(answer.parameters).into_iter().filter_map(|parameter| parameter.parameter_key).collect()),
        }
    }

    /// A stack, and AWS's answer about it.
    async fn described(&self, stack: &str) -> Result<Option<(Stack, types::Stack)>, Error> {
        let answer = self.client().describe_stacks().stack_name(stack).send().await;
        let described = match answer {
            Ok(output) => listed(output.stacks).into_iter().next(),
            Err(error) => {
                let error = ApiError::new("DescribeStacks", self.region, error);
                if error.is("ValidationError") && error.message.contains("does not exist") {
                    None
                } else {
                    return Err(error.into());
                }
            }
        };
        // A stack that cannot be parsed must not be treated as absent.
        let read = |described: types::Stack| {
            let read = Stack::read(described.clone()).ok_or_else(|| {
                ApiError::unreadable("DescribeStacks", self.region, "its stack has no id, name or status")
            });
            read.map(|read| (read, described))
        };
        let found = described.map(read).transpose()?;
        Ok(found.filter(|(found, _)| found.status != StackStatus::DeleteComplete || stack == found.id))
    }

    /// For CloudFormation a service role is not a change: it is set with the next change.
    pub(super) fn warn_of_unused_role(&self, request: &StackRequest, stack: &Stack) {
        if let Some(role) = request.role_arn.as_ref().filter(|role| stack.role_arn.as_ref() != Some(role)) {
            let kept = stack.role_arn.as_deref().unwrap_or("the caller's permissions");
            let message = format!("nothing else changes, so {} continues to use {kept}, not {role}", stack.name);
            self.warn(message, vec!["give the role again with the next change".into()]);
        }
    }

    /// The resources of a stack.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn resources(&self, stack: &str) -> Result<Vec<StackResource>, Error> {
        let mut pages = self.client().list_stack_resources().stack_name(stack).into_paginator().send();
        let mut resources = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListStackResources", self.region, error))?;
            for resource in listed(page.stack_resource_summaries) {
                let read = StackResource::read(resource).ok_or_else(|| {
                    ApiError::unreadable("ListStackResources", self.region, "a resource has no id, type or status")
                });
                resources.push(read?);
            }
        }
        Ok(resources)
    }

    /// The template that a stack was last deployed with, JSON or YAML, and after its macros.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn template(&self, stack: &str) -> Result<TemplateBody, Error> {
        let answer = self
            .client()
            .get_template()
            .stack_name(stack)
            .send()
            .await
            .map_err(|error| ApiError::new("GetTemplate", self.region, error))?;
        Ok(answer.template_body.map_or_else(TemplateBody::missing, TemplateBody::new))
    }

    async fn instances(&self, id: &str) -> Result<Vec<StackInstanceSummary>, ApiError> {
        let mut pages = self.client().list_stack_instances().stack_set_name(id).into_paginator().send();
        let mut instances = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(LIST_INSTANCES, self.region, error))?;
            instances.extend(listed(page.summaries));
        }
        Ok(instances)
    }

    /// The region and the ARN of each stack of a StackSet. An instance whose stack does not exist yet is omitted.
    pub(super) async fn instance_stacks(&self, id: &str) -> Result<Vec<(String, String)>, ApiError> {
        Ok(self.instances_and_inoperable(id).await?.0)
    }

    /// The region and the ARN of each stack of a StackSet, and the ARNs of those that it leaves alone.
    pub(super) async fn instances_and_inoperable(
        &self,
        id: &str,
    ) -> Result<(Vec<(String, String)>, Vec<String>), ApiError> {
        let (mut stacks, mut inoperable) = (Vec::new(), Vec::new());
        for instance in self.instances(id).await? {
            let (region, stack) = match (instance.region, instance.stack_id) {
                (Some(region), Some(stack)) => (region, stack),
                (_, None) => continue,
                (None, Some(stack)) => {
                    let why = format!("the instance {stack} has no region");
                    return Err(ApiError::unreadable(LIST_INSTANCES, self.region, why));
                }
            };
            if instance.status == Some(StackInstanceStatus::Inoperable) {
                inoperable.push(stack.clone());
            }
            stacks.push((region, stack));
        }
        Ok((stacks, inoperable))
    }

    /// The account and region of each instance of a StackSet that has no stack: its creation failed.
    pub(super) async fn empty_instances(&self, id: &str) -> Result<Vec<(String, String)>, ApiError> {
        let instances = self.instances(id).await?.into_iter().filter(|instance| instance.stack_id.is_none());
        let places = instances.map(|instance| Some((instance.account?, instance.region?))).collect::<Option<_>>();
        let why = "an instance has no account or no region";
        places.ok_or_else(|| ApiError::unreadable(LIST_INSTANCES, self.region, why))
    }

    /// As [`instance_stacks`](Self::instance_stacks), with a warning and `None` if they cannot be listed.
    pub(super) async fn known_instance_stacks(&self, id: &str) -> Option<Vec<(String, String)>> {
        match self.instance_stacks(id).await {
            Ok(stacks) => Some(stacks),
            Err(error) => {
                self.warn(format!("the instances of {id} cannot be listed: {error}"), error.remedies());
                None
            }
        }
    }
}
