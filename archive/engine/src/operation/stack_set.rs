//! Reads the instances of a StackSet resource, each a stack in a region.

use std::collections::HashMap;

use aws_sdk_cloudformation::types::{StackSetOperationResultStatus, StackSetOperationResultSummary, StackStatus};
use aws_smithy_types::DateTime;
use futures_util::future::join_all;
use serde_json::Value;

use super::engine::Engine;
use super::event_log::{EventLog, EventPosition};
use crate::aws::{ApiError, Aws, listed};
use crate::model::{
    Error, Event, FailedInstance, FailedResource, ResourceEvent, STACK_SET, account_of, explain, stack_set_name,
};

/// Follows the instances of one StackSet and reports each change once.
#[derive(Debug)]
pub(super) struct InstanceWatch {
    id: String,
    seen: HashMap<(String, String), String>,
}

impl InstanceWatch {
    /// Follows the StackSet of `event`, if it is one and is in progress.
    pub(super) fn of(event: &ResourceEvent) -> Option<Self> {
        let busy = event.resource_type == STACK_SET && event.status.ends_with("_IN_PROGRESS");
        Some(Self { id: event.physical_id.clone().filter(|_| busy)?, seen: HashMap::new() })
    }

    /// Reports what changed. Failed polls are not reported, because the stack's own events show the end in any case.
    pub(super) async fn poll(&mut self, engine: &Engine<'_>) {
        let mut pages = engine.client().list_stack_instances().stack_set_name(&self.id).into_paginator().send();
        while let Some(Ok(page)) = pages.next().await {
            for instance in listed(page.summaries) {
                let (Some(account), Some(region)) = (instance.account, instance.region) else { continue };
                let status = instance
                    .stack_instance_status
                    .and_then(|status| status.detailed_status)
                    .map(|status| status.as_str().to_owned())
                    .or_else(|| instance.status.map(|status| status.as_str().to_owned()))
                    .unwrap_or_else(|| "UNKNOWN".to_owned());
                let before = self.seen.insert((account.clone(), region.clone()), status.clone());
                if before.as_ref() != Some(&status) {
                    let stack_set = stack_set_name(&self.id).to_owned();
                    engine.reporter.report(&Event::Instance {
                        stack_set,
                        account,
                        region,
                        status,
                        reason: instance.status_reason,
                    });
                }
            }
        }
    }
}

impl Engine<'_> {
    /// The instances that failed in the operation of a StackSet whose resource failed with `event`, each with the
    /// failing resources of its own stack. The operation of the stack began at `begin`.
    ///
    /// The StackSet operation has the best information, but a rollback may delete the StackSet with its operations
    /// before they are read. Then the stacks of its instances are looked up in their regions: CloudFormation keeps
    /// deleted stacks for 90 days.
    pub(super) async fn failed_instances(&self, event: &ResourceEvent, begin: DateTime) -> Vec<FailedInstance> {
        let Some(id) = event.physical_id.as_deref() else { return Vec::new() };
        // If a call failed that does not work on instances, instances that failed earlier are not the cause.
        let Some(operation) = event.reason.as_deref().and_then(failed_operation) else { return Vec::new() };
        let results = match self.failed_results(id, operation).await {
            Ok(results) => results,
            Err(error) if error.is("StackSetNotFoundException") => Vec::new(),
            Err(error) => {
                let remedies = error.remedies();
                self.warn(format!("the instances of {} cannot be inspected: {error}", stack_set_name(id)), remedies);
                Vec::new()
            }
        };
        let looks = results.into_iter().map(|result| self.failed_instance(id, result, begin));
        let failed: Vec<FailedInstance> = join_all(looks).await.into_iter().flatten().collect();
        if failed.iter().any(|instance| !instance.resources.is_empty()) {
            return failed;
        }
        let regions = instance_regions(event.properties.as_deref());
        let remembered: Vec<FailedInstance> =
            join_all(regions.iter().map(|region| self.remembered_instance(id, region, begin)))
                .await
                .into_iter()
                .flatten()
                .collect();
        if remembered.is_empty() { failed } else { remembered }
    }

    /// The instance that was in `region`, from the events of its stack; `None` if nothing failed in it.
    async fn remembered_instance(&self, id: &str, region: &str, begin: DateTime) -> Option<FailedInstance> {
        let looks = self.connections().map(|aws| self.remembered_stack(aws, id, region));
        let (_, stack_id) = join_all(looks).await.into_iter().flatten().max()?;
        let resources = self.of_instance(region, &stack_id).failures_of(&stack_id, region, begin).await;
        let first = resources.first()?;
        Some(FailedInstance {
            stack_set: stack_set_name(id).to_owned(),
            account: account_of(&stack_id).to_owned(),
            region: region.to_owned(),
            reason: first.event.reason.clone(),
            explanation: first.explanation,
            resources,
        })
    }

    /// When the newest stack of an instance in `region` was created in the account of `aws`, and its ARN.
    async fn remembered_stack(&self, aws: &Aws, id: &str, region: &str) -> Option<(Option<i128>, String)> {
        let prefix = format!("StackSet-{}-", stack_set_name(id));
        let page = match aws.cloudformation(region).list_stacks().send().await {
            Ok(page) => page,
            Err(error) => {
                let error = ApiError::new("ListStacks", region, error);
                self.warn(format!("the stacks in {region} cannot be looked for a failure: {error}"), error.remedies());
                return None;
            }
        };
        let of_set = |name: &String| name.starts_with(&prefix);
        let stacks = listed(page.stack_summaries).into_iter();
        let stacks = stacks.filter(|stack| stack.stack_name.as_ref().is_some_and(of_set));
        stacks.filter_map(|stack| Some((stack.creation_time.map(|time| time.as_nanos()), stack.stack_id?))).max()
    }

    /// Continues the failed rollbacks in the instances of a stack's StackSets: CloudFormation does not update an
    /// instance before that, and a rollback of the StackSet's own stack does not roll back its instances.
    pub(super) async fn continue_instances(&self, stack_id: &str) -> Result<(), Error> {
        for set in self.resources(stack_id).await?.iter().filter(|resource| resource.resource_type == STACK_SET) {
            let Some(id) = &set.physical_id else { continue };
            for (region, instance) in self.instance_stacks(id).await? {
                let regional = self.of_instance(&region, &instance);
                let stack = match regional.describe(&instance).await {
                    Ok(Some(stack)) => stack,
                    Ok(None) => continue,
                    Err(error) => {
                        self.warn(
                            format!("the replica stack in {region} cannot be inspected: {error}"),
                            error.remedies(),
                        );
                        continue;
                    }
                };
                if stack.status == StackStatus::UpdateRollbackFailed {
                    self.say(format!("{} in {region} is {}: continuing its rollback first", stack.name, stack.status));
                    regional.continue_one(&stack, &[]).await?;
                }
            }
        }
        Ok(())
    }

    async fn failed_results(&self, id: &str, operation: &str) -> Result<Vec<StackSetOperationResultSummary>, ApiError> {
        let client = self.client();
        let mut pages = client
            .list_stack_set_operation_results()
            .stack_set_name(id)
            .operation_id(operation)
            .into_paginator()
            .send();
        let mut results = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListStackSetOperationResults", self.region, error))?;
            results.extend(listed(page.summaries));
        }
        results.retain(|result| result.status == Some(StackSetOperationResultStatus::Failed));
        Ok(results)
    }

    async fn failed_instance(
        &self,
        id: &str,
        result: StackSetOperationResultSummary,
        begin: DateTime,
    ) -> Option<FailedInstance> {
        let (account, region) = (result.account?, result.region?);
        let described = self
            .client()
            .describe_stack_instance()
            .stack_set_name(id)
            .stack_instance_account(&account)
            .stack_instance_region(&region)
            .send()
            .await;
        let stack_id = match described {
            Ok(answer) => answer.stack_instance.and_then(|instance| instance.stack_id),
            Err(error) => {
                let error = ApiError::new("DescribeStackInstance", self.region, error);
                self.warn(
                    format!("the instance in {region}, account {account}, cannot be inspected: {error}"),
                    error.remedies(),
                );
                None
            }
        };
        let resources = match stack_id {
            Some(stack_id) => self.of_instance(&region, &stack_id).failures_of(&stack_id, &region, begin).await,
            None => Vec::new(),
        };
        Some(FailedInstance {
            stack_set: stack_set_name(id).to_owned(),
            explanation: result.status_reason.as_deref().and_then(explain),
            reason: result.status_reason,
            account,
            region,
            resources,
        })
    }

    /// The resources of a stack in any region that failed since `begin`. Empty if the stack cannot be read, for example
    /// because it is in another account.
    pub(super) async fn failures_of(&self, stack_id: &str, region: &str, begin: DateTime) -> Vec<FailedResource> {
        let events = match EventLog::new(stack_id, region, EventPosition::Since(begin)).fresh(self).await {
            Ok(events) => events,
            Err(error) => {
                tracing::debug!(stack = stack_id, region, %error, "events of a failed stack cannot be read");
                Vec::new()
            }
        };
        events.into_iter().filter(|event| event.is_failure() && !event.is_stack).map(FailedResource::new).collect()
    }
}

/// The ID of the StackSet operation in a resource's status reason.
fn failed_operation(reason: &str) -> Option<&str> {
    let (_, rest) = reason.split_once("tack set operation [")?;
    rest.split_once(']').map(|(id, _)| id)
}

/// The regions of a StackSet's instances, from the properties of its resource.
#[expect(clippy::disallowed_methods, reason = "only looks for more about a failure that is reported in any case")]
fn instance_regions(properties: Option<&str>) -> Vec<String> {
    let properties: Option<Value> = properties.and_then(|text| serde_json::from_str(text).ok());
    crate::danger::regions(properties.as_ref().and_then(|properties| properties.get("StackInstancesGroup")))
}
