//! The attributes that `Fn::GetAtt` returns.

use super::target::Target;

/// The attributes of a resource type. Only generated types implement it: an argument of its method is of a type that cannot be named elsewhere,
/// which seals it without an implementation of another trait for each type.
pub trait Attributes {
    /// The attributes of the resource `target`.
    #[doc(hidden)]
    fn of(target: Target, seal: Sealed) -> Self;
}

mod sealed {
    /// Seals a trait.
    #[derive(Clone, Copy, Debug)]
    pub struct Sealed;
}

pub(crate) use sealed::Sealed;

/// For resource types without known attributes.
#[derive(Debug)]
pub struct NoAttributes(());

impl Attributes for NoAttributes {
    fn of(_: Target, _: Sealed) -> Self {
        Self(())
    }
}
