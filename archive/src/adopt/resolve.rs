//! What an expression of the archive's templates is worth in one region, as far as it can be known beforehand.
//!
//! Only what policies are written with is understood. What is not understood has no value here, and then nothing is taken for granted.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What is known of the place that a template is deployed to.
#[derive(Debug, Clone)]
pub(super) struct Values {
    known: BTreeMap<String, String>,
}

impl Values {
    /// The values in `region` of `account`, with the `parameters` of the template.
    pub(super) fn new(partition: &str, account: &str, region: &str, parameters: &BTreeMap<String, String>) -> Self {
        let pseudo = [("AWS::Partition", partition), ("AWS::AccountId", account), ("AWS::Region", region)];
        let mut known = parameters.clone();
        known.extend(pseudo.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Self { known }
    }

    /// Adds what `name` stands for: a resource's logical id for what `Ref` gives, or `LogicalId.Attribute`.
    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.known.insert(name.into(), value.into());
    }

    /// The value of an expression; `None` if a part of it cannot be known.
    pub(super) fn of(&self, expression: &Value) -> Option<Value> {
        match expression {
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect::<Option<Vec<_>>>().map(Value::Array),
            Value::Object(object) => match object.iter().next() {
                Some((name, argument)) if object.len() == 1 && (name == "Ref" || name.starts_with("Fn::")) => {
                    self.function(name, argument)
                }
                _ => {
                    let entries = object.iter().map(|(name, value)| Some((name.clone(), self.of(value)?)));
                    entries.collect::<Option<Map<_, _>>>().map(Value::Object)
                }
            },
            plain => Some(plain.clone()),
        }
    }

    fn function(&self, name: &str, argument: &Value) -> Option<Value> {
        let text = match name {
            "Ref" => self.known.get(argument.as_str()?)?.clone(),
            "Fn::GetAtt" => {
                let path = match argument {
                    Value::Array(parts) => parts.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join("."),
                    path => path.as_str()?.to_owned(),
                };
                self.known.get(&path)?.clone()
            }
            "Fn::Sub" => match argument {
                Value::Array(parts) => self.substitute(parts.first()?.as_str()?, parts.get(1)?.as_object())?,
                text => self.substitute(text.as_str()?, None)?,
            },
            "Fn::Select" => {
                let index = argument.get(0)?;
                let index = index.as_u64().or_else(|| index.as_str()?.parse().ok())?;
                self.of(argument.get(1)?)?.get(usize::try_from(index).ok()?)?.as_str()?.to_owned()
            }
            "Fn::Split" => {
                let text = self.of(argument.get(1)?)?;
                let parts = text.as_str()?.split(argument.get(0)?.as_str()?).map(Value::from);
                return Some(parts.collect());
            }
            _ => return None,
        };
        Some(Value::String(text))
    }

    fn substitute(&self, text: &str, own: Option<&Map<String, Value>>) -> Option<String> {
        let (mut done, mut rest) = (String::new(), text);
        while let Some(start) = rest.find("${") {
            let length = rest[start..].find('}')?;
            let name = &rest[start + 2..start + length];
            done.push_str(&rest[..start]);
            match (name.strip_prefix('!'), own.and_then(|own| own.get(name))) {
                (Some(literal), _) => done.push_str(&format!("${{{literal}}}")),
                (None, Some(value)) => done.push_str(self.of(value)?.as_str()?),
                (None, None) => done.push_str(self.known.get(name)?),
            }
            rest = &rest[start + length + 1..];
        }
        done.push_str(rest);
        Some(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(expression: Value) -> Option<Value> {
        let mut values = Values::new("aws", "123456789012", "eu-west-1", &[("Role".into(), "a:b:c".into())].into());
        values.set("Bucket.Arn", "arn:aws:s3:::b");
        values.of(&expression)
    }

    #[test]
    fn what_policies_are_written_with_has_a_value() {
        assert_eq!(
            value(json!({ "Fn::Sub": "${Bucket.Arn}/* in ${AWS::Region} ${!x}" })),
            Some(json!("arn:aws:s3:::b/* in eu-west-1 ${x}"))
        );
        assert_eq!(
            value(json!([{ "Fn::GetAtt": ["Bucket", "Arn"] }, { "Ref": "Role" }])),
            Some(json!(["arn:aws:s3:::b", "a:b:c"]))
        );
        let account = json!({ "Fn::Select": [1, { "Fn::Split": [":", { "Ref": "Role" }] }] });
        assert_eq!(value(json!({ "AWS": { "Fn::Sub": ["${x}!", { "x": account }] } })), Some(json!({ "AWS": "b!" })));
    }

    #[test]
    fn what_is_not_known_has_none() {
        assert_eq!(value(json!({ "a": [{ "Ref": "Key" }] })), None);
        assert_eq!(value(json!({ "Fn::ImportValue": "x" })), None);
        assert_eq!(value(json!({ "Fn::Sub": "${Key" })), None);
    }
}
