//! Early validation: CloudFormation rejects some change sets before it executes anything, and reports the reasons in
//! separate events.

use aws_sdk_cloudformation::types::{EventFilter, OperationEvent};

use super::engine::Engine;
use crate::aws::{ApiError, listed};

/// The prefix of a status reason that refers to such events.
const MARK: &str = "AWS::EarlyValidation";

impl Engine<'_> {
    /// Every error that early validation found in a change set that failed with `reason`; `reason` alone if there was
    /// no early validation or its events cannot be read.
    pub(super) async fn validation_errors(&self, change_set: &str, reason: &str) -> Vec<String> {
        if !reason.contains(MARK) {
            return vec![reason.to_owned()];
        }
        match self.failed_validations(change_set).await {
            Ok(errors) if !errors.is_empty() => errors,
            Ok(_) => vec![reason.to_owned()],
            Err(error) => {
                let remedies = error.remedies();
                self.warn(format!("the validation's own account cannot be read: {error}"), remedies);
                vec![reason.to_owned()]
            }
        }
    }

    async fn failed_validations(&self, change_set: &str) -> Result<Vec<String>, ApiError> {
        let mut pages = self
            .client()
            .describe_events()
            .change_set_name(change_set)
            .filters(EventFilter::builder().failed_events(true).build())
            .into_paginator()
            .send();
        let mut errors = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("DescribeEvents", self.region, error))?;
            errors.extend(listed(page.operation_events).iter().filter_map(words));
        }
        Ok(errors)
    }
}

fn words(event: &OperationEvent) -> Option<String> {
    let reason = event.validation_status_reason.as_deref().or(event.resource_status_reason.as_deref())?;
    let place = match (&event.logical_resource_id, &event.validation_path) {
        (Some(resource), Some(path)) => format!("{resource} at {path}: "),
        (Some(resource), None) => format!("{resource}: "),
        (None, Some(path)) => format!("{path}: "),
        (None, None) => String::new(),
    };
    Some(format!("{place}{reason}"))
}
