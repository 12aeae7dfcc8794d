//! Writes a layer as the files of the snapshot; the inverse of the [parser](super::read_layer).

use std::collections::BTreeMap;
use std::fmt::Write;

use super::SHARED;
use super::print::{write_range, write_scalar, write_text};
use crate::constraint::{Constraints, Range, Rule};
use crate::layer::Layer;
use crate::name::{PropertyName, ServiceName, TypeName};
use crate::spec::{Property, PropertyType, Resource, Shape, Source, Type, UpdateType};
use crate::url::{Page, USER_GUIDE};

/// The files of a layer by path. Resource types that are not in the base region are in the folder `elsewhere`.
pub(crate) fn write_layer(layer: &Layer, folder: &str, elsewhere: &str) -> BTreeMap<String, String> {
    let Layer { spec: layer, only_in } = layer;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut types: BTreeMap<Option<&str>, Vec<(&TypeName, &PropertyType)>> = BTreeMap::new();
    for (name, ty) in &layer.types {
        types.entry(name.resource().map(AsRef::as_ref)).or_default().push((name, ty));
    }
    for (name, resource) in &layer.resources {
        let folder = if only_in.contains_key(name) { elsewhere } else { folder };
        let file = file_of(&mut files, folder, Some(&name.service()));
        begin(file, "resource", name.simple());
        if let Some(regions) = only_in.get(name) {
            line(file, 2, "only-in", &regions.join(" "));
        }
        write_resource(file, resource, &Page::of_resource(name));
        for (name, ty) in types.remove(&Some(name.as_str())).into_iter().flatten() {
            write_type(file, name, ty);
        }
    }
    // Shared types, and types whose resource type is not in this layer.
    for (name, ty) in types.into_values().flatten() {
        let service = name.resource().map(|resource| resource.service());
        write_type(file_of(&mut files, folder, service.as_ref()), name, ty);
    }
    files
}

fn file_of<'a>(files: &'a mut BTreeMap<String, String>, folder: &str, service: Option<&ServiceName>) -> &'a mut String {
    let stem = service.map_or_else(|| SHARED.to_owned(), ServiceName::stem);
    files
        .entry(format!("{folder}/{stem}.txt"))
        .or_insert_with(|| service.map_or_else(String::new, |name| format!("service {name}\n")))
}

/// Adds a line: `indent`, then `word` and, unless it is empty, `rest`.
fn line(out: &mut String, indent: usize, word: &str, rest: &str) {
    let separator = if rest.is_empty() { "" } else { " " };
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, "{:indent$}{word}{separator}{rest}", "");
}

fn begin(out: &mut String, word: &str, name: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    line(out, 0, word, name);
}

fn write_resource(out: &mut String, resource: &Resource, page: &Page) {
    let page = write_documentation(out, resource.source, resource.documentation.as_deref(), page);
    if resource.additional_properties {
        line(out, 2, "additional-properties", "");
    }
    for (word, paths) in [
        ("identifier", &resource.primary_identifier),
        ("read-only", &resource.read_only),
        ("write-only", &resource.write_only),
        ("create-only", &resource.create_only),
        ("conditional-create-only", &resource.conditional_create_only),
        ("deprecated", &resource.deprecated),
    ] {
        for path in paths {
            line(out, 2, word, path);
        }
    }
    write_rules(out, &resource.rules);
    for (name, attribute) in &resource.attributes {
        line(out, 2, "attribute", &format!("{name} {}", type_and_duplicates(&attribute.ty)));
    }
    write_properties(out, &resource.properties, &page);
}

fn write_type(out: &mut String, name: &TypeName, ty: &PropertyType) {
    let qualified = match name.resource() {
        Some(resource) => format!("{}.{}", resource.simple(), name.simple()),
        None => name.simple().to_owned(),
    };
    begin(out, "type", &qualified);
    let page = write_documentation(out, ty.source, ty.documentation.as_deref(), &Page::of_type(name));
    match &ty.shape {
        Shape::Struct { properties, rules } => {
            write_rules(out, rules);
            write_properties(out, properties, &page);
        }
        Shape::Alias(ty, constraints) => {
            line(out, 2, "alias", &type_and_duplicates(ty));
            write_constraints(out, "", constraints);
        }
    }
}

/// Writes the URL if it is not the default, and returns the page of the properties.
fn write_documentation(out: &mut String, source: Source, url: Option<&str>, derived: &Page) -> Page {
    let derived_url = (source == Source::Specification).then_some(derived.url.as_str());
    match url {
        Some(url) if derived_url != Some(url) => {
            line(out, 2, "documentation", url.strip_prefix(USER_GUIDE).unwrap_or(url));
            derived.at(url)
        }
        _ => derived.at(&derived.url),
    }
}

fn write_properties(out: &mut String, properties: &BTreeMap<PropertyName, Property>, page: &Page) {
    for (name, property) in properties {
        let mut facts = format!("{name} {}", type_text(&property.ty));
        if property.required {
            facts.push_str(" required");
        }
        match property.update {
            UpdateType::Mutable => {}
            UpdateType::Immutable => facts.push_str(" immutable"),
            UpdateType::Conditional => facts.push_str(" conditional"),
        }
        facts.push_str(duplicates(&property.ty));
        line(out, 2, "property", &facts);
        if let Some(url) = &property.documentation {
            let derived = property.source == Source::Specification && *url == page.property(name);
            if !derived {
                let base = page.url.split('#').next().unwrap_or("");
                let anchor = url.strip_prefix(base).filter(|rest| rest.starts_with('#'));
                line(out, 4, "documentation", anchor.or(url.strip_prefix(USER_GUIDE)).unwrap_or(url));
            }
        }
        write_constraints(out, "", &property.constraints);
    }
}

fn type_text(ty: &Type) -> String {
    match ty {
        Type::Primitive(primitive) => primitive.name().to_owned(),
        Type::Named(name) => format!("{}{}", if name.resource().is_some() { "." } else { "::" }, name.simple()),
        Type::List { item, .. } => format!("[{}]", type_text(item)),
        Type::Map { item, .. } => format!("{{{}}}", type_text(item)),
    }
}

fn duplicates(ty: &Type) -> &'static str {
    match ty {
        Type::List { duplicates_allowed: Some(allowed), .. } | Type::Map { duplicates_allowed: Some(allowed), .. } => {
            if *allowed {
                " duplicates"
            } else {
                " no-duplicates"
            }
        }
        _ => "",
    }
}

fn type_and_duplicates(ty: &Type) -> String {
    format!("{}{}", type_text(ty), duplicates(ty))
}

fn write_rules(out: &mut String, rules: &[Rule]) {
    for rule in rules {
        match rule {
            Rule::ExactlyOne(names) => line(out, 2, "exactly-one", &names_text(names, " ")),
            Rule::AtLeastOne(names) => line(out, 2, "at-least-one", &names_text(names, " ")),
            Rule::AnyGroup(groups) => line(out, 2, "any-group", &groups_text(groups)),
            Rule::OneGroup(groups) => line(out, 2, "one-group", &groups_text(groups)),
            Rule::Requires(name, others) => line(out, 2, "requires", &format!("{name} {}", names_text(others, " "))),
            Rule::Excludes(name, others) => line(out, 2, "excludes", &format!("{name} {}", names_text(others, " "))),
        }
    }
}

fn names_text(names: &[PropertyName], separator: &str) -> String {
    names.iter().map(PropertyName::as_str).collect::<Vec<_>>().join(separator)
}

fn groups_text(groups: &[Vec<PropertyName>]) -> String {
    groups.iter().map(|group| names_text(group, "+")).collect::<Vec<_>>().join(" ")
}

/// Writes the constraints; `each` is the prefix of every line, such as `each ` for items of a list.
fn write_constraints(out: &mut String, each: &str, constraints: &Constraints) {
    let mut fact = |word: &str, rest: &str| line(out, 4, &format!("{each}{word}"), rest);
    for value in &constraints.allowed {
        fact("allow", &write_scalar(value));
    }
    if constraints.ignore_case {
        fact("ignore-case", "");
    }
    if let Some(pattern) = &constraints.pattern {
        fact("pattern", &write_text(pattern));
    }
    for (word, range) in
        [("length", &constraints.length), ("items", &constraints.items), ("entries", &constraints.entries)]
    {
        if *range != Range::default() {
            fact(word, &write_range(range));
        }
    }
    for (word, range) in [("range", &constraints.range), ("exclusive-range", &constraints.exclusive_range)] {
        if *range != Range::default() {
            fact(word, &write_range(range));
        }
    }
    if let Some(number) = constraints.multiple_of {
        fact("multiple-of", &number.to_string());
    }
    if constraints.unique_items {
        fact("unique-items", "");
    }
    for key in &constraints.unique_keys {
        fact("unique-key", key.as_str());
    }
    if let Some(pattern) = &constraints.key_pattern {
        fact("key-pattern", &write_text(pattern));
    }
    for format in &constraints.formats {
        fact("format", format);
    }
    for relationship in &constraints.relationships {
        fact("relationship", &format!("{} {}", relationship.resource, relationship.attribute));
    }
    if let Some(value) = &constraints.default {
        fact("default", &write_scalar(value));
    }
    if let Some(inner) = &constraints.each {
        write_constraints(out, &format!("{each}each "), inner);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::write_layer;
    use crate::layer::Layer;
    use crate::snapshot::{ELSEWHERE, SCHEMA_LAYER, SPEC_LAYER, directory, read_layer};
    use crate::spec::Source;

    /// The snapshot is the largest test of the grammar there is: what is read and written again is what it was.
    #[test]
    fn what_is_read_is_written_as_it_was() {
        for (source, folder, elsewhere) in
            [(Source::Specification, SPEC_LAYER, SPEC_LAYER), (Source::Schemas, SCHEMA_LAYER, ELSEWHERE)]
        {
            let mut files = BTreeMap::new();
            for folder in [folder, elsewhere] {
                for entry in std::fs::read_dir(directory().join(folder)).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_file() {
                        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                        files.insert(format!("{folder}/{name}"), std::fs::read_to_string(path).unwrap());
                    }
                }
            }
            let (mut layer, mut problems) = (Layer::default(), Vec::new());
            for (path, text) in &files {
                read_layer(Path::new(path), text, source, &mut layer, &mut problems);
            }
            assert_eq!(problems, []);
            assert!(write_layer(&layer, folder, elsewhere) == files, "{folder} differs");
        }
    }
}
