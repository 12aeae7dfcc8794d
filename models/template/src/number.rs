//! Numbers that keep their text.

use std::fmt;

/// A finite number as JSON text, so that neither a long integer nor the last digit of a fraction is lost.
///
/// Two numbers are equal if their texts are equal, or if both have a fraction or an exponent and the same binary64
/// value: `1e3` equals `1.0e+3`, but the integer `1000` does not.
#[derive(Clone, Debug)]
pub struct Number {
    text: String,
    written: Option<String>,
}

impl Number {
    /// A number from JSON text (RFC 8259 section 6), or `None` if `text` is not a number or exceeds binary64.
    #[must_use]
    pub fn from_json_text(text: &str) -> Option<Self> {
        // An integer has no negative zero.
        Self::respelled(if text == "-0" { "0" } else { text }.to_owned(), text)
    }

    /// A number that is spelled differently in the source: `0300` for 192.
    pub(crate) fn respelled(text: String, written: &str) -> Option<Self> {
        if !is_json_number(&text) || !is_finite(&text) {
            return None;
        }
        let written = (text != written).then(|| written.to_owned());
        Some(Self { text, written })
    }

    /// The number as JSON text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number in the source. It differs from [`text`](Self::text) for other notations of YAML 1.1:
    /// `0300`, `0x1F`, `1_000`, `1:30`, `+1`, `.5`.
    #[must_use]
    pub fn written(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.text)
    }

    /// Whether the number has neither a fraction nor an exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.text.contains(['.', 'e', 'E'])
    }

    /// The value as `i64`, if it is an integer that fits.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a number that does not fit has no such value")]
    pub fn as_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    /// The value as `u64`, if it is an integer that fits.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a number that does not fit has no such value")]
    pub fn as_u64(&self) -> Option<u64> {
        self.text.parse().ok()
    }

    /// The nearest binary64 value; always finite.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the text is a number, and Rust parses every number")]
    pub fn as_f64(&self) -> f64 {
        self.text.parse().unwrap_or_default()
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
            || (!self.is_integer() && !other.is_integer() && self.as_f64().to_bits() == other.as_f64().to_bits())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { text: value.to_string(), written: None }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self { text: value.to_string(), written: None }
    }
}

/// An infinite number or NaN, which JSON cannot represent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number is infinite or NaN, which JSON and CloudFormation cannot represent")
    }
}

impl std::error::Error for NotFinite {}

impl TryFrom<f64> for Number {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Self, NotFinite> {
        // `{:?}` writes the shortest text that reads back as the same value, with `.0` or an exponent.
        Self::from_json_text(&format!("{value:?}")).ok_or(NotFinite)
    }
}

fn is_finite(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether `text` follows the number grammar of RFC 8259.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_numbers_are_taken() {
        for text in ["0", "-0.0", "10", "1.0", "3.10", "1e3", "1E+3", "-1.5e-7", "123456789012345678901234567890"] {
            assert_eq!(Number::from_json_text(text).map(|number| number.text().to_owned()).as_deref(), Some(text));
        }
        assert_eq!(Number::from_json_text("-0"), Some(Number::from(0_i64)));
        for text in ["", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1_0", "NaN", "1e400", "１", " 1"] {
            assert_eq!(Number::from_json_text(text), None, "{text}");
        }
    }

    #[test]
    fn floats_keep_their_value_and_refuse_what_json_lacks() {
        for value in [0.0, -0.0, 1.5, 1e300, -1e-300, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(Number::try_from(value).map(|number| number.as_f64().to_bits()), Ok(value.to_bits()));
        }
        assert_eq!(Number::try_from(f64::NAN), Err(NotFinite));
        assert_eq!(Number::try_from(f64::INFINITY), Err(NotFinite));
    }

    #[test]
    fn equality_is_by_text_for_integers_and_by_value_for_fractions() {
        let number = |text| Number::from_json_text(text).unwrap();
        assert_eq!(number("1e3"), number("1.0e+3"));
        assert_ne!(number("1"), number("1.0"));
        assert_ne!(number("9007199254740993"), number("9007199254740992"));
    }
}
