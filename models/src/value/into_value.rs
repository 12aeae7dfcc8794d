//! Conversion to a `Value<T>`.

use super::{Json, JsonType, Value};
use crate::node::Node;

/// Conversion to a value of type `T`, from a literal, a reference or another intrinsic function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a value of type `{T}`",
    label = "expected a `{T}` or an intrinsic function that returns one",
    note = "for a value that AWS allows but this version of the specification does not have, use `Value::unchecked(json)`"
)]
pub trait IntoValue<T> {
    /// Converts to the value.
    fn into_value(self) -> Value<T>;
}

/// A Rust type that is written as a literal.
pub trait Literal: Sized {
    /// What such a value is in JSON.
    const JSON_TYPE: JsonType;

    /// The tree that is written to the template.
    fn into_node(self) -> Node;

    /// The literal inside [`json!`](crate::json).
    #[doc(hidden)]
    fn into_literal_json(self) -> Json {
        Json::of(self.into_node(), Self::JSON_TYPE)
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoValue<T> for Value<T> {
    fn into_value(self) -> Value<T> {
        self
    }
}

/// A reference to a value converts to what the value converts to.
#[diagnostic::do_not_recommend]
impl<T, U> IntoValue<T> for &Value<U>
where
    Value<U>: IntoValue<T>,
{
    fn into_value(self) -> Value<T> {
        self.clone().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Literal> IntoValue<T> for T {
    fn into_value(self) -> Value<T> {
        Value::from_node(self.into_node())
    }
}
