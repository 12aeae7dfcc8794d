//! The parameters of a stack: read from files and options, and compared with those that the template declares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cfn_command_line::CommandError;
use models::check::nearest;
use serde_json::Value;

use super::arguments::Settings;
use crate::template::Template;

/// What was given for a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct GivenParameters {
    /// The parameters that have a value.
    pub(super) values: BTreeMap<String, String>,
    /// The parameters that are to keep the value of the deployed stack.
    pub(super) previous: BTreeSet<String>,
    /// The tags of a CodePipeline configuration.
    pub(super) tags: BTreeMap<String, String>,
}

/// Reads what the files and options give. An option replaces what a file says, and a file what an earlier one says.
pub(super) fn given(settings: &Settings) -> Result<GivenParameters, CommandError> {
    let mut given = GivenParameters::default();
    for file in &settings.parameter_files {
        read(file, &document(file)?, &mut given)?;
    }
    let mut seen = BTreeSet::new();
    for (name, value) in &settings.parameters {
        if !seen.insert(name) {
            return Err(CommandError::usage(
                format!("the parameter {name:?} is given twice"),
                "give each parameter once",
            ));
        }
        given.set(name, value.clone());
    }
    Ok(given)
}

/// A file as JSON, or as YAML where it does not begin like JSON.
fn document(file: &Path) -> Result<Value, CommandError> {
    let text = Template::open(file).map_err(|failure| CommandError::Config(failure.to_string()))?;
    if text.text.trim_start().starts_with(['[', '{']) {
        let wrong = |error| CommandError::usage(format!("{}: this is not JSON: {error}", file.display()), FORMS);
        return serde_json::from_str(&text.text).map_err(wrong);
    }
    let document = text.document().map_err(|failure| CommandError::usage(failure.to_string(), FORMS))?;
    Ok(document.root.to_json())
}

impl GivenParameters {
    fn set(&mut self, name: &str, value: String) {
        self.previous.remove(name);
        self.values.insert(name.to_owned(), value);
    }
}

/// The forms in which a file has parameters, for the message about another one.
const FORMS: &str = "write a list of {\"ParameterKey\": …, \"ParameterValue\": …}, a list of \"NAME=VALUE\", {\"Parameters\": {NAME: VALUE}} or {NAME: VALUE}";

fn read(file: &Path, document: &Value, given: &mut GivenParameters) -> Result<(), CommandError> {
    let wrong = |place: &str, what: &str| CommandError::usage(format!("{}: {place}: {what}", file.display()), FORMS);
    match document {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("item {}", index + 1);
                match item {
                    Value::String(pair) => match pair.split_once('=') {
                        Some((name, value)) if !name.is_empty() => given.set(name, value.to_owned()),
                        _ => return Err(wrong(&place, &format!("{pair:?} is not NAME=VALUE"))),
                    },
                    Value::Object(members) => {
                        let key = members.get("ParameterKey").and_then(Value::as_str);
                        let key = key.ok_or_else(|| wrong(&place, "it has no ParameterKey"))?;
                        if members.get("UsePreviousValue") == Some(&Value::Bool(true)) {
                            given.values.remove(key);
                            given.previous.insert(key.to_owned());
                            continue;
                        }
                        let value = members.get("ParameterValue").and_then(text);
                        let missing = || wrong(&place, &format!("{key} has no ParameterValue that is a string"));
                        given.set(key, value.ok_or_else(missing)?);
                    }
                    _ => return Err(wrong(&place, "it is neither an object nor a string")),
                }
            }
        }
        Value::Object(members) => {
            let parameters = match members.get("Parameters") {
                Some(Value::Object(parameters)) => parameters,
                Some(_) => return Err(wrong("Parameters", "it is not an object")),
                None => members,
            };
            for (name, value) in parameters {
                let value =
                    text(value).ok_or_else(|| wrong(name, "its value is neither a scalar nor a list of these"))?;
                given.set(name, value);
            }
            let tags = members.get("Tags").filter(|_| members.contains_key("Parameters"));
            for (key, value) in tags.and_then(Value::as_object).into_iter().flatten() {
                let value = text(value).ok_or_else(|| wrong(&format!("Tags.{key}"), "its value is not a string"))?;
                given.tags.insert(key.clone(), value);
            }
        }
        _ => return Err(wrong("the document", "it is neither a list nor an object")),
    }
    Ok(())
}

/// A value as CloudFormation takes it: lists are separated by commas.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(items) => items.iter().map(text).collect::<Option<Vec<_>>>().map(|items| items.join(",")),
        Value::Null | Value::Object(_) => None,
    }
}

/// The parameters that a template declares, and which of them have a default. `None`: they are not all known, because a macro may add some.
pub(super) struct DeclaredParameters {
    names: BTreeMap<String, bool>,
    is_complete: bool,
}

impl DeclaredParameters {
    /// Those of a template.
    pub(super) fn of(template: &Value) -> Self {
        let parameters = template.get("Parameters").and_then(Value::as_object).into_iter().flatten();
        let names = parameters.map(|(name, parameter)| (name.clone(), parameter.get("Default").is_some())).collect();
        Self { names, is_complete: template.get("Transform").is_none() }
    }

    /// What to send for a stack that has the parameters `deployed`: the given values, and for each other parameter of the template the
    /// value that the stack has.
    ///
    /// # Errors
    /// If a parameter is given that the template does not have, or one is not given that has no default.
    pub(super) fn complete(
        &self,
        given: &GivenParameters,
        deployed: &BTreeSet<String>,
    ) -> Result<GivenParameters, CommandError> {
        let mut all = given.values.keys().chain(&given.previous);
        if let Some(unknown) = all.find(|name| self.is_complete && !self.names.contains_key(*name)) {
            let near = nearest(unknown, self.names.keys().map(String::as_str));
            let names: Vec<&str> = self.names.keys().map(String::as_str).collect();
            let remedy = match (near, names.as_slice()) {
                (Some(near), _) => format!("did you mean {near:?}?"),
                (None, []) => "remove it: the template has no parameters".to_owned(),
                (None, names) => format!("the template has {}", names.join(", ")),
            };
            return Err(CommandError::usage(format!("the template has no parameter {unknown:?}"), remedy));
        }
        let mut complete = given.clone();
        complete.previous.retain(|name| deployed.contains(name));
        let others = self.names.keys().filter(|name| deployed.contains(*name) && !given.values.contains_key(*name));
        complete.previous.extend(others.cloned());
        let is_missing = |(name, has_default): &(&String, &bool)| {
            !**has_default && !complete.values.contains_key(*name) && !complete.previous.contains(*name)
        };
        let missing: Vec<&str> = self.names.iter().filter(is_missing).map(|(name, _)| name.as_str()).collect();
        if missing.is_empty() {
            return Ok(complete);
        }
        let options: Vec<String> = missing.iter().map(|name| format!("--parameter {name}=…")).collect();
        let message = format!("these parameters have neither a value nor a default: {}", missing.join(", "));
        Err(CommandError::usage(message, format!("add {}, or a --parameter-file", options.join(" "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(document: &Value) -> Result<GivenParameters, String> {
        let mut given = GivenParameters::default();
        read(Path::new("p.json"), document, &mut given).map(|()| given).map_err(|error| error.to_string())
    }

    #[test]
    fn the_forms_of_the_aws_cli_are_read() {
        let values = BTreeMap::from([("Stage".to_owned(), "prod".to_owned()), ("Zones".to_owned(), "a,b".to_owned())]);
        for document in [
            json!([{ "ParameterKey": "Stage", "ParameterValue": "prod" }, { "ParameterKey": "Zones", "ParameterValue": "a,b" }]),
            json!(["Stage=prod", "Zones=a,b"]),
            json!({ "Parameters": { "Stage": "prod", "Zones": ["a", "b"] } }),
            json!({ "Stage": "prod", "Zones": ["a", "b"] }),
        ] {
            assert_eq!(of(&document).unwrap().values, values, "{document}");
        }
        let kept = of(&json!([{ "ParameterKey": "Stage", "UsePreviousValue": true }])).unwrap();
        assert_eq!(kept.previous, BTreeSet::from(["Stage".to_owned()]));
        let tagged = of(&json!({ "Parameters": { "Days": 3 }, "Tags": { "team": "storage" } })).unwrap();
        assert_eq!((tagged.values["Days"].as_str(), tagged.tags["team"].as_str()), ("3", "storage"));
    }

    #[test]
    fn what_is_no_parameter_is_refused_with_its_place() {
        for (document, place) in [
            (json!([{ "ParameterValue": "prod" }]), "p.json: item 1: it has no ParameterKey"),
            (json!(["a=b", "Stage"]), "p.json: item 2: \"Stage\" is not NAME=VALUE"),
            (json!({ "Stage": { "a": 1 } }), "p.json: Stage: "),
            (json!("Stage"), "p.json: the document: "),
        ] {
            let refused = of(&document).unwrap_err();
            assert!(refused.starts_with(place), "{refused}");
        }
    }

    #[test]
    fn what_is_not_given_keeps_its_value_and_what_has_none_is_named() {
        let declared = DeclaredParameters::of(
            &json!({ "Parameters": { "A": {}, "B": {}, "C": { "Default": 1 } }, "Resources": {} }),
        );
        let given = GivenParameters { values: [("A".to_owned(), "1".to_owned())].into(), ..GivenParameters::default() };
        let refused = declared.complete(&given, &BTreeSet::new()).err().unwrap();
        assert_eq!(refused.to_string(), "these parameters have neither a value nor a default: B");
        let deployed = BTreeSet::from(["A".to_owned(), "B".to_owned(), "Old".to_owned()]);
        let complete = declared.complete(&given, &deployed).unwrap();
        assert_eq!(complete.previous, BTreeSet::from(["B".to_owned()]), "a parameter that is gone, or given");
        let unknown =
            GivenParameters { values: [("a".to_owned(), "1".to_owned())].into(), ..GivenParameters::default() };
        let refused = declared.complete(&unknown, &deployed).err().unwrap();
        assert_eq!(refused.to_string(), "the template has no parameter \"a\"");
    }
}
