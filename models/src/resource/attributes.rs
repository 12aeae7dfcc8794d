//! The resource attributes as methods.
//!
//! No resource type has a property with the name of one of these methods, so they never conflict with a generated
//! setter.

use super::{CreationPolicy, Resource, ResourceType, UpdatePolicy};
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

/// The resource attributes as methods of resource types and of [`Resource`].
pub trait ResourceAttributes: Sized {
    /// The properties that the attributes belong to.
    type Properties: ResourceType;

    /// The resource with the attributes set so far.
    fn into_resource(self) -> Resource<Self::Properties>;

    /// `DeletionPolicy`.
    fn deletion_policy(self, policy: DeletionPolicy) -> Resource<Self::Properties> {
        with(self, "DeletionPolicy", Node::text(policy.as_str()))
    }

    /// `UpdateReplacePolicy`.
    fn update_replace_policy(self, policy: UpdateReplacePolicy) -> Resource<Self::Properties> {
        with(self, "UpdateReplacePolicy", Node::text(policy.as_str()))
    }

    /// `DeletionPolicy: RetainExceptOnCreate` and `UpdateReplacePolicy: Retain`: the resource and its data are kept,
    /// unless the operation that creates it fails.
    fn retain_except_on_create(self) -> Resource<Self::Properties> {
        self.deletion_policy(DeletionPolicy::RetainExceptOnCreate).update_replace_policy(UpdateReplacePolicy::Retain)
    }

    /// `DependsOn`: created after `other`, and deleted before it. A single resource is written as a string, several as
    /// a list.
    fn depends_on<O: ResourceType>(self, other: &Handle<O>) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.depends_on.push(other.target().clone());
        resource
    }

    /// `Condition`: the resource is created only if the condition is true.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>.
    fn only_if(self, condition: &ConditionHandle) -> Resource<Self::Properties> {
        with(self, "Condition", condition.name_node())
    }

    /// An entry of `Metadata`.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html>.
    fn resource_metadata(self, key: impl Into<String>, value: impl IntoJson) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.metadata.insert(key.into(), value.into_json().into_node());
        resource
    }

    /// `CreationPolicy`: the signals that CloudFormation waits for before the resource is complete.
    fn on_creation(self, policy: CreationPolicy) -> Resource<Self::Properties> {
        with(self, "CreationPolicy", policy.into_node())
    }

    /// `UpdatePolicy`: how CloudFormation updates the resource.
    fn on_update(self, policy: UpdatePolicy) -> Resource<Self::Properties> {
        with(self, "UpdatePolicy", policy.into_node())
    }

    /// A resource attribute in a form that the methods above do not write, such as a `DependsOn` list of one item; not
    /// checked before `synth()`.
    fn raw_resource_attribute(self, name: impl Into<String>, value: impl IntoJson) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.attributes.insert(name.into(), value.into_json().into_node());
        resource
    }
}

fn with<A: ResourceAttributes>(attributed: A, name: &'static str, node: Node) -> Resource<A::Properties> {
    let mut resource = attributed.into_resource();
    resource.attributes.insert(name, node);
    resource
}

impl<R: ResourceType> ResourceAttributes for R {
    type Properties = R;

    fn into_resource(self) -> Resource<R> {
        Resource::new(self)
    }
}

impl<R: ResourceType> ResourceAttributes for Resource<R> {
    type Properties = R;

    fn into_resource(self) -> Self {
        self
    }
}
