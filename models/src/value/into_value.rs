//! What may stand where a `Value<T>` is wanted.

use super::{Json, JsonType, Value};
use crate::node::{Node, Object};

/// What may stand where a value of type `T` is wanted: a literal, a reference, or another intrinsic function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand where CloudFormation wants `{T}`",
    label = "this is not a `{T}`, nor an intrinsic function that returns one",
    note = "for what AWS allows but this version of the specification does not know: `Value::unchecked(json)`"
)]
pub trait IntoValue<T> {
    /// Makes the value.
    fn into_value(self) -> Value<T>;
}

/// A Rust type that is written as a literal of itself.
pub trait Literal: Sized {
    /// What such a value is in JSON.
    const JSON_TYPE: JsonType;

    /// The tree that will be written.
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

/// What a value may stand for, a reference to it may too.
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

impl Object {
    /// With a property: what a constructor does for each that is required.
    pub(crate) fn with<T>(mut self, name: &'static str, value: impl IntoValue<T>) -> Self {
        self.insert(name, value.into_value().into_node());
        self
    }
}
