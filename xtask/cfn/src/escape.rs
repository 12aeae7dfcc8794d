//! Text from templates and file names, so that a terminal shows it and does not obey it.

use std::borrow::Cow;

/// The text with every character that controls a terminal, or the direction of writing, spelt out: `\u{1b}`. Line breaks and
/// tabs stay.
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

/// The text with every such character replaced by one of the same length in bytes, so that places in it stay the same.
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

/// Controls, and what changes the direction of what follows it; but not line breaks and tabs.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
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
