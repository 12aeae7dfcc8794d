//! Reads `archive.toml`: TOML with a position for every key and value, so that each problem points at its line and column.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Located, Place, Problem};
use super::suggest::nearest;

/// The settings that `archive.toml` may have, in the order in which they are documented.
pub(super) const KEYS: [&str; 3] = ["prefix", "region", "replications"];

/// What one file says. A setting that the file does not have is `None`.
#[derive(Debug, Default)]
pub(super) struct FileSettings {
    pub(super) prefix: Option<Located<String>>,
    pub(super) region: Option<Located<String>>,
    pub(super) replications: Option<Located<Vec<Located<String>>>>,
}

/// Reads the settings in `text`, the content of the file called `path`. Problems are added to `problems`; what could be read is
/// returned all the same, so that the values can be judged too.
pub(super) fn read(path: &Path, text: &str, problems: &mut Vec<Problem>) -> FileSettings {
    let positions = Positions { path: Arc::from(path), text };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        problems.push(Problem {
            place: positions.place(error.span().unwrap_or(0..0)),
            message: format!("this is not TOML: {}", error.message().trim()),
            remedy: "correct the syntax; a setting is written  key = \"value\"".into(),
        });
    }
    let mut table = Table { positions: &positions, table: document.get_ref(), seen: BTreeSet::new(), problems };
    let settings = FileSettings {
        prefix: table.string("prefix"),
        region: table.string("region"),
        replications: table.strings("replications"),
    };
    table.refuse_the_rest(&KEYS);
    settings
}

/// Turns byte ranges of the text into places.
struct Positions<'t> {
    path: Arc<Path>,
    text: &'t str,
}

impl Positions<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File {
            path: Arc::clone(&self.path),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// One table of the file while it is read: hands out typed values and remembers which keys were asked for.
struct Table<'a, 't> {
    positions: &'a Positions<'t>,
    table: &'a DeTable<'t>,
    seen: BTreeSet<&'static str>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Table<'a, '_> {
    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.seen.insert(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn string(&mut self, key: &'static str) -> Option<Located<String>> {
        let value = self.value(key)?;
        self.as_string(key, "a string", value)
    }

    fn strings(&mut self, key: &'static str) -> Option<Located<Vec<Located<String>>>> {
        let value = self.value(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list of strings", value);
            return None;
        };
        let items = items.iter().filter_map(|item| self.as_string(key, "a list of strings", item)).collect();
        Some(Located { value: items, place: self.positions.place(value.span()) })
    }

    fn as_string(&mut self, key: &str, wanted: &str, value: &Spanned<DeValue<'_>>) -> Option<Located<String>> {
        match value.get_ref() {
            DeValue::String(text) => {
                Some(Located { value: text.to_string(), place: self.positions.place(value.span()) })
            }
            _ => {
                self.wrong_type(key, wanted, value);
                None
            }
        }
    }

    fn wrong_type(&mut self, key: &str, wanted: &str, value: &Spanned<DeValue<'_>>) {
        let example = match wanted {
            "a string" => format!("{key} = \"…\""),
            _ => format!("{key} = [\"…\", \"…\"]"),
        };
        self.problems.push(Problem {
            place: self.positions.place(value.span()),
            message: format!("`{key}` is {wanted}, and this is of type {}", value.get_ref().type_str()),
            remedy: format!("write  {example}"),
        });
    }

    /// Reports every key that is not one of `known`.
    fn refuse_the_rest(&mut self, known: &[&'static str]) {
        for (name, _) in self.table {
            let word = name.get_ref();
            if self.seen.contains(word.as_ref()) {
                continue;
            }
            self.problems.push(Problem {
                place: self.positions.place(name.span()),
                message: format!("there is no setting `{word}`"),
                remedy: match nearest(word, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("the settings are {}", known.join(", ")),
                },
            });
        }
    }
}
