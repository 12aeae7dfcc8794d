//! The rules of a service: one section per resource type, parsed when a template has a resource of the type.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::reader::read;
use super::{FOLDER, Rule};
use crate::error::Errors;

/// The sections of the files of a service.
#[derive(Debug, Default)]
pub struct Sections(BTreeMap<String, Section>);

#[derive(Debug, Default)]
struct Section {
    /// The file, the number of lines before the text, and the text.
    texts: Vec<(String, usize, Cow<'static, str>)>,
    rules: OnceLock<Result<Vec<Rule>, Errors>>,
}

impl Sections {
    /// The path of the file of a service in the snapshot and in the overlay.
    pub fn path(stem: &str) -> String {
        format!("{FOLDER}/{stem}.txt")
    }

    /// The sections of files, given by name and content.
    pub fn new(files: impl IntoIterator<Item = (String, Cow<'static, str>)>) -> Self {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        for (file, text) in files {
            match text {
                Cow::Borrowed(text) => split(text, |name, line, part| {
                    sections.entry(name.to_owned()).or_default().texts.push((file.clone(), line, part.into()));
                }),
                Cow::Owned(text) => split(&text, |name, line, part| {
                    let part = part.to_owned().into();
                    sections.entry(name.to_owned()).or_default().texts.push((file.clone(), line, part));
                }),
            }
        }
        Self(sections)
    }

    /// The rules of a resource type by the last part of its name (`Bucket`).
    ///
    /// # Errors
    /// The invalid lines of its sections.
    pub fn of(&self, resource: &str) -> Result<&[Rule], &Errors> {
        let Some(section) = self.0.get(resource) else { return Ok(&[]) };
        let rules = section.rules.get_or_init(|| {
            let mut rules = Vec::new();
            for (file, line, text) in &section.texts {
                rules.extend(read(file, *line, text)?);
            }
            Ok(rules)
        });
        rules.as_deref()
    }

    /// The resource types that have rules.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Calls `each` with the name of a section, the number of the lines before its rules, and its rules.
pub(crate) fn split<'t>(text: &'t str, mut each: impl FnMut(&'t str, usize, &'t str)) {
    let mut current: Option<(&str, usize, usize)> = None;
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(name) = line.strip_prefix("resource ") {
            if let Some((name, lines, start)) = current {
                each(name, lines, &text[start..offset]);
            }
            current = Some((name.trim_end(), index + 1, offset + line.len()));
        }
        offset += line.len();
    }
    if let Some((name, lines, start)) = current {
        each(name, lines, &text[start..]);
    }
}
