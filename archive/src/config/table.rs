//! One table of `archive.toml` while it is read: hands out typed values, and remembers which keys were asked for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Located, Origin, Problem};
use super::setting::{Choice, Kind, Setting, quoted};
use models::check::nearest;

/// Converts byte ranges of the file to positions.
#[derive(Debug)]
pub(super) struct Positions<'t> {
    path: Arc<Path>,
    text: &'t str,
}

impl<'t> Positions<'t> {
    /// The positions in `text`, the content of the file called `path`.
    pub(super) fn new(path: &Path, text: &'t str) -> Self {
        Self { path: Arc::from(path), text }
    }

    /// The place where `span` starts.
    pub(super) fn place(&self, span: Range<usize>) -> Origin {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Origin::File {
            path: Arc::clone(&self.path),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A table, or the absence of one: then every setting is absent.
pub(super) struct Table<'a> {
    positions: &'a Positions<'a>,
    table: Option<&'a DeTable<'a>>,
    place: Origin,
    seen: BTreeSet<&'static str>,
}

impl<'a> Table<'a> {
    /// The whole file.
    pub(super) fn root(positions: &'a Positions<'a>, table: &'a DeTable<'a>) -> Self {
        Self { positions, table: Some(table), place: positions.place(0..0), seen: BTreeSet::new() }
    }

    /// Where the table starts, or [`Origin::Default`] if it is not there.
    pub(super) fn place(&self) -> &Origin {
        &self.place
    }

    /// Whether the table has the key, be its value right or wrong.
    pub(super) fn has(&self, setting: &Setting) -> bool {
        self.table.is_some_and(|table| table.iter().any(|(name, _)| name.get_ref() == setting.key))
    }

    /// The table `[key]`.
    pub(super) fn section(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Table<'a> {
        let absent = Table { positions: self.positions, table: None, place: Origin::Default, seen: BTreeSet::new() };
        let Some((name, value)) = self.entry(key) else { return absent };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, "a table", &format!("[{key}]"), value, problems);
            return absent;
        };
        Table { table: Some(table), place: self.positions.place(name.span()), ..absent }
    }

    /// The tables `[[… .key]]`, in the order of the file.
    pub(super) fn tables(&mut self, setting: &'static Setting, problems: &mut Vec<Problem>) -> Vec<Table<'a>> {
        let Some(value) = self.value(setting.key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(setting, value, problems);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => tables.push(Table {
                    positions: self.positions,
                    table: Some(table),
                    place: self.positions.place(item.span()),
                    seen: BTreeSet::new(),
                }),
                _ => self.wrong_kind(setting, item, problems),
            }
        }
        tables
    }

    /// A string.
    pub(super) fn string(&mut self, setting: &'static Setting, problems: &mut Vec<Problem>) -> Option<Located<String>> {
        let value = self.value(setting.key)?;
        self.as_string(setting, value, problems)
    }

    /// A list of texts.
    pub(super) fn strings(
        &mut self,
        setting: &'static Setting,
        problems: &mut Vec<Problem>,
    ) -> Option<Located<Vec<Located<String>>>> {
        let value = self.value(setting.key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(setting, value, problems);
            return None;
        };
        let items = items.iter().filter_map(|item| self.as_string(setting, item, problems)).collect();
        Some(self.located(value, items))
    }

    /// A table of texts, in the order of the file: each with the place of its key.
    pub(super) fn map(
        &mut self,
        setting: &'static Setting,
        problems: &mut Vec<Problem>,
    ) -> Vec<(Located<String>, Located<String>)> {
        let Some(value) = self.value(setting.key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_kind(setting, value, problems);
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        entries
            .into_iter()
            .filter_map(|(name, value)| {
                let key = Located { value: name.get_ref().to_string(), place: self.positions.place(name.span()) };
                Some((key, self.as_string(setting, value, problems)?))
            })
            .collect()
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, setting: &'static Setting, problems: &mut Vec<Problem>) -> Option<Located<bool>> {
        let value = self.value(setting.key)?;
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(self.located(value, *boolean)),
            _ => {
                self.wrong_kind(setting, value, problems);
                None
            }
        }
    }

    /// An integer within the setting's bounds.
    pub(super) fn integer(&mut self, setting: &'static Setting, problems: &mut Vec<Problem>) -> Option<Located<i64>> {
        let value = self.value(setting.key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()),
            _ => {
                self.wrong_kind(setting, value, problems);
                return None;
            }
        };
        match (&setting.kind, number) {
            (Kind::Integer(range), Ok(number)) if range.contains(&number) => Some(self.located(value, number)),
            (Kind::Integer(range), _) => {
                problems.push(Problem {
                    place: self.positions.place(value.span()),
                    message: format!("`{}` is out of bounds", setting.key),
                    remedy: format!("write a number from {} to {}", range.start(), range.end()),
                });
                None
            }
            _ => None,
        }
    }

    /// A value of an enum.
    pub(super) fn choice<T: Choice>(
        &mut self,
        setting: &'static Setting,
        problems: &mut Vec<Problem>,
    ) -> Option<Located<T>> {
        let value = self.value(setting.key)?;
        let written = self.as_string(setting, value, problems)?;
        let found = T::ALL.iter().find(|(word, _)| *word == written.value);
        if found.is_none() {
            let words: Vec<&str> = T::ALL.iter().map(|(word, _)| *word).collect();
            problems.push(Problem {
                message: format!("`{}` cannot be {:?}", setting.key, written.value),
                remedy: match nearest(&written.value, words.iter().copied()) {
                    Some(meant) => format!("did you mean {meant:?}?"),
                    None => format!("write {}", quoted(&words)),
                },
                place: written.place,
            });
            return None;
        }
        found.map(|(_, choice)| self.located(value, *choice))
    }

    /// Reports every key that nobody asked for; `known` are the settings of this table, `sections` the tables inside it.
    pub(super) fn refuse_the_rest<'k>(&self, known: impl IntoIterator<Item = &'k str>, problems: &mut Vec<Problem>) {
        let known: Vec<&str> = known.into_iter().collect();
        let mut strange: Vec<_> =
            self.table.into_iter().flatten().filter(|(name, _)| !self.seen.contains(name.get_ref().as_ref())).collect();
        strange.sort_by_key(|(name, _)| name.span().start);
        for (name, _) in strange {
            let word = name.get_ref();
            problems.push(Problem {
                place: self.positions.place(name.span()),
                message: format!("there is no setting `{word}`"),
                remedy: match nearest(word, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("the settings are {}", known.join(", ")),
                },
            });
        }
    }

    fn entry(
        &mut self,
        key: &'static str,
    ) -> Option<(&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>)> {
        self.seen.insert(key);
        self.table?.iter().find(|(name, _)| name.get_ref() == key)
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entry(key).map(|(_, value)| value)
    }

    fn located<T>(&self, value: &Spanned<DeValue<'_>>, content: T) -> Located<T> {
        Located { value: content, place: self.positions.place(value.span()) }
    }

    fn as_string(
        &self,
        setting: &Setting,
        value: &Spanned<DeValue<'_>>,
        problems: &mut Vec<Problem>,
    ) -> Option<Located<String>> {
        match value.get_ref() {
            DeValue::String(text) => Some(self.located(value, text.to_string())),
            _ => {
                self.wrong_kind(setting, value, problems);
                None
            }
        }
    }

    fn wrong_kind(&self, setting: &Setting, value: &Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) {
        let example = match setting.kind {
            Kind::Tables(_) => format!("[[…{}]]", setting.key),
            Kind::Map => format!("[….{}]", setting.key),
            _ => format!("{} = {}", setting.key, setting.default.unwrap_or(setting.example)),
        };
        self.wrong_type(setting.key, &setting.kind.wanted(), &example, value, problems);
    }

    fn wrong_type(
        &self,
        key: &str,
        wanted: &str,
        example: &str,
        value: &Spanned<DeValue<'_>>,
        problems: &mut Vec<Problem>,
    ) {
        problems.push(Problem {
            place: self.positions.place(value.span()),
            message: format!("`{key}` is {wanted}, and this is of type {}", value.get_ref().type_str()),
            remedy: format!("write  {example}"),
        });
    }
}
