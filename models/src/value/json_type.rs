//! What a value is in JSON, where an intrinsic function returns it.

use super::Literal;

/// What a value is in JSON. A literal shows it; of an intrinsic function only the Rust type of its result says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list of such items.
    List(&'static JsonType),
    /// An object.
    Object,
    /// The type does not say.
    Unknown,
}

/// The result type of a [`Value`](super::Value): it says what the value is in JSON. Implemented for every [`Literal`] and for the
/// types of [`meaning`](super::meaning).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as JSON in a template",
    label = "`Fn::GetAtt` does not return whole structures"
)]
pub trait ValueType {
    /// What such a value is in JSON.
    const JSON_TYPE: JsonType;
}

#[diagnostic::do_not_recommend]
impl<T: Literal> ValueType for T {
    const JSON_TYPE: JsonType = T::JSON_TYPE;
}
