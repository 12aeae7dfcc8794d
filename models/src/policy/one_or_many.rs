//! A single value, written as a value, or several, written as a list.

use super::Action;
use crate::node::Node;
use crate::value::{IntoValue, List, Number, Timestamp, Value};

/// One `T`, written as a value, or several, written as a list: arrays, vectors, [`List`]s and functions that return
/// one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `{T}` nor a list of `{T}`",
    label = "expected one `{T}`, or an array, a vector or a list of them"
)]
pub trait OneOrMany<T> {
    /// The value or the list.
    fn into_one_or_many(self) -> Node;
}

// One implementation per type: a blanket implementation would be ambiguous, as a list of `T` is also one `List<T>`.
macro_rules! one_or_many {
    ($($ty:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<V: IntoValue<$ty>> OneOrMany<$ty> for V {
            fn into_one_or_many(self) -> Node {
                self.into_value().into_node()
            }
        }

        impl<V: IntoValue<$ty>, const N: usize> OneOrMany<$ty> for [V; N] {
            fn into_one_or_many(self) -> Node {
                Node::List(self.into_iter().map(|item| item.into_value().into_node()).collect())
            }
        }

        impl<V: IntoValue<$ty>> OneOrMany<$ty> for Vec<V> {
            fn into_one_or_many(self) -> Node {
                Node::List(self.into_iter().map(|item| item.into_value().into_node()).collect())
            }
        }

        impl OneOrMany<$ty> for List<$ty> {
            fn into_one_or_many(self) -> Node {
                Node::List(self.into_nodes())
            }
        }

        impl OneOrMany<$ty> for Value<List<$ty>> {
            fn into_one_or_many(self) -> Node {
                self.into_node()
            }
        }
    )*};
}

one_or_many!(Action, String, Number, Timestamp, bool);

/// IAM also accepts the strings `"true"` and `"false"` for booleans.
impl OneOrMany<bool> for &str {
    fn into_one_or_many(self) -> Node {
        Node::text(self.to_owned())
    }
}
