//! Handles: typed references to resources that have been added to a stack.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use crate::node::{Node, Reference};
use crate::resource::{ResourceType, Sealed, Target};
use crate::value::Value;

pub use crate::resource::{Attributes, NoAttributes};

/// A resource of type `R` in a stack. Only [`Stack::add`](crate::Stack::add) returns one, so the resource exists, and a
/// resource can refer only to resources added before it: dangling references and circular dependencies do not compile.
///
/// A handle has the methods of its resource type's [attributes](ResourceType::Attributes): `bucket.arn()` is
/// [`Fn::GetAtt`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html).
// Their methods are not the handle's own: with 1,900 inherent implementations of one type, each of several methods, the
// compiler spent a quarter of its time comparing them with each other.
pub struct Handle<R: ResourceType> {
    target: Reference,
    attributes: R::Attributes,
}

impl<R: ResourceType> Handle<R> {
    pub(crate) fn new(target: Reference) -> Self {
        Self { attributes: R::Attributes::of(Target::declared(target.clone()), Sealed), target }
    }

    /// `Ref`: for most resource types the name or ID.
    pub fn reference(&self) -> Value<R::Reference> {
        Value::from_node(Node::reference(self.target.clone()))
    }

    /// `Fn::GetAtt` of an attribute that this version of the specification does not know; nothing checks its name or
    /// type.
    pub fn raw_attribute<T>(&self, attribute: impl Into<Cow<'static, str>>) -> Value<T> {
        Value::from_node(Node::GetAtt(Box::new(self.target.clone()), attribute.into()))
    }

    /// The logical ID of the resource.
    pub fn logical_id(&self) -> &str {
        &self.target.id
    }

    pub(crate) fn target(&self) -> &Reference {
        &self.target
    }
}

impl<R: ResourceType> Deref for Handle<R> {
    type Target = R::Attributes;

    fn deref(&self) -> &R::Attributes {
        &self.attributes
    }
}

impl<R: ResourceType> fmt::Debug for Handle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.target).finish()
    }
}

impl<R: ResourceType> Clone for Handle<R> {
    fn clone(&self) -> Self {
        Self::new(self.target.clone())
    }
}
