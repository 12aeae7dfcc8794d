//! Resources of stacks.

use aws_sdk_cloudformation::types::StackResourceSummary;

use crate::aws::told;

/// The type of a StackSet as a resource.
pub(crate) const STACK_SET: &str = "AWS::CloudFormation::StackSet";
/// The type of a nested stack; under it a stack appears among its own events, too.
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";

/// The name in a StackSet's id, which is `name:uuid`.
pub(crate) fn stack_set_name(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
}

/// The account in a stack's id, `arn:partition:cloudformation:region:account:stack/name/unique`.
pub(crate) fn account_of(stack_id: &str) -> &str {
    stack_id.split(':').nth(4).unwrap_or(stack_id)
}

/// A resource of a stack, as the stack knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackResource {
    /// The logical id.
    pub logical_id: String,
    /// The physical id, once there is one.
    pub physical_id: Option<String>,
    /// The type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// The status, such as `CREATE_COMPLETE`.
    pub status: String,
}

impl StackResource {
    /// `None` if AWS left out what identifies it.
    pub(crate) fn read(summary: StackResourceSummary) -> Option<Self> {
        Some(Self {
            logical_id: told(summary.logical_resource_id?)?,
            physical_id: summary.physical_resource_id.filter(|id| !id.is_empty()),
            resource_type: told(summary.resource_type?)?,
            status: told(summary.resource_status?.as_str())?,
        })
    }
}
