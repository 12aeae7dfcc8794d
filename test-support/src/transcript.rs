//! The output of a program, made identical in every run: for snapshots that a person reviews.

use std::fmt::Write as _;
use std::process::Output;

/// What differs from run to run: `9` is a digit, `x` for one of a hexadecimal number and `N` for one of a name that
/// CloudFormation makes up. The first that fits is taken.
const REDACTIONS: &[(&str, &str)] = &[
    ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "[UUID]"),
    ("9999-99-99T99:99:99.999Z", "[TIME]"),
    ("9999-99-99T99:99:99.99Z", "[TIME]"),
    ("9999-99-99T99:99:99.9Z", "[TIME]"),
    ("9999-99-99T99:99:99Z", "[TIME]"),
    ("99:99:99", "[TIME]"),
    ("9.9 s", "[SECONDS]"),
    ("-NNNNNNNNNNNN", "-[SUFFIX]"),
];

/// Commands with what they printed and how they ended.
#[derive(Debug, Default)]
pub struct Transcript {
    text: String,
    replaced: Vec<(String, String)>,
}

impl Transcript {
    /// Shows `name` where `text` is printed: a folder or an address of this run.
    #[must_use]
    pub fn with(mut self, text: impl Into<String>, name: &str) -> Self {
        self.replaced.push((text.into(), name.to_owned()));
        self
    }

    /// Adds a command.
    ///
    /// # Panics
    /// When the output is not UTF-8.
    pub fn add(&mut self, command: &str, output: &Output) {
        let code = output.status.code().map_or_else(|| "a signal".to_owned(), |code| code.to_string());
        // Writing to a `String` cannot fail.
        let _ = write!(self.text, "$ {command}\n[exit code {code}]\n");
        for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let text = std::str::from_utf8(bytes).expect("programs print UTF-8");
            if !text.is_empty() {
                let _ = writeln!(self.text, "[{stream}]\n{}", self.redacted(text).trim_end());
            }
        }
        self.text.push('\n');
    }

    /// What was added, ready for a snapshot.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn redacted(&self, text: &str) -> String {
        let text = self.replaced.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(next) = rest.chars().next() {
            match REDACTIONS.iter().find(|(pattern, _)| fits(pattern, rest)) {
                Some((pattern, name)) => {
                    redacted.push_str(name);
                    rest = &rest[pattern.len()..];
                }
                None => {
                    redacted.push(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        redacted
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    pattern.len() <= text.len()
        && pattern.bytes().zip(text.bytes()).all(|(wanted, found)| match wanted {
            b'9' => found.is_ascii_digit(),
            b'x' => found.is_ascii_hexdigit(),
            b'N' => found.is_ascii_digit() || found.is_ascii_uppercase(),
            _ => wanted == found,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_named() {
        let transcript = Transcript::default().with("http://127.0.0.1:4242", "[ENDPOINT]");
        assert_eq!(
            transcript.redacted(
                "é 08:55:20 562611fc-eefd-4136-a210-dda6c82d7ae9 at http://127.0.0.1:4242, 2026-11-28T08:55:20.405Z, 2026-11-28T08:55:20.4Z"
            ),
            "é [TIME] [UUID] at [ENDPOINT], [TIME], [TIME]"
        );
        assert_eq!(transcript.redacted("acme-Policy-ETKNX6647B87 after 0.1 s"), "acme-Policy-[SUFFIX] after [SECONDS]");
    }
}
