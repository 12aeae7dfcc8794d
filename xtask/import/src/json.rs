//! JSON in JSON notation, with typed values in it.

use cfn_template::{Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::{Expr, JSON};
use super::scalar::number_literal;
use super::text::{function, literal};
use super::writer::Writer;

impl Writer<'_> {
    /// A value of a property of type Json; a policy if it is one.
    pub(super) fn document(&mut self, value: &Value) -> Expr {
        match self.policy(value) {
            Some(policy) => policy,
            None => self.json(value),
        }
    }

    /// Any value as `json!`, or as a function, where the library accepts any JSON.
    pub(super) fn json(&mut self, value: &Value) -> Expr {
        if function(value).is_none() {
            self.import("json");
            self.longest_json = self.longest_json.max(steps(value));
        }
        let tokens = match (&value.kind, function(value)) {
            (_, Some((name, argument))) => return self.intrinsic(name, argument, value, JSON),
            (Kind::Map(_), None) => {
                let entries = self.entries(value);
                quote!(json_object__(#(#entries),*))
            }
            (Kind::List(items), None) => {
                let items = self.items(items);
                quote!(json_list__(#(#items),*))
            }
            (_, None) => {
                let scalar = self.inside(value);
                quote!(json__(#scalar))
            }
        };
        Expr::literal(tokens, "Json")
    }

    /// The content of `json!`.
    fn inside(&mut self, value: &Value) -> TokenStream {
        if let Some((name, argument)) = function(value) {
            return self.intrinsic(name, argument, value, JSON).tokens;
        }
        match &value.kind {
            Kind::Null => quote!(null),
            Kind::Bool(value) => quote!(#value),
            Kind::Number(number) => number_literal(number).tokens,
            Kind::String(text) => literal(text),
            Kind::List(items) => {
                let items = self.items(items);
                quote!([#(#items),*])
            }
            Kind::Map(_) => {
                let entries = self.entries(value);
                quote!(object__(#(#entries),*))
            }
        }
    }

    fn items(&mut self, items: &[Value]) -> Vec<TokenStream> {
        let write = |(index, item): (usize, &Value)| self.at(index.to_string(), |writer| writer.inside(item));
        items.iter().enumerate().map(write).collect()
    }

    fn entries(&mut self, value: &Value) -> Vec<TokenStream> {
        let entries = value.entries();
        let mut written = Vec::with_capacity(entries.len());
        for entry in entries {
            let value = self.at(&entry.key, |writer| writer.inside(&entry.value));
            let key = literal(&entry.key);
            written.push(quote!(#key = #value));
        }
        written
    }
}

/// The recursion depth of `json!`: one for each entry of an object or list, on the path to the innermost value.
fn steps(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => items.len() + items.iter().map(steps).max().unwrap_or(0),
        Kind::Map(entries) => entries.len() + entries.iter().map(|entry| steps(&entry.value)).max().unwrap_or(0),
        _ => 1,
    }
}
