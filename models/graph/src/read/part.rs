//! A template of the graph, and its values as far as they are known before a deployment.

use std::collections::BTreeMap;

use cfn_evaluate::{Answer, Condition, Evaluator, Outcome, Scope};
use cfn_template::{Kind, PSEUDO_PARAMETERS, Span, Value};

use super::type_of;
use crate::model::Place;

/// A template in a frame.
pub(super) struct Part {
    /// The place of the frame.
    pub(super) frame: usize,
    /// The value of `${AWS::StackName}`.
    pub(super) stack_name: String,
    /// Where it is deployed, if that is known.
    pub(super) region: Option<String>,
    /// How many StackSets and nested stacks it is in.
    pub(super) depth: usize,
    /// The number of the template, for what finds those that it names.
    pub(super) number: usize,
    root: Value,
    /// The values of the parameters that are known.
    parameters: BTreeMap<String, Value>,
    /// The places of the resources by their logical IDs.
    places: BTreeMap<String, usize>,
}

impl Part {
    pub(super) fn new(stack_name: &str, region: Option<&str>, root: Value) -> Self {
        let mut part = Self {
            frame: 0,
            stack_name: stack_name.to_owned(),
            region: region.map(str::to_owned),
            depth: 0,
            number: 0,
            root,
            parameters: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        part.places = part.resources().map(|(place, id, _)| (id.to_owned(), place)).collect();
        let parameters = part.root.get("Parameters").map_or(&[][..], Value::entries);
        // The default of a parameter that is stored in Systems Manager is its name there.
        let defaults = parameters
            .iter()
            .filter(|entry| !type_of(&entry.value).is_some_and(|kind| kind.starts_with("AWS::SSM::Parameter::Value<")));
        part.parameters = defaults
            .filter_map(|entry| Some((entry.key.clone(), entry.value.get("Default")?.clone())))
            .filter(|(_, default)| default.as_str().is_some())
            .collect();
        part
    }

    /// Sets the value of a parameter.
    pub(super) fn set_parameter(&mut self, name: &str, value: Value) {
        self.parameters.insert(name.to_owned(), value);
    }

    /// The resources with their places and logical IDs. A loop (`Fn::ForEach`) is not a map: what it makes is known only when it is
    /// expanded.
    pub(super) fn resources(&self) -> impl Iterator<Item = (usize, &str, &Value)> {
        let entries = self.root.get("Resources").map_or(&[][..], Value::entries);
        let maps = entries.iter().filter(|entry| entry.value.as_map().is_some());
        maps.enumerate().map(|(place, entry)| (place, entry.key.as_str(), &entry.value))
    }

    /// The resources of a type.
    pub(super) fn of_type<'p>(&'p self, resource_type: &'p str) -> impl Iterator<Item = (usize, &'p str, &'p Value)> {
        self.resources().filter(move |(_, _, body)| type_of(body) == Some(resource_type))
    }

    /// Where the resource of a logical ID is.
    pub(super) fn place(&self, logical_id: &str) -> Option<Place> {
        Some((self.frame, *self.places.get(logical_id)?))
    }

    /// The outputs with their names.
    pub(super) fn outputs(&self) -> &[cfn_template::Entry] {
        self.root.get("Outputs").map_or(&[][..], Value::entries)
    }

    /// A property of a resource, evaluated as far as it is known.
    pub(super) fn property(&self, resource: &Value, name: &str) -> Option<Value> {
        self.evaluated(resource.get("Properties")?.get(name)?)
    }

    /// A property whose text is known.
    pub(super) fn text(&self, resource: &Value, name: &str) -> Option<String> {
        Some(self.property(resource, name)?.as_str()?.to_owned())
    }

    /// A value, as far as it is known; `None` for a removed one, and one that CloudFormation would reject.
    pub(super) fn evaluated(&self, value: &Value) -> Option<Value> {
        match Evaluator::new(self).value(value) {
            Ok(Outcome::Known(value) | Outcome::Residual(value)) => Some(value),
            Ok(Outcome::NoValue) | Err(_) => None,
        }
    }

    /// The region, or a placeholder of it.
    pub(super) fn region_name(&self) -> &str {
        self.region.as_deref().unwrap_or("${AWS.Region}")
    }

    /// The ARN of a resource, with placeholders of the account and the partition. What CloudFormation names has a name of the graph's own,
    /// so that a reference to it can be recognised.
    pub(super) fn arn(&self, logical_id: &str) -> Option<String> {
        let (_, body) = self.resource(logical_id)?;
        let region = self.region_name();
        let path = || self.text(body, "Path").unwrap_or_else(|| "/".to_owned());
        let name = || self.name(logical_id);
        Some(match type_of(body)? {
            "AWS::IAM::Role" => format!("arn:${{AWS.Partition}}:iam::${{AWS.AccountId}}:role{}{}", path(), name()?),
            "AWS::IAM::User" => format!("arn:${{AWS.Partition}}:iam::${{AWS.AccountId}}:user{}{}", path(), name()?),
            "AWS::IAM::ManagedPolicy" => self.managed_policy(logical_id),
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                format!("arn:${{AWS.Partition}}:kms:{region}:${{AWS.AccountId}}:key/{}", self.own_name(logical_id))
            }
            _ => return None,
        })
    }

    /// The name of a principal, a bucket or an alias: its own, or one of the graph's.
    pub(super) fn name(&self, logical_id: &str) -> Option<String> {
        let (_, body) = self.resource(logical_id)?;
        let property = match type_of(body)? {
            "AWS::IAM::Role" => "RoleName",
            "AWS::IAM::User" => "UserName",
            "AWS::IAM::Group" => "GroupName",
            _ => return None,
        };
        Some(self.text(body, property).unwrap_or_else(|| self.own_name(logical_id)))
    }

    fn managed_policy(&self, logical_id: &str) -> String {
        format!("arn:${{AWS.Partition}}:iam::${{AWS.AccountId}}:policy/{}", self.own_name(logical_id))
    }

    fn own_name(&self, logical_id: &str) -> String {
        format!("{}.{logical_id}", self.frame)
    }

    fn resource(&self, logical_id: &str) -> Option<(usize, &Value)> {
        let (place, _, body) = self.resources().nth(*self.places.get(logical_id)?)?;
        Some((place, body))
    }
}

impl Scope for Part {
    fn reference(&self, name: &str) -> Answer<Value> {
        if let Some(value) = self.parameters.get(name) {
            return Answer::Known(value.clone());
        }
        let text = match name {
            "AWS::Region" => Some(self.region_name().to_owned()),
            "AWS::StackName" => Some(self.stack_name.clone()),
            // The same account and partition in all parts: their placeholders compare as they would. An ARN is split at colons.
            pseudo if PSEUDO_PARAMETERS.contains(&pseudo) => Some(format!("${{{}}}", pseudo.replace("::", "."))),
            id => self.resource(id).and_then(|(_, body)| match type_of(body)? {
                "AWS::IAM::ManagedPolicy" => Some(self.managed_policy(id)),
                "AWS::KMS::Key" => self.arn(id),
                _ => self.name(id),
            }),
        };
        text.map_or(Answer::Unknown, |text| Answer::Known(string(text)))
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Value> {
        let arn = if attribute == "Arn" { self.arn(logical_id) } else { None };
        arn.map_or(Answer::Unknown, |arn| Answer::Known(string(arn)))
    }

    fn condition(&self, name: &str) -> Answer<Condition<'_>> {
        let definition = self.root.get("Conditions").and_then(|conditions| conditions.get(name));
        definition.map_or(Answer::Unknown, |definition| Answer::Known(Condition::Defined(definition)))
    }

    fn mapping(&self, name: &str) -> Answer<&Value> {
        let mapping = self.root.get("Mappings").and_then(|mappings| mappings.get(name));
        mapping.map_or(Answer::Unknown, Answer::Known)
    }
}

fn string(text: String) -> Value {
    Value::new(Kind::String(text), Span::default())
}

/// All strings in a value, keys left out.
pub(super) fn strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    found.extend(value.as_str());
    value.items().iter().for_each(|item| strings(item, found));
    value.entries().iter().for_each(|entry| strings(&entry.value, found));
}
