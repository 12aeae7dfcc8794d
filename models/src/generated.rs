//! What generated code calls; not for users.
pub use crate::node::Object;
pub use crate::value::{IntoValue, Json, List, Map, Timestamp, Value, meaning};

pub fn set<T>(object: &mut Object, name: &'static str, value: impl IntoValue<T>) {
    object.insert(name, value.into_value().into_node());
}

macro_rules! resource {
    ($ty:ident, $name:literal, $reference:ty) => {
        impl $crate::Literal for $ty {
            fn into_node(self) -> $crate::node::Node {
                $crate::node::Node::Object(self.0)
            }
        }
        impl $crate::ResourceType for $ty {
            const NAME: &'static str = $name;
            type Reference = $reference;
        }
    };
}
macro_rules! closed_set {
    ($ty:ident, $($variant:ident = $text:literal),*) => {
        impl $crate::Literal for $ty {
            fn into_node(self) -> $crate::node::Node {
                $crate::node::Node::String(::std::borrow::Cow::Borrowed(match self { $(Self::$variant => $text),* }))
            }
        }
    };
}
pub(crate) use {closed_set, resource};
