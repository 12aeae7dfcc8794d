//! What a template says once its intrinsics are evaluated for one account and region.
//!
//! The simulator has an evaluator of intrinsics of its own. This one is separate on purpose: the proof must not lean on the code
//! that deploys, or one misreading of a template would hide in both.

mod physical;

pub(crate) use physical::key_arn;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Where a template is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) region: String,
}

impl Place {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        Self { account: account.to_owned(), region: region.to_owned() }
    }

    /// The partition that the region lies in.
    pub(crate) fn partition(&self) -> &'static str {
        match self.region.split('-').next() {
            Some("cn") => "aws-cn",
            Some("eusc") => "aws-eusc",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    fn url_suffix(&self) -> &'static str {
        match self.partition() {
            "aws-cn" => "amazonaws.com.cn",
            "aws-eusc" => "amazonaws.eu",
            _ => "amazonaws.com",
        }
    }
}

/// A template without intrinsics.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) place: Place,
    pub(crate) resources: BTreeMap<String, Resource>,
}

/// A resource without intrinsics.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: String,
    pub(crate) properties: Value,
    /// The resources that CloudFormation makes before it: those it names in DependsOn and those it refers to.
    pub(crate) after: BTreeSet<String>,
    pub(crate) deletion_policy: String,
    pub(crate) update_replace_policy: String,
    /// What `Ref` gives.
    pub(crate) name: String,
    /// What `GetAtt Arn` gives, for the types that have one here.
    pub(crate) arn: Option<String>,
}

impl Stack {
    /// Evaluates a template; parameters without a value take their default.
    pub(crate) fn resolve(
        template: &Value,
        place: &Place,
        parameters: &BTreeMap<String, Value>,
    ) -> Result<Self, String> {
        let reader = Reader { template, place, parameters };
        let mut resources = BTreeMap::new();
        let defined = template["Resources"].as_object().ok_or("the template has no Resources")?;
        for (id, body) in defined {
            if let Some(condition) = body["Condition"].as_str()
                && !reader.condition(condition)?
            {
                continue;
            }
            resources.insert(id.clone(), reader.resource(id, body).map_err(|error| format!("{id}: {error}"))?);
        }
        Ok(Self { place: place.clone(), resources })
    }

    /// The resources of a type.
    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a String, &'a Resource)> {
        self.resources.iter().filter(move |(_, resource)| resource.kind == kind)
    }

    /// Whether `late` is made after `early`, directly or through others.
    pub(crate) fn is_after(&self, late: &str, early: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![late];
        while let Some(id) = open.pop() {
            for before in self.resources.get(id).into_iter().flat_map(|resource| &resource.after) {
                if before == early {
                    return true;
                }
                if seen.insert(before) {
                    open.push(before);
                }
            }
        }
        false
    }
}

struct Reader<'a> {
    template: &'a Value,
    place: &'a Place,
    parameters: &'a BTreeMap<String, Value>,
}

impl Reader<'_> {
    fn resource(&self, id: &str, body: &Value) -> Result<Resource, String> {
        let mut after = BTreeSet::new();
        match &body["DependsOn"] {
            Value::String(one) => drop(after.insert(one.clone())),
            Value::Array(list) => after.extend(list.iter().filter_map(Value::as_str).map(str::to_owned)),
            _ => {}
        }
        let defined =
            self.template["Resources"].as_object().map(|resources| resources.keys().collect()).unwrap_or_default();
        references(&body["Properties"], &defined, &mut after);
        let policy = |name: &str| body[name].as_str().unwrap_or("Delete").to_owned();
        Ok(Resource {
            kind: body["Type"].as_str().unwrap_or_default().to_owned(),
            properties: if body["Properties"].is_null() { json!({}) } else { self.value(&body["Properties"])? },
            after,
            deletion_policy: policy("DeletionPolicy"),
            update_replace_policy: policy("UpdateReplacePolicy"),
            name: self.name(id)?,
            arn: self.arn(id)?,
        })
    }

    /// Evaluates a value; what is set to `AWS::NoValue` is left out.
    fn value(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Object(members) => {
                if let Some((name, argument)) = intrinsic(members) {
                    return self.intrinsic(name, argument);
                }
                let mut evaluated = Map::new();
                for (name, value) in members {
                    if !self.is_no_value(value)? {
                        evaluated.insert(name.clone(), self.value(value)?);
                    }
                }
                Ok(Value::Object(evaluated))
            }
            Value::Array(items) => {
                let mut evaluated = Vec::new();
                for item in items {
                    if !self.is_no_value(item)? {
                        evaluated.push(self.value(item)?);
                    }
                }
                Ok(Value::Array(evaluated))
            }
            plain => Ok(plain.clone()),
        }
    }

    fn is_no_value(&self, value: &Value) -> Result<bool, String> {
        if value["Ref"] == "AWS::NoValue" {
            return Ok(true);
        }
        match value["Fn::If"].as_array().map(Vec::as_slice) {
            Some([Value::String(condition), then, otherwise]) => {
                self.is_no_value(if self.condition(condition)? { then } else { otherwise })
            }
            _ => Ok(false),
        }
    }

    fn intrinsic(&self, name: &str, argument: &Value) -> Result<Value, String> {
        let malformed = || format!("{name} {argument} is malformed");
        match name {
            "Ref" => self.reference(argument.as_str().ok_or_else(malformed)?),
            "Fn::GetAtt" => {
                let (id, attribute) = match argument {
                    Value::String(path) => path.split_once('.').ok_or_else(malformed)?,
                    Value::Array(parts) => match parts.as_slice() {
                        [Value::String(id), Value::String(attribute)] => (id.as_str(), attribute.as_str()),
                        _ => return Err(malformed()),
                    },
                    _ => return Err(malformed()),
                };
                self.attribute(id, attribute).map(Value::String)
            }
            "Fn::Sub" => self.substitute(argument).map(Value::String),
            "Fn::Join" => {
                let separator = argument[0].as_str().ok_or_else(malformed)?;
                let Value::Array(parts) = self.value(&argument[1])? else { return Err(malformed()) };
                let parts: Option<Vec<String>> = parts.iter().map(scalar).collect();
                Ok(Value::String(parts.ok_or_else(malformed)?.join(separator)))
            }
            "Fn::Split" => {
                let separator = argument[0].as_str().ok_or_else(malformed)?;
                let text = self.value(&argument[1])?;
                Ok(text.as_str().ok_or_else(malformed)?.split(separator).collect())
            }
            "Fn::Select" => {
                let index =
                    scalar(&self.value(&argument[0])?).and_then(|text| text.parse().ok()).ok_or_else(malformed)?;
                let list = self.value(&argument[1])?;
                list.get::<usize>(index).cloned().ok_or_else(malformed)
            }
            "Fn::If" => {
                let holds = self.condition(argument[0].as_str().ok_or_else(malformed)?)?;
                self.value(&argument[if holds { 1 } else { 2 }])
            }
            "Fn::FindInMap" => {
                let mut found = &self.template["Mappings"];
                for key in argument.as_array().ok_or_else(malformed)? {
                    found = &found[scalar(&self.value(key)?).ok_or_else(malformed)?];
                }
                if found.is_null() { Err(malformed()) } else { Ok(found.clone()) }
            }
            "Fn::ToJsonString" => Ok(Value::String(self.value(argument)?.to_string())),
            _ => Err(format!("{name} is not known to the proof")),
        }
    }

    fn condition(&self, name: &str) -> Result<bool, String> {
        let body = &self.template["Conditions"][name];
        if body.is_null() { Err(format!("there is no condition {name}")) } else { self.truth(body) }
    }

    fn truth(&self, body: &Value) -> Result<bool, String> {
        let (name, argument) =
            body.as_object().and_then(|body| body.iter().next()).ok_or("a condition is malformed")?;
        let all =
            || argument.as_array().into_iter().flatten().map(|each| self.truth(each)).collect::<Result<Vec<_>, _>>();
        match name.as_str() {
            "Condition" => self.condition(argument.as_str().unwrap_or_default()),
            "Fn::Equals" => Ok(scalar(&self.value(&argument[0])?) == scalar(&self.value(&argument[1])?)),
            "Fn::Not" => Ok(!all()?.into_iter().all(|each| each)),
            "Fn::And" => Ok(all()?.into_iter().all(|each| each)),
            "Fn::Or" => Ok(all()?.into_iter().any(|each| each)),
            _ => Err(format!("{name} is not a condition function")),
        }
    }

    fn reference(&self, name: &str) -> Result<Value, String> {
        let Place { account, region } = self.place;
        let text = match name {
            "AWS::AccountId" => account.clone(),
            "AWS::Region" => region.clone(),
            "AWS::Partition" => self.place.partition().to_owned(),
            "AWS::URLSuffix" => self.place.url_suffix().to_owned(),
            "AWS::StackName" => "stack".to_owned(),
            "AWS::StackId" => format!("arn:{}:cloudformation:{region}:{account}:stack/stack/1", self.place.partition()),
            _ if !self.template["Resources"][name].is_null() => self.name(name)?,
            _ => {
                let declared = &self.template["Parameters"][name];
                let value = self.parameters.get(name).or_else(|| declared.get("Default"));
                return match value {
                    _ if declared.is_null() => {
                        Err(format!("Ref {name}: there is neither a parameter nor a resource of that name"))
                    }
                    Some(value) => Ok(value.clone()),
                    None => Err(format!("parameter {name} has no value")),
                };
            }
        };
        Ok(Value::String(text))
    }

    fn substitute(&self, argument: &Value) -> Result<String, String> {
        let (text, own) = match argument {
            Value::Array(parts) => (parts.first().and_then(Value::as_str).unwrap_or_default(), &parts[1]),
            text => (text.as_str().unwrap_or_default(), &Value::Null),
        };
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or_else(|| format!("`{text}` has an open variable"))?;
            filled.push_str(before);
            if let Some(literal) = name.strip_prefix('!') {
                filled.push_str(&format!("${{{literal}}}"));
            } else if let Some(value) = own.get(name) {
                filled.push_str(&scalar(&self.value(value)?).ok_or_else(|| format!("{name} is not a text"))?);
            } else if let Some((id, attribute)) = name.split_once('.') {
                filled.push_str(&self.attribute(id, attribute)?);
            } else {
                filled.push_str(&scalar(&self.reference(name)?).ok_or_else(|| format!("{name} is not a text"))?);
            }
            rest = after;
        }
        Ok(filled + rest)
    }

    fn attribute(&self, id: &str, attribute: &str) -> Result<String, String> {
        let body = &self.template["Resources"][id];
        match (body["Type"].as_str(), attribute) {
            (None, _) => Err(format!("GetAtt {id}.{attribute}: there is no such resource")),
            (Some("AWS::KMS::Key"), "KeyId") => self.name(id),
            (Some("AWS::SNS::Topic"), "TopicArn") => self.arn(id)?.ok_or_else(|| format!("{id} has no ARN here")),
            (Some(_), "Arn") => self.arn(id)?.ok_or_else(|| format!("{id} has no ARN here")),
            (Some(_), _) => Ok(format!("{id}.{attribute}")),
        }
    }

    /// The text of a property, when the resource has it.
    fn property(&self, id: &str, name: &str) -> Result<Option<String>, String> {
        let value = &self.template["Resources"][id]["Properties"][name];
        if value.is_null() { Ok(None) } else { Ok(scalar(&self.value(value)?)) }
    }
}

/// The one member of an object that is an intrinsic.
fn intrinsic(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && (name == "Ref" || name.starts_with("Fn::"))).then_some((name, argument))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// The resources that a value refers to.
fn references(value: &Value, defined: &BTreeSet<&String>, found: &mut BTreeSet<String>) {
    let mut add = |name: &str| {
        if defined.iter().any(|id| *id == name) {
            found.insert(name.to_owned());
        }
    };
    match value {
        Value::Object(members) => {
            if let Some((name, argument)) = intrinsic(members) {
                match (name, argument) {
                    ("Ref", Value::String(id)) => add(id),
                    ("Fn::GetAtt", Value::String(path)) => add(path.split('.').next().unwrap_or_default()),
                    ("Fn::GetAtt", Value::Array(parts)) => {
                        add(parts.first().and_then(Value::as_str).unwrap_or_default())
                    }
                    ("Fn::Sub", _) => {
                        let text = argument.as_str().or_else(|| argument[0].as_str()).unwrap_or_default();
                        for variable in text.split("${").skip(1) {
                            add(variable.split(['}', '.']).next().unwrap_or_default());
                        }
                    }
                    _ => {}
                }
            }
            members.values().for_each(|value| references(value, defined, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, defined, found)),
        _ => {}
    }
}
