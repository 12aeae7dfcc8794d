//! Resources of stacks.

use aws_sdk_cloudformation::types::StackResourceSummary;

use crate::aws::present;

/// The type of a StackSet as a resource.
pub(crate) const STACK_SET: &str = "AWS::CloudFormation::StackSet";
/// The type of a nested stack; a stack itself also has events of this type.
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";

/// The name in a StackSet's id, which is `name:uuid`.
pub(crate) fn stack_set_name(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
}

/// The account in a stack's id, `arn:partition:cloudformation:region:account:stack/name/unique`.
pub(crate) fn account_of(stack_id: &str) -> &str {
    stack_id.split(':').nth(4).unwrap_or(stack_id)
}

/// A resource of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackResource {
    /// The logical ID.
    pub logical_id: String,
    /// The physical ID, once there is one.
    pub physical_id: Option<String>,
    /// The type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// The status, such as `CREATE_COMPLETE`.
    pub status: String,
}

impl StackResource {
    /// `None` if the response lacks its identifiers.
    pub(crate) fn read(summary: StackResourceSummary) -> Option<Self> {
        Some(Self {
            logical_id: present(summary.logical_resource_id?)?,
            physical_id: summary.physical_resource_id.filter(|id| !id.is_empty()),
            resource_type: present(summary.resource_type?)?,
            status: present(summary.resource_status?.as_str())?,
        })
    }
}
