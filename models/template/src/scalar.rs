//! The values of plain YAML scalars in CloudFormation.
//!
//! The rules and their sources are in `scalar_rules.md`, which is part of the crate's documentation.

use crate::{Kind, Number};

/// The maximum number of digits of a number in another base than ten. Longer ones stay strings, because their
/// conversion takes quadratic time.
const LONGEST_CONVERTED: usize = 1024;

/// The value of the plain scalar `text`.
pub(crate) fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        _ => {}
    }
    if let Some(value) = boolean(text) {
        return Kind::Bool(value);
    }
    let number = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    match number.then(|| integer(text).or_else(|| float(text))).flatten() {
        Some(canonical) => match Number::respelled(canonical, text) {
            Some(number) => Kind::Number(number),
            None => Kind::String(text.to_owned()),
        },
        None => Kind::String(text.to_owned()),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => Some(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Whether the sign is a minus, and the rest.
fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

fn signed(negative: bool, magnitude: &str) -> String {
    if negative && magnitude != "0" { format!("-{magnitude}") } else { magnitude.to_owned() }
}

/// The decimal text of a YAML 1.1 integer.
fn integer(text: &str) -> Option<String> {
    let (negative, text) = sign(text);
    let magnitude = if let Some(digits) = text.strip_prefix("0b") {
        in_base(2, digits)?
    } else if let Some(digits) = text.strip_prefix("0x") {
        in_base(16, digits)?
    } else if text == "0" {
        text.to_owned()
    } else if let Some(digits) = text.strip_prefix('0') {
        in_base(8, digits)?
    } else if text.contains(':') {
        sexagesimal(text)?
    } else {
        without_underscores(text)?
    };
    Some(signed(negative, &magnitude))
}

/// The digits of `text`, if it begins with a digit and has only digits and underscores.
fn without_underscores(text: &str) -> Option<String> {
    let starts = text.starts_with(|first: char| first.is_ascii_digit());
    let only = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    (starts && only).then(|| text.replace('_', ""))
}

fn in_base(base: u32, digits: &str) -> Option<String> {
    if digits.len() > LONGEST_CONVERTED {
        return None;
    }
    let mut value = BigUint::default();
    let mut any = false;
    for digit in digits.chars().filter(|digit| *digit != '_') {
        value.push(base, digit.to_digit(base)?);
        any = true;
    }
    any.then(|| value.to_string())
}

/// `1:30` in base 60: every part after the first is below 60 and has one or two digits.
fn sexagesimal(text: &str) -> Option<String> {
    if text.len() > LONGEST_CONVERTED || text.starts_with('0') {
        return None;
    }
    let mut parts = text.split(':');
    let mut value = BigUint::default();
    for digit in without_underscores(parts.next()?)?.chars() {
        value.push(10, digit.to_digit(10)?);
    }
    for part in parts {
        value.push(60, sixtieth(part)?);
    }
    Some(value.to_string())
}

#[expect(clippy::disallowed_methods, reason = "what is no number is a plain string in YAML")]
fn sixtieth(part: &str) -> Option<u32> {
    let value = part.parse().ok().filter(|value| *value < 60)?;
    (part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(value)
}

/// JSON text of a float in SnakeYAML's notations.
fn float(text: &str) -> Option<String> {
    let (negative, text) = sign(text);
    if text.contains(':') {
        return sexagesimal_float(text).map(|value| signed(negative, &value));
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], &text[at..]),
        None => (text, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = match whole {
        "" if fraction.starts_with(|first: char| first.is_ascii_digit()) => "0".to_owned(),
        _ => without_underscores(whole)?,
    };
    let fraction = if fraction.is_empty() { String::new() } else { fraction_digits(fraction)? };
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let minus = if negative { "-" } else { "" };
    let point = match (fraction.as_str(), mantissa.contains('.') || exponent.is_empty()) {
        ("", true) => ".0".to_owned(),
        ("", false) => String::new(),
        (digits, _) => format!(".{digits}"),
    };
    Some(format!("{minus}{whole}{point}{exponent}"))
}

fn fraction_digits(text: &str) -> Option<String> {
    let only = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    only.then(|| text.replace('_', ""))
}

/// `1:30.5` is 90.5.
#[expect(clippy::disallowed_methods, reason = "what is no number is a plain string in YAML")]
fn sexagesimal_float(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let mut parts = whole.split(':');
    let mut value: f64 = without_underscores(parts.next()?)?.parse().ok()?;
    for part in parts {
        value = value * 60.0 + f64::from(sixtieth(part)?);
    }
    let fraction = fraction_digits(fraction)?;
    value += format!("0.{fraction}0").parse::<f64>().ok()?;
    Some(format!("{value:?}"))
}

/// A natural number of any size, for conversion to base ten.
#[derive(Default)]
struct BigUint {
    /// Base 10⁹, least significant first, without leading zeros.
    limbs: Vec<u32>,
}

impl BigUint {
    const BASE: u64 = 1_000_000_000;

    /// Appends a digit: `self * base + digit`.
    fn push(&mut self, base: u32, digit: u32) {
        let mut carry = u64::from(digit);
        for limb in &mut self.limbs {
            let value = u64::from(*limb) * u64::from(base) + carry;
            *limb = (value % Self::BASE) as u32;
            carry = value / Self::BASE;
        }
        if carry > 0 {
            self.limbs.push(carry as u32);
        }
    }
}

impl std::fmt::Display for BigUint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut limbs = self.limbs.iter().rev();
        write!(f, "{}", limbs.next().copied().unwrap_or(0))?;
        limbs.try_for_each(|limb| write!(f, "{limb:09}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_converted_exactly() {
        let read = |text: &str| match resolve(text) {
            Kind::Number(number) => number.text().to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(read("0xffffffffffffffffffff"), "1208925819614629174706175");
        assert_eq!(
            read("0b1000000000000000000000000000000000000000000000000000000000000000000"),
            "73786976294838206464"
        );
        assert_eq!(read("0777777777777777777777777"), "4722366482869645213695");
        assert_eq!(read("1:00:00:00:00:00:00:00:00:00:00:00"), "36279705600000000000");
    }
}
