//! Evaluates intrinsic functions and conditions.

use std::collections::BTreeMap;

use cfn_evaluate::{Answer, Condition, Error, ErrorKind, Outcome, Scope as Names, Truth};
use cfn_template::Value as Tree;
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::template::output_reference::OutputReference;
use crate::cloudformation::template::{ParameterValues, Template};
use crate::scope::url_suffix_of;
pub(crate) use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::state::cloudformation::stack_resource::Resource;

/// A value that is known only after the resource is created.
pub(crate) const KNOWN_AFTER_APPLY: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// The values of a stack's resources, as far as they are known.
pub(crate) trait Resources {
    /// The value of `Ref`.
    fn reference(&self, logical_id: &str) -> Option<Value>;
    /// The value of `Fn::GetAtt`.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Value>;
}

/// The current resources of a stack.
impl Resources for BTreeMap<String, Resource> {
    fn reference(&self, logical_id: &str) -> Option<Value> {
        let resource = self.get(logical_id)?;
        if let Some(reference) = resource.attributes.get("Ref") {
            return Some(reference.clone());
        }
        resource.physical_id.clone().map(Value::String)
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Value> {
        self.get(logical_id)?.attributes.get(attribute).cloned()
    }
}

/// Evaluates parts of one template for one stack.
pub(crate) struct Evaluator<'a> {
    names: StackNames<'a>,
}

/// The values of the names in a template.
struct StackNames<'a> {
    parameters: &'a ParameterValues,
    identity: &'a StackIdentity,
    resources: &'a dyn Resources,
    conditions: BTreeMap<&'a str, Tree>,
    mappings: BTreeMap<&'a str, Tree>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        template: &'a Template,
        parameters: &'a ParameterValues,
        identity: &'a StackIdentity,
        resources: &'a dyn Resources,
    ) -> Self {
        let section = |name| template.section(name).map(|(name, it)| (name.as_str(), Tree::from(it))).collect();
        let (conditions, mappings) = (section("Conditions"), section("Mappings"));
        Self { names: StackNames { parameters, identity, resources, conditions, mappings } }
    }

    /// The evaluated properties, without those that are `AWS::NoValue`.
    ///
    /// # Errors
    /// A function is invalid or not supported.
    pub(crate) fn properties(&self, properties: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
        match self.value(&Value::Object(properties.clone()))? {
            Some(Value::Object(evaluated)) => Ok(evaluated),
            _ => Err(ApiError::validation("Template format error: Properties must be an object")),
        }
    }

    /// Whether a condition is true; `None` is true.
    ///
    /// # Errors
    /// The condition does not exist, or depends on itself.
    pub(crate) fn holds(&self, condition: Option<&str>) -> Result<bool, ApiError> {
        let Some(name) = condition else { return Ok(true) };
        match cfn_evaluate::Evaluator::new(&self.names).condition(name).map_err(|error| refused(&error))? {
            Truth::Known(holds) => Ok(holds),
            Truth::Residual(_) => Err(ApiError::validation(
                "Template format error: Conditions can only be boolean operations on parameters and other conditions",
            )),
        }
    }

    /// Whether a condition function of the section `Rules` is true.
    ///
    /// # Errors
    /// A function is invalid or not supported.
    pub(crate) fn truth(&self, condition: &Value) -> Result<bool, ApiError> {
        match cfn_evaluate::Evaluator::new(&self.names).truth(&condition.into()).map_err(|error| refused(&error))? {
            Truth::Known(holds) => Ok(holds),
            Truth::Residual(rest) => {
                let name = rest.as_function().map_or("a function of the rules", |(name, _)| name);
                Err(ApiError::validation(format!("Template error: the simulator does not evaluate {name} in rules")))
            }
        }
    }

    /// The evaluated value; `None` for `AWS::NoValue`. A function of values that are not known yet is
    /// [`KNOWN_AFTER_APPLY`].
    ///
    /// # Errors
    /// A function is invalid or not supported.
    pub(crate) fn value(&self, value: &Value) -> Result<Option<Value>, ApiError> {
        match cfn_evaluate::Evaluator::new(&self.names).value(&value.into()).map_err(|error| refused(&error))? {
            Outcome::Known(value) => Ok(Some(value.to_json())),
            Outcome::NoValue => Ok(None),
            Outcome::Residual(rest) => match unsupported_function(&rest) {
                Some(name) => {
                    let why = format!("Template error: the simulator does not evaluate {name}");
                    Err(ApiError::validation(why))
                }
                None => Ok(Some(as_in_change_set(&rest))),
            },
        }
    }
}

impl Names for StackNames<'_> {
    fn reference(&self, name: &str) -> Answer<Tree> {
        let identity = self.identity;
        let text = match name {
            "AWS::AccountId" => &identity.scope.account,
            "AWS::Region" => &identity.scope.region,
            "AWS::Partition" => identity.scope.partition(),
            "AWS::URLSuffix" => url_suffix_of(&identity.scope.region),
            "AWS::StackId" => &identity.stack_id,
            "AWS::StackName" => &identity.stack_name,
            "AWS::NotificationARNs" => {
                let arns: Value = identity.notification_arns.iter().cloned().collect();
                return Answer::Known(Tree::from(&arns));
            }
            _ => {
                let parameter = self.parameters.get(name).cloned();
                let value = parameter.or_else(|| self.resources.reference(name));
                return value.map_or(Answer::Unknown, |value| Answer::Known(Tree::from(&value)));
            }
        };
        Answer::Known(Tree::from(&Value::String(text.to_owned())))
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Tree> {
        let value = self.resources.attribute(logical_id, attribute);
        value.map_or(Answer::Unknown, |value| Answer::Known(Tree::from(&value)))
    }

    fn condition(&self, name: &str) -> Answer<Condition<'_>> {
        let definition = self.conditions.get(name);
        definition.map_or(Answer::Undefined, |definition| Answer::Known(Condition::Defined(definition)))
    }

    fn mapping(&self, name: &str) -> Answer<&Tree> {
        self.mappings.get(name).map_or(Answer::Undefined, Answer::Known)
    }

    fn export(&self, name: &str) -> Answer<Tree> {
        match self.identity.imports.get(name) {
            Some(value) => Answer::Known(Tree::from(&Value::String(value.clone()))),
            None => Answer::Undefined,
        }
    }

    fn stack_output(&self, argument: &Tree) -> Answer<Tree> {
        let reference = OutputReference::new(&argument.to_json(), &self.identity.scope);
        let value = reference.and_then(|reference| self.identity.imports.get(&reference.key()));
        value.map_or(Answer::Unknown, |value| Answer::Known(Tree::from(&Value::String(value.clone()))))
    }

    fn availability_zones(&self, region: &str) -> Answer<Tree> {
        let zones: Value = ["a", "b", "c"].iter().map(|zone| format!("{region}{zone}")).collect();
        Answer::Known(Tree::from(&zones))
    }
}

/// The first function in an expression that the simulator never evaluates, or not with values that are known only after a resource is
/// created.
fn unsupported_function(value: &Tree) -> Option<&str> {
    match value.as_function() {
        Some((name @ ("Fn::GetStackOutput" | "Fn::Transform"), _)) => return Some(name),
        Some((name, argument)) => {
            return unsupported_function(argument).or_else(|| (!SUPPORTED.contains(&name)).then_some(name));
        }
        None => {}
    }
    let items = value.as_list().into_iter().flatten();
    let entries = value.as_map().into_iter().flatten();
    let key = || value.as_map().into_iter().flatten().map(|it| it.key.as_str()).find(|key| key.starts_with("Fn::"));
    items.chain(entries.map(|entry| &entry.value)).find_map(unsupported_function).or_else(key)
}

/// The functions that can depend on a resource.
const SUPPORTED: [&str; 15] = [
    "Ref",
    "Condition",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::Sub",
    "Fn::Join",
    "Fn::Split",
    "Fn::Select",
    "Fn::FindInMap",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Length",
    "Fn::ToJsonString",
    "Fn::Equals",
    "Fn::Not",
];

/// An expression with each remaining function as CloudFormation shows it in a change set.
fn as_in_change_set(value: &Tree) -> Value {
    if let Some((name, _)) = value.as_function()
        && name != "Condition"
    {
        return Value::String(KNOWN_AFTER_APPLY.to_owned());
    }
    if let Some(items) = value.as_list() {
        return items.iter().map(as_in_change_set).collect();
    }
    match value.as_map() {
        Some(entries) => entries.iter().map(|entry| (entry.key.clone(), as_in_change_set(&entry.value))).collect(),
        None => value.to_json(),
    }
}

/// CloudFormation's error message, if it is known.
pub(super) fn refused(error: &Error) -> ApiError {
    let names: Vec<&str> = error.names().iter().map(String::as_str).collect();
    ApiError::validation(match (error.kind, names.as_slice()) {
        (ErrorKind::Undefined, ["Fn::ImportValue", name]) => format!("No export named {name} found."),
        (ErrorKind::Cycle, [name]) => format!("Circular dependency in condition {name}"),
        (ErrorKind::Undefined, [name]) => format!("Template format error: Unresolved condition dependency {name}"),
        (ErrorKind::NotFound, [map, first, second]) => {
            format!("Template error: Unable to get mapping for {map}::{first}::{second}")
        }
        (ErrorKind::NotFound, [index]) => {
            format!("Template error: Fn::Select cannot select nonexistent value at index {index}")
        }
        _ => format!("Template error: {error}"),
    })
}

/// Whether a value is known only after the resource is created.
pub(crate) fn is_unknown(value: &Value) -> bool {
    value == KNOWN_AFTER_APPLY
}

/// A scalar as a string.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
