//! A stack and the instances of its StackSets, as they are now.

use std::collections::BTreeMap;

use serde::Serialize;

use super::stack_set::{STACK_SET, name};
use super::{Engine, Error};
use crate::aws::ApiError;

/// A stack with everything in it that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackReport {
    /// The stack's name.
    pub stack: String,
    /// Its region.
    pub region: String,
    /// Its ARN.
    pub stack_id: String,
    /// Its status.
    pub status: String,
    /// What to do about that status; `None` if it is a good one.
    pub next: Option<String>,
    /// Why it has that status, if AWS says.
    pub reason: Option<String>,
    /// When it was last updated, or else created.
    pub updated: Option<String>,
    /// Whether it is protected from deletion.
    pub termination_protection: bool,
    /// The result of the last drift detection.
    pub drift: Option<String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
    /// The instances of its StackSets, by account and region.
    pub instances: Vec<InstanceStatus>,
}

/// One instance of a StackSet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstanceStatus {
    /// The StackSet's name.
    pub stack_set: String,
    /// The instance's account.
    pub account: String,
    /// The instance's region.
    pub region: String,
    /// `CURRENT`, `OUTDATED` or `INOPERABLE`.
    pub status: String,
    /// Why, if AWS says.
    pub reason: Option<String>,
    /// The result of the last drift detection.
    pub drift: Option<String>,
}

impl Engine<'_> {
    /// What can be said of the stack called `stack_name` and its StackSets' instances; `None` if there is no such stack.
    ///
    /// # Errors
    /// The failures of calls.
    pub async fn status(&self, stack_name: &str) -> Result<Option<StackReport>, Error> {
        let Some(stack) = self.describe(stack_name).await? else { return Ok(None) };
        let mut instances = Vec::new();
        for set in self.resources(&stack.id).await? {
            let Some(id) = set.physical_id.filter(|_| set.resource_type == STACK_SET) else { continue };
            let mut pages = self.client().list_stack_instances().stack_set_name(&id).into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page.map_err(|error| ApiError::new("ListStackInstances", self.region, error))?;
                instances.extend(page.summaries.unwrap_or_default().into_iter().filter_map(|instance| {
                    Some(InstanceStatus {
                        stack_set: name(&id).to_owned(),
                        account: instance.account?,
                        region: instance.region?,
                        status: instance.status?.as_str().to_owned(),
                        reason: instance.status_reason,
                        drift: instance.drift_status.map(|status| status.as_str().to_owned()),
                    })
                }));
            }
        }
        Ok(Some(StackReport {
            region: self.region.to_owned(),
            next: stack.next_step().map(str::to_owned),
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
