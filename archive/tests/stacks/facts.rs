//! What a template says, one fact a line, whatever its logical ids and intrinsic functions are.

use std::collections::BTreeSet;

use serde_json::Value;

pub(super) const ACCOUNT: &str = "123456789012";

/// The facts of a template: `Bucket.VersioningConfiguration.Status = "Enabled"`. Resources are called by their type; the statements of
/// policies are taken apart: `Policy allows s3:ListBucket on arn:…`.
pub(super) fn facts(template: &Value, region: &str) -> BTreeSet<String> {
    let resources = template["Resources"].as_object().unwrap();
    let reader = Reader { template, region };
    let mut facts = BTreeSet::new();
    for resource in resources.values() {
        let kind = last_part(resource["Type"].as_str().unwrap());
        for (name, value) in resource.as_object().unwrap() {
            match name.as_str() {
                "Properties" => reader.walk(kind, value, &mut facts),
                "Type" | "DeletionPolicy" | "UpdateReplacePolicy" => {
                    reader.walk(&format!("{kind} {name}"), value, &mut facts)
                }
                _ => {}
            }
        }
    }
    facts
}

struct Reader<'t> {
    template: &'t Value,
    region: &'t str,
}

impl Reader<'_> {
    fn walk(&self, path: &str, value: &Value, facts: &mut BTreeSet<String>) {
        match value {
            Value::Object(object) if object.contains_key("Statement") => self.statements(path, value, facts),
            Value::Object(object) if !is_function(value) => {
                for (key, value) in object {
                    self.walk(&format!("{path}.{key}"), value, facts);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(&format!("{path}[{index}]"), item, facts);
                }
            }
            Value::Bool(_) | Value::Number(_) => {
                facts.insert(format!("{path} = {value}"));
            }
            _ if path.ends_with("TemplateBody") => {}
            _ => {
                facts.insert(format!("{path} = {:?}", self.text(value)));
            }
        }
    }

    fn statements(&self, path: &str, document: &Value, facts: &mut BTreeSet<String>) {
        let owner = path.split('.').next().unwrap();
        let name = path.rsplit('.').next().unwrap();
        for statement in document["Statement"].as_array().unwrap() {
            let effect = if statement["Effect"] == "Allow" { "allows" } else { "denies" };
            let whom = match &statement["Principal"] {
                Value::Object(principal) => {
                    let (kind, who) = principal.iter().next().unwrap();
                    format!(" {kind} {}", self.text(who))
                }
                _ => String::new(),
            };
            for action in many(&statement["Action"]) {
                for resource in many(&statement["Resource"]) {
                    let on = if resource.is_null() { String::new() } else { format!(" on {}", self.text(resource)) };
                    facts.insert(format!("{owner} {name} {effect}{whom} {}{on}", self.text(action)));
                }
            }
        }
    }

    /// The text that a value becomes when it is deployed.
    fn text(&self, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Object(object) => {
                let (function, argument) = object.iter().next().unwrap();
                match function.as_str() {
                    "Ref" => self.reference(argument.as_str().unwrap()),
                    "Fn::GetAtt" => self.attribute(argument[0].as_str().unwrap(), argument[1].as_str().unwrap()),
                    "Fn::Join" => {
                        let parts: Vec<String> = many(&argument[1]).map(|part| self.text(part)).collect();
                        parts.join(argument[0].as_str().unwrap())
                    }
                    "Fn::Sub" => self.substitute(argument.as_str().unwrap()),
                    _ => panic!("no text: {value}"),
                }
            }
            other => other.to_string(),
        }
    }

    fn substitute(&self, text: &str) -> String {
        let Some((before, rest)) = text.split_once("${") else { return text.to_owned() };
        let (name, after) = rest.split_once('}').unwrap();
        let value = match name.split_once('.') {
            Some((id, attribute)) => self.attribute(id, attribute),
            None => self.reference(name),
        };
        format!("{before}{value}{}", self.substitute(after))
    }

    fn reference(&self, id: &str) -> String {
        match id {
            "AWS::Partition" => "aws".into(),
            "AWS::AccountId" => ACCOUNT.into(),
            "AWS::Region" => self.region.into(),
            "Prefix" => "acme".into(),
            _ => match self.template["Resources"][id]["Type"].as_str() {
                Some(kind) => format!("the {}", last_part(kind)),
                None => format!("the parameter {id}"),
            },
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        let resource = &self.template["Resources"][id];
        match (resource["Type"].as_str().unwrap(), attribute) {
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{}", self.text(&resource["Properties"]["BucketName"])),
            (kind, _) => format!("the {}'s {attribute}", last_part(kind)),
        }
    }
}

fn is_function(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.len() == 1 && object.keys().all(|key| key == "Ref" || key.starts_with("Fn::")))
}

fn many(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(items) => items.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

fn last_part(kind: &str) -> &str {
    kind.rsplit("::").next().unwrap()
}
