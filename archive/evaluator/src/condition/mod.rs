//! The `Condition` element: every operator with every key has to match.

mod operator;
mod value;

use serde_json::Value;

use crate::context::Context;
use operator::{Comparison, Operator, Quantifier};
use value::Expected;

/// A key under an operator, with its values.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    name: String,
    operator: Operator,
    key: String,
    expected: Vec<Expected>,
}

impl Condition {
    /// Parses a key under an operator. The error is a path below the key (possibly empty) and a message.
    pub(crate) fn parse(name: &str, key: &str, values: &Value, variables: bool) -> Result<Self, (String, String)> {
        let operator = Operator::parse(name).map_err(|problem| (String::new(), problem))?;
        let values = match values {
            Value::Array(values) => values.as_slice(),
            single => std::slice::from_ref(single),
        };
        if values.is_empty() {
            return Err((String::new(), "needs at least one value".to_owned()));
        }
        let mut expected = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let place = || {
                if values.len() > 1 { format!("[{index}]") } else { String::new() }
            };
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                _ => return Err((place(), "must be a string, a number or a boolean".to_owned())),
            };
            expected
                .push(Expected::parse(operator.comparison, &text, variables).map_err(|problem| (place(), problem))?);
        }
        Ok(Self { name: name.to_owned(), operator, key: key.to_owned(), expected })
    }

    /// Whether it matches the request.
    pub(crate) fn holds(&self, context: &Context) -> bool {
        let values = context.get(&self.key);
        if self.operator.comparison == Comparison::Null {
            return self
                .expected
                .iter()
                .any(|expected| matches!(expected, Expected::Bool(absent) if *absent == values.is_none()));
        }
        match (self.operator.quantifier, values) {
            (Quantifier::Every, None) => true,
            (Quantifier::Some, None) => self.operator.if_exists,
            (Quantifier::Single, None) => self.operator.if_exists || self.operator.negated,
            (Quantifier::Every, Some(values)) => values.iter().all(|value| self.accepts(value, context)),
            (Quantifier::Some, Some(values)) => values.iter().any(|value| self.accepts(value, context)),
            // IAM requires a set operator for multivalued keys and does not document the behavior without one: one
            // matching value is enough, and a negated operator must match none of them.
            (Quantifier::Single, Some(values)) if self.operator.negated => {
                values.iter().all(|value| self.accepts(value, context))
            }
            (Quantifier::Single, Some(values)) => values.iter().any(|value| self.accepts(value, context)),
        }
    }

    fn accepts(&self, actual: &str, context: &Context) -> bool {
        // AWS: a variable that cannot be resolved makes the statement invalid, also for a negated operator.
        if self.operator.negated && self.expected.iter().any(|expected| !expected.is_resolved(context)) {
            return false;
        }
        let equal = self.expected.iter().any(|expected| expected.is_met_by(self.operator.comparison, actual, context));
        equal != self.operator.negated
    }

    /// Why it does not match: the expected values and those of the request.
    pub(crate) fn explain(&self, context: &Context) -> String {
        let expected: Vec<String> = self.expected.iter().map(Expected::to_string).collect();
        let actual = match context.get(&self.key) {
            None => "does not have the key".to_owned(),
            Some(values) => format!("has `{}`", values.join("`, `")),
        };
        format!("condition {} {} requires `{}`; the request {actual}", self.name, self.key, expected.join("` or `"))
    }
}
