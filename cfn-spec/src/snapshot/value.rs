//! Scalars, strings and ranges in the snapshot's grammar.

use std::str::FromStr;

use crate::constraint::{Range, Scalar};

/// `"text"`, `true`, `5`.
pub(super) fn read_scalar(word: &str) -> Result<Scalar, String> {
    match word {
        "true" => Ok(Scalar::Bool(true)),
        "false" => Ok(Scalar::Bool(false)),
        _ if word.starts_with('"') => unquote(word).map(Scalar::String),
        _ if word.parse::<f64>().is_ok() => Ok(Scalar::Number(word.to_owned())),
        _ => Err(format!("`{word}` is not a scalar: `\"text\"`, `5`, `true`")),
    }
}

/// A string to the end of the line, or a quoted string if it could be misinterpreted.
pub(super) fn read_text(rest: &str) -> Result<String, String> {
    if rest.starts_with('"') { unquote(rest) } else { Ok(rest.to_owned()) }
}

/// `3..63`, `3..`, `..63`.
pub(super) fn read_range<T: FromStr>(word: &str) -> Result<Range<T>, String> {
    let error = || format!("`{word}` is not a range: `3..63`, `3..`, `..63`");
    let (min, max) = word.split_once("..").ok_or_else(error)?;
    let bound = |text: &str| if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| error()) };
    Ok(Range { min: bound(min)?, max: bound(max)? })
}

fn unquote(word: &str) -> Result<String, String> {
    let error = || format!("`{word}` is not a quoted string");
    let inner = word.strip_prefix('"').and_then(|w| w.strip_suffix('"')).ok_or_else(error)?;
    if !inner.contains('\\') {
        return Ok(inner.to_owned());
    }
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('u') => {
                let code: String = chars.by_ref().take_while(|c| *c != ';').collect();
                let c = u32::from_str_radix(&code, 16).map_err(|_| error())?;
                let c = char::from_u32(c).ok_or_else(error)?;
                text.push(c);
            }
            Some(c) => text.push(c),
            None => return Err(error()),
        }
    }
    Ok(text)
}
