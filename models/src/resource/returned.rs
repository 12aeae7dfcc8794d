//! What `Fn::GetAtt` returns of a resource.

use crate::node::Reference;

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
