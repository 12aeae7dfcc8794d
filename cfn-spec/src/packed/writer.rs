//! Writes facts for the [reader](super::reader). It runs in build scripts.

use std::collections::BTreeMap;

use crate::constraint::Rule;
use crate::name::{PropertyName, ResourceName, TypeName};
use crate::rules;
use crate::spec::{Primitive, Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};

/// The bits of a number that a byte has.
pub(super) const DIGITS: u32 = 6;
/// In a number of any width: another byte follows.
pub(super) const CONTINUES: u8 = 1 << DIGITS;
/// The bytes of a number of fixed width: enough for a gigabyte.
pub(super) const WIDTH: usize = 5;

/// The primitive types, by their numbers.
pub(super) const PRIMITIVES: [Primitive; 7] = [
    Primitive::String,
    Primitive::Boolean,
    Primitive::Integer,
    Primitive::Long,
    Primitive::Double,
    Primitive::Timestamp,
    Primitive::Json,
];

/// The text of a model for [`Packed`](super::Packed), with the rules of its resource types: files by name, each of a service.
///
/// # Errors
/// If a type of the model is one of another resource type, which the text cannot say; [`load`](crate::load) does not return such models.
pub fn pack(spec: &Spec, rules: &[(String, String)]) -> Result<String, String> {
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    let mut shared = Record::default();
    let mut types: BTreeMap<Option<&ResourceName>, Vec<(&TypeName, &PropertyType)>> = BTreeMap::new();
    for (name, ty) in &spec.types {
        types.entry(name.resource()).or_default().push((name, ty));
    }
    shared.types(None, types.remove(&None).into_iter().flatten().collect())?;
    for (name, resource) in &spec.resources {
        let mut record = Record::default();
        record.flag(true);
        record.resource(name, resource)?;
        record.types(Some(name), types.remove(&Some(name)).into_iter().flatten().collect())?;
        records.insert(name.as_str().to_owned(), record);
    }
    let services: BTreeMap<String, String> =
        spec.resources.keys().map(|name| (name.service().stem(), name.service().to_string())).collect();
    let mut sections: BTreeMap<String, Vec<(&str, usize, &str)>> = BTreeMap::new();
    for (file, text) in rules {
        let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".txt"));
        let Some(service) = stem.and_then(|stem| services.get(stem)) else {
            return Err(format!("{file}: the rules are of no service of the model"));
        };
        rules::split(text, |name, line, text| {
            sections.entry(format!("{service}::{name}")).or_default().push((file.as_str(), line, text));
        });
    }
    for name in sections.keys() {
        let without_model = || {
            let mut record = Record::default();
            record.flag(false);
            record
        };
        // Keys of `Metadata` have rules, and no model.
        records.entry(name.clone()).or_insert_with(without_model);
    }
    for (name, record) in &mut records {
        record.sections(sections.get(name).map_or(&[][..], Vec::as_slice));
    }
    Ok(assembled(records.into_iter().collect(), shared))
}

/// The whole text. The empty name sorts before all others.
fn assembled(records: Vec<(String, Record)>, shared: Record) -> String {
    let records: Vec<_> = std::iter::once((String::new(), shared)).chain(records).collect();
    let (mut names, mut starts) = (Record::default(), Vec::new());
    for (name, _) in &records {
        starts.push(names.0.len());
        names.text(name);
    }
    let head = WIDTH * (1 + 2 * records.len());
    let mut text = String::new();
    fixed(&mut text, records.len());
    let mut at = head + names.0.len();
    for ((_, record), name) in records.iter().zip(starts) {
        fixed(&mut text, head + name);
        fixed(&mut text, at);
        at += record.0.len();
    }
    text.push_str(&names.0);
    for (_, record) in records {
        text.push_str(&record.0);
    }
    text
}

fn fixed(text: &mut String, number: usize) {
    for digit in (0..WIDTH as u32).rev() {
        text.push(char::from((number >> (DIGITS * digit)) as u8 & (CONTINUES - 1)));
    }
}

/// A record in the making.
#[derive(Default)]
pub(super) struct Record(String);

impl Record {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= u64::from(CONTINUES) {
            self.0.push(char::from(number as u8 & (CONTINUES - 1) | CONTINUES));
            number >>= DIGITS;
        }
        self.0.push(char::from(number as u8));
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.number(u64::from(flag));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.push_str(text);
    }

    pub(super) fn texts(&mut self, texts: &[impl AsRef<str>]) {
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text.as_ref()));
    }

    fn resource(&mut self, name: &ResourceName, resource: &Resource) -> Result<(), String> {
        self.source(resource.source);
        self.flag(resource.additional_properties);
        self.properties(Some(name), &resource.properties)?;
        self.number(resource.attributes.len() as u64);
        for (attribute, facts) in &resource.attributes {
            self.text(attribute.as_str());
            self.source(facts.source);
            self.ty(Some(name), &facts.ty)?;
            self.constraints(&facts.constraints);
        }
        self.rules(&resource.rules);
        self.texts(&resource.primary_identifier);
        self.texts(&resource.read_only);
        self.texts(&resource.write_only);
        self.texts(&resource.create_only);
        self.texts(&resource.conditional_create_only);
        self.texts(&resource.deprecated);
        Ok(())
    }

    fn types(&mut self, owner: Option<&ResourceName>, types: Vec<(&TypeName, &PropertyType)>) -> Result<(), String> {
        self.number(types.len() as u64);
        for (name, ty) in types {
            self.text(name.simple());
            self.source(ty.source);
            match &ty.shape {
                Shape::Alias(ty, constraints) => {
                    self.flag(true);
                    self.ty(owner, ty)?;
                    self.constraints(constraints);
                }
                Shape::Struct { properties, rules } => {
                    self.flag(false);
                    self.properties(owner, properties)?;
                    self.rules(rules);
                }
            }
        }
        Ok(())
    }

    fn sections(&mut self, sections: &[(&str, usize, &str)]) {
        self.number(sections.len() as u64);
        for (file, line, text) in sections {
            self.text(file);
            self.number(*line as u64);
            self.text(text);
        }
    }

    fn source(&mut self, source: Source) {
        self.number(match source {
            Source::Specification => 0,
            Source::Schemas => 1,
            Source::Both => 2,
        });
    }

    fn properties(
        &mut self,
        owner: Option<&ResourceName>,
        properties: &BTreeMap<PropertyName, Property>,
    ) -> Result<(), String> {
        self.number(properties.len() as u64);
        for (name, property) in properties {
            self.text(name.as_str());
            self.source(property.source);
            self.flag(property.required);
            self.number(match property.update {
                UpdateType::Mutable => 0,
                UpdateType::Immutable => 1,
                UpdateType::Conditional => 2,
            });
            self.ty(owner, &property.ty)?;
            self.constraints(&property.constraints);
        }
        Ok(())
    }

    fn ty(&mut self, owner: Option<&ResourceName>, ty: &Type) -> Result<(), String> {
        let after = PRIMITIVES.len() as u64;
        match ty {
            Type::Primitive(primitive) => {
                let number = PRIMITIVES.iter().position(|known| known == primitive);
                self.number(number.ok_or_else(|| format!("{primitive:?} has no number"))? as u64);
            }
            Type::Named(name) => {
                match name.resource() {
                    None => self.number(after + 1),
                    own if own == owner => self.number(after),
                    Some(_) => return Err(format!("{owner:?} uses the type `{name}` of another resource type")),
                }
                self.text(name.simple());
            }
            Type::List { item, duplicates_allowed } => {
                self.number(after + 2);
                self.answer(*duplicates_allowed);
                self.ty(owner, item)?;
            }
            Type::Map { item, duplicates_allowed } => {
                self.number(after + 3);
                self.answer(*duplicates_allowed);
                self.ty(owner, item)?;
            }
        }
        Ok(())
    }

    fn answer(&mut self, answer: Option<bool>) {
        self.number(answer.map_or(0, |yes| 1 + u64::from(yes)));
    }

    fn rules(&mut self, rules: &[Rule]) {
        self.number(rules.len() as u64);
        for rule in rules {
            match rule {
                Rule::ExactlyOne(names) => self.numbered(0, names),
                Rule::AtLeastOne(names) => self.numbered(1, names),
                Rule::AnyGroup(groups) | Rule::OneGroup(groups) => {
                    self.number(if matches!(rule, Rule::AnyGroup(_)) { 2 } else { 3 });
                    self.number(groups.len() as u64);
                    groups.iter().for_each(|group| self.texts(group));
                }
                Rule::Requires(name, names) | Rule::Excludes(name, names) => {
                    self.number(if matches!(rule, Rule::Requires(..)) { 4 } else { 5 });
                    self.text(name.as_str());
                    self.texts(names);
                }
            }
        }
    }

    fn numbered(&mut self, number: u64, names: &[PropertyName]) {
        self.number(number);
        self.texts(names);
    }
}
