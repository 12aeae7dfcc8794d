//! Resources of stacks.

/// The type of a StackSet as a resource.
pub(crate) const STACK_SET: &str = "AWS::CloudFormation::StackSet";
/// The type of a nested stack; under it a stack appears among its own events, too.
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";

/// The name in a StackSet's id, which is `name:uuid`.
pub(crate) fn stack_set_name(id: &str) -> &str {
    id.split(':').next().unwrap_or(id)
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
