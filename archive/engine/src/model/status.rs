//! A stack and the instances of its StackSets, as they are now.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::StackInstanceSummary;
use serde::Serialize;

use super::remedy::Remedy;

/// A stack with its outputs and its StackSets' instances.
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
    /// What is wrong with that status; `None` for a successful one.
    pub situation: Option<&'static str>,
    /// The remedy.
    pub remedies: Vec<Remedy>,
    /// The status reason, if there is one.
    pub reason: Option<String>,
    /// When it was last updated, or else created.
    pub updated: Option<String>,
    /// Whether it is protected from deletion.
    pub termination_protection: bool,
    /// The result of the last drift detection.
    pub drift: Option<String>,
    /// When that was begun.
    pub drift_detected: Option<String>,
    /// Whether the stack was changed since, so that the result may not be true any more.
    pub drift_outdated: bool,
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
    /// The reason, if there is one.
    pub reason: Option<String>,
    /// The result of the last drift detection.
    pub drift: Option<String>,
    /// When that was begun.
    pub drift_detected: Option<String>,
    /// Whether the stack of the instance was changed since, as far as that is known.
    pub drift_outdated: bool,
    /// The ARN of the instance's stack; `None` if it has none.
    pub stack_id: Option<String>,
    /// The status of that stack: `DELETE_COMPLETE` if somebody deleted it, which the StackSet does not know; `None` if it is unknown.
    pub stack_status: Option<String>,
    /// The outputs of that stack, as far as they are known. They are no part of the event.
    #[serde(skip)]
    pub stack_outputs: BTreeMap<String, String>,
}

impl InstanceStatus {
    /// `None` if the response lacks the identifiers of the instance, or its status.
    pub(crate) fn read(stack_set: &str, instance: StackInstanceSummary) -> Option<Self> {
        Some(Self {
            stack_set: stack_set.to_owned(),
            account: instance.account?,
            region: instance.region?,
            status: instance.status?.as_str().to_owned(),
            reason: instance.status_reason,
            drift: instance.drift_status.map(|status| status.as_str().to_owned()),
            drift_detected: instance.last_drift_check_timestamp.map(|time| time.to_string()),
            drift_outdated: false,
            stack_id: instance.stack_id.filter(|id| !id.is_empty()),
            stack_status: None,
            stack_outputs: BTreeMap::new(),
        })
    }
}
