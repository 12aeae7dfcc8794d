//! A stack and the instances of its StackSets, as they are now.

use super::engine::Engine;
use crate::aws::{ApiError, listed};
use crate::model::{Error, InstanceStatus, STACK_SET, StackReport, stack_set_name};

impl Engine<'_> {
    /// The status of the stack called `stack_name` and its StackSets' instances; `None` if there is no such stack.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn status(&self, stack_name: &str) -> Result<Option<StackReport>, Error> {
        let Some(stack) = self.describe(stack_name).await? else { return Ok(None) };
        let mut instances = Vec::new();
        for set in self.resources(&stack.id).await? {
            let Some(id) = set.physical_id.filter(|_| set.resource_type == STACK_SET) else { continue };
            let mut pages = self.client().list_stack_instances().stack_set_name(&id).into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page.map_err(|error| ApiError::new("ListStackInstances", self.region, error))?;
                for instance in listed(page.summaries) {
                    let read = InstanceStatus::read(stack_set_name(&id), instance).ok_or_else(|| {
                        ApiError::unreadable(
                            "ListStackInstances",
                            self.region,
                            "an instance has no account, region or status",
                        )
                    });
                    instances.push(read?);
                }
            }
        }
        let situation = stack.situation();
        Ok(Some(StackReport {
            region: self.region.to_owned(),
            situation: situation.as_ref().map(|(what, _)| *what),
            remedies: situation.into_iter().map(|(_, remedy)| remedy).collect(),
            status: stack.status.as_str().to_owned(),
            updated: stack.updated.or(stack.created).map(|time| time.to_string()),
            stack: stack.name,
            stack_id: stack.id,
            reason: stack.reason,
            termination_protection: stack.termination_protection,
            drift: stack.drift,
            outputs: stack.outputs,
            instances,
        }))
    }
}
