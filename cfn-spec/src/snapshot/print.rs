//! The inverse of [`value`](super::value).

use std::fmt::Display;

use crate::constraint::{Range, Scalar};

/// The inverse of [`read_scalar`](super::value::read_scalar).
pub(super) fn write_scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::String(text) => quote(text),
        Scalar::Number(number) => number.clone(),
        Scalar::Bool(value) => value.to_string(),
    }
}

/// The inverse of [`read_text`](super::value::read_text).
pub(super) fn write_text(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.starts_with(['"', ' '])
        && !text.ends_with(' ')
        && !text.contains(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}');
    if plain { text.to_owned() } else { quote(text) }
}

/// The inverse of [`read_range`](super::value::read_range).
pub(super) fn write_range<T: Display>(range: &Range<T>) -> String {
    let bound = |bound: &Option<T>| bound.as_ref().map_or_else(String::new, ToString::to_string);
    format!("{}..{}", bound(&range.min), bound(&range.max))
}

fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => {
                quoted.push_str(&format!("\\u{:x};", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{write_scalar, write_text};
    use crate::constraint::Scalar;
    use crate::snapshot::value::{read_scalar, read_text};

    #[test]
    fn texts_that_could_be_misread_come_back() {
        for text in ["", " ", "a b", "a ", "\"a\"", "a\\\"b", "\\", "a\nb", "\r", "\u{2028}x", "ünï", "\t", "true", "5"]
        {
            let line = write_text(text);
            assert_eq!(line.lines().count().max(1), 1, "{line:?}");
            assert_eq!(read_text(&line).unwrap(), text);
            let scalar = Scalar::String(text.to_owned());
            assert_eq!(read_scalar(&write_scalar(&scalar)).unwrap(), scalar);
        }
        for scalar in [Scalar::Bool(false), Scalar::Number("-1.5e3".to_owned())] {
            assert_eq!(read_scalar(&write_scalar(&scalar)).unwrap(), scalar);
        }
    }
}
