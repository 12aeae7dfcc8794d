//! Escapes text from templates and file names for terminals.

use std::borrow::Cow;
use std::path::Path;

/// The text with all control characters and bidirectional formatting characters escaped, such as `\u{1b}`. Line breaks
/// and tabs are kept.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// As [`visible`], on one line.
pub(crate) fn on_one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// The text with every such character replaced by one of the same length in bytes, so that offsets stay the same.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mask = |c: char| match c {
        '\r' => '\r',
        c if !is_hidden(c) => c,
        c if c.len_utf8() == 1 => '?',
        c if c.len_utf8() == 2 => '\u{bf}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(mask).collect())
}

/// Control characters and bidirectional formatting characters, except line breaks and tabs.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

/// A path as a word of a command line.
pub(crate) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | '+' | ',' | '@' | '%');
    match text.chars().all(plain) || text.is_empty() {
        true => text,
        // Windows' shells have no quotation mark inside of file names.
        false if cfg!(windows) => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::{masked, on_one_line, visible};

    #[test]
    fn what_controls_a_terminal_is_spelt_out() {
        assert_eq!(visible("a\u{1b}[31mb\u{7f}\u{9b}c\u{202e}d"), "a\\u{1b}[31mb\\u{7f}\\u{9b}c\\u{202e}d");
        assert_eq!(visible("two\nlines\tand ü 日本"), "two\nlines\tand ü 日本");
        assert_eq!(on_one_line("two\nlines"), "two\\nlines");
    }

    #[test]
    fn a_mask_keeps_every_place() {
        let text = "é\u{1b}[2J\u{9b}\u{202e}日\r\n";
        let masked = masked(text);
        assert_eq!(masked, "é?[2J¿\u{fffd}日\r\n");
        assert_eq!(masked.len(), text.len());
    }
}
