//! `DeletionPolicy` and `UpdateReplacePolicy`.

use crate::{Resource, Value};

/// What happens to a resource that is removed from its stack
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeletionPolicy {
    /// It is deleted.
    Delete,
    /// It is retained.
    Retain,
    /// It is retained, unless its creation is rolled back.
    RetainExceptOnCreate,
    /// It is deleted, and a snapshot of its data is retained.
    Snapshot,
    /// Unknown: the value is a function that only a deployment evaluates, or an unknown string.
    Unknown,
}

impl DeletionPolicy {
    /// The policy of an attribute's value.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value.as_str() {
            Some("Delete") => Self::Delete,
            Some("Retain") => Self::Retain,
            Some("RetainExceptOnCreate") => Self::RetainExceptOnCreate,
            Some("Snapshot") => Self::Snapshot,
            _ => Self::Unknown,
        }
    }

    /// The default policy of a resource: `Snapshot` for `AWS::RDS::DBCluster`, and for `AWS::RDS::DBInstance` outside of a
    /// cluster; else `Delete`.
    pub(crate) fn default_of(resource: Resource<'_>) -> Self {
        let in_cluster =
            || resource.properties().is_some_and(|properties| properties.get("DBClusterIdentifier").is_some());
        match resource.resource_type() {
            Some("AWS::RDS::DBCluster") => Self::Snapshot,
            Some("AWS::RDS::DBInstance") if !in_cluster() => Self::Snapshot,
            _ => Self::Delete,
        }
    }

    /// Whether the resource is retained when its stack is deleted after it was created; `None` if that is not known.
    #[must_use]
    pub fn retains(self) -> Option<bool> {
        match self {
            Self::Retain | Self::RetainExceptOnCreate => Some(true),
            Self::Delete | Self::Snapshot => Some(false),
            Self::Unknown => None,
        }
    }
}
