//! Descriptions of the facts of the snapshot.

use std::fmt::{Display, Write};

use cfn_spec::constraint::{Constraints, Range, Rule, Scalar};
use cfn_spec::name::{PropertyName, ResourceName};
use cfn_spec::spec::{Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};

/// A resource type: its properties, attributes and rules.
pub(crate) fn resource(name: &ResourceName, resource: &Resource) -> String {
    let mut text = format!("{name}\n");
    line(&mut text, "documentation", resource.documentation.as_deref());
    line(&mut text, "source", Some(source(resource.source)));
    line(&mut text, "primary identifier", joined(&resource.primary_identifier).as_deref());
    line(&mut text, "cargo feature", Some(codegen::features::of(&name.service().stem())));
    properties(
        &mut text,
        "properties",
        resource.properties.iter().filter(|(name, _)| !is_read_only(resource, name.as_str())),
    );
    if resource.additional_properties {
        text.push_str("  other properties are allowed\n");
    }
    if !resource.attributes.is_empty() {
        text.push_str("\nattributes (Fn::GetAtt)\n");
        for (name, attribute) in &resource.attributes {
            let _ = writeln!(text, "  {name}: {}", ty(&attribute.ty));
        }
    }
    rules(&mut text, &resource.rules);
    text
}

/// A property type.
pub(crate) fn property_type(name: &str, property_type: &PropertyType) -> String {
    let mut text = format!("{name}\n");
    line(&mut text, "documentation", property_type.documentation.as_deref());
    match &property_type.shape {
        Shape::Alias(target, _) => line(&mut text, "alias of", Some(&ty(target))),
        Shape::Struct { properties: known, rules: between } => {
            properties(&mut text, "properties", known.iter());
            rules(&mut text, between);
        }
    }
    text
}

/// A property and its type.
pub(crate) fn property(path: &str, name: &str, property: &Property, resource: &Resource, spec: &Spec) -> String {
    let mut text = format!("{path}\n");
    line(&mut text, "type", Some(&ty(&property.ty)));
    line(&mut text, "required", Some(if property.required { "yes" } else { "no" }));
    line(&mut text, "update", Some(update(property.update)));
    line(&mut text, "documentation", property.documentation.as_deref());
    line(&mut text, "source", Some(source(property.source)));
    for (paths, word) in
        [(&resource.read_only, "read-only"), (&resource.write_only, "write-only"), (&resource.deprecated, "deprecated")]
    {
        if paths.iter().any(|known| known == name) {
            line(&mut text, "note", Some(word));
        }
    }
    constraints(&mut text, "", &property.constraints);
    let mut inner = &property.ty;
    while let Type::List { item, .. } | Type::Map { item, .. } = inner {
        inner = item;
    }
    if let Type::Named(name) = inner
        && let Some(property_type) = spec.types.get(name)
    {
        text.push('\n');
        text.push_str(&self::property_type(&name.to_string(), property_type));
    }
    text
}

fn is_read_only(resource: &Resource, name: &str) -> bool {
    resource.read_only.iter().any(|path| path == name)
}

fn line(text: &mut String, what: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(text, "  {what}: {value}");
    }
}

fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(", "))
}

fn properties<'p>(text: &mut String, title: &str, all: impl Iterator<Item = (&'p PropertyName, &'p Property)>) {
    let _ = writeln!(text, "\n{title}");
    for (name, property) in all {
        let required = if property.required { ", required" } else { "" };
        let replaces = match property.update {
            UpdateType::Mutable => "",
            UpdateType::Immutable => ", replaces",
            UpdateType::Conditional => ", may replace",
        };
        let _ = writeln!(text, "  {name}: {}{required}{replaces}", ty(&property.ty));
    }
}

fn rules(text: &mut String, rules: &[Rule]) {
    if rules.is_empty() {
        return;
    }
    text.push_str("\nrules\n");
    for rule in rules {
        let _ = writeln!(text, "  {}", self::rule(rule));
    }
}

fn rule(rule: &Rule) -> String {
    let group = |names: &Vec<PropertyName>| names.iter().map(PropertyName::as_str).collect::<Vec<_>>().join(" and ");
    let groups = |all: &[Vec<PropertyName>]| all.iter().map(group).collect::<Vec<_>>().join(", or ");
    let list = |names: &[PropertyName]| names.iter().map(PropertyName::as_str).collect::<Vec<_>>().join(", ");
    match rule {
        Rule::ExactlyOne(names) => format!("exactly one of {}", list(names)),
        Rule::AtLeastOne(names) => format!("at least one of {}", list(names)),
        Rule::AnyGroup(all) => format!("at least {}", groups(all)),
        Rule::OneGroup(all) => format!("either {}", groups(all)),
        Rule::Requires(name, others) => format!("{name} requires {}", list(others)),
        Rule::Excludes(name, others) => format!("{name} excludes {}", list(others)),
    }
}

fn constraints(text: &mut String, of: &str, constraints: &Constraints) {
    let mut fact = |what: &str, value: Option<String>| line(text, &format!("{of}{what}"), value.as_deref());
    let values: Vec<String> = constraints.allowed.iter().map(scalar).collect();
    fact(if constraints.ignore_case { "allowed (case-insensitive)" } else { "allowed" }, joined(&values));
    fact("pattern", constraints.pattern.clone());
    fact("length", range(&constraints.length));
    fact("range", range(&constraints.range));
    fact("range (exclusive)", range(&constraints.exclusive_range));
    fact("multiple of", constraints.multiple_of.map(|step| step.to_string()));
    fact("items", range(&constraints.items));
    fact("unique items", constraints.unique_items.then(|| "yes".to_owned()));
    fact("entries", range(&constraints.entries));
    fact("key pattern", constraints.key_pattern.clone());
    fact("format", joined(&constraints.formats));
    let related: Vec<String> =
        constraints.relationships.iter().map(|to| format!("{}.{}", to.resource, to.attribute)).collect();
    fact("refers to", joined(&related));
    fact("default", constraints.default.as_ref().map(scalar));
    if let Some(each) = &constraints.each {
        self::constraints(text, "each: ", each);
    }
}

fn range<T: Display + PartialEq>(range: &Range<T>) -> Option<String> {
    match (&range.min, &range.max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
    }
}

fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::String(text) => format!("{text:?}"),
        Scalar::Number(number) => number.clone(),
        Scalar::Bool(value) => value.to_string(),
    }
}

fn ty(ty: &Type) -> String {
    match ty {
        Type::Primitive(primitive) => primitive.name().to_owned(),
        Type::Named(name) => name.simple().to_owned(),
        Type::List { item, .. } => format!("list of {}", self::ty(item)),
        Type::Map { item, .. } => format!("map of {}", self::ty(item)),
    }
}

fn update(update: UpdateType) -> &'static str {
    match update {
        UpdateType::Mutable => "in place",
        UpdateType::Immutable => "replaces the resource",
        UpdateType::Conditional => "may replace the resource",
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Specification => "the resource specification",
        Source::Schemas => "the provider schemas",
        Source::Both => "the resource specification and the provider schemas",
    }
}
