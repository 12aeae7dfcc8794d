//! What the attributes of a resource type are of.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::node::{Node, Reference};

/// A resource of the stack, or one that exists already.
#[derive(Clone, Debug)]
pub struct Target(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Declared(Reference),
    Existing(Arc<dyn Values>),
}

/// The values of a resource that exists already.
pub(crate) trait Values: fmt::Debug + Send + Sync {
    /// The value of an attribute.
    fn value(&self, name: &str) -> Node;
}

impl Target {
    pub(crate) const fn declared(target: Reference) -> Self {
        Self(Kind::Declared(target))
    }

    pub(crate) fn existing(values: Arc<dyn Values>) -> Self {
        Self(Kind::Existing(values))
    }

    /// `Fn::GetAtt` of a resource of the stack, the value itself of one that exists already.
    pub(crate) fn attribute(&self, name: &'static str) -> Node {
        match &self.0 {
            Kind::Declared(target) => Node::GetAtt(Box::new(target.clone()), Cow::Borrowed(name)),
            Kind::Existing(values) => values.value(name),
        }
    }
}
