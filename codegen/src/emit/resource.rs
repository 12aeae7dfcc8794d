//! A resource type: its properties, its attributes, and the module with its property types and enums.

use std::collections::BTreeMap;

use super::source::{Source, literal};
use super::types::{Names, Scope};
use super::{docs, enum_type, structs};
use crate::model::{Reference, Resource, Role};
use crate::names::written;

/// The items of a resource type.
pub(super) fn write(out: &mut Source, resource: &Resource) {
    let names = Names::of(resource);
    let scope = Scope::Service(&names);
    structs::write(out, &resource.body, &scope);
    implementations(out, resource);
    attributes(out, resource, &scope);
    module(out, resource, &Scope::Resource(&names));
}

fn implementations(out: &mut Source, resource: &Resource) {
    let ident = &resource.body.ident;
    let reference = match resource.reference {
        Reference::Kind(marker) => format!("g::string_kind::{marker}"),
        Reference::Identifier => format!("g::string_kind::Identifier<{ident}>"),
        Reference::Arn => format!("g::string_kind::ArnOf<{ident}>"),
    };
    let attributes = resource.attributes_ident.as_deref().unwrap_or("g::NoAttributes");
    out.line(&format!("g::resource!({ident}, {}, {reference}, {attributes});", literal(resource.name.as_str())));
    if resource.additional_properties {
        out.gap();
        out.open(&format!("impl {ident} {{"));
        out.doc("Sets any other property.");
        out.open("pub fn property(self, name: impl g::Into<g::String>, value: impl g::IntoJson) -> Self {");
        out.line("g::set_additional(self, name.into(), value)");
        out.close("}");
        out.close("}");
    }
}

/// The attributes are methods of a separate type, which the handle of the resource dereferences to.
fn attributes(out: &mut Source, resource: &Resource, scope: &Scope<'_>) {
    let Some(ident) = &resource.attributes_ident else {
        return;
    };
    out.gap();
    out.doc(&docs::attributes(resource));
    out.open(&format!("pub struct {ident} {{"));
    out.line("target: g::Reference,");
    out.close("}");
    out.gap();
    out.open(&format!("impl {ident} {{"));
    for attribute in &resource.attributes {
        out.doc(&docs::attribute(attribute));
        let ident = written(&attribute.ident);
        out.open(&format!("pub fn {ident}(&self) -> g::Value<{}> {{", scope.path(&attribute.ty)));
        out.line(&format!("g::attribute(&self.target, {})", literal(attribute.name.as_str())));
        out.close("}");
    }
    out.close("}");
    out.line(&format!("g::attributes!({ident});"));
}

fn module(out: &mut Source, resource: &Resource, scope: &Scope<'_>) {
    if resource.types.is_empty() && resource.enums.is_empty() {
        return;
    }
    out.gap();
    out.doc(&docs::module(resource));
    out.open(&format!("pub mod {} {{", written(&resource.module)));
    let own_types = resource.types.iter().any(|ty| ty.duplicate_in.is_none() && ty.role == Role::Property);
    if own_types || resource.enums.iter().any(|set| set.duplicate_in.is_none()) {
        out.line("use crate::generated as g;");
    }
    duplicates(out, resource);
    for body in resource.types.iter().filter(|ty| ty.duplicate_in.is_none()) {
        structs::write(out, body, scope);
    }
    for set in resource.enums.iter().filter(|set| set.duplicate_in.is_none()) {
        enum_type::write(out, set);
    }
    out.close("}");
}

/// The re-exports of equal types of other resources.
fn duplicates(out: &mut Source, resource: &Resource) {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ty in &resource.types {
        if let Some(module) = &ty.duplicate_in {
            let idents = modules.entry(module).or_default();
            idents.push(&ty.ident);
            idents.extend(ty.required_ident.as_deref());
        }
    }
    for set in &resource.enums {
        if let Some(module) = &set.duplicate_in {
            modules.entry(module).or_default().push(&set.ident);
        }
    }
    for (module, idents) in modules {
        out.line(&format!("pub use super::{}::{{{}}};", written(module), idents.join(", ")));
    }
}
