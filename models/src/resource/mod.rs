//! Resources: properties and resource attributes.

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

/// A resource type. Every generated resource type implements it.
pub trait ResourceType: Literal {
    /// `AWS::S3::Bucket`.
    const NAME: &'static str;

    /// The type that `Ref` returns: `String` or a [string kind](crate::string_kind).
    type Reference;

    /// The attributes that `Fn::GetAtt` returns, one method each; a [`Handle`](crate::Handle) has these methods.
    type Attributes: Attributes;

    /// The value of `Type`: [`NAME`](Self::NAME), except for custom and raw resources.
    fn type_name(&self) -> Cow<'static, str> {
        Self::NAME.into()
    }
}

/// Properties together with resource attributes (`DependsOn`, `DeletionPolicy`, …).
///
/// The methods of [`ResourceAttributes`] convert a resource type to it.
#[derive(Clone, Debug)]
pub struct Resource<R> {
    pub(crate) properties: R,
    pub(crate) attributes: Object,
    pub(crate) metadata: Object,
    pub(crate) depends_on: Vec<Reference>,
}

impl<R: ResourceType> Resource<R> {
    /// A resource without resource attributes.
    pub const fn new(properties: R) -> Self {
        Self { properties, attributes: Object::new(), metadata: Object::new(), depends_on: Vec::new() }
    }
}
