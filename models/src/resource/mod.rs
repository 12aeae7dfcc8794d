//! A resource: its properties, and the attributes that CloudFormation itself acts on.

mod attributes;
mod creation_policy;
mod custom;
#[cfg(feature = "cloudformation")]
mod nested;
mod raw;
mod returned;
mod update_policy;

use std::borrow::Cow;

pub use attributes::{DeletionPolicy, ResourceAttributes, UpdateReplacePolicy};
pub use creation_policy::CreationPolicy;
pub use custom::CustomResource;
pub use raw::{RawProperties, RawResource};
pub use returned::{Attributes, NoAttributes};
pub use update_policy::{CodeDeployLambdaAliasUpdate, RollingUpdate, UpdatePolicy};

use crate::node::{Object, Reference};
use crate::value::Literal;

/// The properties of a resource type. Every generated resource implements it.
pub trait ResourceType: Literal {
    /// `AWS::S3::Bucket`.
    const NAME: &'static str;

    /// What `Ref` returns: `String`, or a string with a [meaning](crate::meaning).
    type Reference;

    /// What `Fn::GetAtt` returns, a method each; a [`Handle`](crate::Handle) has them.
    type Attributes: Attributes;

    /// What is written as `Type`: [`NAME`](Self::NAME), but for the types whose name the template chooses.
    fn type_name(&self) -> Cow<'static, str> {
        Self::NAME.into()
    }
}

/// Properties together with resource attributes (`DependsOn`, `DeletionPolicy`, …).
///
/// The attribute methods of [`ResourceAttributes`] make one from bare properties.
#[derive(Clone, Debug)]
pub struct Resource<R> {
    pub(crate) properties: R,
    pub(crate) attributes: Object,
    pub(crate) metadata: Object,
    pub(crate) depends_on: Vec<Reference>,
}

impl<R: ResourceType> Resource<R> {
    /// Properties without attributes.
    pub const fn new(properties: R) -> Self {
        Self { properties, attributes: Object::new(), metadata: Object::new(), depends_on: Vec::new() }
    }
}
