//! The template's metadata.

use cfn_template::{Entry, Kind, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::text::literal;
use super::writer::{Binding, Writer};

impl Writer<'_> {
    pub(super) fn metadata(&mut self, entry: &Entry) {
        let call = match entry.key.as_str() {
            "AWS::CloudFormation::Interface" => self
                .attempt(|writer| writer.interface(&entry.value))
                .map(|interface| quote!(stack_interface__(#interface))),
            _ => None,
        };
        let call = call.unwrap_or_else(|| {
            let (key, value) = (literal(&entry.key), self.json(&entry.value).tokens);
            quote!(stack_metadata__(#key, #value))
        });
        self.statement(Binding::Nothing, call);
    }

    /// `AWS::CloudFormation::Interface`, if all its names are parameters.
    fn interface(&mut self, interface: &Value) -> Option<TokenStream> {
        let mut tokens = quote!(Interface::new());
        for entry in interface.as_map()? {
            match (entry.key.as_str(), &entry.value.kind) {
                ("ParameterGroups", Kind::List(groups)) if !groups.is_empty() => {
                    for group in groups {
                        let group = self.group(group)?;
                        tokens = quote!(#tokens.group(#group));
                    }
                }
                ("ParameterLabels", Kind::Map(labels)) if !labels.is_empty() => {
                    for label in labels {
                        let variable = self.symbols.parameters.get(&label.key)?.refer()?.clone();
                        let text = label_text(&label.value)?;
                        tokens = quote!(#tokens.label(&#variable, #text));
                    }
                }
                _ => return None,
            }
        }
        self.import("Interface");
        Some(tokens)
    }

    fn group(&mut self, group: &Value) -> Option<TokenStream> {
        let known = |key: &str| matches!(key, "Label" | "Parameters");
        if !group.as_map()?.iter().all(|entry| known(&entry.key)) {
            return None;
        }
        let mut tokens = match group.get("Label") {
            None => quote!(ParameterGroup::new()),
            Some(label) => {
                let label = label_text(label)?;
                quote!(ParameterGroup::labelled(#label))
            }
        };
        for name in group.get("Parameters")?.as_list()? {
            let variable = self.symbols.parameters.get(name.as_str()?)?.refer()?.clone();
            tokens = quote!(#tokens.parameter(&#variable));
        }
        self.import("ParameterGroup");
        Some(tokens)
    }
}

/// `{"default": "text"}`.
fn label_text(label: &Value) -> Option<TokenStream> {
    match label.as_map()? {
        [only] if only.key == "default" => only.value.as_str().map(literal),
        _ => None,
    }
}
