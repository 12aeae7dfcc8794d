//! Conditions.

use cfn_template::{Entry, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::STRING;
use super::text::ident;
use super::writer::{Binding, Writer};

impl Writer<'_> {
    pub(super) fn condition(&mut self, entry: &Entry) {
        match self.attempt(|writer| writer.condition_expression(&entry.value)) {
            Some(condition) => {
                let id = self.id(&entry.key);
                self.statement(Binding::Condition(entry.key.clone()), quote!(stack_condition__(#id, #condition)));
            }
            None => self.raw_entry("Conditions", entry, "it is not a condition function, or it refers to itself"),
        }
    }

    /// A `Condition`, or an expression that converts to one.
    fn condition_expression(&mut self, value: &Value) -> Option<TokenStream> {
        let (name, argument) = value.as_function()?;
        match (name, argument.as_list()) {
            ("Condition", None) => {
                let variable = self.symbols.conditions.get(argument.as_str()?)?.refer()?.clone();
                Some(quote!(&#variable))
            }
            ("Fn::Equals", Some([left, right])) => {
                let (left, right) = (self.value(left, STRING).tokens, self.value(right, STRING).tokens);
                self.import("Condition");
                Some(quote!(Condition::equals(#left, #right)))
            }
            ("Fn::Not", Some([condition])) => {
                let condition = self.condition_expression(condition)?;
                self.import("Condition");
                Some(quote!(Condition::not(#condition)))
            }
            ("Fn::And" | "Fn::Or", Some(conditions)) => {
                let conditions: Vec<TokenStream> =
                    conditions.iter().map(|condition| self.whole_condition(condition)).collect::<Option<_>>()?;
                self.import("Condition");
                let function = ident(if name == "Fn::And" { "and" } else { "or" });
                Some(quote!(Condition::#function([#(#conditions),*])))
            }
            _ => None,
        }
    }

    /// A `Condition`, because the items of an array need one type.
    fn whole_condition(&mut self, value: &Value) -> Option<TokenStream> {
        match value.as_function()? {
            ("Condition", name) => {
                let variable = self.symbols.conditions.get(name.as_str()?)?.refer()?.clone();
                Some(quote!(#variable.holds()))
            }
            _ => self.condition_expression(value),
        }
    }
}
