//! Drift: what was changed behind CloudFormation's back, in the stack and in the instances of its StackSets.

use aws_sdk_cloudformation::types::{StackDriftDetectionStatus, StackResourceDriftStatus};
use futures_util::future::join_all;
use serde::Serialize;

use super::change::PropertyChange;
use super::stack_set::STACK_SET;
use super::{Engine, Error};
use crate::aws::{ApiError, Origin};

/// A resource that is not as its stack left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drifted {
    /// The region of its stack.
    pub region: String,
    /// Its logical id.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its physical id.
    pub physical_id: Option<String>,
    /// `MODIFIED` or `DELETED`.
    pub status: String,
    /// The properties that differ: as the template has them, and as they are.
    pub properties: Vec<PropertyChange>,
}

impl Engine<'_> {
    /// Detects the drift of a stack, and of the stack of each instance of its StackSets, all regions at once.
    ///
    /// # Errors
    /// [`Error::Stuck`] if there is no stack or detection fails, and the failures of calls.
    pub async fn drift(&self, name: &str) -> Result<Vec<Drifted>, Error> {
        let stack = self.describe(name).await?.ok_or_else(|| absent(name))?;
        let resources = self.resources(&stack.id).await?;
        let sets = resources.iter().filter(|resource| resource.resource_type == STACK_SET);
        let mut instances = Vec::new();
        for set in sets.filter_map(|set| set.physical_id.as_deref()) {
            instances.extend(self.instance_stacks(set).await);
        }
        self.say(format!("detecting drift in {} and {} replica stacks", stack.name, instances.len()));
        let replicas =
            instances.iter().map(|(region, id)| async move { Engine { region, ..*self }.drift_of(id).await });
        let (primary, replicas) = futures_util::future::join(self.drift_of(&stack.id), join_all(replicas)).await;
        let mut drifted = primary?;
        for replica in replicas {
            drifted.extend(replica?);
        }
        Ok(drifted)
    }

    async fn drift_of(&self, stack_id: &str) -> Result<Vec<Drifted>, Error> {
        let client = self.client();
        let started = client
            .detect_stack_drift()
            .stack_name(stack_id)
            .send()
            .await
            .map_err(|error| ApiError::new("DetectStackDrift", self.region, error))?;
        let detection = started.stack_drift_detection_id.unwrap_or_default();
        let mut pauses = self.pace.pauses();
        loop {
            let looked =
                client.describe_stack_drift_detection_status().stack_drift_detection_id(&detection).send().await;
            match looked.map_err(|error| ApiError::new("DescribeStackDriftDetectionStatus", self.region, error)) {
                Ok(answer) => match answer.detection_status {
                    Some(StackDriftDetectionStatus::DetectionInProgress) => {}
                    // Detection fails as a whole if it fails for one resource; the others' results are there all the same.
                    Some(StackDriftDetectionStatus::DetectionFailed) => {
                        let reason = answer.detection_status_reason.unwrap_or_else(|| "AWS gives no reason".into());
                        self.warn(format!("drift in {} is not known for every resource: {reason}", self.region), None);
                        break;
                    }
                    _ => break,
                },
                Err(error) if error.origin == Origin::Transient => {}
                Err(error) => return Err(error.into()),
            }
            pauses.pause().await;
        }
        let mut pages = client
            .describe_stack_resource_drifts()
            .stack_name(stack_id)
            .stack_resource_drift_status_filters(StackResourceDriftStatus::Modified)
            .stack_resource_drift_status_filters(StackResourceDriftStatus::Deleted)
            .into_paginator()
            .send();
        let mut drifted = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("DescribeStackResourceDrifts", self.region, error))?;
            drifted.extend(page.stack_resource_drifts.unwrap_or_default().into_iter().filter_map(|drift| {
                Some(Drifted {
                    region: self.region.to_owned(),
                    logical_id: drift.logical_resource_id?,
                    resource_type: drift.resource_type?,
                    physical_id: drift.physical_resource_id,
                    status: drift.stack_resource_drift_status?.as_str().to_owned(),
                    properties: drift
                        .property_differences
                        .unwrap_or_default()
                        .into_iter()
                        .filter_map(|difference| {
                            Some(PropertyChange {
                                path: difference.property_path?,
                                before: difference.expected_value,
                                after: difference.actual_value,
                                recreates: false,
                            })
                        })
                        .collect(),
                })
            }));
        }
        Ok(drifted)
    }
}

pub(super) fn absent(name: &str) -> Error {
    Error::Stuck { message: format!("there is no stack {name}"), remedy: "create it with `archive deploy`".to_owned() }
}
