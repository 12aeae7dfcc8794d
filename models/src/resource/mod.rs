//! Resources: properties and resource attributes.

mod attributes;
mod creation_policy;
mod custom;
#[cfg(feature = "cloudformation")]
mod nested;
mod raw;
mod returned;
mod target;
mod update_policy;

use std::borrow::Cow;

pub use attributes::{DeletionPolicy, ResourceAttributes, UpdateReplacePolicy};
pub use creation_policy::CreationPolicy;
pub use custom::CustomResource;
pub use raw::{RawProperties, RawResource};
pub(crate) use returned::Sealed;
pub use returned::{Attributes, NoAttributes};
pub(crate) use target::{Target, Values};
pub use update_policy::{CodeDeployLambdaAliasUpdate, RollingUpdate, UpdatePolicy};

use crate::value::Literal;

/// A resource type. Every generated resource type implements it.
pub trait ResourceType: Literal + RawProperties + Clone + Send + Sync + 'static {
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
