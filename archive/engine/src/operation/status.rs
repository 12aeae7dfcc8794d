//! A stack and the instances of its StackSets, as they are now.

use futures_util::future::join_all;

use super::engine::Engine;
use crate::aws::{ApiError, listed};
use crate::model::{Error, InstanceStatus, STACK_SET, Stack, StackReport, account_of, stack_set_name};

impl Engine<'_> {
    /// The status of the stack called `stack_name` and its StackSets' instances; `None` if there is no such stack.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn status(&self, stack_name: &str) -> Result<Option<StackReport>, Error> {
        let Some(stack) = self.describe(stack_name).await? else { return Ok(None) };
        let mut instances: Vec<InstanceStatus> = Vec::new();
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
        let looked = join_all(instances.iter().map(|instance| self.instance_stack(&stack.id, instance))).await;
        for (instance, looked) in instances.iter_mut().zip(looked) {
            // The StackSet knows only of its own detections, and its stack of every one.
            if let Looked::Found(own) = &looked {
                instance.drift.clone_from(&own.drift);
                instance.drift_detected = own.drift_detected.map(|time| time.to_string());
                instance.drift_outdated = own.is_changed_since_detection();
                instance.stack_outputs.clone_from(&own.outputs);
            }
            instance.stack_status = looked.status();
        }
        let situation = stack.situation();
        let drift_outdated = stack.is_changed_since_detection();
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
            drift_outdated,
            drift_detected: stack.drift_detected.map(|time| time.to_string()),
            drift: stack.drift,
            outputs: stack.outputs,
            instances,
        }))
    }

    /// The stack of an instance, of a StackSet of the stack `own`.
    async fn instance_stack(&self, own: &str, instance: &InstanceStatus) -> Looked {
        let Some(id) = instance.stack_id.as_deref().filter(|id| self.reaches(id, account_of(own))) else {
            return Looked::Unknown;
        };
        match self.of_instance(&instance.region, id).describe(id).await {
            Ok(Some(stack)) => Looked::Found(Box::new(stack)),
            Ok(None) => Looked::Gone,
            // The region may be disabled, or the caller may not look: the StackSet's own status is told.
            Err(_) => Looked::Unknown,
        }
    }
}

/// What is known of the stack of an instance.
enum Looked {
    Found(Box<Stack>),
    Gone,
    /// The instance has none, or it cannot be looked at.
    Unknown,
}

impl Looked {
    fn status(self) -> Option<String> {
        match self {
            Self::Found(stack) => Some(stack.status.as_str().to_owned()),
            Self::Gone => Some("DELETE_COMPLETE".to_owned()),
            Self::Unknown => None,
        }
    }
}
