//! The changes between two models, and their impact on users of the generated code.
//!
//! [`compare`] finds the changes, [`Changelog`] prints them as text, Markdown and JSON.

mod properties;
mod rename;
mod render;
mod rules;

pub use rules::rules;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::name::{AttributeName, ResourceName, TypeName};
use crate::spec::{Attribute, PropertyType, Resource, Shape, Spec, Type};
use properties::compare_properties;

/// The changes from one model to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changelog {
    /// The old version of the specification: `215.0.0`.
    pub old: String,
    /// The new version of the specification.
    pub new: String,
    /// Sorted by path.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `AWS::S3::Bucket`, `AWS::S3::Bucket/BucketName`, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub at: String,
    /// What changed.
    pub kind: Kind,
    /// A sentence whose subject is `at`: `is required now`.
    pub text: String,
    /// The impact on users of the generated code.
    pub impact: Impact,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A resource type was added.
    ResourceAdded,
    /// A resource type was removed.
    ResourceRemoved,
    /// A resource type seems to be renamed.
    ResourceRenamed,
    /// A property type was added; those of a new resource type are not counted.
    TypeAdded,
    /// A property type was removed; those of a removed resource type are not counted.
    TypeRemoved,
    /// A property type seems to be renamed.
    TypeRenamed,
    /// A property was added; those of a new type are not counted.
    PropertyAdded,
    /// A property was removed; those of a removed type are not counted.
    PropertyRemoved,
    /// A property seems to be renamed.
    PropertyRenamed,
    /// An attribute was added.
    AttributeAdded,
    /// An attribute was removed.
    AttributeRemoved,
    /// A type changed.
    TypeChanged,
    /// A property became required or optional.
    RequiredChanged,
    /// The update behavior of a property.
    UpdateChanged,
    /// The allowed values changed.
    AllowedChanged,
    /// Another constraint changed.
    ConstraintChanged,
    /// A constraint between properties changed.
    RuleChanged,
    /// The identifier of a resource type, or its read-only, write-only or create-only paths.
    PathsChanged,
    /// The URL of the documentation.
    DocumentationChanged,
    /// An item of the generated code was removed, or has another signature: a caller has to be changed.
    ApiChanged,
}

/// The impact of a change on users of the generated code, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Documentation only.
    Docs,
    /// Additive: existing programs and templates are still accepted.
    Additive,
    /// Breaking: existing programs or templates can be rejected.
    Breaking,
}

impl Impact {
    /// `docs`, `additive`, `breaking`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

/// The version step of the generated crate by semantic versioning. Before 1.0, a breaking change is a minor step and
/// others are patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing changed.
    None,
    /// 1.2.3 → 1.2.4.
    Patch,
    /// 1.2.3 → 1.3.0.
    Minor,
    /// 1.2.3 → 2.0.0.
    Major,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl Changelog {
    /// The changes with this impact.
    pub fn with_impact(&self, impact: Impact) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.impact == impact)
    }

    /// The number of changes of each kind.
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.kind).or_default() += 1;
        }
        counts
    }

    /// The version step for the changes.
    pub fn step(&self) -> Step {
        match self.changes.iter().map(|change| change.impact).max() {
            None => Step::None,
            Some(Impact::Docs) => Step::Patch,
            Some(Impact::Additive) => Step::Minor,
            Some(Impact::Breaking) => Step::Major,
        }
    }
}

/// The changes from `old` to `new`.
pub fn compare(old: &Spec, new: &Spec) -> Changelog {
    let mut changes = Changes::default();
    compare_resources(old, new, &mut changes);
    compare_types(old, new, &mut changes);
    changes.0.sort_by(|a, b| (&a.at, a.kind).cmp(&(&b.at, b.kind)));
    Changelog { old: old.version.clone(), new: new.version.clone(), changes: changes.0 }
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, at: impl fmt::Display, kind: Kind, impact: Impact, text: impl Into<String>) {
        self.0.push(Change { at: at.to_string(), kind, text: text.into(), impact });
    }
}

fn compare_resources(old: &Spec, new: &Spec, changes: &mut Changes) {
    let names =
        |resource: &Resource| -> BTreeSet<String> { resource.properties.keys().map(ToString::to_string).collect() };
    let removed: Vec<_> = old.resources.iter().filter(|(name, _)| !new.resources.contains_key(*name)).collect();
    let added: Vec<_> = new.resources.iter().filter(|(name, _)| !old.resources.contains_key(*name)).collect();
    let renamed = rename::guess(&removed, &added, |(old_name, old), (new_name, new)| {
        let same_service = old_name.service() == new_name.service();
        if same_service { rename::overlap(&names(old), &names(new)) } else { 0.0 }
    });
    for (index, (name, resource)) in removed.iter().enumerate() {
        match renamed.get(&index) {
            Some(to) => {
                let text = format!("seems to be `{}` now (a guess: it has the same properties)", added[*to].0);
                changes.add(name, Kind::ResourceRenamed, Impact::Breaking, text);
            }
            None => {
                let text =
                    format!("was removed, with {}", counted(resource.properties.len(), "property", "properties"));
                changes.add(name, Kind::ResourceRemoved, Impact::Breaking, text);
            }
        }
    }
    for (index, (name, resource)) in added.iter().enumerate() {
        if !renamed.values().any(|to| *to == index) {
            let text = format!("was added, with {}", counted(resource.properties.len(), "property", "properties"));
            changes.add(name, Kind::ResourceAdded, Impact::Additive, text);
        }
    }
    for (name, new) in &new.resources {
        if let Some(old) = old.resources.get(name) {
            compare_resource(name, old, new, changes);
        }
    }
}

fn compare_resource(name: &ResourceName, old: &Resource, new: &Resource, changes: &mut Changes) {
    let at = name.as_str();
    compare_properties(at, &old.properties, &new.properties, changes);
    properties::compare_rules(at, &old.rules, &new.rules, changes);
    compare_attributes(at, &old.attributes, &new.attributes, changes);
    compare_documentation(at, old.documentation.as_deref(), new.documentation.as_deref(), changes);
    if old.additional_properties != new.additional_properties {
        let (text, impact) = if new.additional_properties {
            ("allows other properties now", Impact::Additive)
        } else {
            ("does not allow other properties any more", Impact::Breaking)
        };
        changes.add(at, Kind::ConstraintChanged, impact, text);
    }
    for (what, old, new) in [
        ("identifier", &old.primary_identifier, &new.primary_identifier),
        ("read-only paths", &old.read_only, &new.read_only),
        ("write-only paths", &old.write_only, &new.write_only),
        ("create-only paths", &old.create_only, &new.create_only),
        ("conditionally create-only paths", &old.conditional_create_only, &new.conditional_create_only),
        ("deprecated paths", &old.deprecated, &new.deprecated),
    ] {
        let gone: Vec<&str> = old.iter().filter(|path| !new.contains(path)).map(String::as_str).collect();
        let come: Vec<&str> = new.iter().filter(|path| !old.contains(path)).map(String::as_str).collect();
        if !gone.is_empty() || !come.is_empty() {
            let list = |word: &str, paths: &[&str]| {
                if paths.is_empty() { String::new() } else { format!(" {word} {}", paths.join(", ")) }
            };
            let text = format!("{what}:{}{}", list("now also", &come), list("no longer", &gone));
            changes.add(at, Kind::PathsChanged, Impact::Docs, text);
        }
    }
}

fn compare_attributes(
    at: &str,
    old: &BTreeMap<AttributeName, Attribute>,
    new: &BTreeMap<AttributeName, Attribute>,
    changes: &mut Changes,
) {
    for (name, attribute) in old {
        match new.get(name) {
            None => changes.add(
                format!("{at}/{name}"),
                Kind::AttributeRemoved,
                Impact::Breaking,
                "was removed (an attribute)",
            ),
            Some(now) if now.ty != attribute.ty => {
                let text = format!("an attribute, is {} now, was {}", type_text(&now.ty), type_text(&attribute.ty));
                changes.add(format!("{at}/{name}"), Kind::TypeChanged, Impact::Breaking, text);
            }
            Some(_) => {}
        }
    }
    for (name, attribute) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        let text = format!("was added, an attribute, {}", type_text(&attribute.ty));
        changes.add(format!("{at}/{name}"), Kind::AttributeAdded, Impact::Additive, text);
    }
}

/// Property types of resource types that are in both models.
fn compare_types(old: &Spec, new: &Spec, changes: &mut Changes) {
    let in_both = |name: &TypeName| {
        name.resource()
            .is_none_or(|resource| old.resources.contains_key(resource) && new.resources.contains_key(resource))
    };
    let removed: Vec<_> =
        old.types.iter().filter(|(name, _)| in_both(name) && !new.types.contains_key(*name)).collect();
    let added: Vec<_> = new.types.iter().filter(|(name, _)| in_both(name) && !old.types.contains_key(*name)).collect();
    let renamed = rename::guess(&removed, &added, |(old_name, old), (new_name, new)| match (&old.shape, &new.shape) {
        (Shape::Struct { properties: old, .. }, Shape::Struct { properties: new, .. })
            if old_name.resource() == new_name.resource() =>
        {
            let names = |properties: &BTreeMap<_, _>| properties.keys().map(ToString::to_string).collect();
            rename::overlap(&names(old), &names(new))
        }
        _ => 0.0,
    });
    for (index, (name, _)) in removed.iter().enumerate() {
        match renamed.get(&index) {
            Some(to) => {
                let text = format!("seems to be `{}` now (a guess: it has the same properties)", added[*to].0.simple());
                changes.add(name, Kind::TypeRenamed, Impact::Breaking, text);
            }
            None => changes.add(name, Kind::TypeRemoved, Impact::Breaking, "was removed"),
        }
    }
    for (index, (name, _)) in added.iter().enumerate() {
        if !renamed.values().any(|to| *to == index) {
            changes.add(name, Kind::TypeAdded, Impact::Additive, "was added");
        }
    }
    for (name, new) in &new.types {
        if let Some(old) = old.types.get(name) {
            compare_type(&name.to_string(), old, new, changes);
        }
    }
}

fn compare_type(at: &str, old: &PropertyType, new: &PropertyType, changes: &mut Changes) {
    compare_documentation(at, old.documentation.as_deref(), new.documentation.as_deref(), changes);
    match (&old.shape, &new.shape) {
        (Shape::Struct { properties: old, rules: old_rules }, Shape::Struct { properties: new, rules: new_rules }) => {
            compare_properties(at, old, new, changes);
            properties::compare_rules(at, old_rules, new_rules, changes);
        }
        (Shape::Alias(old, old_constraints), Shape::Alias(new, new_constraints)) => {
            if old != new {
                let text = format!("is an alias of {} now, was an alias of {}", type_text(new), type_text(old));
                changes.add(at, Kind::TypeChanged, Impact::Breaking, text);
            }
            properties::compare_constraints(at, "", old_constraints, new_constraints, changes);
        }
        (old, new) => {
            let word = |shape: &Shape| match shape {
                Shape::Struct { .. } => "an object".to_owned(),
                Shape::Alias(ty, _) => type_text(ty),
            };
            let text = format!("is {} now, was {}", word(new), word(old));
            changes.add(at, Kind::TypeChanged, Impact::Breaking, text);
        }
    }
}

fn compare_documentation(at: &str, old: Option<&str>, new: Option<&str>, changes: &mut Changes) {
    // The schemas have no documentation pages: a page appears or disappears with the document that has the type.
    if let (Some(_), Some(url)) = (old, new.filter(|url| old != Some(*url))) {
        changes.add(at, Kind::DocumentationChanged, Impact::Docs, format!("is documented at {url} now"));
    }
}

/// `String`, `ReplicationRule`, `list of Tag`, `map of String`.
fn type_text(ty: &Type) -> String {
    match ty {
        Type::Primitive(primitive) => format!("`{}`", primitive.name()),
        Type::Named(name) => format!("the type `{}`", name.simple()),
        Type::List { item, .. } => format!("a list of {}", type_text(item)),
        Type::Map { item, .. } => format!("a map of {}", type_text(item)),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
