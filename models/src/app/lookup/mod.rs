//! Lookups: resources that exist already, outside of the program's stacks.
//!
//! ```
//! use models::app::{App, Environment};
//! use models::{id, ec2};
//!
//! let app = App::new("shop");
//! let mut web = app.stack("web", Environment::account("111122223333", "eu-west-1"));
//! let vpc = web.lookup::<ec2::VPC>("shared", |by| by.tag("Name", "shared"));
//! let group = ec2::SecurityGroup::new("HTTPS from everywhere").vpc_id(vpc.reference());
//! web.add(id!("Web"), group);
//!
//! let refused = app.synth([web]).unwrap_err().to_string();
//! assert!(refused.contains("run `cfn lookup`"), "{refused}");
//! ```
//!
//! Nothing is looked up while the program runs: it reads `cfn.lookup.json`, which `cfn lookup` writes and which is committed, so that
//! the same program has the same templates everywhere. What is not in the file yet refuses the program.

mod by;
mod pins;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value as JsonValue, json};

use self::by::Query;
use self::pins::Pins;
use super::{AppError, AppStack};
use crate::environment::Environment;
use crate::node::{Node, Reference, StackId};
use crate::resource::{Attributes, ResourceType, Sealed, Target, Values};
use crate::value::Value;

pub use by::By;

/// The file that `cfn lookup` writes, beside the program's `Cargo.toml`.
const FILE: &str = "cfn.lookup.json";

/// The value that `Ref` returns, among the values of a resource.
const REF: &str = "Ref";

/// A resource of type `R` that exists already, from a lookup. It has the methods of its type's
/// [attributes](ResourceType::Attributes), as a [`Handle`](crate::Handle) has; what they return are the values themselves, of the same
/// kinds, which fit wherever those of a resource of the stack do.
pub struct ExistingResource<R: ResourceType> {
    found: Arc<Found>,
    attributes: R::Attributes,
}

impl<R: ResourceType> ExistingResource<R> {
    fn new(found: Found) -> Self {
        let found = Arc::new(found);
        Self { attributes: R::Attributes::of(Target::existing(found.clone()), Sealed), found }
    }

    /// What `Ref` would return: for most resource types the name or ID.
    pub fn reference(&self) -> Value<R::Reference> {
        Value::from_node(self.found.value(REF))
    }

    /// A property by its name in the template reference, such as `Name` of a hosted zone; nothing checks its type. `cfn lookup` says if
    /// the resource does not have it.
    pub fn property<T>(&self, name: &str) -> Value<T> {
        Value::from_node(self.found.value(name))
    }
}

impl<R: ResourceType> Deref for ExistingResource<R> {
    type Target = R::Attributes;

    fn deref(&self) -> &R::Attributes {
        &self.attributes
    }
}

impl<R: ResourceType> fmt::Debug for ExistingResource<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExistingResource").field(&self.found.key.1).finish()
    }
}

impl AppStack {
    /// A resource that exists already in the account and region of the stack. `name` names the lookup in `cfn.lookup.json`, and for
    /// `cfn lookup --refresh`; stacks of one environment share what has one name.
    ///
    /// `cfn lookup` finds it, and refuses none and several. Types that AWS's Cloud Control API cannot list are looked up by their
    /// identifier.
    #[track_caller]
    pub fn lookup<R: ResourceType>(&self, name: &str, by: impl FnOnce(By<R>) -> By<R>) -> ExistingResource<R> {
        let mut found = self.ask(name, by(By::new()), false);
        // There is one: what is not resolved has one whose values are not known.
        let unresolved = Found { lookups: self.lookups().clone(), key: self.key(name), values: None };
        ExistingResource::new(found.pop().unwrap_or(unresolved))
    }

    /// All such resources, in the order of their identifiers: the subnets of a VPC. As long as they are not resolved there is one, so
    /// that the program shows which of their values it takes.
    #[track_caller]
    pub fn lookup_all<R: ResourceType>(&self, name: &str, by: impl FnOnce(By<R>) -> By<R>) -> Vec<ExistingResource<R>> {
        self.ask(name, by(By::new()), true).into_iter().map(ExistingResource::new).collect()
    }

    #[track_caller]
    fn ask<R: ResourceType>(&self, name: &str, by: By<R>, many: bool) -> Vec<Found> {
        let wanted = Wanted {
            type_name: R::NAME,
            query: by.query,
            many,
            values: BTreeSet::new(),
            stacks: BTreeSet::from([self.name().to_owned()]),
            location: Location::caller(),
            is_unresolved: false,
            resolved: None,
        };
        self.lookups().ask(self.key(name), wanted)
    }

    fn key(&self, name: &str) -> Key {
        (self.environment().clone(), name.to_owned())
    }
}

/// What a lookup is called.
type Key = (Environment, String);

/// The lookups of a program, which its stacks share.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookups(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Where the file is, if the program says it.
    file: Option<PathBuf>,
    /// The file's content, read for the first lookup.
    pins: Option<Result<Pins, String>>,
    wanted: BTreeMap<Key, Wanted>,
    /// Lookups that cannot be.
    problems: Vec<String>,
}

/// A lookup.
#[derive(Debug)]
struct Wanted {
    type_name: &'static str,
    query: Query,
    many: bool,
    /// The values that the program takes.
    values: BTreeSet<String>,
    stacks: BTreeSet<String>,
    location: &'static Location<'static>,
    is_unresolved: bool,
    /// The account and the region in which it was resolved.
    resolved: Option<JsonValue>,
}

/// A resource that was found, or is still to be.
#[derive(Clone, Debug)]
struct Found {
    lookups: Lookups,
    key: Key,
    values: Option<Map<String, JsonValue>>,
}

impl Values for Found {
    fn value(&self, name: &str) -> Node {
        let known = self.values.as_ref().and_then(|values| values.get(name));
        if let Some(wanted) = self.lookups.state().wanted.get_mut(&self.key) {
            wanted.values.insert(name.to_owned());
            wanted.is_unresolved |= known.is_none();
        }
        match known {
            Some(value) => Node::from(value.clone()),
            // Refused by `synth`, as what belongs to no stack: it never becomes a part of a template.
            None => {
                let id = format!("{}, a lookup that `cfn lookup` has not resolved", self.key.1);
                Node::reference(Reference::to(StackId::unique(), id.into()))
            }
        }
    }
}

impl State {
    fn file(&self) -> PathBuf {
        // Cargo says it to the programs and tests that it runs.
        let folder = || std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
        self.file.clone().unwrap_or_else(|| folder().join(FILE))
    }
}

impl Lookups {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_file(&self, file: &Path) {
        self.state().file = Some(file.to_owned());
    }

    fn ask(&self, key: Key, mut wanted: Wanted) -> Vec<Found> {
        let state = &mut *self.state();
        if !wanted.query.unknown.is_empty() {
            state.problems.push(format!(
                "{}: the lookup `{}` compares with values that are known before a deployment, and these are not: {}",
                wanted.location,
                key.1,
                wanted.query.unknown.join(", ")
            ));
        }
        let file = state.file();
        let pins = state.pins.get_or_insert_with(|| Pins::read(&file));
        let pin = match pins {
            Ok(pins) => pins.find(&key.0, &key.1, wanted.type_name, &wanted.query, wanted.many),
            Err(_) => None,
        };
        wanted.is_unresolved = pin.is_none();
        wanted.resolved = pin.map(|pin| pin.resolved.clone());
        let found = |values| Found { lookups: self.clone(), key: key.clone(), values };
        let all = match pin {
            Some(pin) => pin.found.iter().cloned().map(|values| found(Some(values))).collect(),
            None => vec![found(None)],
        };
        match state.wanted.get_mut(&key) {
            None => _ = state.wanted.insert(key, wanted),
            Some(known)
                if (known.type_name, &known.query, known.many) == (wanted.type_name, &wanted.query, wanted.many) =>
            {
                known.stacks.append(&mut wanted.stacks);
            }
            Some(known) => state.problems.push(format!(
                "{}: the lookup `{}` in {} is another than that of {}: give it another name",
                wanted.location, key.1, key.0, known.location
            )),
        }
        all
    }

    /// What the program asks for, for `cfn lookup`.
    pub(super) fn wanted(&self, app: &str) -> Result<JsonValue, AppError> {
        let state = self.state();
        if !state.problems.is_empty() {
            return Err(AppError::Lookups(state.problems.clone()));
        }
        let lookups = state.wanted.iter().map(|((environment, name), wanted)| {
            let mut entry = entry(environment, name, wanted);
            entry["by"] = wanted.query.to_json();
            entry["many"] = json!(wanted.many);
            entry["values"] = json!(wanted.values);
            entry["at"] = json!(wanted.location.to_string());
            entry
        });
        Ok(
            json!({ "version": 1, "app": app, "file": state.file().display().to_string(), "lookups": lookups.collect::<Vec<_>>() }),
        )
    }

    /// What the program took from the file, for its manifest.
    pub(super) fn resolved(&self) -> Vec<JsonValue> {
        let state = self.state();
        let lookups = state.wanted.iter().map(|((environment, name), wanted)| {
            let mut entry = entry(environment, name, wanted);
            entry["resolved"] = json!(wanted.resolved);
            entry
        });
        lookups.collect()
    }

    /// Refuses what is not resolved.
    pub(super) fn check(&self) -> Result<(), AppError> {
        let state = self.state();
        let mut problems = state.problems.clone();
        if let Some(Err(problem)) = &state.pins {
            problems.push(problem.clone());
        } else {
            let unresolved = state.wanted.iter().filter(|(_, wanted)| wanted.is_unresolved);
            let unresolved = unresolved.map(|((environment, name), wanted)| {
                format!(
                    "{}: the lookup `{name}`, {} {} in {environment}, is not resolved",
                    wanted.location,
                    wanted.type_name,
                    wanted.query.describe()
                )
            });
            let unresolved: Vec<String> = unresolved.collect();
            if !unresolved.is_empty() {
                problems.extend(unresolved);
                problems.push(format!(
                    "  help: run `cfn lookup`, which writes {}, and commit the file; `cfn lookup --local` asks the simulated AWS",
                    state.file().display()
                ));
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(AppError::Lookups(problems)),
        }
    }
}

/// What a lookup has wherever it is written.
fn entry(environment: &Environment, name: &str, wanted: &Wanted) -> JsonValue {
    json!({
        "name": name,
        "account": environment.account_id(),
        "region": environment.region_name(),
        "type": wanted.type_name,
        "stacks": wanted.stacks,
    })
}
