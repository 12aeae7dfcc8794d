//! The values of a condition and their comparison with the request's values.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use super::operator::Comparison;
use crate::arn;
use crate::context::Context;
use crate::template::{Syntax, Template};

/// A value of the policy, of the type of its operator.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    Text(Template),
    Number(f64),
    Date(String, OffsetDateTime),
    Bool(bool),
    /// Base64, compared as a string.
    Binary(String),
    Network(IpNet),
}

impl Expected {
    /// Parses a value for an operator; the error has the expected type.
    pub(super) fn parse(comparison: Comparison, text: &str, variables: bool) -> Result<Self, String> {
        let wanted = |what: &str| format!("`{text}` is not {what}");
        match comparison {
            Comparison::Text | Comparison::TextIgnoringCase => {
                Template::parse(text, Syntax { wildcards: false, variables }).map(Self::Text)
            }
            Comparison::TextLike | Comparison::Arn => {
                Template::parse(text, Syntax { wildcards: true, variables }).map(Self::Text)
            }
            Comparison::Number(_) => parse_number(text).map(Self::Number).ok_or_else(|| wanted("a number")),
            Comparison::Date(_) => parse_date(text)
                .map(|date| Self::Date(text.to_owned(), date))
                .ok_or_else(|| wanted("a date: use ISO 8601, such as 2030-01-31T12:00:00Z, or seconds since 1970")),
            Comparison::Bool | Comparison::Null => {
                parse_bool(text).map(Self::Bool).ok_or_else(|| wanted("true or false"))
            }
            Comparison::Binary => Ok(Self::Binary(text.to_owned())),
            Comparison::Address => parse_network(text)
                .map(Self::Network)
                .ok_or_else(|| wanted("an IP address or range, such as 203.0.113.0/24")),
        }
    }

    /// Whether the request has a value for each of its variables.
    pub(super) fn is_resolved(&self, context: &Context) -> bool {
        match self {
            Self::Text(template) => template.resolve(context).is_some(),
            _ => true,
        }
    }

    /// Whether the request's value matches. A value of the wrong type does not match.
    pub(super) fn is_met_by(&self, comparison: Comparison, actual: &str, context: &Context) -> bool {
        match (comparison, self) {
            (Comparison::Arn, Self::Text(template)) => {
                template.resolve(context).is_some_and(|pattern| arn::matches(&pattern, actual))
            }
            (Comparison::TextIgnoringCase, Self::Text(template)) => {
                template.resolve(context).is_some_and(|pattern| pattern.to_lowercase().matches(&actual.to_lowercase()))
            }
            (_, Self::Text(template)) => template.resolve(context).is_some_and(|pattern| pattern.matches(actual)),
            (Comparison::Number(order), Self::Number(expected)) => {
                parse_number(actual).is_some_and(|actual| order.holds(&actual, expected))
            }
            (Comparison::Date(order), Self::Date(_, expected)) => {
                parse_date(actual).is_some_and(|actual| order.holds(&actual, expected))
            }
            (_, Self::Bool(expected)) => parse_bool(actual) == Some(*expected),
            (_, Self::Binary(expected)) => actual == expected,
            (_, Self::Network(network)) => actual.parse().is_ok_and(|address: IpAddr| network.contains(&address)),
            (_, Self::Number(_) | Self::Date(..)) => false,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(template) => out.write_str(template.source()),
            Self::Number(number) => number.fmt(out),
            Self::Date(text, _) | Self::Binary(text) => out.write_str(text),
            Self::Bool(value) => value.fmt(out),
            Self::Network(network) => network.fmt(out),
        }
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "invalid in a policy is an error of the caller, in a request it does not match"
)]
fn parse_number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A CIDR block, or one address.
#[expect(
    clippy::disallowed_methods,
    reason = "invalid in a policy is an error of the caller, in a request it does not match"
)]
fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// One of the W3C's ISO 8601 forms, or seconds since 1970. A time without an offset is UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "invalid in a policy is an error of the caller, in a request it does not match"
)]
fn parse_date(text: &str) -> Option<OffsetDateTime> {
    if let Ok(seconds) = text.parse() {
        return OffsetDateTime::from_unix_timestamp(seconds).ok();
    }
    OffsetDateTime::parse(text, &Iso8601::PARSING)
        .ok()
        .or_else(|| PrimitiveDateTime::parse(text, &Iso8601::PARSING).ok().map(PrimitiveDateTime::assume_utc))
        .or_else(|| Date::parse(text, &Iso8601::PARSING).ok().map(|date| date.midnight().assume_utc()))
}

#[cfg(test)]
mod tests {
    use super::{parse_date, parse_network};

    #[test]
    fn the_documented_forms_of_a_date_are_read() {
        let noon = 1_893_499_200;
        for text in [
            "2030-01-01T12:00:00Z",
            "2030-01-01T14:00:00+02:00",
            "2030-01-01T12:00:00.000Z",
            "2030-01-01T12:00Z",
            "1893499200",
        ] {
            assert_eq!(parse_date(text).map(|date| date.unix_timestamp()), Some(noon), "{text}");
        }
        assert_eq!(parse_date("2030-01-01").map(|date| date.unix_timestamp()), Some(noon - 12 * 3600));
        for text in ["", "tomorrow", "2030-13-01", "99999999999999999999", "99999999999999"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn networks_are_ranges_or_single_addresses() {
        for text in ["10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "::1"] {
            assert!(parse_network(text).is_some(), "{text}");
        }
        for text in ["", "10.0.0.0/33", "10.0.0", "example"] {
            assert!(parse_network(text).is_none(), "{text}");
        }
    }
}
