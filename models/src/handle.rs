//! Handles: proof that something is in a stack, and the only checked way to refer to it.

use std::borrow::Cow;
use std::marker::PhantomData;
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
#[derive(Debug)]
pub struct Handle<R> {
    target: Reference,
    ty: PhantomData<fn() -> R>,
}

impl<R: ResourceType> Handle<R> {
    pub(crate) fn new(target: Reference) -> Self {
        Self { target, ty: PhantomData }
    }

    /// `Ref`: for most resources their name or id.
    pub fn reference(&self) -> Value<R::Reference> {
        Value::from_node(Node::reference(self.target.clone()))
    }
}

impl<R> Handle<R> {
    /// `Fn::GetAtt`; the generated methods call it with their type.
    pub(crate) fn get_att<T>(&self, attribute: impl Into<Cow<'static, str>>) -> Value<T> {
        Value::from_node(Node::GetAtt(Box::new(self.target.clone()), attribute.into()))
    }

    /// `Fn::GetAtt` of an attribute that this version of the specification does not know; nothing checks its name or type.
    pub fn raw_attribute<T>(&self, attribute: impl Into<Cow<'static, str>>) -> Value<T> {
        self.get_att(attribute)
    }

    /// The resource's logical id.
    pub fn logical_id(&self) -> &str {
        &self.target.id
    }

    pub(crate) fn target(&self) -> &Reference {
        &self.target
    }
}

impl<R> Clone for Handle<R> {
    fn clone(&self) -> Self {
        Self { target: self.target.clone(), ty: PhantomData }
    }
}
