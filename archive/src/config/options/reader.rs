//! Reads a section by its declared settings, applies the defaults, and keeps a list of what is in effect.

use crate::config::problem::{Located, Origin, Problem};
use crate::config::setting::{Choice, Section, Setting};
use crate::config::table::Table;

/// A setting's value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The section; empty for the settings at the top of the file.
    pub section: &'static str,
    /// The key.
    pub key: &'static str,
    /// The value as it would be written; `None` where nothing is set.
    pub value: Option<String>,
    /// Who set it.
    pub place: Origin,
}

/// A section while it is read.
pub(super) struct Reader<'a, 'p> {
    section: &'static Section,
    table: Table<'a>,
    problems: &'p mut Vec<Problem>,
    effective: &'p mut Vec<Effective>,
}

impl<'a, 'p> Reader<'a, 'p> {
    /// Reads `section` of the whole file `root` with `read`, and reports the keys that it has not asked for.
    pub(super) fn section<T>(
        section: &'static Section,
        root: &mut Table<'a>,
        problems: &'p mut Vec<Problem>,
        effective: &'p mut Vec<Effective>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let table = root.section(section.name, problems);
        let mut reader = Self { section, table, problems, effective };
        let value = read(&mut reader);
        reader.table.refuse_the_rest(section.settings.iter().map(|setting| setting.key), reader.problems);
        value
    }

    /// Reports a problem.
    pub(super) fn refuse(&mut self, place: &Origin, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem { place: place.clone(), message: message.into(), remedy: remedy.into() });
    }

    /// Where the section starts.
    pub(super) fn place(&self) -> Origin {
        self.table.place().clone()
    }

    /// Whether the setting is written, be its value right or wrong.
    pub(super) fn has(&self, setting: &Setting) -> bool {
        self.table.has(setting)
    }

    /// An optional integer.
    pub(super) fn integer(&mut self, setting: &'static Setting) -> Option<Located<i64>> {
        let read = self.table.integer(setting, self.problems);
        self.list(setting, read.as_ref().map(|number| (number.value.to_string(), &number.place)));
        read
    }

    /// An integer, or its default.
    pub(super) fn integer_or(&mut self, setting: &'static Setting, default: i64) -> i64 {
        let read = self.table.integer(setting, self.problems).unwrap_or_else(|| by_default(default));
        self.list(setting, Some((read.value.to_string(), &read.place)));
        read.value
    }

    /// `true` or `false`; `default` where nothing is written.
    pub(super) fn boolean(&mut self, setting: &'static Setting, default: bool) -> Located<bool> {
        let read = self.table.boolean(setting, self.problems).unwrap_or_else(|| by_default(default));
        self.list(setting, Some((read.value.to_string(), &read.place)));
        read
    }

    /// An optional string.
    pub(super) fn text(&mut self, setting: &'static Setting) -> Option<Located<String>> {
        let read = self.table.string(setting, self.problems);
        self.list(setting, read.as_ref().map(|text| (format!("{:?}", text.value), &text.place)));
        read
    }

    /// A list of texts; empty where nothing is written.
    pub(super) fn texts(&mut self, setting: &'static Setting) -> Vec<Located<String>> {
        let read = self.table.strings(setting, self.problems);
        self.list(
            setting,
            read.as_ref().map(|texts| {
                let quoted: Vec<String> = texts.value.iter().map(|text| format!("{:?}", text.value)).collect();
                (format!("[{}]", quoted.join(", ")), &texts.place)
            }),
        );
        read.map_or_else(Vec::new, |texts| texts.value)
    }

    /// A table from texts to texts; empty where nothing is written.
    pub(super) fn map(&mut self, setting: &'static Setting) -> Vec<(Located<String>, Located<String>)> {
        let read = self.table.map(setting, self.problems);
        let entries: Vec<String> =
            read.iter().map(|(key, value)| format!("{} = {:?}", key.value, value.value)).collect();
        let place = read.first().map(|(key, _)| key.place.clone());
        self.list(setting, place.as_ref().map(|place| (format!("{{ {} }}", entries.join(", ")), place)));
        read
    }

    /// An optional value of an enum.
    pub(super) fn choice<T: Choice>(&mut self, setting: &'static Setting) -> Option<Located<T>> {
        let read = self.table.choice::<T>(setting, self.problems);
        self.list(setting, read.as_ref().map(|choice| (format!("{:?}", choice.value.as_str()), &choice.place)));
        read
    }

    /// A value of an enum, or its default.
    pub(super) fn choice_or<T: Choice>(&mut self, setting: &'static Setting, default: T) -> Located<T> {
        let read = self.table.choice::<T>(setting, self.problems).unwrap_or_else(|| by_default(default));
        self.list(setting, Some((format!("{:?}", read.value.as_str()), &read.place)));
        read
    }

    /// The tables of a list, each read by `read`; what is incomplete is reported by `read` and left out.
    pub(super) fn tables<T>(
        &mut self,
        setting: &'static Setting,
        settings: &'static [&'static Setting],
        read: impl Fn(&mut Table<'a>, &mut Vec<Problem>) -> Option<T>,
    ) -> Vec<Located<T>> {
        let tables = self.table.tables(setting, self.problems);
        let place = tables.first().map(|table| table.place().clone());
        let count = tables.len();
        let items = tables
            .into_iter()
            .filter_map(|mut table| {
                let item = read(&mut table, self.problems);
                table.refuse_the_rest(settings.iter().map(|setting| setting.key), self.problems);
                item.map(|value| Located { value, place: table.place().clone() })
            })
            .collect();
        self.list(setting, place.as_ref().map(|place| (format!("[…]  # {count}"), place)));
        items
    }

    fn list(&mut self, setting: &'static Setting, value: Option<(String, &Origin)>) {
        let (value, place) = match value {
            Some((value, place)) => (Some(value), place.clone()),
            None => (None, Origin::Default),
        };
        self.effective.push(Effective { section: self.section.name, key: setting.key, value, place });
    }
}

fn by_default<T>(value: T) -> Located<T> {
    Located { value, place: Origin::Default }
}
