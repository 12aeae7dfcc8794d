//! `cfn.lookup.json`: what was found, for programs to read.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use cfn_command_line::CommandError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::place::Place;
use super::super::project::Versioned;
use super::wanted::{Key, Query, Wanted};
use crate::replace;

/// The version of the format.
const VERSION: u64 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pins {
    version: u64,
    /// Sorted by account, region and name.
    pub(super) lookups: Vec<Pin>,
}

/// A lookup that is resolved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Pin {
    #[serde(flatten)]
    pub(super) query: Query,
    /// Where it was found.
    pub(super) resolved: Place,
    /// Sorted by identifier.
    pub(super) found: Vec<Found>,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) identifier: String,
    /// The values that the program takes.
    pub(super) values: Map<String, Value>,
}

impl Pin {
    /// Whether it has all that is asked for now.
    pub(super) fn answers(&self, wanted: &Wanted) -> bool {
        let has = |found: &Found| wanted.values.iter().all(|value| found.values.contains_key(value));
        self.query == wanted.query && self.found.iter().all(has)
    }

    /// The identifiers of what was found.
    pub(super) fn identifiers(&self) -> String {
        let identifiers: Vec<&str> = self.found.iter().map(|found| found.identifier.as_str()).collect();
        if identifiers.is_empty() { "none".to_owned() } else { identifiers.join(", ") }
    }
}

impl Pins {
    /// Reads a file; an empty one if there is none.
    pub(super) fn read(path: &Path) -> Result<Self, CommandError> {
        let refused = |problem: String| {
            CommandError::usage(
                format!("{}: cannot be read: {problem}", path.display()),
                "take a committed version of it, or delete it and run `cfn lookup`",
            )
        };
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(refused),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::new(Vec::new())),
            Err(error) => Err(refused(error.to_string())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text.lines().any(|line| line.starts_with("<<<<<<<")) {
            return Err("it has a conflict of two versions that is not resolved".to_owned());
        }
        let Versioned { version } = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!("it has version {version} of its format, and this program reads {VERSION}"));
        }
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(super) fn new(mut lookups: Vec<Pin>) -> Self {
        lookups.sort_by(|one, other| one.query.key().cmp(&other.query.key()));
        Self { version: VERSION, lookups }
    }

    pub(super) fn find(&self, key: Key<'_>) -> Option<&Pin> {
        self.lookups.iter().find(|pin| pin.query.key() == key)
    }

    /// Without what is no longer asked for: lookups, and values of them.
    pub(super) fn without_unasked(&self, wanted: &[Wanted]) -> Self {
        let lookups = self.lookups.iter().filter_map(|pin| {
            let asked = wanted.iter().find(|wanted| wanted.query.key() == pin.query.key())?;
            let mut pin = pin.clone();
            for found in &mut pin.found {
                found.values.retain(|name, _| asked.values.contains(name));
            }
            Some(pin)
        });
        Self::new(lookups.collect())
    }

    /// The identifiers by the names of the lookups; where several environments have a name, with them.
    pub(super) fn results(&self) -> BTreeMap<String, String> {
        let is_shared = |pin: &Pin| self.lookups.iter().filter(|other| other.query.name == pin.query.name).count() > 1;
        let label = |pin: &Pin| if is_shared(pin) { pin.query.to_string() } else { pin.query.name.clone() };
        self.lookups.iter().map(|pin| (label(pin), pin.identifiers())).collect()
    }

    /// Writes the file: a reader finds the old one or the new one.
    pub(super) fn write(&self, path: &Path) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other);
        text.and_then(|text| replace::write_file(path, format!("{text}\n").as_bytes())).map_err(|error| {
            CommandError::usage(
                format!("{}: cannot be written: {error}", path.display()),
                "make its folder writable, and run the command again",
            )
        })
    }

    /// What is different in `new`, a line each.
    pub(super) fn differences(&self, new: &Self) -> Vec<String> {
        let keys: BTreeSet<Key<'_>> = self.lookups.iter().chain(&new.lookups).map(|pin| pin.query.key()).collect();
        let mut lines = Vec::new();
        for key in keys {
            match (self.find(key), new.find(key)) {
                (None, Some(pin)) => lines.push(format!("+ {}: {}", pin.query, pin.identifiers())),
                (Some(pin), None) => lines.push(format!("- {}: {}", pin.query, pin.identifiers())),
                (Some(old), Some(new)) if old != new => changed(old, new, &mut lines),
                _ => {}
            }
        }
        lines
    }
}

/// The differences of one lookup.
fn changed(old: &Pin, new: &Pin, lines: &mut Vec<String>) {
    let before = lines.len();
    let query = &new.query;
    if old.identifiers() != new.identifiers() {
        lines.push(format!("~ {query}: {} -> {}", old.identifiers(), new.identifiers()));
    }
    for found in &new.found {
        let Some(known) = old.found.iter().find(|known| known.identifier == found.identifier) else { continue };
        let names: BTreeSet<&String> = known.values.keys().chain(found.values.keys()).collect();
        for name in names {
            let shown = |values: &Map<String, Value>| values.get(name).map_or("none".to_owned(), Value::to_string);
            let (was, is) = (shown(&known.values), shown(&found.values));
            if was != is {
                lines.push(format!("~ {query}: {name} of {}: {was} -> {is}", found.identifier));
            }
        }
    }
    if old.resolved != new.resolved {
        lines.push(format!("~ {query}: resolved in {} -> {}", old.resolved, new.resolved));
    }
    if lines.len() == before {
        lines.push(format!("~ {query}: what is asked for"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pins(found: &Value) -> Pins {
        let pin = json!({ "name": "shared", "account": null, "region": "eu-west-1", "type": "AWS::EC2::VPC",
            "by": { "tags": { "Name": "shared" } }, "many": false,
            "resolved": { "account": "123456789012", "region": "eu-west-1" }, "found": found });
        Pins::parse(&json!({ "version": 1, "lookups": [pin] }).to_string()).unwrap()
    }

    #[test]
    fn a_file_is_written_as_it_is_read_and_its_differences_are_named() {
        let old = pins(&json!([{ "identifier": "vpc-1", "values": { "Ref": "vpc-1", "CidrBlock": "10.0.0.0/16" } }]));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cfn.lookup.json");
        old.write(&path).unwrap();
        assert_eq!(Pins::read(&path).unwrap(), old);

        let other = pins(&json!([{ "identifier": "vpc-2", "values": { "Ref": "vpc-2", "CidrBlock": "10.0.0.0/16" } }]));
        assert_eq!(old.differences(&other), ["~ shared (AWS::EC2::VPC in eu-west-1): vpc-1 -> vpc-2"]);
        let larger = pins(&json!([{ "identifier": "vpc-1", "values": { "Ref": "vpc-1", "CidrBlock": "10.0.0.0/8" } }]));
        assert_eq!(
            old.differences(&larger),
            ["~ shared (AWS::EC2::VPC in eu-west-1): CidrBlock of vpc-1: \"10.0.0.0/16\" -> \"10.0.0.0/8\""]
        );
        assert_eq!(Pins::new(vec![]).differences(&old), ["+ shared (AWS::EC2::VPC in eu-west-1): vpc-1"]);
        assert!(old.differences(&old).is_empty());

        let mut wanted =
            Wanted { query: old.lookups[0].query.clone(), values: ["Ref".to_owned()].into(), at: String::new() };
        assert!(old.lookups[0].answers(&wanted));
        let pruned = old.without_unasked(std::slice::from_ref(&wanted));
        assert_eq!(Value::Object(pruned.lookups[0].found[0].values.clone()), json!({ "Ref": "vpc-1" }));
        assert!(old.without_unasked(&[]).lookups.is_empty());
        wanted.values.insert("VpcId".to_owned());
        assert!(!old.lookups[0].answers(&wanted), "a value is missing");
        wanted.query.by.tags.clear();
        assert!(!old.lookups[0].answers(&wanted), "something else is asked for");
    }

    #[test]
    fn what_is_not_in_the_format_is_refused() {
        for (text, problem) in [
            ("{\"version\": 2, \"lookups\": []}", "it has version 2 of its format, and this program reads 1"),
            ("<<<<<<< HEAD\n{}", "it has a conflict of two versions that is not resolved"),
            ("{\"lookups\": []}", "missing field `version`"),
            ("{\"version\": 1, \"lookups\": [{}]}", "missing field"),
        ] {
            let refused = Pins::parse(text).unwrap_err();
            assert!(refused.contains(problem), "{refused}");
        }
    }
}
