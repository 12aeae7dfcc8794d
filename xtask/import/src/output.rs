//! Outputs.

use cfn_template::{Entry, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::STRING;
use super::text::literal;
use super::writer::{Binding, Writer};

impl Writer<'_> {
    pub(super) fn output(&mut self, entry: &Entry) {
        match self.attempt(|writer| writer.output_call(entry)) {
            Some(output) => self.statement(Binding::Nothing, output),
            None => self.raw_entry(
                "Outputs",
                entry,
                "it has other keys than `Value`, `Description`, `Export` and `Condition`",
            ),
        }
    }

    fn output_call(&mut self, entry: &Entry) -> Option<TokenStream> {
        let known = |entry: &Entry| match entry.key.as_str() {
            "Value" => true,
            "Description" | "Condition" => entry.value.as_str().is_some(),
            "Export" => entry.value.as_map().is_some_and(|export| matches!(export, [only] if only.key == "Name")),
            _ => false,
        };
        if !entry.value.as_map()?.iter().all(known) {
            return None;
        }
        let condition = match entry.value.get("Condition").and_then(Value::as_str) {
            Some(name) => Some(self.symbols.conditions.get(name)?.refer()?.clone()),
            None => None,
        };
        self.written_first(entry.value.entries(), ["Value", "Description", "Export", "Condition"]);
        let value = self.value(entry.value.get("Value")?, STRING).tokens;
        let id = self.id(&entry.key);
        let mut tokens = quote!(stack_output__(#id, #value));
        if let Some(description) = entry.value.get("Description").and_then(Value::as_str).map(literal) {
            tokens = quote!(#tokens.description(#description));
        }
        if let Some(name) = entry.value.get("Export").and_then(|export| export.get("Name")) {
            let name = self.value(name, STRING).tokens;
            tokens = quote!(#tokens.export_name(#name));
        }
        if let Some(variable) = condition {
            tokens = quote!(#tokens.only_if(&#variable));
        }
        Some(tokens)
    }
}
