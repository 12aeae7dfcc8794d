//! A stack as AWS describes it.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::StackStatus;
use aws_smithy_types::DateTime;

use crate::aws::{listed, present};

/// A stack from `DescribeStacks`.
#[derive(Debug, Clone)]
pub struct Stack {
    /// The stack's ARN. Unlike the name it stays unique after the stack is deleted.
    pub id: String,
    /// The stack's name.
    pub name: String,
    /// Its status.
    pub status: StackStatus,
    /// The status reason, if there is one.
    pub reason: Option<String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
    /// Its tags, which its resources have too. An update without tags keeps them.
    pub tags: BTreeMap<String, String>,
    /// When it was created.
    pub created: Option<DateTime>,
    /// When it was last updated.
    pub updated: Option<DateTime>,
    /// Whether it is protected from deletion.
    pub termination_protection: bool,
    /// The service role that CloudFormation uses for it.
    pub role_arn: Option<String>,
    /// The ARN of the change set that was executed last.
    pub change_set: Option<String>,
    /// The result of the last drift detection.
    pub drift: Option<String>,
    /// When that was begun.
    pub drift_detected: Option<DateTime>,
}

impl Stack {
    pub(crate) fn read(described: aws_sdk_cloudformation::types::Stack) -> Option<Self> {
        Some(Self {
            id: present(described.stack_id?)?,
            name: present(described.stack_name?)?,
            status: StackStatus::from(present(described.stack_status?.as_str())?.as_str()),
            reason: described.stack_status_reason,
            outputs: listed(described.outputs)
                .into_iter()
                .filter_map(|output| Some((output.output_key?, output.output_value?)))
                .collect(),
            tags: listed(described.tags).into_iter().filter_map(|tag| Some((tag.key?, tag.value?))).collect(),
            created: described.creation_time,
            updated: described.last_updated_time,
            termination_protection: described.enable_termination_protection == Some(true),
            role_arn: described.role_arn,
            change_set: described.change_set_id,
            drift_detected: described.drift_information.as_ref().and_then(|drift| drift.last_check_timestamp),
            drift: described
                .drift_information
                .and_then(|drift| drift.stack_drift_status)
                .map(|status| status.as_str().to_owned()),
        })
    }

    /// Whether the stack was changed after the last drift detection.
    pub(crate) fn is_changed_since_detection(&self) -> bool {
        matches!((self.drift_detected, self.updated), (Some(detected), Some(updated)) if updated > detected)
    }

    /// The part of the ARN that is unique among all stacks that ever had this name.
    pub(crate) fn unique(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }
}
