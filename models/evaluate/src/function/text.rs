//! Functions that return strings: `Fn::Join`, `Fn::Base64`, `Fn::ToJsonString`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfn_template::{Kind, Value};

use super::lookup::stays;
use super::{argument_error, scalar};
use crate::evaluator::{call_with, rebuilt};
use crate::{Error, Evaluator, Outcome, Step};

impl Evaluator<'_> {
    /// `Fn::Join`. Adjacent known items are joined.
    pub(super) fn join(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        const EXPECTED: &str = "a delimiter and a list of strings";
        let Some([delimiter, list]) = argument.as_list() else { return Err(argument_error(argument, EXPECTED)) };
        let separator =
            delimiter.as_str().ok_or_else(|| argument_error(delimiter, "a literal string as the delimiter"))?;
        let list = match self.required(1, list)? {
            Outcome::Known(list) => list,
            Outcome::Residual(list) if list.as_list().is_some() => list,
            rest => {
                return Ok(call_with(
                    at,
                    "Fn::Join",
                    argument,
                    [delimiter.clone()].into_iter().chain(rest.value()).collect(),
                ));
            }
        };
        let items = list.as_list().ok_or_else(|| argument_error(&list, "a list of strings"))?;
        // Adjacent items, and whether they are strings.
        let mut parts: Vec<(Value, bool)> = Vec::new();
        for item in items {
            match (scalar(item), parts.last_mut()) {
                (Some(text), Some((Value { kind: Kind::String(before), .. }, true))) => {
                    self.check_bytes(item, before.len() + separator.len() + text.len())?;
                    before.push_str(separator);
                    before.push_str(&text);
                }
                (Some(text), _) => parts.push((rebuilt(item, Kind::String(text.into_owned())), true)),
                (None, _) if item.as_function().is_some() => parts.push((item.clone(), false)),
                (None, _) => return Err(argument_error(item, "strings in its list").within(Step::Index(1))),
            }
        }
        match parts.as_slice() {
            [] => Ok(Outcome::Known(rebuilt(at, Kind::String(String::new())))),
            [(Value { kind: Kind::String(text), .. }, true)] => Ok(Outcome::Known(self.text(at, text.clone())?)),
            _ => {
                let parts = parts.into_iter().map(|(part, _)| part).collect();
                Ok(call_with(at, "Fn::Join", argument, vec![delimiter.clone(), rebuilt(&list, Kind::List(parts))]))
            }
        }
    }

    pub(super) fn base64(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let text = match self.sole(argument)? {
            Outcome::Known(text) => text,
            rest => return Ok(stays(rest, at, "Fn::Base64")),
        };
        let text = scalar(&text).ok_or_else(|| argument_error(argument, "a string"))?;
        Ok(Outcome::Known(self.text(at, STANDARD.encode(text.as_bytes()))?))
    }

    /// `Fn::ToJsonString`: an object or array as JSON, in the order of the template.
    pub(super) fn to_json_string(&self, argument: &Value, at: &Value) -> Result<Outcome, Error> {
        let value = match self.sole(argument)? {
            Outcome::Known(value) => value,
            rest => return Ok(stays(rest, at, "Fn::ToJsonString")),
        };
        if !matches!(value.kind, Kind::List(_) | Kind::Map(_)) {
            return Err(argument_error(argument, "an object or an array"));
        }
        Ok(Outcome::Known(self.text(at, value.to_json().to_string())?))
    }
}
