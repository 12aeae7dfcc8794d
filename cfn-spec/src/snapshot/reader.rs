//! Parses a file of a layer; the grammar is described in the [parent module](super).
//!
//! It runs in unoptimized build scripts over 150,000 lines, hence: one pass, no regular expressions, no token lists.

use std::path::Path;

use super::value;
use crate::constraint::{Constraints, Relationship, Rule};
use crate::error::Problem;
use crate::layer::Layer;
use crate::name::{AttributeName, NameError, PropertyName, ResourceName, ServiceName, TypeName};
use crate::spec::{Attribute, Primitive, Property, PropertyType, Resource, Shape, Source, Type, UpdateType};
use crate::url::{Page, USER_GUIDE};

type Fallible<T> = Result<T, String>;

const NO_ITEM: &str = "no `resource` or `type` line above";

/// Adds the facts of `text`, the content of `path`, to `layer`.
pub(crate) fn read_layer(path: &Path, text: &str, source: Source, layer: &mut Layer, problems: &mut Vec<Problem>) {
    let mut reader = Reader { path, source, layer, service: None, item: None, property: None };
    for (index, line) in text.lines().enumerate() {
        if let Err(message) = reader.line(line) {
            problems.push(Problem::new(format!("{}:{}", path.display(), index + 1), message));
        }
    }
    if let Err(message) = reader.finish_item() {
        problems.push(Problem::new(path.display().to_string(), message));
    }
}

struct Reader<'a> {
    path: &'a Path,
    source: Source,
    layer: &'a mut Layer,
    /// `None` in the shared file.
    service: Option<ServiceName>,
    item: Option<Item>,
    property: Option<(PropertyName, Property)>,
}

/// The current resource or property type.
struct Item {
    name: Name,
    page: Page,
    body: Resource,
    alias: Option<(Type, Constraints)>,
}

enum Name {
    Resource(ResourceName),
    Type(TypeName),
}

impl Item {
    fn new(name: Name, source: Source) -> Self {
        let page = match &name {
            Name::Resource(name) => Page::of_resource(name),
            Name::Type(name) => Page::of_type(name),
        };
        let body = Resource::new(source, (source == Source::Specification).then(|| page.url.clone()));
        Self { name, page, body, alias: None }
    }

    fn resource_name(&self) -> Option<&ResourceName> {
        match &self.name {
            Name::Resource(name) => Some(name),
            Name::Type(name) => name.resource(),
        }
    }
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Fallible<()> {
        if line.is_empty() {
            return Ok(());
        }
        let text = line.trim_start_matches(' ');
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        match line.len() - text.len() {
            0 => self.item(word, rest),
            2 => {
                self.finish_property()?;
                self.fact(word, rest)
            }
            4 => self.property_fact(word, rest),
            _ => Err("the indentation has to be zero, two or four spaces".to_owned()),
        }
    }

    fn item(&mut self, word: &str, rest: &str) -> Fallible<()> {
        self.finish_item()?;
        match word {
            "service" => {
                let service = ServiceName::new(rest).map_err(text)?;
                let stem = service.stem();
                if self.path.file_stem().is_none_or(|name| name != stem.as_str()) {
                    return Err(format!("the facts about `{service}` belong to `{stem}.txt`"));
                }
                self.service = Some(service);
            }
            "resource" => {
                let name = self.resource_name(rest)?;
                self.item = Some(Item::new(Name::Resource(name), self.source));
            }
            "type" => {
                let name = match rest.split_once('.') {
                    Some((resource, simple)) => TypeName::of(&self.resource_name(resource)?, simple),
                    None if self.service.is_none() => TypeName::new(rest),
                    None => return Err("a property type needs the name of its resource type: `Bucket.Rule`".to_owned()),
                };
                self.item = Some(Item::new(Name::Type(name.map_err(text)?), self.source));
            }
            _ => return Err(format!("unknown keyword `{word}`; expected `service`, `resource` or `type`")),
        }
        Ok(())
    }

    fn resource_name(&self, simple: &str) -> Fallible<ResourceName> {
        let service = self.service.as_ref().ok_or("no `service` line above")?;
        ResourceName::new(&format!("{service}::{simple}")).map_err(text)
    }

    /// `<name> <type> [required] [immutable] …`.
    fn property(&mut self, line: &str) -> Fallible<()> {
        let source = self.source;
        let item = self.item.as_ref().ok_or(NO_ITEM)?;
        let (name, facts) = line.split_once(' ').ok_or("expected a name and a type")?;
        let name = PropertyName::new(name).map_err(text)?;
        let documentation = (source == Source::Specification).then(|| item.page.property(&name));
        let (ty, words) = facts.split_once(' ').unwrap_or((facts, ""));
        let (mut required, mut update, mut duplicates) = (false, UpdateType::Mutable, None);
        for word in words.split(' ').filter(|_| !words.is_empty()) {
            match word {
                "required" => required = true,
                "immutable" => update = UpdateType::Immutable,
                "conditional" => update = UpdateType::Conditional,
                "duplicates" => duplicates = Some(true),
                "no-duplicates" => duplicates = Some(false),
                _ => return Err(format!("unknown keyword `{word}` for a property")),
            }
        }
        let ty = read_type(ty, duplicates, item.resource_name())?;
        let constraints = Constraints::default();
        self.property = Some((name, Property { source, documentation, required, update, ty, constraints }));
        Ok(())
    }

    /// `<name> <type>`.
    fn attribute(&mut self, line: &str) -> Fallible<()> {
        let source = self.source;
        let item = self.item.as_mut().ok_or(NO_ITEM)?;
        let (name, facts) = line.split_once(' ').ok_or("expected a name and a type")?;
        let name = AttributeName::new(name).map_err(text)?;
        let (ty, duplicates) = alone(facts)?;
        let ty = read_type(ty, duplicates, item.resource_name())?;
        let attribute = Attribute { source, ty, constraints: Constraints::default() };
        match item.body.attributes.insert(name, attribute) {
            Some(_) => Err("duplicate attribute".to_owned()),
            None => Ok(()),
        }
    }

    fn fact(&mut self, word: &str, rest: &str) -> Fallible<()> {
        let item = self.item.as_mut().ok_or(NO_ITEM)?;
        let body = &mut item.body;
        match word {
            "property" => return self.property(rest),
            "attribute" => return self.attribute(rest),
            "alias" => {
                let (ty, duplicates) = alone(rest)?;
                item.alias = Some((read_type(ty, duplicates, item.resource_name())?, Constraints::default()));
            }
            "documentation" => {
                let url = absolute(rest);
                body.documentation = Some(url.clone());
                item.page.url = url;
            }
            "additional-properties" => body.additional_properties = true,
            "only-in" => match &item.name {
                Name::Resource(name) => {
                    let regions = rest.split(' ').map(str::to_owned).collect();
                    self.layer.only_in.insert(name.clone(), regions);
                }
                Name::Type(_) => return Err("`only-in` is allowed for resource types only".to_owned()),
            },
            "identifier" => body.primary_identifier.push(rest.to_owned()),
            "read-only" => body.read_only.push(rest.to_owned()),
            "write-only" => body.write_only.push(rest.to_owned()),
            "create-only" => body.create_only.push(rest.to_owned()),
            "conditional-create-only" => body.conditional_create_only.push(rest.to_owned()),
            "deprecated" => body.deprecated.push(rest.to_owned()),
            "exactly-one" => body.rules.push(Rule::ExactlyOne(names(rest, ' ')?)),
            "at-least-one" => body.rules.push(Rule::AtLeastOne(names(rest, ' ')?)),
            "any-group" => body.rules.push(Rule::AnyGroup(groups(rest)?)),
            "one-group" => body.rules.push(Rule::OneGroup(groups(rest)?)),
            "requires" => {
                let (name, others) = rest.split_once(' ').ok_or("expected at least two names")?;
                body.rules.push(Rule::Requires(PropertyName::new(name).map_err(text)?, names(others, ' ')?));
            }
            "excludes" => {
                let (name, others) = rest.split_once(' ').ok_or("expected at least two names")?;
                body.rules.push(Rule::Excludes(PropertyName::new(name).map_err(text)?, names(others, ' ')?));
            }
            _ => return Err(format!("unknown keyword `{word}` for a resource or property type")),
        }
        Ok(())
    }

    fn property_fact(&mut self, word: &str, rest: &str) -> Fallible<()> {
        if let Some((_, property)) = &mut self.property {
            if word == "documentation" {
                property.documentation = Some(match (&self.item, rest.starts_with('#')) {
                    (Some(item), true) => {
                        let page = item.page.url.split('#').next().unwrap_or("");
                        format!("{page}{rest}")
                    }
                    _ => absolute(rest),
                });
                return Ok(());
            }
            return constraint(&mut property.constraints, word, rest);
        }
        match self.item.as_mut().and_then(|item| item.alias.as_mut()) {
            Some((_, constraints)) => constraint(constraints, word, rest),
            None => Err("no `property` or `alias` line above".to_owned()),
        }
    }

    fn finish_property(&mut self) -> Fallible<()> {
        if let (Some((name, property)), Some(item)) = (self.property.take(), &mut self.item) {
            let message = format!("duplicate `{name}`");
            if item.body.properties.insert(name, property).is_some() {
                return Err(message);
            }
        }
        Ok(())
    }

    fn finish_item(&mut self) -> Fallible<()> {
        self.finish_property()?;
        let Some(Item { name, body, alias, .. }) = self.item.take() else {
            return Ok(());
        };
        match name {
            Name::Resource(name) => {
                let message = format!("duplicate `{name}`");
                if self.layer.spec.resources.insert(name, body).is_some() {
                    return Err(message);
                }
            }
            Name::Type(name) => {
                let shape = match alias {
                    Some((ty, constraints)) => Shape::Alias(ty, Box::new(constraints)),
                    None => Shape::Struct { properties: body.properties, rules: body.rules },
                };
                let ty = PropertyType { source: self.source, documentation: body.documentation, shape };
                let message = format!("duplicate `{name}`");
                if self.layer.spec.types.insert(name, ty).is_some() {
                    return Err(message);
                }
            }
        }
        Ok(())
    }
}

/// A type, optionally followed by `duplicates` or `no-duplicates`.
fn alone(facts: &str) -> Fallible<(&str, Option<bool>)> {
    match facts.split_once(' ') {
        None => Ok((facts, None)),
        Some((ty, "duplicates")) => Ok((ty, Some(true))),
        Some((ty, "no-duplicates")) => Ok((ty, Some(false))),
        Some((_, word)) => Err(format!("unknown keyword `{word}` after a type")),
    }
}

fn read_type(word: &str, duplicates_allowed: Option<bool>, owner: Option<&ResourceName>) -> Fallible<Type> {
    if let Some(simple) = word.strip_prefix('.') {
        let owner = owner.ok_or("a shared type cannot refer to a property type of a resource type")?;
        return TypeName::of(owner, simple).map(Type::Named).map_err(text);
    }
    if let Some(simple) = word.strip_prefix("::") {
        return TypeName::new(simple).map(Type::Named).map_err(text);
    }
    if let Some(item) = word.strip_prefix('[').and_then(|w| w.strip_suffix(']')) {
        return Ok(Type::List { item: Box::new(read_type(item, None, owner)?), duplicates_allowed });
    }
    if let Some(item) = word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
        return Ok(Type::Map { item: Box::new(read_type(item, None, owner)?), duplicates_allowed });
    }
    Primitive::from_name(word).map(Type::Primitive).ok_or_else(|| {
        format!("`{word}` is not a type: `String`, `.Type` of the same resource, `::Tag`, `[list]`, `{{map}}`")
    })
}

fn constraint(constraints: &mut Constraints, word: &str, rest: &str) -> Fallible<()> {
    match word {
        "each" => {
            let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            return constraint(constraints.each.get_or_insert_default(), word, rest);
        }
        "allow" => constraints.allowed.push(value::read_scalar(rest)?),
        "ignore-case" => constraints.ignore_case = true,
        "pattern" => constraints.pattern = Some(value::read_text(rest)?),
        "length" => constraints.length = value::read_range(rest)?,
        "range" => constraints.range = value::read_range(rest)?,
        "exclusive-range" => constraints.exclusive_range = value::read_range(rest)?,
        "multiple-of" => {
            constraints.multiple_of = Some(rest.parse().map_err(|_| format!("`{rest}` is not a number"))?);
        }
        "items" => constraints.items = value::read_range(rest)?,
        "unique-items" => constraints.unique_items = true,
        "unique-key" => constraints.unique_keys.push(PropertyName::new(rest).map_err(text)?),
        "entries" => constraints.entries = value::read_range(rest)?,
        "key-pattern" => constraints.key_pattern = Some(value::read_text(rest)?),
        "format" => constraints.formats.push(rest.to_owned()),
        "relationship" => {
            let (resource, attribute) = rest.split_once(' ').ok_or("expected a resource type and an attribute")?;
            let resource = ResourceName::new(resource).map_err(text)?;
            constraints.relationships.push(Relationship { resource, attribute: attribute.to_owned() });
        }
        "default" => constraints.default = Some(value::read_scalar(rest)?),
        _ => return Err(format!("unknown keyword `{word}` for a property")),
    }
    Ok(())
}

fn names(words: &str, separator: char) -> Fallible<Vec<PropertyName>> {
    words.split(separator).map(|word| PropertyName::new(word).map_err(text)).collect()
}

fn groups(words: &str) -> Fallible<Vec<Vec<PropertyName>>> {
    words.split(' ').map(|group| names(group, '+')).collect()
}

fn absolute(page: &str) -> String {
    if page.contains("://") { page.to_owned() } else { format!("{USER_GUIDE}{page}") }
}

fn text(error: NameError) -> String {
    error.to_string()
}
