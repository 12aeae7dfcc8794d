//! The regular expressions of the schemas, matched anywhere in a string.
//!
//! They should be ECMA 262, but were written for several engines. One that cannot be compiled is not enforced.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use regress::{Flags, Regex};

/// Compiled patterns; `None` for those that cannot be compiled.
static PATTERNS: Mutex<Option<HashMap<String, Option<Regex>>>> = Mutex::new(None);

/// Matching can take quadratic time or more; longer strings are not matched.
const MAX_LENGTH: usize = 20_000;

/// Whether a string matches; `None` if that cannot be determined.
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut patterns = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    let patterns = patterns.get_or_insert_with(HashMap::new);
    if !patterns.contains_key(pattern) {
        patterns.insert(pattern.to_owned(), compile(pattern));
    }
    Some(patterns.get(pattern)?.as_ref()?.find(text).is_some())
}

#[expect(clippy::disallowed_methods, reason = "a pattern that the engine cannot compile is not enforced")]
fn compile(pattern: &str) -> Option<Regex> {
    let mut flags = Flags { unicode: true, ..Flags::default() };
    let mut text = pattern.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\z", "$");
    for (word, anchored) in [("(?s)", "^(?s)"), ("(?i)", "^(?i)")] {
        let Some(rest) = text
            .strip_prefix(anchored)
            .map(|rest| format!("^{rest}"))
            .or_else(|| text.strip_prefix(word).map(str::to_owned))
        else {
            continue;
        };
        flags.dot_all |= word == "(?s)";
        flags.icase |= word == "(?i)";
        text = rest;
    }
    if let Ok(regex) = Regex::with_flags(&text, flags) {
        return Some(regex);
    }
    // Without the flag `u` any character can be escaped, but `\p{…}` has no meaning.
    if text.contains(r"\p{") || text.contains(r"\P{") {
        return None;
    }
    Regex::with_flags(&text, Flags { unicode: false, ..flags }).ok()
}
