//! The documentation of generated items.

use std::fmt::{Display, Write};

use cfn_spec::constraint::{Constraints, Range, Scalar};
use cfn_spec::spec::UpdateType;

use crate::model::{Attribute, EnumType, Field, Resource, Role, Struct, Ty};

/// The type of a resource's or property type's properties.
pub(super) fn structure(body: &Struct) -> String {
    let mut text = format!("`{}`", body.path);
    if body.role == Role::Attribute {
        text.push_str(". Returned by attributes only.");
    }
    link(&mut text, body.documentation.as_deref());
    text
}

/// The module of a resource.
pub(super) fn module(resource: &Resource) -> String {
    format!("Property types and enums of `{}`.", resource.name)
}

/// `new`, where the required properties are its arguments.
pub(super) fn constructor(required: &[&Field]) -> String {
    if required.is_empty() {
        return "Without properties; none is required.".to_owned();
    }
    format!("With the required properties:\n{}", arguments(required))
}

/// A constructor with one of several properties of which exactly one has to be set; `all` has what is an argument, this property first.
pub(super) fn alternative(field: &Field, body: &Struct, all: &[&Field]) -> String {
    const SHOWN: usize = 8;
    let others: Vec<&Field> = body.alternatives().filter(|other| other.name != field.name).collect();
    let others = match others.len() {
        ..=SHOWN => others.iter().map(|other| format!("`{}`", other.name)).collect::<Vec<_>>().join(", "),
        count => format!("the {count} others"),
    };
    format!("With `{}`, instead of {others}:\n{}", field.name, arguments(all))
}

fn arguments(fields: &[&Field]) -> String {
    let mut text = String::new();
    for field in fields {
        let name = match &field.documentation {
            Some(url) => format!("[`{}`]({url})", field.name),
            None => format!("`{}`", field.name),
        };
        let _ = write!(text, "\n- `{}`: {name}.{}", field.ident, behaviour(field));
        if let Some(advice) = field.advice {
            let _ = write!(text, " {advice}");
        }
        for fact in allowed(field).into_iter().chain(default(field)) {
            let _ = write!(text, " {fact}");
        }
    }
    text
}

/// `new`, where the required properties are the fields of a struct.
pub(super) fn constructor_of_struct() -> String {
    "With the required properties.".to_owned()
}

/// A property.
pub(super) fn property(field: &Field) -> String {
    let need = if field.required { "required" } else { "optional" };
    let mut text = format!("`{}`, {need}.{}", field.name, behaviour(field));
    if let Some(advice) = field.advice {
        let _ = write!(text, " {advice}");
    }
    for fact in allowed(field).into_iter().chain(default(field)) {
        let _ = write!(text, "\n\n{fact}");
    }
    link(&mut text, field.documentation.as_deref());
    text
}

/// Update behavior, write-only and deprecated, as sentences with a leading space.
fn behaviour(field: &Field) -> String {
    let mut text = String::new();
    match field.update {
        UpdateType::Mutable => {}
        UpdateType::Immutable => text.push_str(" A change replaces the resource."),
        UpdateType::Conditional => text.push_str(" A change may replace the resource."),
    }
    if field.write_only {
        text.push_str(" Write-only.");
    }
    if field.deprecated {
        text.push_str(" Deprecated by AWS.");
    }
    text
}

fn default(field: &Field) -> Option<String> {
    field.constraints.default.as_ref().map(|default| format!("Default: {}.", scalar(default)))
}

/// The type of a resource's attributes.
pub(super) fn attributes(resource: &Resource) -> String {
    let ident = &resource.body.ident;
    format!("The attributes of `{}`: methods of a [`Handle`](crate::Handle) of a [`{ident}`].", resource.name)
}

/// An attribute.
pub(super) fn attribute(attribute: &Attribute) -> String {
    format!("`Fn::GetAtt` of `{}`.", attribute.name)
}

/// An enum.
pub(super) fn enum_type(set: &EnumType) -> String {
    let mut text = String::from("The values of ");
    for (index, path) in set.paths.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { ", " });
        let _ = write!(text, "`{path}`");
    }
    text.push('.');
    text
}

/// A value of an enum.
pub(super) fn member(value: &str) -> String {
    match value {
        "" => "The empty string.".to_owned(),
        _ => code(value),
    }
}

fn link(text: &mut String, url: Option<&str>) {
    if let Some(url) = url {
        let _ = write!(text, "\n\n<{url}>");
    }
}

/// The constraints that the Rust type does not express, as a sentence.
fn allowed(field: &Field) -> Option<String> {
    let is_set = matches!(&field.ty, Ty::Enum(_));
    let mut facts = facts(&field.constraints, is_set);
    if let Some(each) = &field.constraints.each {
        let is_set = matches!(&field.ty, Ty::List(item) | Ty::Map(item) if matches!(**item, Ty::Enum(_)));
        let each = self::facts(each, is_set);
        if !each.is_empty() {
            facts.push(format!("each {}", each.join(", ")));
        }
    }
    (!facts.is_empty()).then(|| format!("Allowed: {}.", facts.join("; ")))
}

/// The constraints of a value as words; empty where there are none.
pub(super) fn bounds(constraints: &Constraints) -> String {
    facts(constraints, false).join("; ")
}

fn facts(constraints: &Constraints, is_set: bool) -> Vec<String> {
    let mut facts = Vec::new();
    if !is_set && !constraints.allowed.is_empty() {
        let values: Vec<String> = constraints.allowed.iter().map(scalar).collect();
        facts.push(values.join(", "));
    }
    facts.extend(range(&constraints.length, " characters"));
    facts.extend(range(&constraints.range, ""));
    facts.extend(range(&constraints.exclusive_range, " (exclusive)"));
    facts.extend(constraints.multiple_of.map(|step| format!("multiples of {step}")));
    facts.extend(range(&constraints.items, " items"));
    facts.extend(range(&constraints.entries, " entries"));
    if constraints.unique_items {
        facts.push("unique items".to_owned());
    }
    facts.extend(constraints.pattern.as_deref().map(|pattern| format!("pattern {}", code(pattern))));
    facts.extend(constraints.key_pattern.as_deref().map(|pattern| format!("keys that match {}", code(pattern))));
    facts
}

fn range<T: Display + PartialEq>(range: &Range<T>, unit: &str) -> Option<String> {
    match (&range.min, &range.max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("at least {min}{unit}")),
        (None, Some(max)) => Some(format!("at most {max}{unit}")),
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min}{unit}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
    }
}

fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::String(text) => code(text),
        Scalar::Number(number) => code(number),
        Scalar::Bool(value) => code(&value.to_string()),
    }
}

/// Text as inline code: in more backticks than it contains.
fn code(text: &str) -> String {
    let escaped: String =
        text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect();
    let longest = escaped.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if escaped.starts_with('`') || escaped.ends_with('`') || escaped.is_empty() { " " } else { "" };
    format!("{fence}{pad}{escaped}{pad}{fence}")
}
