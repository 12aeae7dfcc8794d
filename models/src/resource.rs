//! A resource: its properties, and the attributes that CloudFormation itself acts on.

use crate::handle::Handle;
use crate::node::{Node, Object, Reference};
use crate::value::Literal;

/// The properties of a resource type. Every generated resource implements it.
pub trait ResourceType: Literal {
    /// `AWS::S3::Bucket`.
    const NAME: &'static str;

    /// What `Ref` returns: `String`, or a string with a [meaning](crate::meaning).
    type Reference;
}

/// Properties together with resource attributes (`DependsOn`, `DeletionPolicy`, …).
///
/// The attribute methods of [`ResourceAttributes`] make one from bare properties.
#[derive(Clone, Debug)]
pub struct Resource<R> {
    pub(crate) properties: R,
    pub(crate) attributes: Object,
    pub(crate) depends_on: Vec<Reference>,
}

impl<R: ResourceType> Resource<R> {
    /// Properties without attributes.
    pub const fn new(properties: R) -> Self {
        Self {
            properties,
            attributes: Object::new(),
            depends_on: Vec::new(),
        }
    }
}

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

/// The resource attributes as methods, on bare properties and on a [`Resource`] alike.
///
/// A property of the same name as one of these methods is set with the generated setter, which the compiler prefers;
/// call the attribute's method on `Resource::new(properties)` then.
pub trait ResourceAttributes: Sized {
    /// The properties that the attributes belong to.
    type Properties: ResourceType;

    /// The properties with the attributes set so far.
    fn into_resource(self) -> Resource<Self::Properties>;

    /// `DeletionPolicy`.
    fn deletion_policy(self, policy: DeletionPolicy) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource
            .attributes
            .insert("DeletionPolicy", Node::String(format!("{policy:?}").into()));
        resource
    }

    /// `UpdateReplacePolicy`.
    fn update_replace_policy(self, policy: UpdateReplacePolicy) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.attributes.insert(
            "UpdateReplacePolicy",
            Node::String(format!("{policy:?}").into()),
        );
        resource
    }

    /// `DeletionPolicy: RetainExceptOnCreate` and `UpdateReplacePolicy: Retain`: what holds data survives every operation
    /// but the failed one that created it.
    fn retain_except_on_create(self) -> Resource<Self::Properties> {
        self.deletion_policy(DeletionPolicy::RetainExceptOnCreate)
            .update_replace_policy(UpdateReplacePolicy::Retain)
    }

    /// `DependsOn`: created after `other`, and deleted before it.
    fn depends_on<O>(self, other: &Handle<O>) -> Resource<Self::Properties> {
        let mut resource = self.into_resource();
        resource.depends_on.push(other.target().clone());
        resource
    }
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
