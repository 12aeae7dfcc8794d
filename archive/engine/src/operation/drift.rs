//! Drift detection of a stack and of the instances of its StackSets.

use aws_sdk_cloudformation::types::{StackDriftDetectionStatus, StackResourceDriftStatus, StackStatus};
use futures_util::future::join_all;

use super::engine::Engine;
use crate::aws::{ApiError, Origin, listed};
use crate::model::{DriftReport, Drifted, Error, Remedy, STACK, STACK_SET, account_of, stack_set_name};

impl Engine<'_> {
    /// Detects the drift of a stack, and of the stack of each instance of its StackSets, all regions at once.
    ///
    /// A replica's stack that cannot be read, such as one in another account, causes a warning and does not hide the others.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is no stack, and the failures of calls about the stack itself.
    pub async fn drift(&self, name: &str) -> Result<DriftReport, Error> {
        let stack = self.describe(name).await?.ok_or_else(|| Error::no_stack(name))?;
        let resources = self.resources(&stack.id).await?;
        let sets = resources.iter().filter(|resource| resource.resource_type == STACK_SET);
        let sets: Vec<&str> = sets.filter_map(|set| set.physical_id.as_deref()).collect();
        let listed = join_all(sets.iter().map(|set| self.known_instance_stacks(set))).await;
        let unlisted = sets.iter().zip(&listed).filter(|(_, listed)| listed.is_none());
        let unlisted: Vec<String> = unlisted.map(|(set, _)| format!("instances of {}", stack_set_name(set))).collect();
        let instances: Vec<(String, String)> = listed.into_iter().flatten().flatten().collect();
        let others = match instances.len() {
            0 => String::new(),
            1 => " and 1 stack instance".to_owned(),
            several => format!(" and {several} stack instances"),
        };
        self.say(format!("detecting drift in {}{others}", stack.name));
        let own = account_of(&stack.id);
        let replicas = instances.iter().map(|(region, id)| async move {
            let regional = self.of_instance(region, id);
            // What cannot be reached looks like what is not there.
            match self.reaches(id, own) {
                true => regional.drift_of_instance(id).await,
                false => regional.drift_of(id).await,
            }
        });
        let (primary, replicas) = futures_util::future::join(self.drift_of(&stack.id), join_all(replicas)).await;
        let mut report = primary?;
        report.unknown.extend(unlisted);
        for ((region, id), replica) in instances.iter().zip(replicas) {
            match replica {
                Ok(replica) => {
                    report.drifted.extend(replica.drifted);
                    report.unknown.extend(replica.unknown);
                }
                Err(error) => {
                    let account = account_of(id);
                    let remedies = if account == account_of(&stack.id) {
                        error.remedies()
                    } else {
                        vec![Remedy::DetectDriftAs {
                            account: account.to_owned(),
                            region: region.clone(),
                            stack: id.clone(),
                        }]
                    };
                    self.warn(
                        format!("the drift of the replica stack in {region}, account {account}, is not known: {error}"),
                        remedies,
                    );
                    report.unknown.push(region.clone());
                }
            }
        }
        Ok(report)
    }

    /// The drift of the stack of an instance, which somebody may have deleted.
    async fn drift_of_instance(&self, stack_id: &str) -> Result<DriftReport, Error> {
        let stack = self.describe(stack_id).await?.filter(|stack| stack.status != StackStatus::DeleteComplete);
        if stack.is_some() {
            return self.drift_of(stack_id).await;
        }
        // arn:partition:cloudformation:region:account:stack/name/unique
        let deleted = Drifted {
            region: self.region.to_owned(),
            logical_id: stack_id.split('/').nth(1).unwrap_or(stack_id).to_owned(),
            resource_type: STACK.to_owned(),
            physical_id: Some(stack_id.to_owned()),
            status: "DELETED".to_owned(),
            properties: Vec::new(),
        };
        Ok(DriftReport { drifted: vec![deleted], unknown: Vec::new() })
    }

    async fn drift_of(&self, stack_id: &str) -> Result<DriftReport, Error> {
        let client = self.client();
        let mut unknown = Vec::new();
        let detection = self.begin_detection(stack_id).await?;
        let mut backoff = self.poll_interval.backoff();
        loop {
            let looked =
                client.describe_stack_drift_detection_status().stack_drift_detection_id(&detection).send().await;
            match looked.map_err(|error| ApiError::new("DescribeStackDriftDetectionStatus", self.region, error)) {
                Ok(answer) => match answer.detection_status {
                    Some(StackDriftDetectionStatus::DetectionInProgress) => {}
                    // Detection fails as a whole if it fails for one resource; the others' results are there all the same.
                    Some(StackDriftDetectionStatus::DetectionFailed) => {
                        let reason = answer.detection_status_reason.unwrap_or_else(|| "AWS gave no reason".into());
                        self.warn(
                            format!("drift in {} is not known for every resource: {reason}", self.region),
                            Vec::new(),
                        );
                        unknown.push(self.region.to_owned());
                        break;
                    }
                    Some(StackDriftDetectionStatus::DetectionComplete) => break,
                    status => {
                        let status = status.map_or_else(|| "not told".to_owned(), |status| status.as_str().to_owned());
                        self.warn(
                            format!("drift in {} is not known: the detection is {status}", self.region),
                            Vec::new(),
                        );
                        unknown.push(self.region.to_owned());
                        break;
                    }
                },
                Err(error) if error.origin == Origin::Transient => {}
                Err(error) => return Err(error.into()),
            }
            backoff.wait().await;
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
            for drift in listed(page.stack_resource_drifts) {
                let read = Drifted::read(self.region, drift).ok_or_else(|| {
                    ApiError::unreadable(
                        "DescribeStackResourceDrifts",
                        self.region,
                        "a resource has no id, type or status",
                    )
                });
                drifted.push(read?);
            }
        }
        Ok(DriftReport { drifted, unknown })
    }

    /// Starts a detection, after any other has ended: AWS allows one at a time.
    async fn begin_detection(&self, stack_id: &str) -> Result<String, Error> {
        let mut backoff = self.poll_interval.backoff();
        let mut told = false;
        loop {
            let started = self.client().detect_stack_drift().stack_name(stack_id).send().await;
            match started.map_err(|error| ApiError::new("DetectStackDrift", self.region, error)) {
                Ok(started) => {
                    return started.stack_drift_detection_id.ok_or_else(|| {
                        ApiError::unreadable("DetectStackDrift", self.region, "the detection has no id").into()
                    });
                }
                Err(error) if is_busy(&error) => {
                    if !told {
                        self.say(format!("waiting for another drift detection in {}", self.region));
                        told = true;
                    }
                }
                Err(error) => return Err(error.into()),
            }
            backoff.wait().await;
        }
    }
}

/// Whether a detection is rejected because another is in progress. AWS has no separate error code for it.
fn is_busy(error: &ApiError) -> bool {
    error.is("ValidationError") && error.message.contains("already in progress")
}
