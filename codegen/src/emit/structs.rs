//! The Rust type of a resource type or property type: a newtype, its constructor and its setters.

use super::docs;
use super::source::{Source, literal};
use super::types::Scope;
use crate::model::{Field, Role, Struct};
use crate::names::written;

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
    // A type with a required property has no default.
    out.derive_extra(if required.is_empty() { "Debug, Default, PartialEq" } else { "Debug, PartialEq" });
    out.line("#[must_use]");
    // With a named field: the constructor of a tuple struct would be an additional item for each of 6,000 types.
    out.open(&format!("pub struct {ident} {{"));
    out.line("object: g::Object,");
    out.close("}");
    out.gap();
    out.open(&format!("impl {ident} {{"));
    match &body.required_ident {
        Some(name) => constructor_of_struct(out, body, name, &required, scope),
        None => constructor(out, &required, scope),
    }
    // Required properties are set by `new`; setters for them would be a third of all setters.
    for field in body.fields.iter().filter(|field| !field.required) {
        setter(out, field, scope);
    }
    out.close("}");
    out.line(&format!("g::properties!({ident});"));
    if let Some(name) = &body.required_ident {
        required_struct(out, body, name, &required);
    }
}

fn constructor(out: &mut Source, required: &[&Field], scope: &Scope<'_>) {
    out.doc(&docs::constructor(required));
    let arguments: Vec<String> = required
        .iter()
        .map(|field| format!("{}: impl g::IntoValue<{}>", written(&field.ident), scope.path(&field.ty)))
        .collect();
    out.open(&format!("pub fn new({}) -> Self {{", arguments.join(", ")));
    new_object(out, &required.iter().map(|field| (*field, written(&field.ident))).collect::<Vec<_>>());
    out.close("}");
}

/// The body of a constructor: each required property and the expression of its value.
fn new_object(out: &mut Source, values: &[(&Field, String)]) {
    let properties: String =
        values.iter().map(|(field, value)| format!(".with({}, {value})", literal(field.name.as_str()))).collect();
    out.line(&format!("Self {{ object: g::Object::new(){properties} }}"));
}

/// A constructor that takes the required properties as the fields of a struct, each with its own type parameter, so
/// that literals and references are accepted.
fn constructor_of_struct(out: &mut Source, body: &Struct, name: &str, required: &[&Field], scope: &Scope<'_>) {
    out.doc(&docs::constructor_of_struct());
    out.line("pub fn new<");
    for (index, field) in required.iter().enumerate() {
        out.line(&format!("    {}: g::IntoValue<{}>,", parameter(index), scope.path(&field.ty)));
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
        out.line("#[deprecated = \"AWS has deprecated the property\"]");
    }
    let ident = written(&field.ident);
    let ty = scope.path(&field.ty);
    // The compiler shows this line to who gives something else.
    let members = scope.members(&field.ty).map_or_else(String::new, |members| format!(" // {members}"));
    out.open(&format!("pub fn {ident}(self, value: impl g::IntoValue<{ty}>) -> Self {{{members}"));
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
