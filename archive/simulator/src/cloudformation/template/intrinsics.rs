//! The evaluation of intrinsic functions and conditions.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::template::references::get_att;
use crate::cloudformation::template::{ParameterValues, Template};
use crate::scope::{Scope, url_suffix_of};

/// Stands for what is known only once a resource has been made.
pub(crate) const KNOWN_AFTER_APPLY: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// The stack for which a template is evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) notification_arns: Vec<String>,
}

/// What the resources of a stack are, as far as it is known.
pub(crate) trait Resources {
    /// What `Ref` gives.
    fn reference(&self, logical_id: &str) -> Option<Value>;
    /// What `Fn::GetAtt` gives.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Value>;
}

/// Evaluates the parts of one template for one stack.
pub(crate) struct Evaluator<'a> {
    pub(crate) template: &'a Template,
    pub(crate) parameters: &'a ParameterValues,
    pub(crate) identity: &'a Identity,
    pub(crate) resources: &'a dyn Resources,
    conditions: RefCell<BTreeMap<String, Option<bool>>>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        template: &'a Template,
        parameters: &'a ParameterValues,
        identity: &'a Identity,
        resources: &'a dyn Resources,
    ) -> Self {
        Self { template, parameters, identity, resources, conditions: RefCell::default() }
    }

    /// The properties of a resource, without those that are `AWS::NoValue`.
    ///
    /// # Errors
    /// A function that is misused or not served.
    pub(crate) fn properties(&self, properties: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
        let mut evaluated = Map::new();
        for (name, value) in properties {
            if let Some(value) = self.value(value)? {
                evaluated.insert(name.clone(), value);
            }
        }
        Ok(evaluated)
    }

    /// A condition's value.
    ///
    /// # Errors
    /// There is no such condition, or it needs itself.
    pub(crate) fn condition(&self, name: &str) -> Result<bool, ApiError> {
        match self.conditions.borrow().get(name) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => return Err(ApiError::validation(format!("Circular dependency in condition {name}"))),
            None => {}
        }
        let body = self.template.entry("Conditions", name).ok_or_else(|| {
            ApiError::validation(format!("Template format error: Unresolved condition dependency {name}"))
        })?;
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        let value = self.truth(body)?;
        self.conditions.borrow_mut().insert(name.to_owned(), Some(value));
        Ok(value)
    }

    /// Whether a resource or an output with this condition is there.
    ///
    /// # Errors
    /// As for [`Evaluator::condition`].
    pub(crate) fn holds(&self, condition: Option<&str>) -> Result<bool, ApiError> {
        condition.map_or(Ok(true), |name| self.condition(name))
    }

    /// A value with its functions evaluated; nothing for `AWS::NoValue`.
    ///
    /// # Errors
    /// A function that is misused or not served.
    pub(crate) fn value(&self, value: &Value) -> Result<Option<Value>, ApiError> {
        match value {
            Value::Array(items) => {
                let items = items.iter().filter_map(|item| self.value(item).transpose());
                Ok(Some(Value::Array(items.collect::<Result<_, _>>()?)))
            }
            Value::Object(map) => {
                if map.len() == 1
                    && let Some((function, argument)) = map.iter().next()
                    && (function == "Ref" || function == "Condition" || function.starts_with("Fn::"))
                {
                    return self.function(function, argument);
                }
                self.properties(map).map(Value::Object).map(Some)
            }
            plain => Ok(Some(plain.clone())),
        }
    }

    fn function(&self, function: &str, argument: &Value) -> Result<Option<Value>, ApiError> {
        let misused = || {
            let name = function.trim_start_matches("Fn::");
            ApiError::validation(format!("Template error: every Fn::{name} object has an argument of another shape"))
        };
        let result = match function {
            "Ref" => {
                let name = argument.as_str().ok_or_else(misused)?;
                if name == "AWS::NoValue" {
                    return Ok(None);
                }
                self.reference(name)
            }
            "Fn::GetAtt" => {
                let (name, attribute) = get_att(argument).ok_or_else(misused)?;
                self.resources.attribute(&name, &attribute).unwrap_or_else(unknown)
            }
            "Fn::If" => {
                let [Value::String(name), yes, no] = list(argument).ok_or_else(misused)? else { return Err(misused()) };
                return self.value(if self.condition(name)? { yes } else { no });
            }
            "Condition" | "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => {
                Value::Bool(self.truth_of(function, argument)?)
            }
            "Fn::Join" => {
                let [Value::String(separator), items] = list(argument).ok_or_else(misused)? else {
                    return Err(misused());
                };
                let items = self.required(items)?;
                if is_unknown(&items) {
                    return Ok(Some(unknown()));
                }
                let items = items.as_array().ok_or_else(misused)?;
                if items.iter().any(is_unknown) { unknown() } else { joined(separator, items) }
            }
            "Fn::Sub" => self.substitute(argument)?.ok_or_else(misused)?,
            "Fn::Select" => {
                let [index, items] = list(argument).ok_or_else(misused)? else { return Err(misused()) };
                let (index, items) = (self.required(index)?, self.required(items)?);
                if is_unknown(&items) {
                    return Ok(Some(unknown()));
                }
                let index: usize = text_of(&index).parse().map_err(|_| misused())?;
                let items = items.as_array().ok_or_else(misused)?;
                items.get(index).cloned().ok_or_else(|| {
                    ApiError::validation(
                        "Template error: Fn::Select cannot select nonexistent value at index".to_owned()
                            + &format!(" {index}"),
                    )
                })?
            }
            "Fn::Split" => {
                let [Value::String(separator), text] = list(argument).ok_or_else(misused)? else {
                    return Err(misused());
                };
                let text = self.required(text)?;
                if is_unknown(&text) { text } else { text_of(&text).split(separator.as_str()).collect() }
            }
            "Fn::FindInMap" => self.find_in_map(argument)?.ok_or_else(misused)?,
            "Fn::GetAZs" => {
                let region = text_of(&self.required(argument)?);
                let region = if region.is_empty() { self.identity.scope.region.clone() } else { region };
                ["a", "b", "c"].iter().map(|zone| format!("{region}{zone}")).collect()
            }
            "Fn::Base64" => {
                let text = self.required(argument)?;
                if is_unknown(&text) { text } else { Value::String(base64(text_of(&text).as_bytes())) }
            }
            other => {
                let why = format!("Template error: the simulator does not evaluate {other}");
                return Err(ApiError::validation(why));
            }
        };
        Ok(Some(result))
    }

    /// A value that cannot be `AWS::NoValue`.
    fn required(&self, value: &Value) -> Result<Value, ApiError> {
        Ok(self.value(value)?.unwrap_or_default())
    }

    fn reference(&self, name: &str) -> Value {
        let identity = self.identity;
        let text = match name {
            "AWS::AccountId" => &identity.scope.account,
            "AWS::Region" => &identity.scope.region,
            "AWS::Partition" => identity.scope.partition(),
            "AWS::URLSuffix" => url_suffix_of(&identity.scope.region),
            "AWS::StackId" => &identity.stack_id,
            "AWS::StackName" => &identity.stack_name,
            "AWS::NotificationARNs" => return identity.notification_arns.iter().cloned().collect(),
            _ => {
                let parameter = self.parameters.get(name).cloned();
                return parameter.or_else(|| self.resources.reference(name)).unwrap_or_else(unknown);
            }
        };
        Value::String(text.to_owned())
    }

    fn substitute(&self, argument: &Value) -> Result<Option<Value>, ApiError> {
        let (text, own) = match argument {
            Value::String(text) => (text, None),
            Value::Array(items) => match items.as_slice() {
                [Value::String(text), Value::Object(own)] => (text, Some(self.properties(own)?)),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let mut parts = text.split("${");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let Some((name, rest)) = part.split_once('}') else { return Ok(None) };
            let name = name.trim();
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&format!("${{{literal}}}{rest}"));
                continue;
            }
            let value = match own.as_ref().and_then(|own| own.get(name)) {
                Some(value) => value.clone(),
                None => match name.split_once('.') {
                    Some((resource, attribute)) => {
                        self.resources.attribute(resource, attribute).unwrap_or_else(unknown)
                    }
                    None => self.reference(name),
                },
            };
            if is_unknown(&value) {
                return Ok(Some(unknown()));
            }
            out.push_str(&text_of(&value));
            out.push_str(rest);
        }
        Ok(Some(Value::String(out)))
    }

    fn find_in_map(&self, argument: &Value) -> Result<Option<Value>, ApiError> {
        let Some([map, first, second, ..]) = list(argument) else { return Ok(None) };
        let (map, first, second) = (self.required(map)?, self.required(first)?, self.required(second)?);
        let (map, first, second) = (text_of(&map), text_of(&first), text_of(&second));
        let found = self.template.entry("Mappings", &map).and_then(|map| map.get(&first)?.get(&second));
        found.cloned().map(Some).ok_or_else(|| {
            ApiError::validation(format!("Template error: Unable to get mapping for {map}::{first}::{second}"))
        })
    }

    fn truth(&self, body: &Value) -> Result<bool, ApiError> {
        match body {
            Value::Object(map) if map.len() == 1 => match map.iter().next() {
                Some((function, argument)) => self.truth_of(function, argument),
                None => Err(not_a_condition()),
            },
            Value::Bool(value) => Ok(*value),
            Value::String(text) if text == "true" || text == "false" => Ok(text == "true"),
            _ => Err(not_a_condition()),
        }
    }

    fn truth_of(&self, function: &str, argument: &Value) -> Result<bool, ApiError> {
        match (function, argument) {
            ("Condition", Value::String(name)) => self.condition(name),
            ("Fn::Equals", Value::Array(items)) => match items.as_slice() {
                [left, right] => {
                    let (left, right) = (self.required(left)?, self.required(right)?);
                    Ok(left == right || (is_scalar(&left) && is_scalar(&right) && text_of(&left) == text_of(&right)))
                }
                _ => Err(not_a_condition()),
            },
            ("Fn::Not", Value::Array(items)) => match items.as_slice() {
                [one] => Ok(!self.truth(one)?),
                _ => Err(not_a_condition()),
            },
            ("Fn::And" | "Fn::Or", Value::Array(items)) => {
                let values = items.iter().map(|item| self.truth(item)).collect::<Result<Vec<_>, _>>()?;
                let all = function == "Fn::And";
                Ok(if all { values.iter().all(|value| *value) } else { values.contains(&true) })
            }
            _ => Err(not_a_condition()),
        }
    }
}

fn not_a_condition() -> ApiError {
    ApiError::validation(
        "Template format error: Conditions can only be boolean operations on parameters and other conditions",
    )
}

fn unknown() -> Value {
    Value::String(KNOWN_AFTER_APPLY.to_owned())
}

/// Whether a value is known only once a resource has been made.
pub(crate) fn is_unknown(value: &Value) -> bool {
    value == KNOWN_AFTER_APPLY
}

fn list(argument: &Value) -> Option<&[Value]> {
    argument.as_array().map(Vec::as_slice)
}

fn joined(separator: &str, items: &[Value]) -> Value {
    let items: Vec<String> = items.iter().map(text_of).collect();
    Value::String(items.join(separator))
}

fn is_scalar(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// A scalar as text.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..4 {
            let sextet = (word >> (18 - 6 * position) & 63) as usize;
            out.push(if position <= chunk.len() { char::from(ALPHABET[sextet]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
    }
}
