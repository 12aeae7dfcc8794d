//! The template inside a StackSet as it is in one region, with the parameters of the StackSet put in.
//!
//! A parameter decides as much as the text: a name, whom a policy is for, by a condition whether a bucket is there at all. Of what depends
//! on another resource only the name of a bucket is known; the rest stays as it is written.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::json::{canonical, kind, list, text};

/// A template with its parameters and conditions resolved as far as they can be.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) resources: Map<String, Value>,
    /// What remains outside of the resources and yet decides about them: open conditions and mappings, transforms.
    pub(super) rest: Value,
}

/// Where an instance is, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) region: Option<&'a str>,
    pub(super) account: Option<&'a str>,
}

impl<'a> Place<'a> {
    fn pseudo_parameters(self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let partition = self.region.map(|region| match region {
            _ if region.starts_with("cn-") => "aws-cn",
            _ if region.starts_with("us-gov-") => "aws-us-gov",
            _ if region.starts_with("eusc-") => "aws-eusc",
            _ => "aws",
        });
        let known = [("AWS::Region", self.region), ("AWS::AccountId", self.account), ("AWS::Partition", partition)];
        known.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

impl Inner {
    /// Reads a template in JSON as it is at `place`; `None` for any other text.
    pub(super) fn read(body: &str, parameters: Option<&Value>, place: Place<'_>) -> Option<Self> {
        let template: Value = serde_json::from_str(body).ok().filter(Value::is_object)?;
        let section = |name: &str| template.get(name).cloned().unwrap_or_default();
        let mut scope =
            Scope { parameters: BTreeMap::new(), conditions: BTreeMap::new(), mappings: section("Mappings") };
        scope.parameters.extend(place.pseudo_parameters().map(|(name, value)| (name.to_owned(), value.to_owned())));
        for (name, parameter) in members(&template, "Parameters") {
            if let Some(default) = parameter.get("Default") {
                scope.parameters.insert(name.clone(), text(default));
            }
        }
        for parameter in list(parameters) {
            if let (Some(name), Some(value)) = (parameter.get("ParameterKey"), parameter.get("ParameterValue")) {
                scope.parameters.insert(text(name), text(value));
            }
        }
        // A condition may build on others that stand after it.
        let conditions: Vec<_> = members(&template, "Conditions").collect();
        for _ in 0..conditions.len() {
            for (name, condition) in &conditions {
                if let Some(value) = scope.condition(condition) {
                    scope.conditions.insert((*name).clone(), value);
                }
            }
        }
        for (name, resource) in members(&template, "Resources").filter(|(_, it)| kind(it) == "AWS::S3::Bucket") {
            let bucket = resource.pointer("/Properties/BucketName").and_then(|name| scope.resolve(name));
            if let Some(bucket) = bucket.filter(is_plain) {
                scope.parameters.insert(name.clone(), text(&bucket));
            }
        }
        let open = conditions.iter().filter(|(name, _)| !scope.conditions.contains_key(*name));
        let open: Map<String, Value> =
            open.map(|(name, condition)| ((*name).clone(), scope.resolve(condition).unwrap_or_default())).collect();
        let resources: Map<String, Value> = members(&template, "Resources")
            .filter_map(|(name, resource)| Some((name.clone(), scope.resource(resource)?)))
            .collect();
        let looked_up = resources.values().any(|resource| canonical(resource).contains("\"Fn::FindInMap\""));
        let mappings = if looked_up { scope.mappings } else { Value::Null };
        let rest = json!({ "Conditions": open, "Mappings": mappings, "Transform": section("Transform") });
        Some(Self { resources, rest })
    }
}

fn members<'a>(template: &'a Value, section: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    template.get(section).and_then(Value::as_object).into_iter().flatten()
}

/// What is known of the names in a template.
struct Scope {
    parameters: BTreeMap<String, String>,
    conditions: BTreeMap<String, bool>,
    mappings: Value,
}

impl Scope {
    /// A resource, unless its condition is known not to hold.
    fn resource(&self, resource: &Value) -> Option<Value> {
        let mut resource = self.resolve(resource)?;
        let condition = resource.get("Condition").and_then(Value::as_str).and_then(|name| self.conditions.get(name));
        match condition {
            Some(false) => None,
            Some(true) => {
                resource.as_object_mut()?.remove("Condition");
                Some(resource)
            }
            None => Some(resource),
        }
    }

    /// Whether a condition holds; `None` if that cannot be told from the parameters.
    fn condition(&self, condition: &Value) -> Option<bool> {
        let (name, argument) = condition.as_object().filter(|it| it.len() == 1)?.iter().next()?;
        let all = || list(Some(argument)).into_iter().map(|part| self.condition(part)).collect::<Vec<_>>();
        match name.as_str() {
            "Condition" => self.conditions.get(argument.as_str()?).copied(),
            "Fn::Equals" => {
                let sides: Vec<Value> =
                    list(Some(argument)).into_iter().filter_map(|side| self.resolve(side)).collect();
                let [one, other] = sides.as_slice() else { return None };
                (is_plain(one) && is_plain(other)).then(|| text(one) == text(other))
            }
            "Fn::Not" => all().first().copied().flatten().map(|value| !value),
            "Fn::And" if all().contains(&Some(false)) => Some(false),
            "Fn::And" => all().into_iter().collect::<Option<Vec<_>>>().map(|_| true),
            "Fn::Or" if all().contains(&Some(true)) => Some(true),
            "Fn::Or" => all().into_iter().collect::<Option<Vec<_>>>().map(|_| false),
            _ => None,
        }
    }

    /// A value with everything known put in; `None` where it is `AWS::NoValue`.
    fn resolve(&self, value: &Value) -> Option<Value> {
        match value {
            Value::Array(items) => Some(items.iter().filter_map(|item| self.resolve(item)).collect()),
            Value::Object(members) => {
                if let (1, Some((name, argument))) = (members.len(), members.iter().next())
                    && let Some(resolved) = self.function(name, argument)
                {
                    return resolved;
                }
                let members = members.iter().filter_map(|(name, value)| Some((name.clone(), self.resolve(value)?)));
                Some(Value::Object(members.collect()))
            }
            plain => Some(plain.clone()),
        }
    }

    /// The outer `None`: nothing is known of it. The inner: `AWS::NoValue`.
    fn function(&self, name: &str, argument: &Value) -> Option<Option<Value>> {
        match name {
            "Ref" if argument == "AWS::NoValue" => Some(None),
            "Ref" => self.parameters.get(argument.as_str()?).map(|value| Some(value.as_str().into())),
            "Fn::If" => {
                let [name, yes, no] = argument.as_array()?.as_slice() else { return None };
                let holds = *self.conditions.get(name.as_str()?)?;
                Some(self.resolve(if holds { yes } else { no }))
            }
            "Fn::Sub" => Some(Some(self.substitute(argument)?)),
            "Fn::FindInMap" => {
                let keys = list(Some(argument)).into_iter().map(|key| self.resolve(key)).collect::<Option<Vec<_>>>()?;
                let found = keys.iter().try_fold(&self.mappings, |at, key| at.get(key.as_str()?));
                found.filter(|_| keys.len() == 3).map(|found| Some(found.clone()))
            }
            "Fn::Join" => {
                let [separator, items] = argument.as_array()?.as_slice() else { return None };
                let items: Vec<Value> = items.as_array()?.iter().filter_map(|item| self.resolve(item)).collect();
                if !items.iter().all(is_plain) {
                    return None;
                }
                let items: Vec<String> = items.iter().map(text).collect();
                Some(Some(items.join(separator.as_str()?).into()))
            }
            _ => None,
        }
    }

    /// `Fn::Sub` with the known names put in: text if nothing else is left in it.
    fn substitute(&self, argument: &Value) -> Option<Value> {
        let (template, own) = match argument {
            Value::String(template) => (template.clone(), Map::new()),
            Value::Array(parts) => {
                let own = parts.get(1)?.as_object()?;
                let own = own.iter().filter_map(|(name, value)| Some((name.clone(), self.resolve(value)?)));
                (parts.first()?.as_str()?.to_owned(), own.collect())
            }
            _ => return None,
        };
        let mut filled = template;
        for (name, value) in &own {
            if is_plain(value) {
                filled = filled.replace(&format!("${{{name}}}"), &text(value));
            }
        }
        for (name, value) in self.parameters.iter().filter(|(name, _)| !own.contains_key(*name)) {
            filled = filled.replace(&format!("${{{name}}}"), value);
        }
        let left: Map<String, Value> = own.into_iter().filter(|(_, value)| !is_plain(value)).collect();
        Some(match (filled.contains("${"), left.is_empty()) {
            (false, _) => filled.into(),
            (true, true) => json!({ "Fn::Sub": filled }),
            (true, false) => json!({ "Fn::Sub": [filled, left] }),
        })
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
