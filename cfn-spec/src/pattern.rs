//! Regular expressions of the provider schemas.
//!
//! They should be ECMA 262, but were written for several engines. The syntax of other engines is converted; a pattern
//! that still cannot be parsed is ignored.

use std::collections::HashMap;
use std::sync::Arc;

use regress::{Flags, Regex};

/// Compiled patterns, each compiled once.
#[derive(Debug, Default)]
pub struct Patterns(HashMap<String, Option<Arc<Regex>>>);

/// Matching can take quadratic time or worse; longer strings are not matched.
const LONGEST: usize = 20_000;

impl Patterns {
    /// Whether the pattern matches somewhere in the string; `None` if that cannot be decided.
    pub fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        if text.len() > LONGEST {
            return None;
        }
        let regex = match self.0.get(pattern) {
            Some(known) => known.clone(),
            None => {
                let compiled = compile(pattern).map(Arc::new);
                self.0.insert(pattern.to_owned(), compiled.clone());
                compiled
            }
        };
        Some(regex?.find(text).is_some())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a pattern of another engine cannot be decided, which the caller handles"
)]
fn compile(pattern: &str) -> Option<Regex> {
    let mut flags = Flags { unicode: true, ..Flags::default() };
    let pattern = &ecma(pattern, &mut flags);
    if let Ok(regex) = Regex::with_flags(pattern, flags) {
        return Some(regex);
    }
    // Without the flag `u` any character can be escaped, but `\p{…}` is not a character class.
    if pattern.contains(r"\p{") || pattern.contains(r"\P{") {
        return None;
    }
    Regex::with_flags(pattern, Flags { unicode: false, ..flags }).ok()
}

/// Converts syntax of Java, Python and Ruby: `\A`, `\Z` and flags, which count for the whole pattern wherever they are, as in Python before
/// 3.11.
fn ecma(pattern: &str, flags: &mut Flags) -> String {
    let mut rest = std::borrow::Cow::Borrowed(pattern);
    for (written, set) in [("(?s)", 's'), ("(?i)", 'i')] {
        if rest.contains(written) && !rest.contains(&format!("\\{written}")) {
            rest = rest.replace(written, "").into();
            match set {
                's' => flags.dot_all = true,
                _ => flags.icase = true,
            }
        }
    }
    let mut text = String::new();
    let mut escaped = false;
    for c in rest.chars() {
        match (escaped, c) {
            (true, 'A') => {
                text.pop();
                text.push('^');
            }
            (true, 'Z' | 'z') => {
                text.pop();
                text.push('$');
            }
            _ => text.push(c),
        }
        escaped = !escaped && c == '\\';
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    #[test]
    fn patterns_of_other_engines_are_read_too() {
        let mut patterns = Patterns::default();
        for (pattern, yes, no) in [
            (r"^[a-z]+\Z", "abc", "abc1"),
            (r"\A(?!aws:)[a-z:]+$", "mine:x", "aws:x"),
            (r"^(?s).+$", "a\nb", ""),
            (r"(?i)^yes$", "YES", "no"),
            (r"^(1|2)\s*(?i)GB$", "1 gb", "3 GB"),
            (r"^[a-zA-Z0-9\-\_]+$", "a-_", "a b"),
            (r"^[\p{L}\p{N}]+$", "äß1", "ä-1"),
        ] {
            assert_eq!(patterns.matches(pattern, yes), Some(true), "{pattern} {yes}");
            assert_eq!(patterns.matches(pattern, no), Some(false), "{pattern} {no}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_read_says_nothing() {
        assert_eq!(Patterns::default().matches(r"^[\p{Graph}\x20]*$", "x"), None);
        assert_eq!(Patterns::default().matches("(", "x"), None);
    }
}
