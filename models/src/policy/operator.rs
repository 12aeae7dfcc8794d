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

    /// `…IfExists`: also true if the request does not have the key.
    #[must_use]
    pub const fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }

    /// `ForAnyValue:…`: at least one value of a multivalued key matches.
    #[must_use]
    pub const fn for_any_value(mut self) -> Self {
        self.set = "ForAnyValue:";
        self
    }

    /// `ForAllValues:…`: all values of a multivalued key match. Also true if the request does not have the key: in an
    /// `Allow`, check with [`NULL`] too that it does.
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

        /// The checks know the same ones.
        #[test]
        fn every_operator_has_a_constant() {
            assert_eq!([$($name),*].as_slice(), crate::check::OPERATORS);
        }
    };
}

operators! {
    /// Equal strings.
    STRING_EQUALS: "StringEquals", String;
    /// Not equal strings.
    STRING_NOT_EQUALS: "StringNotEquals", String;
    /// Equal strings, ignoring case.
    STRING_EQUALS_IGNORE_CASE: "StringEqualsIgnoreCase", String;
    /// Not equal strings, ignoring case.
    STRING_NOT_EQUALS_IGNORE_CASE: "StringNotEqualsIgnoreCase", String;
    /// Matches a string with the wildcards `*` (any characters) and `?` (any one character).
    STRING_LIKE: "StringLike", String;
    /// Does not match a string with the wildcards `*` (any characters) and `?` (any one character).
    STRING_NOT_LIKE: "StringNotLike", String;
    /// Equal numbers.
    NUMERIC_EQUALS: "NumericEquals", Number;
    /// Not equal numbers.
    NUMERIC_NOT_EQUALS: "NumericNotEquals", Number;
    /// Less than.
    NUMERIC_LESS_THAN: "NumericLessThan", Number;
    /// Less than or equal.
    NUMERIC_LESS_THAN_EQUALS: "NumericLessThanEquals", Number;
    /// Greater than.
    NUMERIC_GREATER_THAN: "NumericGreaterThan", Number;
    /// Greater than or equal.
    NUMERIC_GREATER_THAN_EQUALS: "NumericGreaterThanEquals", Number;
    /// Equal timestamps.
    DATE_EQUALS: "DateEquals", Timestamp;
    /// Not equal timestamps.
    DATE_NOT_EQUALS: "DateNotEquals", Timestamp;
    /// Before.
    DATE_LESS_THAN: "DateLessThan", Timestamp;
    /// Before or equal.
    DATE_LESS_THAN_EQUALS: "DateLessThanEquals", Timestamp;
    /// After.
    DATE_GREATER_THAN: "DateGreaterThan", Timestamp;
    /// After or equal.
    DATE_GREATER_THAN_EQUALS: "DateGreaterThanEquals", Timestamp;
    /// A boolean.
    BOOL: "Bool", bool;
    /// Binary data in Base64.
    BINARY_EQUALS: "BinaryEquals", String;
    /// An IP address within a CIDR block.
    IP_ADDRESS: "IpAddress", String;
    /// An IP address outside a CIDR block.
    NOT_IP_ADDRESS: "NotIpAddress", String;
    /// Equal ARNs; each part may have wildcards.
    ARN_EQUALS: "ArnEquals", String;
    /// Not equal ARNs; each part may have wildcards.
    ARN_NOT_EQUALS: "ArnNotEquals", String;
    /// A matching ARN; each part may have wildcards.
    ARN_LIKE: "ArnLike", String;
    /// Not a matching ARN; each part may have wildcards.
    ARN_NOT_LIKE: "ArnNotLike", String;
    /// `true`: the request does not have the key; `false`: it does.
    NULL: "Null", bool;
}
