//! Condition operators, each with the type of the values that it compares with.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.

use std::marker::PhantomData;

use crate::value::{Number, Timestamp};

/// A condition operator whose values are `T`s.
#[derive(Debug)]
pub struct Operator<T> {
    name: &'static str,
    set: &'static str,
    if_exists: bool,
    ty: PhantomData<fn() -> T>,
}

impl<T> Clone for Operator<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Operator<T> {}

impl<T> Operator<T> {
    const fn new(name: &'static str) -> Self {
        Self { name, set: "", if_exists: false, ty: PhantomData }
    }

    /// `…IfExists`: holds also where the request does not have the key.
    #[must_use]
    pub const fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }

    /// `ForAnyValue:…`: of a key with several values, at least one matches.
    #[must_use]
    pub const fn for_any_value(mut self) -> Self {
        self.set = "ForAnyValue:";
        self
    }

    /// `ForAllValues:…`: of a key with several values, all match. Holds also where the request does not have the key: in an
    /// `Allow`, ask with [`NULL`] too whether it does.
    #[must_use]
    pub const fn for_all_values(mut self) -> Self {
        self.set = "ForAllValues:";
        self
    }

    pub(super) fn written(self) -> String {
        let suffix = if self.if_exists { "IfExists" } else { "" };
        format!("{}{}{suffix}", self.set, self.name)
    }
}

macro_rules! operators {
    ($($(#[$doc:meta])* $constant:ident: $name:literal, $ty:ty;)*) => {
        $(
            $(#[$doc])*
            pub const $constant: Operator<$ty> = Operator::new($name);
        )*

        /// The operators as they are written, without their modifiers.
        pub(crate) const NAMES: &[&str] = &[$($name),*];
    };
}

operators! {
    /// The same text.
    STRING_EQUALS: "StringEquals", String;
    /// Not the same text.
    STRING_NOT_EQUALS: "StringNotEquals", String;
    /// The same text without regard to case.
    STRING_EQUALS_IGNORE_CASE: "StringEqualsIgnoreCase", String;
    /// Not the same text without regard to case.
    STRING_NOT_EQUALS_IGNORE_CASE: "StringNotEqualsIgnoreCase", String;
    /// Text in which `*` stands for any characters and `?` for any one.
    STRING_LIKE: "StringLike", String;
    /// Not text in which `*` stands for any characters and `?` for any one.
    STRING_NOT_LIKE: "StringNotLike", String;
    /// The same number.
    NUMERIC_EQUALS: "NumericEquals", Number;
    /// Not the same number.
    NUMERIC_NOT_EQUALS: "NumericNotEquals", Number;
    /// A lesser number.
    NUMERIC_LESS_THAN: "NumericLessThan", Number;
    /// A lesser number, or the same.
    NUMERIC_LESS_THAN_EQUALS: "NumericLessThanEquals", Number;
    /// A greater number.
    NUMERIC_GREATER_THAN: "NumericGreaterThan", Number;
    /// A greater number, or the same.
    NUMERIC_GREATER_THAN_EQUALS: "NumericGreaterThanEquals", Number;
    /// The same moment.
    DATE_EQUALS: "DateEquals", Timestamp;
    /// Not the same moment.
    DATE_NOT_EQUALS: "DateNotEquals", Timestamp;
    /// An earlier moment.
    DATE_LESS_THAN: "DateLessThan", Timestamp;
    /// An earlier moment, or the same.
    DATE_LESS_THAN_EQUALS: "DateLessThanEquals", Timestamp;
    /// A later moment.
    DATE_GREATER_THAN: "DateGreaterThan", Timestamp;
    /// A later moment, or the same.
    DATE_GREATER_THAN_EQUALS: "DateGreaterThanEquals", Timestamp;
    /// A boolean.
    BOOL: "Bool", bool;
    /// Bytes in Base64.
    BINARY_EQUALS: "BinaryEquals", String;
    /// An address inside a block, in CIDR notation.
    IP_ADDRESS: "IpAddress", String;
    /// An address outside a block, in CIDR notation.
    NOT_IP_ADDRESS: "NotIpAddress", String;
    /// The same ARN; each part may have wildcards.
    ARN_EQUALS: "ArnEquals", String;
    /// Not the same ARN; each part may have wildcards.
    ARN_NOT_EQUALS: "ArnNotEquals", String;
    /// An ARN like this one; each part may have wildcards.
    ARN_LIKE: "ArnLike", String;
    /// Not an ARN like this one; each part may have wildcards.
    ARN_NOT_LIKE: "ArnNotLike", String;
    /// `true`: the request does not have the key; `false`: it does.
    NULL: "Null", bool;
}
