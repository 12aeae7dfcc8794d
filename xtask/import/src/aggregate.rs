//! Values: structs with their setters, lists, maps.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::{ExpectedType, Expr, ExpressionType, converts, sequence};
use super::model::{Body, Place, type_path};
use super::text::{function, ident, literal};
use super::writer::Writer;
use codegen::model::{Field, Ty};
use codegen::names::written;

impl<'m> Writer<'m> {
    /// A value for the expected type `want`.
    pub(super) fn value(&mut self, value: &Value, want: ExpectedType<'m>) -> Expr {
        if let Some((name, argument)) = function(value) {
            return self.function(name, argument, value, want);
        }
        let result = match (want.ty, &value.kind) {
            (Ty::Json, _) => return self.document(value),
            (Ty::Struct(name), Kind::Map(entries)) => {
                match want.place.and_then(|place| Some((place, place.structure(name)?))) {
                    Some((place, body)) => self.structure(entries, &body, place),
                    None => Err("its type is unknown".to_owned()),
                }
            }
            (Ty::List(item), Kind::List(items)) => return self.list(items, want.of(item)),
            (Ty::Map(item), Kind::Map(entries)) => return self.map(entries, want.of(item)),
            (Ty::Runtime(path), Kind::Map(_)) if path.starts_with("policy::") => self.policy_of(value, path),
            _ => self.scalar(value, want),
        };
        result.unwrap_or_else(|reason| self.raw(value, reason))
    }

    /// The items of a list.
    pub(super) fn list(&mut self, items: &[Value], want: ExpectedType<'m>) -> Expr {
        let mut written = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            written.push(self.at(index.to_string(), |writer| writer.value(item, want)));
        }
        let list = sequence(&written);
        if list.is == ExpressionType::Literal("List".to_owned()) {
            self.import("list");
        }
        list
    }

    /// The entries of a map.
    pub(super) fn map(&mut self, entries: &[Entry], want: ExpectedType<'m>) -> Expr {
        self.import("map");
        let mut pairs = Vec::with_capacity(entries.len());
        for entry in entries {
            let value = self.at(&entry.key, |writer| writer.value(&entry.value, want)).tokens;
            let key = literal(&entry.key);
            pairs.push(quote!(#key = #value));
        }
        Expr::literal(quote!(map__(#(#pairs),*)), "Map")
    }

    /// A struct: its constructor with the required properties, and a setter for each other property.
    pub(super) fn structure(&mut self, entries: &[Entry], body: &Body<'m>, place: Place<'m>) -> Result<Expr, String> {
        let missing = missing(entries, body);
        if !missing.is_empty() {
            return Err(format!("the required {} is missing", missing.join(", ")));
        }
        self.service(place);
        let path = body.path();
        let given: Vec<(&Field, &Entry)> =
            body.body.alternatives().filter_map(|field| Some((field, entry_of(entries, field)?))).collect();
        // Of several that are there by different conditions, the others are set without the constructor.
        let chosen = given.first().copied();
        self.written_first(entries, constructed(entries, body));
        let mut tokens = self.constructor(entries, body, place, chosen);
        for entry in entries {
            let field = body.body.fields.iter().find(|field| field.name.as_str() == entry.key);
            tokens = match field {
                Some(field) if field.required || chosen.is_some_and(|(chosen, _)| chosen.name == field.name) => {
                    continue;
                }
                Some(field) if !body.body.alternatives.contains(&field.name) => {
                    let value = self.property(entry, ExpectedType { ty: &field.ty, place: Some(place) }).tokens;
                    let setter = ident(&written(&field.ident));
                    quote!(#tokens.#setter(#value))
                }
                _ => {
                    let value = self.raw_property(entry, body);
                    let key = literal(&entry.key);
                    quote!(#tokens.raw_property(#key, #value))
                }
            };
        }
        Ok(Expr::literal(tokens, path.to_string()))
    }

    /// The call of `new`, or of the constructor of the alternative that is there.
    fn constructor(
        &mut self,
        entries: &[Entry],
        body: &Body<'m>,
        place: Place<'m>,
        chosen: Option<(&'m Field, &Entry)>,
    ) -> TokenStream {
        let path = body.path();
        let mut arguments = Vec::new();
        let required = body.body.required().filter_map(|field| Some((field, entry_of(entries, field)?)));
        for (field, entry) in chosen.into_iter().chain(required) {
            let value = self.property(entry, ExpectedType { ty: &field.ty, place: Some(place) }).tokens;
            arguments.push((ident(&written(&field.ident)), value));
        }
        let values = arguments.iter().map(|(_, value)| value);
        match (body.required_path(), chosen) {
            (Some(fields_of), _) => {
                let fields = arguments.iter().map(|(name, value)| quote!(#name: #value));
                quote!(#path::new(#fields_of { #(#fields),* }))
            }
            (None, Some((field, _))) => {
                let name = ident(&written(&field.ident));
                quote!(#path::#name(#(#values),*))
            }
            (None, None) => quote!(#path::new(#(#values),*)),
        }
    }

    /// A property with its type in the specification.
    fn property(&mut self, entry: &Entry, want: ExpectedType<'m>) -> Expr {
        self.properties += 1;
        self.at(&entry.key, |writer| writer.value(&entry.value, want))
    }

    /// A property that the specification does not have, that is read-only, or that excludes one that is there.
    fn raw_property(&mut self, entry: &Entry, body: &Body<'_>) -> TokenStream {
        let owner = &body.body.path;
        self.import("RawProperties");
        self.properties += 1;
        self.raw_properties += 1;
        self.at(&entry.key, |writer| {
            let reason = match entry.key.as_str() {
                "Fn::Transform" => "a macro adds properties".to_owned(),
                key if key.starts_with("Fn::") => "a function beside other keys".to_owned(),
                key if body.body.alternatives().any(|field| field.name.as_str() == key) => {
                    format!("{owner} has another property that excludes `{key}`")
                }
                key => format!("{owner} has no writable property `{key}`"),
            };
            writer.note_raw(reason);
            writer.count_raw(&entry.value);
            writer.json_argument(&entry.value)
        })
    }

    /// An expression for the expected type `want`, with `assume` if the compiler cannot know its type.
    pub(super) fn fit(&mut self, expr: Expr, want: ExpectedType<'m>) -> Expr {
        match &expr.is {
            ExpressionType::Literal(_) => expr,
            ExpressionType::Value(_) if *want.ty == Ty::Json => {
                self.import("json");
                let tokens = &expr.tokens;
                Expr::literal(quote!(json__(#tokens)), "Json")
            }
            ExpressionType::Value(have) if converts(have, want.ty) => expr,
            ExpressionType::Value(_) => {
                if let Some(place) = want.place {
                    self.service(place);
                }
                let (tokens, ty) = (&expr.tokens, type_path(want.ty, want.place));
                Expr::value(quote!(#tokens.assume::<#ty>()), want.ty.clone())
            }
        }
    }
}

/// The entry of a property.
fn entry_of<'e>(entries: &'e [Entry], field: &Field) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == field.name.as_str())
}

/// The keys of what the constructor takes, in its order.
pub(super) fn constructed<'m>(entries: &[Entry], body: &Body<'m>) -> Vec<&'m str> {
    let chosen = body.body.alternatives().find(|field| entry_of(entries, field).is_some());
    chosen.into_iter().chain(body.body.required()).map(|field| field.name.as_str()).collect()
}

/// The missing required properties.
pub(super) fn missing(entries: &[Entry], body: &Body<'_>) -> Vec<String> {
    let given = |name: &str| entries.iter().any(|entry| entry.key == name);
    let mut missing: Vec<String> = body
        .body
        .required()
        .filter(|field| !given(field.name.as_str()))
        .map(|field| format!("`{}`", field.name))
        .collect();
    let alternatives: Vec<&str> = body.body.alternatives().map(|field| field.name.as_str()).collect();
    if !alternatives.is_empty() && !alternatives.iter().copied().any(given) {
        missing.push(format!("one of `{}`", alternatives.join("`, `")));
    }
    missing
}
