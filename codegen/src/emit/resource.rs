//! A resource type: its properties, what its handle returns, and the module of what belongs to it.

use super::source::{Source, literal};
use super::types::{Names, Scope};
use super::{closed_set, docs, structs};
use crate::model::{Reference, Resource};
use crate::names::written;

/// Everything of a resource type.
pub(super) fn write(out: &mut Source, resource: &Resource) {
    let names = Names::of(resource);
    let scope = Scope::Service(&names);
    structs::write(out, &resource.body, &scope);
    implementations(out, resource);
    handle(out, resource, &scope);
    module(out, resource, &Scope::Resource(&names));
}

fn implementations(out: &mut Source, resource: &Resource) {
    let ident = &resource.body.ident;
    let reference = match resource.reference {
        Reference::Meaning(marker) => format!("g::meaning::{marker}"),
        Reference::Identifier => format!("g::meaning::Identifier<{ident}>"),
    };
    out.line(&format!("g::resource!({ident}, {}, {reference});", literal(resource.name.as_str())));
    if resource.additional_properties {
        out.gap();
        out.open(&format!("impl {ident} {{"));
        out.doc("Any other property: AWS passes it on.");
        out.open("pub fn property(self, name: impl g::Into<g::String>, value: impl g::IntoJson) -> Self {");
        out.line("Self(g::set_additional(self.0, name.into(), value))");
        out.close("}");
        out.close("}");
    }
}

fn handle(out: &mut Source, resource: &Resource, scope: &Scope<'_>) {
    if resource.attributes.is_empty() {
        return;
    }
    out.gap();
    out.open(&format!("impl crate::Handle<{}> {{", resource.body.ident));
    for attribute in &resource.attributes {
        out.doc(&docs::attribute(attribute));
        let ident = written(&attribute.ident);
        out.open(&format!("pub fn {ident}(&self) -> g::Value<{}> {{", scope.path(&attribute.ty)));
        out.line(&format!("self.get_att({})", literal(attribute.name.as_str())));
        out.close("}");
    }
    out.close("}");
}

fn module(out: &mut Source, resource: &Resource, scope: &Scope<'_>) {
    if resource.types.is_empty() && resource.sets.is_empty() {
        return;
    }
    out.gap();
    out.doc(&docs::module(resource));
    out.open(&format!("pub mod {} {{", written(&resource.module)));
    out.line("use crate::generated as g;");
    for body in &resource.types {
        structs::write(out, body, scope);
        out.line(&format!("g::properties!({});", body.ident));
    }
    for set in &resource.sets {
        closed_set::write(out, set);
    }
    out.close("}");
}
