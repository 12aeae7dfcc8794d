//! The facts of resource types as one text, which a build script writes and a program embeds.
//!
//! The snapshot's files are written for people: reading one parses and merges a whole service. Here each resource type has a record: the
//! merged model of it and of its property types, without the URLs of their documentation, and its rules as the files have them. A record is
//! read when a template has a resource of the type. Names and other strings are not copied: they are borrowed from the text.
//!
//! ```text
//! <number of names> <where the name is> <where its record is> … <names> <records>
//! ```
//! The names are sorted, for a binary search. Numbers are written in bytes below 0x80, so that the whole is UTF-8.

mod constraints;
mod reader;
mod writer;

use std::fmt;
use std::sync::OnceLock;

use crate::error::Errors;
use crate::rules::{self, Rule};
use crate::spec::Spec;

pub use writer::pack;

use reader::Reader;

/// Facts that a build script has [packed](pack). A record is read when it is first used.
pub struct Packed {
    text: &'static str,
    records: OnceLock<Box<[RecordCell]>>,
}

/// A record that was read; `None` where it is not what [`pack`] writes.
type RecordCell = OnceLock<Option<Box<Record>>>;

/// What is known of a name.
struct Record {
    spec: Option<Spec>,
    sections: Vec<Section>,
    rules: OnceLock<Result<Vec<Rule>, Errors>>,
}

/// The rules of a resource type in a file.
struct Section {
    file: &'static str,
    /// The number of lines before the rules, for errors.
    line: usize,
    text: &'static str,
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packed({} names)", self.count())
    }
}

impl Packed {
    /// Facts from their text.
    pub const fn new(text: &'static str) -> Self {
        Self { text, records: OnceLock::new() }
    }

    /// The resource types, sorted.
    pub fn resource_types(&self) -> impl Iterator<Item = &'static str> {
        let has_model = move |index: &usize| self.reader(*index).is_some_and(|mut reader| reader.flag() == Some(true));
        (0..self.count()).filter(has_model).filter_map(move |index| self.name(index)).filter(|name| !name.is_empty())
    }

    /// The resource types of the service that a name begins with, in whichever case (`AWS::s3::Bucket`); none if there is no such service.
    pub fn siblings(&self, name: &str) -> Vec<&'static str> {
        let Some((wanted, _)) = name.rsplit_once("::") else { return Vec::new() };
        let is_of = |name: &&'static str| {
            name.rsplit_once("::").is_some_and(|(service, _)| service.eq_ignore_ascii_case(wanted))
        };
        self.resource_types().filter(is_of).collect()
    }

    /// The model of a resource type: of it, its property types and the shared ones. `None` if there is no such type.
    pub fn spec(&self, resource_type: &str) -> Option<&Spec> {
        self.record(resource_type)?.spec.as_ref()
    }

    /// The rules of a resource type; none if it has none.
    ///
    /// # Errors
    /// The lines of the files that are not understood.
    pub fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        let Some(record) = self.record(resource_type) else { return Ok(&[]) };
        let read = || {
            let mut rules = Vec::new();
            for section in &record.sections {
                rules.extend(rules::read(section.file, section.line, section.text)?);
            }
            Ok(rules)
        };
        record.rules.get_or_init(read).as_deref()
    }

    fn record(&self, name: &str) -> Option<&Record> {
        let index = self.find(name).filter(|_| !name.is_empty())?;
        let records = self.records.get_or_init(|| (0..self.count()).map(|_| OnceLock::new()).collect());
        records.get(index)?.get_or_init(|| self.read(index).map(Box::new)).as_deref()
    }

    fn read(&self, index: usize) -> Option<Record> {
        // The types that belong to no resource type have the empty name, which is the first.
        let shared = |spec: &mut Spec| self.reader(0)?.shared(spec);
        let mut reader = self.reader(index)?;
        let spec = if reader.flag()? { Some(reader.resource(self.name(index)?, shared)?) } else { None };
        Some(Record { spec, sections: reader.sections()?, rules: OnceLock::new() })
    }

    fn count(&self) -> usize {
        reader::position(self.text, 0).unwrap_or(0)
    }

    fn name(&self, index: usize) -> Option<&'static str> {
        Reader::new(self.text, reader::position(self.text, 1 + 2 * index)?).text()
    }

    /// A reader of the record of a name.
    fn reader(&self, index: usize) -> Option<Reader> {
        Some(Reader::new(self.text, reader::position(self.text, 2 + 2 * index)?))
    }

    fn find(&self, name: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.count());
        while from < to {
            let middle = from.midpoint(to);
            match self.name(middle)?.cmp(name) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }
}
