//! Mappings.

use cfn_template::{Entry, Kind, Value};
use quote::quote;

use super::expression::{BOOLEAN, Expr, JSON, NUMBER, NUMBER_TYPE, STRING, sequence, strings};
use super::text::{ident, literal};
use super::writer::{Binding, Writer};
use codegen::model::Ty;

/// The type of a mapping's values, if it has two levels of keys. `Json` if they have several types.
pub(super) fn value_type(mapping: &Value) -> Option<Ty> {
    let mut found: Option<Ty> = None;
    for row in mapping.as_map()? {
        if row.key.starts_with("Fn::") {
            return None;
        }
        for cell in row.value.as_map()? {
            let ty = match &cell.value.kind {
                Kind::String(_) => Ty::String,
                Kind::Number(number) if number.as_i64().is_some() => NUMBER_TYPE,
                Kind::Bool(_) => Ty::Boolean,
                Kind::List(items) if items.iter().all(|item| matches!(item.kind, Kind::String(_))) => {
                    Ty::List(Box::new(Ty::String))
                }
                _ if cell.key.starts_with("Fn::") => return None,
                _ => Ty::Json,
            };
            found = match found {
                Some(known) if known != ty => Some(Ty::Json),
                _ => Some(ty),
            };
        }
    }
    found
}

impl Writer<'_> {
    pub(super) fn mapping(&mut self, entry: &Entry) {
        let Some(ty) = self.symbols.mappings.get(&entry.key).map(|mapping| mapping.about.clone()) else {
            return self.raw_entry("Mappings", entry, "it does not have two levels of keys");
        };
        let (constructor, want) = match ty {
            Ty::String => ("strings", STRING),
            Ty::Boolean => ("booleans", BOOLEAN),
            Ty::List(_) => ("string_lists", strings()),
            ty if ty == NUMBER_TYPE => ("numbers", NUMBER),
            _ => ("mixed", JSON),
        };
        self.import("Mapping");
        let constructor = ident(constructor);
        let mut tokens = quote!(Mapping::#constructor());
        for row in entry.value.as_map().unwrap_or_default() {
            let cells = row.value.as_map().unwrap_or_default();
            let values: Vec<Expr> = cells.iter().map(|cell| self.cell(&cell.value, want)).collect();
            let pairs = cells.iter().zip(&values).map(|(cell, value)| {
                let (key, value) = (literal(&cell.key), &value.tokens);
                quote!((#key, #value))
            });
            let key = literal(&row.key);
            tokens = match values.as_slice() {
                [] => quote!(#tokens.row(#key, [] as [(&str, models::Json); 0])),
                _ => quote!(#tokens.row(#key, [#(#pairs),*])),
            };
        }
        let id = self.id(&entry.key);
        self.statement(Binding::Mapping(entry.key.clone()), quote!(stack_mapping__(#id, #tokens)));
    }

    /// A value of a mapping. All values need one Rust type, so lists are vectors and integers `i64`.
    fn cell(&mut self, value: &Value, want: super::expression::ExpectedType<'static>) -> Expr {
        match (&value.kind, want.ty) {
            (Kind::String(text), Ty::String) => Expr::text(text),
            (Kind::List(items), Ty::List(_)) => {
                let items: Vec<Expr> = items.iter().filter_map(|item| item.as_str()).map(Expr::text).collect();
                match sequence(&items) {
                    _ if items.is_empty() => Expr::literal(quote!(Vec::<&str>::new()), "Vec"),
                    items => {
                        let items = items.tokens;
                        Expr::literal(quote!(Vec::from(#items)), "Vec")
                    }
                }
            }
            (Kind::Number(number), ty) if *ty == NUMBER_TYPE => {
                let literal = super::scalar::number_literal(number);
                let literal = literal.tokens;
                Expr::literal(quote!(#literal), "integer")
            }
            (_, Ty::Boolean | Ty::Json) => self.value(value, want),
            _ => self.json(value),
        }
    }
}
