//! Rules.

use cfn_template::{Entry, Value};
use proc_macro2::TokenStream;
use quote::quote;

use super::expression::{ExpectedType, STRING, strings};
use super::text::{function, ident, literal};
use super::writer::{Binding, Writer};

impl Writer<'_> {
    pub(super) fn rule(&mut self, entry: &Entry) {
        match self.attempt(|writer| writer.rule_body(&entry.value)) {
            Some(rule) => {
                let id = self.id(&entry.key);
                self.statement(Binding::Nothing, quote!(stack_rule__(#id, #rule)));
            }
            None => self.raw_entry(
                "Rules",
                entry,
                "it has other keys than `RuleCondition` and `Assertions` with descriptions",
            ),
        }
    }

    fn rule_body(&mut self, rule: &Value) -> Option<TokenStream> {
        let known = |key: &str| matches!(key, "RuleCondition" | "Assertions");
        if !rule.as_map()?.iter().all(|entry| known(&entry.key)) {
            return None;
        }
        let mut tokens = quote!(Rule::new());
        if let Some(condition) = rule.get("RuleCondition") {
            let condition = self.rule_expression(condition)?;
            tokens = quote!(#tokens.when(#condition));
        }
        for assertion in rule.get("Assertions")?.as_list()? {
            let (assert, description) = (assertion.get("Assert")?, assertion.get("AssertDescription")?.as_str()?);
            if assertion.as_map()?.len() != 2 {
                return None;
            }
            let (assert, description) = (self.rule_expression(assert)?, literal(description));
            tokens = quote!(#tokens.assert(#assert, #description));
        }
        self.import("Rule");
        Some(tokens)
    }

    fn rule_expression(&mut self, value: &Value) -> Option<TokenStream> {
        let (name, arguments) = function(value)?;
        let arguments = arguments.as_list()?;
        self.import("RuleExpression");
        let method = match name {
            "Fn::Not" => {
                let [expression] = arguments else { return None };
                let expression = self.rule_expression(expression)?;
                return Some(quote!(RuleExpression::not(#expression)));
            }
            "Fn::And" | "Fn::Or" => {
                let expressions: Vec<TokenStream> =
                    arguments.iter().map(|argument| self.rule_expression(argument)).collect::<Option<_>>()?;
                let method = ident(if name == "Fn::And" { "and" } else { "or" });
                return Some(quote!(RuleExpression::#method([#(#expressions),*])));
            }
            "Fn::Equals" => ("equals", STRING, STRING),
            "Fn::Contains" => ("contains", strings(), STRING),
            "Fn::EachMemberEquals" => ("each_member_equals", strings(), STRING),
            "Fn::EachMemberIn" => ("each_member_in", strings(), strings()),
            _ => return None,
        };
        let ([first, second], (method, left, right)) = (arguments, method) else { return None };
        let (first, second, method) = (self.rule_value(first, left)?, self.rule_value(second, right)?, ident(method));
        Some(quote!(RuleExpression::#method(#first, #second)))
    }

    /// A value that a rule compares: a literal, a parameter, or a rule-specific function.
    fn rule_value(&mut self, value: &Value, want: ExpectedType<'static>) -> Option<TokenStream> {
        match function(value) {
            Some(("Fn::RefAll", argument)) if want.ty == strings().ty => {
                let ty = literal(argument.as_str()?);
                Some(quote!(RuleExpression::ref_all(#ty)))
            }
            Some(("Fn::ValueOfAll", argument)) if want.ty == strings().ty => {
                let [ty, attribute] = argument.as_list()? else { return None };
                let (ty, attribute) = (literal(ty.as_str()?), literal(attribute.as_str()?));
                Some(quote!(RuleExpression::value_of_all(#ty, #attribute)))
            }
            Some(("Fn::ValueOf", argument)) if want.ty == STRING.ty => {
                let [parameter, attribute] = argument.as_list()? else { return None };
                let variable = self.symbols.parameters.get(parameter.as_str()?)?.refer()?.clone();
                let attribute = literal(attribute.as_str()?);
                Some(quote!(RuleExpression::value_of(&#variable, #attribute)))
            }
            Some(("Fn::RefAll" | "Fn::ValueOfAll" | "Fn::ValueOf", _)) => None,
            _ => Some(self.value(value, want).tokens),
        }
    }
}
