//! Condition operators with their modifiers, such as `ForAnyValue:StringNotEqualsIfExists`.

/// A parsed condition operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) quantifier: Quantifier,
    pub(super) comparison: Comparison,
    pub(super) negated: bool,
    pub(super) if_exists: bool,
}

/// How many values of a key have to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// A single-valued key.
    Single,
    /// `ForAllValues:`
    Every,
    /// `ForAnyValue:`
    Some,
}

/// The comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Text,
    TextIgnoringCase,
    TextLike,
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

/// The required order of the request's value and the policy's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// Parses the name of an operator.
    pub(super) fn parse(name: &str) -> Result<Self, String> {
        let (quantifier, rest) = match name.split_once(':') {
            None => (Quantifier::Single, name),
            Some(("ForAllValues", rest)) => (Quantifier::Every, rest),
            Some(("ForAnyValue", rest)) => (Quantifier::Some, rest),
            Some((prefix, _)) => {
                return Err(format!("`{prefix}:` is not a set operator: use ForAllValues or ForAnyValue"));
            }
        };
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (comparison, negated) = parse_comparison(base)
            .ok_or_else(|| format!("`{name}` is not a condition operator; their names are case-sensitive"))?;
        if comparison == Comparison::Null && (if_exists || quantifier != Quantifier::Single) {
            return Err("`Null` cannot be combined with a set operator or IfExists".to_owned());
        }
        Ok(Self { quantifier, comparison, negated, if_exists })
    }
}

/// The comparison and whether it is negated.
fn parse_comparison(name: &str) -> Option<(Comparison, bool)> {
    let comparison = match name {
        "StringEquals" => (Comparison::Text, false),
        "StringNotEquals" => (Comparison::Text, true),
        "StringEqualsIgnoreCase" => (Comparison::TextIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (Comparison::TextIgnoringCase, true),
        "StringLike" => (Comparison::TextLike, false),
        "StringNotLike" => (Comparison::TextLike, true),
        "Bool" => (Comparison::Bool, false),
        "BinaryEquals" => (Comparison::Binary, false),
        "IpAddress" => (Comparison::Address, false),
        "NotIpAddress" => (Comparison::Address, true),
        // AWS documents that the pairs behave identically.
        "ArnEquals" | "ArnLike" => (Comparison::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, true),
        "Null" => (Comparison::Null, false),
        _ => {
            let (kind, order): (fn(Order) -> Comparison, _) = match name.strip_prefix("Numeric") {
                Some(order) => (Comparison::Number, order),
                None => (Comparison::Date, name.strip_prefix("Date")?),
            };
            return Some(match order {
                "Equals" => (kind(Order::Equal), false),
                "NotEquals" => (kind(Order::Equal), true),
                "LessThan" => (kind(Order::Less), false),
                "LessThanEquals" => (kind(Order::LessOrEqual), false),
                "GreaterThan" => (kind(Order::Greater), false),
                "GreaterThanEquals" => (kind(Order::GreaterOrEqual), false),
                _ => return None,
            });
        }
    };
    Some(comparison)
}

impl Order {
    /// Whether `actual` and `expected` have this order.
    pub(super) fn holds<T: PartialOrd>(self, actual: &T, expected: &T) -> bool {
        match self {
            Self::Equal => actual == expected,
            Self::Less => actual < expected,
            Self::LessOrEqual => actual <= expected,
            Self::Greater => actual > expected,
            Self::GreaterOrEqual => actual >= expected,
        }
    }
}
