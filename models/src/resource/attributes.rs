//! The resource attributes as methods.
//!
//! No resource type has a property with the name of one of these methods, so they never conflict with a generated
//! setter.

use super::{CreationPolicy, ResourceType, UpdatePolicy};
use crate::handle::Handle;
use crate::node::Node;
use crate::stack::ConditionHandle;
use crate::value::{IntoJson, Literal};

/// What happens to a resource when it is removed from the stack or the stack is deleted.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionPolicy {
    /// Deleted. The default for most types.
    Delete,
    /// Kept.
    Retain,
    /// Kept, unless the operation that creates it fails: then it is deleted, and its name is available for the next
    /// attempt.
    RetainExceptOnCreate,
    /// A snapshot is created before it is deleted, for the types that support snapshots.
    Snapshot,
}

impl DeletionPolicy {
    /// The value as written in the template.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::RetainExceptOnCreate => "RetainExceptOnCreate",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// What happens to the old resource when an update replaces it.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateReplacePolicy {
    /// Deleted. The default.
    Delete,
    /// Kept.
    Retain,
    /// A snapshot is created before it is deleted, for the types that support snapshots.
    Snapshot,
}

impl UpdateReplacePolicy {
    /// The value as written in the template.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// The resource attributes as methods of every resource type. They return the same type, so that one can be set in a branch:
///
/// ```
/// # let production = true;
/// use models::{ResourceAttributes, s3};
/// let mut bucket = s3::Bucket::new();
/// if production {
///     bucket = bucket.retain_except_on_create();
/// }
/// # let _ = bucket;
/// ```
pub trait ResourceAttributes: ResourceType {
    /// `DeletionPolicy`.
    #[must_use]
    fn deletion_policy(self, policy: DeletionPolicy) -> Self {
        with(self, "DeletionPolicy", Node::text(policy.as_str()))
    }

    /// `UpdateReplacePolicy`.
    #[must_use]
    fn update_replace_policy(self, policy: UpdateReplacePolicy) -> Self {
        with(self, "UpdateReplacePolicy", Node::text(policy.as_str()))
    }

    /// `DeletionPolicy: RetainExceptOnCreate` and `UpdateReplacePolicy: Retain`: the resource and its data are kept,
    /// unless the operation that creates it fails.
    #[must_use]
    fn retain_except_on_create(self) -> Self {
        self.deletion_policy(DeletionPolicy::RetainExceptOnCreate).update_replace_policy(UpdateReplacePolicy::Retain)
    }

    /// `DependsOn`: created after `other`, and deleted before it. A single resource is written as a string, several as
    /// a list.
    #[must_use]
    fn depends_on<O: ResourceType>(mut self, other: &Handle<O>) -> Self {
        self.properties_mut().attributes_mut().depends_on.push(other.target().clone());
        self
    }

    /// `Condition`: the resource is created only if the condition is true.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>.
    #[must_use]
    fn only_if(self, condition: &ConditionHandle) -> Self {
        with(self, "Condition", condition.name_node())
    }

    /// An entry of `Metadata`.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html>.
    #[must_use]
    fn resource_metadata(mut self, key: impl Into<String>, value: impl IntoJson) -> Self {
        self.properties_mut().attributes_mut().metadata.insert(key.into(), value.into_json().into_node());
        self
    }

    /// `CreationPolicy`: the signals that CloudFormation waits for before the resource is complete.
    #[must_use]
    fn on_creation(self, policy: CreationPolicy) -> Self {
        with(self, "CreationPolicy", policy.into_node())
    }

    /// `UpdatePolicy`: how CloudFormation updates the resource.
    #[must_use]
    fn on_update(self, policy: UpdatePolicy) -> Self {
        with(self, "UpdatePolicy", policy.into_node())
    }

    /// A resource attribute in a form that the methods above do not write, such as a `DependsOn` list of one item; not
    /// checked before `synth()`.
    #[must_use]
    fn raw_resource_attribute(mut self, name: impl Into<String>, value: impl IntoJson) -> Self {
        self.properties_mut().attributes_mut().attributes.insert(name.into(), value.into_json().into_node());
        self
    }
}

fn with<R: ResourceType>(mut resource: R, name: &'static str, node: Node) -> R {
    resource.properties_mut().attributes_mut().attributes.insert(name, node);
    resource
}

impl<R: ResourceType> ResourceAttributes for R {}
