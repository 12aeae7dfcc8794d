//! The resource attributes as methods.
//!
//! No resource has a property by the name of one of these methods, so they never compete with a generated setter.

use super::{CreationPolicy, Resource, ResourceType, UpdatePolicy};
use crate::handle::Handle;
use crate::node::Node;
use crate::stack::ConditionHandle;
use crate::value::{IntoJson, Literal};

/// What happens to a resource when it leaves the stack or the stack is deleted.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionPolicy {
    /// Deleted. The default for most types.
    Delete,
    /// Left as it is.
    Retain,
    /// Left as it is, unless the operation that creates it fails: then it is deleted, and a second try finds its name free.
    RetainExceptOnCreate,
    /// A snapshot is taken before it is deleted; for the types that have snapshots.
    Snapshot,
}

impl DeletionPolicy {
    /// The policy as it is written.
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
    /// Left as it is.
    Retain,
    /// A snapshot is taken before it is deleted; for the types that have snapshots.
    Snapshot,
}

impl UpdateReplacePolicy {
    /// The policy as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// The resource attributes as methods, on bare properties and on a [`Resource`] alike.
pub trait ResourceAttributes: Sized {
    /// The properties that the attributes belong to.
    type Properties: ResourceType;

    /// The properties with the attributes set so far.
    fn into_resource(self) -> Resource<Self::Properties>;

    /// `DeletionPolicy`.
    fn deletion_policy(self, policy: DeletionPolicy) -> Resource<Self::Properties> {
        with(self, "DeletionPolicy", Node::text(policy.as_str()))
    }

    /// `UpdateReplacePolicy`.
    fn update_replace_policy(self, policy: UpdateReplacePolicy) -> Resource<Self::Properties> {
        with(self, "UpdateReplacePolicy", Node::text(policy.as_str()))
    }

    /// `DeletionPolicy: RetainExceptOnCreate` and `UpdateReplacePolicy: Retain`: what holds data survives every operation
    /// but the failed one that created it.
    fn retain_except_on_create(self) -> Resource<Self::Properties> {
        self.deletion_policy(DeletionPolicy::RetainExceptOnCreate).update_replace_policy(UpdateReplacePolicy::Retain)
    }

    /// `DependsOn`: created after `other`, and deleted before it. One such resource is written as a string, several as a
    /// list.
    fn depends_on<O: ResourceType>(self, other: &Handle<O>) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.depends_on.push(other.target().clone());
        resource
    }

    /// `Condition`: the resource exists only where the condition holds.
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

    /// `CreationPolicy`: what CloudFormation waits for before it counts the resource as created.
    fn on_creation(self, policy: CreationPolicy) -> Resource<Self::Properties> {
        with(self, "CreationPolicy", policy.into_node())
    }

    /// `UpdatePolicy`: how CloudFormation carries an update out.
    fn on_update(self, policy: UpdatePolicy) -> Resource<Self::Properties> {
        with(self, "UpdatePolicy", policy.into_node())
    }

    /// A resource attribute that the methods above do not write, such as a `DependsOn` of one item as a list; nothing
    /// checks it before `synth()` does.
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
