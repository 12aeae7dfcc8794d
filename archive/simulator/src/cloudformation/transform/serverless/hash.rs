//! The hash in the logical IDs of what is made anew when it changes: versions of functions and of layers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha1::{Digest as _, Sha1};

/// How many digits of the hash a logical ID has.
pub(super) const DIGITS: usize = 10;

/// The digits for a value.
pub(super) fn digits(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    let digest = Sha1::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(DIGITS).collect()
}

/// JSON with sorted keys, without spaces, and with ASCII only: what the translator hashes.
fn canonical(value: &Value, out: &mut String) {
    let list = |out: &mut String, brackets: [char; 2], write: &mut dyn FnMut(&mut String)| {
        out.push(brackets[0]);
        write(out);
        out.push(brackets[1]);
    };
    match value {
        Value::Object(map) => list(out, ['{', '}'], &mut |out| {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            for (number, (name, item)) in sorted.into_iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                text(name, out);
                out.push(':');
                canonical(item, out);
            }
        }),
        Value::Array(items) => list(out, ['[', ']'], &mut |out| {
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
        }),
        Value::String(string) => text(string, out),
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn text(string: &str, out: &mut String) {
    for character in Value::from(string).to_string().chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
}

/// The test compares every kind of character with what the translator hashes.
#[cfg(test)]
mod tests {
    use super::canonical;
    use serde_json::json;

    #[test]
    fn what_is_hashed_is_sorted_ascii() {
        let mut text = String::new();
        canonical(&json!({ "b": ["é", "😀", "\n\""], "a": { "d": true, "c": 1 } }), &mut text);
        assert_eq!(text, r#"{"a":{"c":1,"d":true},"b":["\u00e9","\ud83d\ude00","\n\""]}"#);
    }
}
