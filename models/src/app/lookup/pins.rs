//! `cfn.lookup.json`: what `cfn lookup` found, and the program reads.

use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use super::by::Query;
use crate::environment::Environment;

/// The version of the format that is read here.
const VERSION: u64 = 1;

/// The lookups that are resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Pins(Vec<Pin>);

/// A lookup that is resolved.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    name: String,
    environment: Environment,
    type_name: String,
    by: Value,
    many: bool,
    /// The account and the region in which it was found.
    pub(super) resolved: Value,
    /// The values of each resource that was found.
    pub(super) found: Vec<Map<String, Value>>,
}

impl Pins {
    /// Reads the file; there need not be one.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(|problem| {
                format!(
                    "{shown} cannot be read: {problem}\n  help: take a committed version of it, or delete it and run `cfn lookup`"
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{shown} cannot be read: {error}")),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text.lines().any(|line| line.starts_with("<<<<<<<")) {
            return Err("it has a conflict of two versions that is not resolved".to_owned());
        }
        let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match file.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => {
                return Err(format!("it has version {other} of its format, and this cfn-models reads {VERSION}"));
            }
            None => return Err("it has no version".to_owned()),
        }
        let pins = file.get("lookups").and_then(Value::as_array).ok_or("it has no list `lookups`")?;
        let read = |(index, pin)| Pin::read(pin).ok_or_else(|| format!("`lookups[{index}]` is not in the format"));
        pins.iter().enumerate().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The result of a lookup, if it is still what was asked for then.
    pub(super) fn find(
        &self,
        environment: &Environment,
        name: &str,
        type_name: &str,
        query: &Query,
        many: bool,
    ) -> Option<&Pin> {
        let by = query.to_json();
        self.0.iter().find(|pin| {
            pin.name == name
                && pin.environment == *environment
                && pin.type_name == type_name
                && pin.by == by
                && pin.many == many
        })
    }
}

impl Pin {
    fn read(pin: &Value) -> Option<Self> {
        let text = |name: &str| pin.get(name)?.as_str().map(str::to_owned);
        // An absent one is that of the caller; anything but text is not in the format.
        let place = |name: &str| match pin.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(Value::String(text)) => Some(Some(text.clone())),
            Some(_) => None,
        };
        let values = |found: &Value| found.get("values")?.as_object().cloned();
        Some(Self {
            name: text("name")?,
            environment: Environment::of(place("account")?, place("region")?),
            type_name: text("type")?,
            by: pin.get("by")?.clone(),
            many: pin.get("many")?.as_bool()?,
            resolved: pin.get("resolved").filter(|resolved| resolved.is_object())?.clone(),
            found: pin.get("found")?.as_array()?.iter().map(values).collect::<Option<_>>()?,
        })
    }
}
