//! Objects: the resource type itself and its property types.

use std::collections::{BTreeMap, BTreeSet};

use super::rules;
use super::value::{Hint, Part, Reader};
use crate::constraint::{Constraints, Rule};
use crate::documents::json::Json;
use crate::error::Problem;
use crate::name::{PropertyName, ResourceName, TypeName};
use crate::spec::{Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};
use crate::widen::widen;

/// The schemas of a property: those that always apply, and those of branches of which one applies.
#[derive(Default)]
struct Member<'a> {
    always: Vec<Part<'a>>,
    sometimes: Vec<Part<'a>>,
}

type Members<'a> = BTreeMap<&'a str, Member<'a>>;

/// Adds the resource type and its property types to `layer`.
pub(super) fn read_resource(name: &ResourceName, schema: &Json, layer: &mut Spec, problems: &mut Vec<Problem>) {
    let definitions = schema.get("definitions").map_or(&[][..], Json::entries);
    let mut reader = Reader {
        resource: name,
        root: schema,
        names: BTreeMap::new(),
        taken: definitions.iter().map(|(name, _)| name.clone()).collect(),
        types: BTreeMap::new(),
        open: Vec::new(),
        depth: 0,
        problems: Vec::new(),
    };
    let parts = reader.parts(schema, name.as_str());
    let members = reader.members(&parts);
    let (properties, rules) = reader.body(&parts, members, None);
    let mut paths = |key: &str| {
        let mut paths: Vec<String> = Vec::new();
        for value in schema.get(key).map_or(&[][..], Json::items) {
            match value.as_str().and_then(|path| path.strip_prefix("/properties/")) {
                Some(path) if is_path(path) => paths.push(path.to_owned()),
                _ => reader
                    .problems
                    .push(Problem::new(format!("{name}/{key}"), "has an item that is not a path of properties")),
            }
        }
        paths
    };
    // The order of the parts of an identifier matters, the order of paths does not.
    let primary_identifier = paths("primaryIdentifier");
    let mut sorted = |key: &str| {
        let mut paths = paths(key);
        paths.sort();
        paths.dedup();
        paths
    };
    let resource = Resource {
        source: Source::Schemas,
        documentation: schema
            .get("documentationUrl")
            .and_then(Json::as_str)
            .filter(|url| is_url(url))
            .map(str::to_owned),
        properties,
        attributes: BTreeMap::new(),
        additional_properties: false,
        rules,
        primary_identifier,
        read_only: sorted("readOnlyProperties"),
        write_only: sorted("writeOnlyProperties"),
        create_only: sorted("createOnlyProperties"),
        conditional_create_only: sorted("conditionalCreateOnlyProperties"),
        deprecated: sorted("deprecatedProperties"),
    };
    problems.append(&mut reader.problems);
    // Not `append`, which would rebuild the whole map for each resource type.
    layer.types.extend(reader.types);
    layer.resources.insert(name.clone(), resource);
}

/// `A`, `A/B`, `A/*/B`.
fn is_path(path: &str) -> bool {
    path.split('/').all(|step| step == "*" || PropertyName::new(step).is_ok())
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") && text.bytes().all(|b| b.is_ascii_graphic())
}

impl<'a> Reader<'a> {
    /// The property type of an object; `None` if `parts` have no properties.
    pub(super) fn object(&mut self, parts: &[Part<'a>], hint: &Hint) -> Option<TypeName> {
        let members = self.members(parts);
        if members.is_empty() {
            return None;
        }
        let (key, name) = self.identity(parts, hint);
        if let Some(name) = self.names.get(&key) {
            return Some(name.clone());
        }
        let name = match TypeName::of(self.resource, &name) {
            Ok(name) => name,
            Err(e) => {
                self.problem(&key, e.to_string());
                return None;
            }
        };
        self.names.insert(key, name.clone());
        let (properties, rules) = self.body(parts, members, Some(name.simple()));
        let ty =
            PropertyType { source: Source::Schemas, documentation: None, shape: Shape::Struct { properties, rules } };
        self.types.insert(name.clone(), ty);
        Some(name)
    }

    /// The path of an object's definition, and its name: that of the definition, or a new one for an inline object.
    fn identity(&mut self, parts: &[Part<'a>], hint: &Hint) -> (String, String) {
        let mut with_properties = parts.iter().filter(|part| part.node.get("properties").is_some());
        let in_definition = match (with_properties.next(), with_properties.next()) {
            (None, _) => true,
            (Some(only), None) => only.definition.is_some(),
            (Some(_), Some(_)) => false,
        };
        if in_definition {
            let definition = parts.iter().find_map(|part| Some((part.at.clone(), part.definition?.to_owned())));
            if let Some(definition) = definition {
                return definition;
            }
        }
        let key = parts.first().map_or_else(String::new, |part| part.at.clone());
        if let Some(name) = self.names.get(&key) {
            let simple = name.simple().to_owned();
            return (key, simple);
        }
        let property = upper_first(&hint.property);
        let mut name = property.clone();
        if self.taken.contains(&name) {
            name = format!("{}{property}", hint.owner.as_deref().unwrap_or(""));
        }
        let base = name.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{base}{number}");
            number += 1;
        }
        (key, name)
    }

    /// The properties of `parts` and of their branches.
    fn members(&mut self, parts: &[Part<'a>]) -> Members<'a> {
        let mut members = Members::new();
        for part in parts {
            for (name, node) in part.node.get("properties").map_or(&[][..], Json::entries) {
                let at = format!("{}/properties/{name}", part.at);
                members.entry(name).or_default().always.push(Part { node, at, definition: None });
            }
        }
        for branches in self.alternatives(parts) {
            let of_branches: Vec<Members<'a>> = branches.iter().map(|branch| self.members(branch)).collect();
            let objects =
                branches.iter().zip(&of_branches).all(|(branch, members)| !members.is_empty() || only_rules(branch));
            if !objects {
                continue;
            }
            for (name, member) in of_branches.into_iter().flatten() {
                let known = members.entry(name).or_default();
                known.sometimes.extend(member.always);
                known.sometimes.extend(member.sometimes);
            }
        }
        members
    }

    fn body(
        &mut self,
        parts: &[Part<'a>],
        members: Members<'a>,
        owner: Option<&str>,
    ) -> (BTreeMap<PropertyName, Property>, Vec<Rule>) {
        let required = self.required(parts);
        let mut properties = BTreeMap::new();
        for (name, member) in members {
            let at = parts.first().map_or_else(String::new, |part| format!("{}/properties/{name}", part.at));
            let hint = Hint { owner: owner.map(str::to_owned), property: name.to_owned() };
            let (ty, constraints) = self.member(&member, &hint);
            match PropertyName::new(name) {
                Ok(key) => {
                    let property = Property {
                        source: Source::Schemas,
                        documentation: None,
                        required: required.contains(name),
                        update: UpdateType::Mutable,
                        ty,
                        constraints,
                    };
                    properties.insert(key, property);
                }
                Err(e) => self.problem(&at, e.to_string()),
            }
        }
        let branches = self.alternatives(parts);
        let rules = rules::read(parts, &branches, &properties);
        (properties, rules)
    }

    /// The names that the schemas require, and those that all branches of a `oneOf` or `anyOf` require.
    fn required(&mut self, parts: &[Part<'a>]) -> BTreeSet<&'a str> {
        let lists = parts.iter().filter_map(|part| part.node.get("required"));
        let mut required: BTreeSet<&str> = lists.flat_map(Json::items).filter_map(Json::as_str).collect();
        for branches in self.alternatives(parts) {
            let of_branches: Vec<BTreeSet<&str>> = branches.iter().map(|branch| self.required(branch)).collect();
            if let [first, rest @ ..] = &of_branches[..] {
                required.extend(first.iter().filter(|name| rest.iter().all(|other| other.contains(*name))));
            }
        }
        required
    }

    /// The constraints that always apply to the property, or the union of those of its branches.
    fn member(&mut self, member: &Member<'a>, hint: &Hint) -> (Type, Constraints) {
        if !member.always.is_empty() {
            let mut parts = Vec::new();
            for part in &member.always {
                parts.extend(self.parts(part.node, &part.at));
            }
            return self.value_of(&parts, hint);
        }
        let mut value: Option<(Type, Constraints)> = None;
        for part in &member.sometimes {
            let (ty, constraints) = self.value(part.node, &part.at, hint);
            value = Some(match value {
                None => (ty, constraints),
                Some((known, facts)) if known == ty => (known, widen(facts, &constraints)),
                Some(_) => (Type::Primitive(crate::spec::Primitive::Json), Constraints::default()),
            });
        }
        value.unwrap_or((Type::Primitive(crate::spec::Primitive::Json), Constraints::default()))
    }
}

/// Whether a branch only states which properties are required.
fn only_rules(branch: &[Part<'_>]) -> bool {
    branch.iter().all(|part| {
        let rule = |key: &str| {
            matches!(key, "required" | "not" | "allOf" | "anyOf" | "oneOf" | "$comment" | "description" | "title")
        };
        part.node.entries().iter().all(|(key, _)| rule(key))
    })
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
