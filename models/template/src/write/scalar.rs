//! Scalars that all YAML parsers interpret in the same way.

use std::borrow::Cow;
use std::fmt::Write;

use crate::Number;

/// The maximum length of a key without `?`, in bytes.
pub(super) const LONGEST_KEY: usize = 512;

/// Words that some parser interprets as null, a boolean or a number, in lower case.
const RESERVED: [&str; 14] = ["", "~", "null", "nil", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="];

/// How a string is written.
pub(super) enum Text<'a> {
    /// On one line, quoted where needed.
    Line(Cow<'a, str>),
    /// As a literal block.
    Block {
        /// `|`, `|-` or `|+`.
        header: &'static str,
        /// The lines.
        text: &'a str,
    },
}

impl<'a> Text<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        match block_header(text) {
            Some(header) => Self::Block { header, text },
            None => Self::Line(line(text)),
        }
    }
}

/// The header of a literal block that is parsed as `text`, if it has several lines and can be written as a block.
///
/// The first line must not begin with a space, because its indentation is that of the block. A last line of spaces is
/// excluded too: parsers disagree on whether it belongs to the string.
fn block_header(text: &str) -> Option<&'static str> {
    let content = text.trim_end_matches('\n');
    let several_lines = text.contains('\n') && !content.is_empty();
    let readable = text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c));
    if !several_lines || !readable || content.starts_with([' ', '\t', '\n']) || content.ends_with([' ', '\t']) {
        return None;
    }
    Some(match text.len() - content.len() {
        0 => "|-",
        1 => "|",
        _ => "|+",
    })
}

/// Whether `c` can be written without an escape. Line and paragraph separators and the byte order mark cannot: in YAML
/// 1.1 they are line breaks or ignored.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// `text` on one line, quoted where needed.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { quoted(text) }
}

/// `text` for a list in brackets, or `None` if it is not suitable.
pub(super) fn flow_line(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('\n') {
        return None;
    }
    // Older parsers reject a colon in a plain scalar in brackets: `[!Ref AWS::Region]`.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    Some(if is_plain(text) && text.chars().all(plain) { Cow::Borrowed(text) } else { quoted(text) })
}

fn quoted(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_printable) {
        return Cow::Owned(format!("'{}'", text.replace('\'', "''")));
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
    Cow::Owned(out)
}

/// Whether every parser interprets `text`, unquoted outside brackets, as this string.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts_well = first.is_alphanumeric() || matches!(first, '_' | '/' | '$' | '(');
    let means_else = RESERVED.contains(&text.to_ascii_lowercase().as_str())
        || (first.is_ascii_digit() && may_be_number_or_date(text));
    let breaks_off = text.ends_with([' ', ':']) || text.contains(": ") || text.contains(" #");
    starts_well && !means_else && !breaks_off && text.chars().all(is_printable)
}

/// Whether `text` consists of characters of numbers, times and dates.
fn may_be_number_or_date(text: &str) -> bool {
    let of_number = |byte: u8| byte.is_ascii_hexdigit() || b"xXoO_+-.: \ttTzZ".contains(&byte);
    text.bytes().all(of_number)
}

/// A number in a notation of both YAML 1.1 and 1.2: a fraction has a point, and its exponent a sign.
pub(super) fn number(out: &mut String, number: &Number) {
    let text = number.text();
    let Some(at) = text.find(['e', 'E']) else {
        return out.push_str(text);
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    out.push_str(mantissa);
    if !mantissa.contains('.') {
        out.push_str(".0");
    }
    out.push('e');
    if !exponent.starts_with(['+', '-']) {
        out.push('+');
    }
    out.push_str(exponent);
}
