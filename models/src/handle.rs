//! Handles: proof that something is in a stack, and the only checked way to refer to it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::node::{Node, Reference};
use crate::resource::ResourceType;
use crate::value::Value;

/// Tells stacks apart, so that a handle of another stack is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackId(u64);

impl StackId {
    pub(crate) fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A resource of type `R` in a stack. Only [`Stack::add`](crate::Stack::add) makes one, so what it refers to exists, and
/// a resource can refer only to those added before it: no reference dangles and no cycle can be written.
///
/// A handle has the methods of its resource type's [attributes](ResourceType::Attributes): `bucket.arn()` is
/// [`Fn::GetAtt`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html).
// Their methods are not the handle's own: with 1,900 inherent implementations of one type, each of several methods, the compiler
// spent a quarter of its time comparing them with each other.
pub struct Handle<R: ResourceType> {
    target: Reference,
    attributes: R::Attributes,
}

/// A resource type's attributes, as a resource has them. Generated types implement it.
pub trait Attributes {
    /// The attributes of the resource that `target` names.
    #[doc(hidden)]
    fn of(target: Reference) -> Self;
}

/// Of a resource type that has no attributes, or of which none is known.
#[derive(Debug)]
pub struct NoAttributes(());

impl Attributes for NoAttributes {
    fn of(_: Reference) -> Self {
        Self(())
    }
}

impl<R: ResourceType> Handle<R> {
    pub(crate) fn new(target: Reference) -> Self {
        Self { attributes: R::Attributes::of(target.clone()), target }
    }

    /// `Ref`: for most resources their name or id.
    pub fn reference(&self) -> Value<R::Reference> {
        Value::from_node(Node::reference(self.target.clone()))
    }

    /// `Fn::GetAtt` of an attribute that this version of the specification does not know; nothing checks its name or type.
    pub fn raw_attribute<T>(&self, attribute: impl Into<Cow<'static, str>>) -> Value<T> {
        Value::from_node(Node::GetAtt(Box::new(self.target.clone()), attribute.into()))
    }

    /// The resource's logical id.
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
