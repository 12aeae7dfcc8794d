//! The documents of the snapshot: `snapshot/lock.txt`.
//!
//! ```text
//! document specification
//!   version 236.0.0
//!   source https://…
//!   bytes 15201685
//!   sha256 96e8…
//!   files-sha256 77ab…
//!   count resource-types 1519
//! ```

use std::collections::BTreeMap;
use std::fmt;

use crate::error::{Errors, Problem};

/// The name of the file in the snapshot's folder.
pub const FILE: &str = "lock.txt";

/// The documents, by [`Document::name`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(pub BTreeMap<Document, Pin>);

/// A document of the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// The CloudFormation Resource Specification.
    Specification,
    /// The resource provider schemas.
    Schemas,
    /// The list of IAM actions.
    IamActions,
    /// The list of regions.
    Regions,
    /// The rules between properties and resources that cfn-lint publishes as data.
    Rules,
    /// The names of policies that the translator of the Serverless Application Model publishes.
    Policies,
}

/// The version and digest of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pin {
    /// The version stated in the document.
    pub version: Option<String>,
    /// The URL of its source.
    pub source: String,
    /// The date of publication, from the document or its server: `2026-10-20T22:11:15Z`.
    pub date: Option<String>,
    /// The size: decompressed for gzip, as it is for archives.
    pub bytes: u64,
    /// The SHA-256 of these bytes, in hexadecimal.
    pub sha256: String,
    /// The SHA-256 of the snapshot's files that were generated from the document.
    pub files_sha256: String,
    /// The numbers of its items: `resource-types`, 1519.
    pub counts: BTreeMap<String, u64>,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Specification, Self::Schemas, Self::IamActions, Self::Regions, Self::Rules, Self::Policies];

    /// The name in the lock file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Specification => "specification",
            Self::Schemas => "schemas",
            Self::IamActions => "iam-actions",
            Self::Regions => "regions",
            Self::Rules => "rules",
            Self::Policies => "policies",
        }
    }
}

impl fmt::Display for Lock {
    /// The content of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (document, pin)) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            writeln!(f, "document {}", document.name())?;
            if let Some(version) = &pin.version {
                writeln!(f, "  version {version}")?;
            }
            writeln!(f, "  source {}", pin.source)?;
            if let Some(date) = &pin.date {
                writeln!(f, "  date {date}")?;
            }
            writeln!(f, "  bytes {}", pin.bytes)?;
            writeln!(f, "  sha256 {}", pin.sha256)?;
            writeln!(f, "  files-sha256 {}", pin.files_sha256)?;
            for (what, count) in &pin.counts {
                writeln!(f, "  count {what} {count}")?;
            }
        }
        Ok(())
    }
}

/// Parses a lock file. `name` is its name in errors.
///
/// # Errors
/// If a line is invalid.
pub fn parse(name: &str, text: &str) -> Result<Lock, Errors> {
    let mut lock = Lock::default();
    let mut problems = Vec::new();
    let mut current = None;
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        if let Err(message) = parse_line(&mut lock, &mut current, line) {
            problems.push(Problem::new(format!("{name}:{}", index + 1), message));
        }
    }
    Errors::check(lock, problems)
}

fn parse_line(lock: &mut Lock, current: &mut Option<Document>, line: &str) -> Result<(), String> {
    let (word, rest) = line.trim_start().split_once(' ').ok_or("expected a word and a value")?;
    if word == "document" {
        let document = Document::ALL.into_iter().find(|document| document.name() == rest);
        *current = Some(document.ok_or_else(|| format!("unknown document `{rest}`"))?);
        return Ok(());
    }
    let document = current.ok_or("no `document` line above")?;
    let pin = lock.0.entry(document).or_default();
    let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not an integer"));
    match word {
        "version" => pin.version = Some(rest.to_owned()),
        "source" => rest.clone_into(&mut pin.source),
        "date" => pin.date = Some(rest.to_owned()),
        "bytes" => pin.bytes = number(rest)?,
        "sha256" => rest.clone_into(&mut pin.sha256),
        "files-sha256" => rest.clone_into(&mut pin.files_sha256),
        "count" => {
            let (what, count) = rest.split_once(' ').ok_or("expected a name and a count")?;
            pin.counts.insert(what.to_owned(), number(count)?);
        }
        _ => return Err(format!("unknown keyword `{word}` for a document")),
    }
    Ok(())
}
