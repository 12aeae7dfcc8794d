//! Validates functions: their arguments, and where each can be used.

use cfn_template::{Function, Sections};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::language::TRANSFORM;
use crate::cloudformation::template::references::{Reference, references_in, substitutions};
use crate::cloudformation::template::{Template, parameters};

/// The functions of all templates, in the order of CloudFormation's message.
const SUPPORTED: [&str; 23] = [
    "Fn::Base64",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::Select",
    "Ref",
    "Fn::Equals",
    "Fn::If",
    "Fn::Not",
    "Condition",
    "Fn::And",
    "Fn::Or",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Fn::RefAll",
    "Fn::Sub",
    "Fn::Cidr",
];

/// Validates every function of a template.
///
/// # Errors
/// `ValidationError` with CloudFormation's message.
pub(super) fn check(template: &Template) -> Result<(), ApiError> {
    let check = Check { template, extended: template.transforms().contains(&TRANSFORM) };
    for definition in &template.resources {
        let path = format!("/Resources/{}/Properties", definition.logical_id);
        for (name, value) in &definition.properties {
            check.value(value, &format!("{path}/{name}"))?;
        }
    }
    for (name, condition) in template.section("Conditions") {
        check.value(condition, &format!("/Conditions/{name}"))?;
    }
    for (name, output) in template.section("Outputs") {
        check.value(output, &format!("/Outputs/{name}"))?;
        if let Some(export) = output.get("Export").and_then(|export| export.get("Name"))
            && check.needs_resources(export)
        {
            return refuse(format!(
                "Template format error: Output {name} is malformed.  The Name field of Export must not depend on any \
                resources, imported values, or Fn::GetAZs."
            ));
        }
    }
    for (name, rule) in template.section("Rules") {
        check.rule(name, rule)?;
    }
    Ok(())
}

fn refuse<T>(why: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::validation(why))
}

struct Check<'t> {
    template: &'t Template,
    extended: bool,
}

impl Check<'_> {
    fn value(&self, value: &Value, path: &str) -> Result<(), ApiError> {
        match value {
            Value::Null => {
                refuse(format!("Template format error: [{path}] 'null' values are not allowed in templates"))
            }
            Value::Array(items) => {
                items.iter().enumerate().try_for_each(|(index, item)| self.value(item, &format!("{path}/{index}")))
            }
            Value::Object(map) => {
                if let (1, Some((name, argument))) = (map.len(), map.iter().next()) {
                    self.function(name, argument)?;
                }
                map.iter().try_for_each(|(name, item)| self.value(item, &format!("{path}/{name}")))
            }
            _ => Ok(()),
        }
    }

    /// Whether a value depends on resources.
    fn needs_resources(&self, value: &Value) -> bool {
        let of_resource = |reference: Reference| match reference {
            Reference::Name(name) => self.template.resource(&name).is_some(),
            Reference::Attribute(..) => true,
            Reference::Condition(_) => false,
        };
        references_in(value).into_iter().any(of_resource) || has(value, &["Fn::ImportValue", "Fn::GetAZs"])
    }

    fn function(&self, name: &str, argument: &Value) -> Result<(), ApiError> {
        let items = argument.as_array();
        let count = items.map_or(0, Vec::len);
        // The type of a nested function's value is checked when it is evaluated.
        let is_text = |value: &Value| value.is_string() || value.is_number() || value.is_boolean() || value.is_object();
        let is_list = |value: &Value| value.is_array() || value.is_object();
        let item = |at: usize| items.and_then(|items| items.get(at));
        let fits = |at: usize, form: &dyn Fn(&Value) -> bool| item(at).is_some_and(form);
        let described = Function::named(name);
        let arguments = described.and_then(|function| function.arguments);
        // A default value of `Fn::FindInMap` needs the transform.
        let most = if name == "Fn::FindInMap" && !self.extended { 3 } else { usize::MAX };
        let has_valid_count = arguments.is_none_or(|arguments| arguments.accepts(count) && count <= most);
        let has_valid_types = match name {
            "Ref" => argument.is_string() || (self.extended && argument.is_object()),
            "Fn::GetAtt" => match argument {
                Value::String(text) => {
                    text.split_once('.').is_some_and(|(name, attribute)| !name.is_empty() && !attribute.is_empty())
                }
                _ => count == 2 && (fits(0, &Value::is_string) || self.extended) && fits(1, &is_text),
            },
            "Fn::Sub" => {
                argument.is_string() || (count == 2 && fits(0, &Value::is_string) && fits(1, &Value::is_object))
            }
            "Fn::Join" => fits(0, &Value::is_string) && fits(1, &is_list),
            "Fn::Split" => fits(0, &Value::is_string) && fits(1, &is_text),
            "Fn::Select" => fits(0, &is_text) && fits(1, &is_list),
            "Fn::Base64" | "Fn::GetAZs" => argument.is_string() || argument.is_object(),
            "Fn::If" => fits(0, &Value::is_string),
            _ => true,
        };
        let only_in_rules = described.is_some_and(|function| function.sections == Sections::OnlyInRules);
        if !(only_in_rules || has_valid_count && has_valid_types) {
            return refuse(format!("Template error: {}", expected_arguments(name)));
        }
        match name {
            "Fn::Sub" => self.substitutions(argument),
            "Fn::ImportValue" if self.needs_resources(argument) => refuse(
                "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or \
                Fn::GetAZs",
            ),
            "Fn::Transform" => {
                let of = argument.get(0).unwrap_or(argument).get("Name").and_then(Value::as_str).unwrap_or("");
                refuse(format!("The simulator does not expand the transform {of}; use AWS instead."))
            }
            _ if only_in_rules => refuse(format!(
                "Template error: {name} is a rule-specific intrinsic function, which can be used in the Rules section only"
            )),
            _ if name.starts_with("Fn::")
                && described.is_none_or(|function| function.needs_language_extensions && !self.extended) =>
            {
                unsupported(name)
            }
            _ => Ok(()),
        }
    }

    /// Validates the names in `${…}`: their characters, and that none is a list.
    fn substitutions(&self, argument: &Value) -> Result<(), ApiError> {
        let text = argument.as_str().or_else(|| argument.get(0)?.as_str()).unwrap_or("");
        let own = argument.get(1).and_then(Value::as_object);
        for name in substitutions(text).filter(|name| own.is_none_or(|own| !own.contains_key(*name))) {
            let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':');
            if name.is_empty() || !name.chars().all(is_legal) {
                return refuse(
                    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, \
                    underscores, periods, and colons",
                );
            }
            let kind =
                self.template.entry("Parameters", name).and_then(|declaration| declaration.get("Type")?.as_str());
            if kind.is_some_and(parameters::is_list) {
                return refuse(format!(
                    "Template error: variable {name} in Fn::Sub expression does not resolve to a string"
                ));
            }
        }
        Ok(())
    }

    fn rule(&self, name: &str, rule: &Value) -> Result<(), ApiError> {
        let malformed = |why: &str| refuse(format!("Template format error: Rule {name} is malformed. {why}"));
        let Some(rule) = rule.as_object() else { return malformed("A rule must be an object.") };
        if let Some(key) = rule.keys().find(|key| !matches!(key.as_str(), "RuleCondition" | "Assertions")) {
            return malformed(&format!("Invalid rule property '{key}'."));
        }
        let Some(assertions) = rule.get("Assertions").and_then(Value::as_array).filter(|all| !all.is_empty()) else {
            return malformed("Every rule must contain a list of Assertions.");
        };
        // Other members are let through: a template that AWS publishes has one, and no document says that it is refused.
        if !assertions.iter().all(|assertion| assertion.get("Assert").is_some()) {
            return malformed("Every assertion must contain an Assert, and may contain an AssertDescription.");
        }
        let expressions =
            rule.get("RuleCondition").into_iter().chain(assertions.iter().filter_map(|each| each.get("Assert")));
        for expression in expressions {
            if let Some(function) = unsupported_in_rules(expression) {
                return malformed(&format!("{function} is not supported in rules."));
            }
            let of_resource = |reference: Reference| match reference {
                Reference::Name(name) => {
                    self.template.entry("Parameters", &name).is_none() && !name.starts_with("AWS::")
                }
                _ => true,
            };
            if references_in(expression).into_iter().any(of_resource) {
                return malformed("Rules can refer to parameters only.");
            }
        }
        Ok(())
    }
}

fn unsupported<T>(name: &str) -> Result<T, ApiError> {
    refuse(format!(
        "Template error: Encountered unsupported function: {name} Supported functions are: [{}]",
        SUPPORTED.join(", ")
    ))
}

/// The first function that rules cannot use.
fn unsupported_in_rules(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.iter().find_map(unsupported_in_rules),
        Value::Object(map) => {
            let own = map.keys().find(|key| {
                key.starts_with("Fn::") && Function::named(key).is_none_or(|known| !known.sections.has_rules())
            });
            own.map(String::as_str).or_else(|| map.values().find_map(unsupported_in_rules))
        }
        _ => None,
    }
}

/// Whether a value contains one of the functions.
fn has(value: &Value, names: &[&str]) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| has(item, names)),
        Value::Object(map) => map.iter().any(|(name, item)| names.contains(&name.as_str()) || has(item, names)),
        _ => false,
    }
}

/// The arguments of a function, in CloudFormation's message.
fn expected_arguments(name: &str) -> String {
    match name {
        "Ref" => "every Ref object must have a single String value.".into(),
        "Fn::GetAtt" => {
            "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"
                .into()
        }
        "Fn::Sub" => {
            "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first \
            argument, and an optional second argument to specify a mapping of values to replace in the string"
                .into()
        }
        "Fn::Join" => {
            "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to \
            be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
                .into()
        }
        "Fn::Split" => "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be \
            split or a function that returns a string to be split."
            .into(),
        "Fn::Select" => "Fn::Select requires a list argument with two elements: an integer index and a list".into(),
        "Fn::Base64" => "every Fn::Base64 object must have a String-typed value.".into(),
        "Fn::FindInMap" => {
            "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute \
            for return value"
                .into()
        }
        "Fn::If" => "Fn::If requires a list argument with the first element being a condition".into(),
        "Fn::And" | "Fn::Or" => {
            format!("every {name} object requires a list of at least 2 and at most 10 boolean parameters.")
        }
        "Fn::Not" => "every Fn::Not object requires one boolean parameter.".into(),
        "Fn::Equals" => "every Fn::Equals object requires a list of 2 string parameters.".into(),
        "Fn::Cidr" => {
            "every Fn::Cidr object requires two or three parameters: the address block, the count, and the bits \
            of the subnets"
                .into()
        }
        other => format!("every {other} object must have a String-typed value."),
    }
}
