//! Resources, with generated types or raw properties.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::aggregate::{constructed, missing};
use super::expression::{INTEGER, STRING};
use super::model::{Model, Place};
use super::symbols::ResourceKind;
use super::text::{function, literal};
use super::writer::{Binding, Writer};

/// The Rust type of a resource.
pub(super) fn kind<'m>(resource: &Value, model: &Model<'m>) -> ResourceKind<'m> {
    let type_name = resource.get("Type").and_then(Value::as_str).unwrap_or("");
    match model.resource(type_name) {
        Some(place) if missing(properties(resource), &place.body()).is_empty() => ResourceKind::Typed(place),
        None if custom(type_name).is_some() && token(resource).is_some() => ResourceKind::Custom,
        _ => ResourceKind::Raw,
    }
}

/// The properties, if they are a map.
fn properties(resource: &Value) -> &[Entry] {
    resource.get("Properties").map_or(&[][..], Value::entries)
}

/// The name of a custom resource type.
fn custom(type_name: &str) -> Option<&str> {
    type_name.strip_prefix("Custom::").filter(|name| !name.is_empty())
}

fn token(resource: &Value) -> Option<&Entry> {
    properties(resource).iter().find(|entry| entry.key == "ServiceToken")
}

impl<'m> Writer<'m> {
    pub(super) fn resource(&mut self, entry: &Entry, model: &Model<'m>) {
        let Some(type_name) = entry.value.get("Type").and_then(Value::as_str) else {
            let reason = if entry.key.starts_with("Fn::ForEach") { "a loop" } else { "it has no type" };
            return self.raw_entry("Resources", entry, reason);
        };
        let properties = match entry.value.get("Properties") {
            None => [].as_slice(),
            Some(value) => match (value.as_map(), function(value)) {
                (Some(properties), None) => properties,
                _ => return self.raw_entry("Resources", entry, "its properties are not a literal object"),
            },
        };
        let place = model.resource(type_name);
        let body = self.at("Properties", |writer| match (kind(&entry.value, model), place) {
            (ResourceKind::Typed(place), _) => writer.typed_resource(properties, place),
            (ResourceKind::Custom, _) => writer.custom_resource(type_name, properties),
            (ResourceKind::Raw, place) => writer.raw_resource(type_name, properties, place),
        });
        let body = self.attributes(&entry.value, body);
        let id = self.id(&entry.key);
        self.statement(Binding::Resource(entry.key.clone()), quote!(stack_add__(#id, #body)));
    }

    fn typed_resource(&mut self, properties: &[Entry], place: Place<'m>) -> TokenStream {
        let body = place.body();
        let known = |entry: &&Entry| body.body.fields.iter().any(|field| field.name.as_str() == entry.key);
        let (typed, other): (Vec<&Entry>, Vec<&Entry>) = match place.resource.additional_properties {
            true => properties.iter().partition(known),
            false => (properties.iter().collect(), Vec::new()),
        };
        let typed: Vec<Entry> = typed.into_iter().cloned().collect();
        let then_other = typed.iter().chain(other.iter().copied()).map(|entry| entry.key.as_str());
        self.written_first(properties, constructed(&typed, &body).into_iter().chain(then_other));
        let mut tokens = match self.structure(&typed, &body, place) {
            Ok(expr) => expr.tokens,
            // Checked when the type of the resource was determined.
            Err(_) => body.path(),
        };
        for entry in other {
            self.properties += 1;
            let (key, value) = (literal(&entry.key), self.json_argument(&entry.value));
            tokens = quote!(#tokens.property(#key, #value));
        }
        tokens
    }

    fn custom_resource(&mut self, type_name: &str, properties: &[Entry]) -> TokenStream {
        self.import("CustomResource");
        self.written_first(properties, ["ServiceToken"]);
        let name = literal(custom(type_name).unwrap_or(""));
        let mut tokens = TokenStream::new();
        for entry in properties.iter().filter(|entry| entry.key == "ServiceToken") {
            let token = self.value(&entry.value, STRING).tokens;
            tokens = quote!(CustomResource::new(#name, #token));
        }
        for entry in properties.iter().filter(|entry| entry.key != "ServiceToken") {
            self.properties += 1;
            tokens = self.at(&entry.key, |writer| match entry.key.as_str() {
                "ServiceTimeout" => {
                    let value = writer.value(&entry.value, INTEGER).tokens;
                    quote!(#tokens.service_timeout(#value))
                }
                key => {
                    let (key, value) = (literal(key), writer.json_argument(&entry.value));
                    quote!(#tokens.property(#key, #value))
                }
            });
        }
        tokens
    }

    fn raw_resource(&mut self, type_name: &str, properties: &[Entry], place: Option<Place<'m>>) -> TokenStream {
        match place {
            Some(place) => {
                let missing = missing(properties, &place.body()).join(", ");
                self.note_raw(format!("{type_name} requires {missing}"));
            }
            None => self.note_raw(format!("the specification has no type `{type_name}`")),
        }
        for entry in properties {
            self.properties += 1;
            self.raw_properties += 1;
            self.count_raw(&entry.value);
        }
        self.import("RawResource");
        let name = literal(type_name);
        let mut tokens = quote!(RawResource::new(#name));
        for entry in properties {
            let (key, value) = (literal(&entry.key), self.at(&entry.key, |writer| writer.json_argument(&entry.value)));
            tokens = quote!(#tokens.property(#key, #value));
        }
        tokens
    }

    /// A value where the library accepts any JSON: scalars as literals, others as `json!`.
    pub(super) fn json_argument(&mut self, value: &Value) -> TokenStream {
        match &value.kind {
            Kind::String(text) => literal(text),
            Kind::Bool(value) => quote!(#value),
            Kind::Number(number) => super::scalar::number_literal(number).tokens,
            _ => self.json(value).tokens,
        }
    }
}
