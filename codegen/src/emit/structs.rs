//! The Rust type of a resource type or property type: a newtype, its constructor and its setters.

use super::docs;
use super::source::{Source, literal};
use super::types::Scope;
use crate::model::{Field, Role, Struct};
use crate::names::written;

const DEPRECATED: &str = "#[deprecated = \"AWS has deprecated the property\"]";

/// The type and its methods.
pub(super) fn write(out: &mut Source, body: &Struct, scope: &Scope<'_>) {
    match body.role {
        Role::Property => settable(out, body, scope),
        Role::Attribute => {
            out.gap();
            out.doc(&docs::structure(body));
            out.line(&format!("pub enum {} {{}}", body.ident));
        }
    }
}

fn settable(out: &mut Source, body: &Struct, scope: &Scope<'_>) {
    let ident = &body.ident;
    let required: Vec<&Field> = body.required().collect();
    out.gap();
    out.doc(&docs::structure(body));
    // A type with a required property, or a choice between several, has no default.
    out.derive_extra(if required.is_empty() && body.alternatives.is_empty() {
        "Debug, Default, PartialEq"
    } else {
        "Debug, PartialEq"
    });
    out.line("#[must_use]");
    // With a named field: the constructor of a tuple struct would be an additional item for each of 6,000 types.
    out.open(&format!("pub struct {ident} {{"));
    out.line("object: g::Object,");
    out.close("}");
    out.gap();
    out.open(&format!("impl {ident} {{"));
    match &body.required_ident {
        Some(name) => constructor_of_struct(out, body, name, &required, scope),
        None if body.alternatives.is_empty() => {
            constructor(out, "new", &docs::constructor(&required), &required, scope)
        }
        None => constructors_of_alternatives(out, body, &required, scope),
    }
    // Required properties are set by `new`; setters for them would be a third of all setters.
    for field in body.optional() {
        setter(out, field, scope);
    }
    out.close("}");
    out.line(&format!("g::properties!({ident});"));
    if let Some(name) = &body.required_ident {
        required_struct(out, body, name, &required);
    }
}

/// For each property of which exactly one has to be set, a constructor with it and the required properties.
fn constructors_of_alternatives(out: &mut Source, body: &Struct, required: &[&Field], scope: &Scope<'_>) {
    for field in body.alternatives() {
        let arguments: Vec<&Field> = std::iter::once(field).chain(required.iter().copied()).collect();
        constructor(out, &written(&field.ident), &docs::alternative(field, body, &arguments), &arguments, scope);
    }
}

fn constructor(out: &mut Source, name: &str, doc: &str, required: &[&Field], scope: &Scope<'_>) {
    out.doc(doc);
    if name != "new" && required.iter().any(|field| !field.required && field.deprecated) {
        out.line(DEPRECATED);
    }
    let arguments: Vec<(String, &Field)> = required.iter().map(|field| (written(&field.ident), *field)).collect();
    signature(out, name, None, &arguments, scope);
    new_object(out, &required.iter().map(|field| (*field, written(&field.ident))).collect::<Vec<_>>());
    out.close("}");
}

/// The signature of a function: its name, and its arguments with the properties that they set.
///
/// The compiler shows the line of an argument to who gives something else for it: where that is an enum or a list, the line says what it
/// takes, and is one of its own, of which the compiler cuts less.
fn signature(out: &mut Source, name: &str, this: Option<&str>, arguments: &[(String, &Field)], scope: &Scope<'_>) {
    let argument = |(name, field): &(String, &Field)| format!("{name}: impl g::IntoValue<{}>", scope.path(&field.ty));
    let takes: Vec<Option<String>> = arguments.iter().map(|(_, field)| scope.takes(&field.ty)).collect();
    if takes.iter().all(Option::is_none) {
        let arguments: Vec<String> =
            this.map(str::to_owned).into_iter().chain(arguments.iter().map(argument)).collect();
        out.open(&format!("pub fn {name}({}) -> Self {{", arguments.join(", ")));
        return;
    }
    out.open(&format!("pub fn {name}("));
    if let Some(this) = this {
        out.line(&format!("{this},"));
    }
    for (each, takes) in arguments.iter().zip(takes) {
        let takes = takes.map_or_else(String::new, |takes| format!(" // {takes}"));
        out.line(&format!("{},{takes}", argument(each)));
    }
    out.reopen(") -> Self {");
}

/// The body of a constructor: each required property and the expression of its value.
fn new_object(out: &mut Source, values: &[(&Field, String)]) {
    let with = |object: String, (field, value): &(&Field, String)| {
        format!("g::with({object}, {}, {value})", literal(field.name.as_str()))
    };
    out.line(&format!("Self {{ object: {} }}", values.iter().fold("g::Object::new()".to_owned(), with)));
}

/// A constructor that takes the required properties as the fields of a struct, each with its own type parameter, so
/// that literals and references are accepted.
fn constructor_of_struct(out: &mut Source, body: &Struct, name: &str, required: &[&Field], scope: &Scope<'_>) {
    out.doc(&docs::constructor_of_struct());
    out.line("pub fn new<");
    for (index, field) in required.iter().enumerate() {
        let takes = scope.takes(&field.ty).map_or_else(String::new, |takes| format!(" // {takes}"));
        out.line(&format!("    {}: g::IntoValue<{}>,{takes}", parameter(index), scope.path(&field.ty)));
    }
    let parameters = parameters(body);
    out.open(&format!(">(required: {name}<{parameters}>) -> Self {{"));
    let value = |field: &&'_ Field| format!("required.{}", written(&field.ident));
    new_object(out, &required.iter().map(|field| (*field, value(field))).collect::<Vec<_>>());
    out.close("}");
}

fn setter(out: &mut Source, field: &Field, scope: &Scope<'_>) {
    out.gap();
    out.doc(&docs::property(field));
    if field.deprecated {
        out.line(DEPRECATED);
    }
    let value = ("value".to_owned(), field);
    signature(out, &written(&field.ident), Some("self"), &[value], scope);
    out.line(&format!("g::set(self, {}, value)", literal(field.name.as_str())));
    out.close("}");
}

fn required_struct(out: &mut Source, body: &Struct, name: &str, required: &[&Field]) {
    out.gap();
    out.doc(&format!("The required properties of [`{}`].", body.ident));
    out.open(&format!("pub struct {name}<{}> {{", parameters(body)));
    for (index, field) in required.iter().enumerate() {
        out.doc(&docs::property(field));
        out.line(&format!("pub {}: {},", written(&field.ident), parameter(index)));
    }
    out.close("}");
}

fn parameters(body: &Struct) -> String {
    let parameters: Vec<String> = body.required().enumerate().map(|(index, _)| parameter(index)).collect();
    parameters.join(", ")
}

fn parameter(index: usize) -> String {
    format!("T{}", index + 1)
}
