//! The attributes that `Fn::GetAtt` returns.

use crate::node::Reference;

/// The attributes of a resource type. Generated types implement it.
pub trait Attributes {
    /// The attributes of the resource `target`.
    #[doc(hidden)]
    fn of(target: Reference) -> Self;
}

/// For resource types without known attributes.
#[derive(Debug)]
pub struct NoAttributes(());

impl Attributes for NoAttributes {
    fn of(_: Reference) -> Self {
        Self(())
    }
}
