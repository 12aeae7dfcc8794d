//! Conversions between value types.

use super::string_kind::StringKind;
use super::{Boolean, IntoJson, IntoValue, Json, JsonType, List, Literal, Map, Number, Timestamp, Value, ValueType};
use crate::node::Node;

impl Literal for String {
    const JSON_TYPE: JsonType = JsonType::String;

    fn into_node(self) -> Node {
        Node::String(self.into())
    }
}

impl Literal for bool {
    const JSON_TYPE: JsonType = JsonType::Boolean;

    fn into_node(self) -> Node {
        Node::Bool(self)
    }
}

impl Literal for i64 {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn into_node(self) -> Node {
        Node::Number(self.into())
    }
}

impl Literal for f64 {
    const JSON_TYPE: JsonType = JsonType::Number;

    fn into_node(self) -> Node {
        // JSON has no NaN and no infinity; they become `null`, which `synth()` reports with the property's path.
        serde_json::Number::from_f64(self).map_or(Node::Null, Node::Number)
    }
}

impl Literal for Timestamp {
    const JSON_TYPE: JsonType = JsonType::String;

    fn into_node(self) -> Node {
        Node::String(self.0.into())
    }
}

impl<T: ValueType> Literal for List<T> {
    const JSON_TYPE: JsonType = JsonType::List(&T::JSON_TYPE);

    fn into_node(self) -> Node {
        Node::List(self.into_nodes())
    }
}

impl<T> Literal for Map<T> {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(self) -> Node {
        Node::Object(self.into_object())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &str {
    fn into_value(self) -> Value<String> {
        self.to_owned().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &String {
    fn into_value(self) -> Value<String> {
        self.clone().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<M> for &str {
    fn into_value(self) -> Value<M> {
        Value::from_node(Node::String(self.to_owned().into()))
    }
}

#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<M> for &String {
    fn into_value(self) -> Value<M> {
        self.as_str().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<M> for String {
    fn into_value(self) -> Value<M> {
        Value::from_node(Node::String(self.into()))
    }
}

/// A plain string is accepted for every string kind: parameters, `Fn::Sub`, imports.
#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<M> for Value<String> {
    fn into_value(self) -> Value<M> {
        Value::from_node(self.into_node())
    }
}

/// A string of a kind is a string.
#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<String> for Value<M> {
    fn into_value(self) -> Value<String> {
        Value::from_node(self.into_node())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Json> for serde_json::Value {
    fn into_value(self) -> Value<Json> {
        Json::from(self).into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ValueType> IntoValue<Json> for List<T> {
    fn into_value(self) -> Value<Json> {
        self.into_json().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T> IntoValue<Json> for Map<T> {
    fn into_value(self) -> Value<Json> {
        self.into_json().into_value()
    }
}

/// An intrinsic function can return any JSON.
#[diagnostic::do_not_recommend]
impl IntoValue<Json> for Value<String> {
    fn into_value(self) -> Value<Json> {
        self.assume()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Timestamp> for &str {
    fn into_value(self) -> Value<Timestamp> {
        Timestamp(self.to_owned()).into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Timestamp> for Value<String> {
    fn into_value(self) -> Value<Timestamp> {
        Value::from_node(self.into_node())
    }
}

macro_rules! numbers {
    ($target:ty: $($source:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$target> for $source {
            fn into_value(self) -> Value<$target> {
                <$target>::from(self).into_value()
            }
        }
    )*};
}

numbers!(i64: i32, u8, u16, u32);
numbers!(f64: f32);
numbers!(Number: i32, i64, u8, u16, u32, f64);

/// An integer is written as an integer, also for properties of type Double: `5`, not `5.0`.
macro_rules! whole_numbers {
    ($target:ty: $($source:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$target> for $source {
            fn into_value(self) -> Value<$target> {
                Value::from_node(Node::Number(self.into()))
            }
        }
    )*};
}

whole_numbers!(f64: i32, i64, u8, u16, u32, u64, usize);
whole_numbers!(i64: u64, usize);
whole_numbers!(Number: u64, usize);

/// CloudFormation converts between scalars: a number or a boolean is accepted for a property of type String.
macro_rules! converted {
    ($($source:ty => $($target:ty),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$target> for Value<$source> {
            fn into_value(self) -> Value<$target> {
                self.assume()
            }
        }
    )+)*};
}

converted! {
    Number => i64, f64, String;
    i64 => f64, String;
    f64 => String;
    bool => String;
}

/// [`Number`] and [`Boolean`] determine how a literal is written; CloudFormation accepts both notations.
macro_rules! written {
    ($($source:ty => $($target:ty),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$target> for $source {
            fn into_value(self) -> Value<$target> {
                Value::from_node(self.into_node())
            }
        }
    )+)*};
}

written! {
    Number => i64, f64, String;
    Boolean => bool, String;
}

/// A list of plain strings is accepted for a list of every string kind.
#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<List<M>> for Value<List<String>> {
    fn into_value(self) -> Value<List<M>> {
        self.assume()
    }
}

/// A list of strings of a kind is a list of strings.
#[diagnostic::do_not_recommend]
impl<M: StringKind> IntoValue<List<String>> for Value<List<M>> {
    fn into_value(self) -> Value<List<String>> {
        self.assume()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>, const N: usize> IntoValue<List<T>> for [V; N] {
    fn into_value(self) -> Value<List<T>> {
        self.into_iter().collect::<List<T>>().value()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoValue<T>> IntoValue<List<T>> for Vec<V> {
    fn into_value(self) -> Value<List<T>> {
        self.into_iter().collect::<List<T>>().value()
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Into<String>, V: IntoValue<T>, const N: usize> IntoValue<Map<T>> for [(K, V); N] {
    fn into_value(self) -> Value<Map<T>> {
        self.into_iter().collect::<Map<T>>().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T, K: Into<String>, V: IntoValue<T>> IntoValue<Map<T>> for Vec<(K, V)> {
    fn into_value(self) -> Value<Map<T>> {
        self.into_iter().collect::<Map<T>>().into_value()
    }
}
