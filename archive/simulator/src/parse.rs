//! Parsing where an invalid string is not an error in itself.

use std::str::FromStr;

/// The parsed value; `None` if the string is invalid, which the caller reports with its own message.
#[expect(clippy::disallowed_methods, reason = "the message of the parser is less than what the caller reports")]
pub(crate) fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}
