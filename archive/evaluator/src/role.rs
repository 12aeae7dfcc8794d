//! A role of a CloudFormation template, with the identity policies that the template gives it: for tests of templates.

use serde_json::{Map, Value};
use thiserror::Error;

use crate::decide::{Policies, decide};
use crate::decision::Decision;
use crate::document::{Policy, PolicyKind};
use crate::error::{PolicyError, PrincipalError};
use crate::principal::Principal;
use crate::request::Request;

/// The account of every request: no template says which it will be.
const ACCOUNT: &str = "123456789012";

/// A role of a template, with the identity policies that the template gives it.
///
/// ```
/// use iam_evaluator::{TemplateRole, Verdict};
/// use serde_json::json;
///
/// let template = json!({ "Resources": {
///     "Queue": { "Type": "AWS::SQS::Queue" },
///     "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyName": "queue", "PolicyDocument": {
///         "Version": "2012-10-17",
///         "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Queue", "Arn"] } }],
///     } }] } },
/// } });
/// let role = TemplateRole::new(&template, "Role")?;
/// let queue = json!({ "Fn::GetAtt": ["Queue", "Arn"] });
/// assert_eq!(role.decide("sqs:SendMessage", &queue)?.verdict, Verdict::Allowed);
/// assert_eq!(role.decide("sqs:ReceiveMessage", &queue)?.verdict, Verdict::ImplicitDeny);
/// # Ok::<(), iam_evaluator::TemplateRoleError>(())
/// ```
///
/// With `models`, the template is `template.to_value()` and the resource `queue.arn().into()`.
///
/// References have placeholders, the same in policies and requests: which ARN a resource will have does not matter, but
/// that both mean the same one. Managed policies that are not in the template, permission boundaries and the policies of resources are
/// not seen: AWS may allow more than this says, and a boundary less.
#[derive(Clone, Debug)]
pub struct TemplateRole {
    role: Principal,
    policies: Vec<Policy>,
}

/// What keeps a role of a template from being evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TemplateRoleError {
    /// The template has no such role.
    #[error("the template has no `AWS::IAM::Role` named `{0}`")]
    NoRole(String),
    /// The value depends on what is not in the template.
    #[error("`{function}` at {place}: its value is not known before the stack is deployed")]
    Unknown {
        /// The function.
        function: String,
        /// The place.
        place: String,
    },
    /// The resource is not a string.
    #[error("a resource is an ARN, `*`, or a function that returns one, not {0}")]
    NoArn(String),
    /// A policy of the role is none.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The name of the role is none.
    #[error(transparent)]
    Principal(#[from] PrincipalError),
}

impl TemplateRole {
    /// Collects the policies of the role with that logical ID: its own, those of `AWS::IAM::Policy`, `AWS::IAM::RolePolicy` and
    /// `AWS::IAM::ManagedPolicy` in the template that name it, and managed policies that it names.
    ///
    /// # Errors
    /// When there is no such role, when a policy is malformed, or depends on what is not in the template.
    pub fn new(template: &Value, role: &str) -> Result<Self, TemplateRoleError> {
        let resources = template.get("Resources").and_then(Value::as_object);
        let properties = resources
            .and_then(|resources| resources.get(role))
            .filter(|resource| resource["Type"] == "AWS::IAM::Role")
            .map(|resource| &resource["Properties"])
            .ok_or_else(|| TemplateRoleError::NoRole(role.to_owned()))?;
        let mut policies = Vec::new();
        let mut add = |name: String, document: &Value| -> Result<(), TemplateRoleError> {
            let document = known(document, &name)?;
            policies.push(Policy::parse(PolicyKind::Identity, &name, &document)?);
            Ok(())
        };
        for (index, policy) in list(&properties["Policies"]).iter().enumerate() {
            add(format!("{role}.Policies[{index}]"), &policy["PolicyDocument"])?;
        }
        for (id, resource) in resources.into_iter().flatten() {
            let attached = &resource["Properties"];
            let names_role = match resource["Type"].as_str() {
                Some("AWS::IAM::Policy") => list(&attached["Roles"]).iter().any(|other| is_reference(other, role)),
                Some("AWS::IAM::RolePolicy") => is_reference(&attached["RoleName"], role),
                Some("AWS::IAM::ManagedPolicy") => {
                    list(&attached["Roles"]).iter().any(|other| is_reference(other, role))
                        || list(&properties["ManagedPolicyArns"]).iter().any(|other| is_reference(other, id))
                }
                _ => false,
            };
            if names_role {
                add(id.clone(), &attached["PolicyDocument"])?;
            }
        }
        let role = Principal::parse(&format!("arn:aws:iam::{ACCOUNT}:role/{role}"))?;
        Ok(Self { role, policies })
    }

    /// Whether its policies allow an action on a resource: an ARN as the template writes one, functions included.
    ///
    /// # Errors
    /// When the resource is no ARN, or depends on what is not in the template.
    pub fn decide(&self, action: &str, resource: &Value) -> Result<Decision, TemplateRoleError> {
        let resource = known(resource, "the resource")?;
        let Value::String(resource) = &resource else { return Err(TemplateRoleError::NoArn(resource.to_string())) };
        let request = Request::new(self.role.clone(), action, resource, ACCOUNT);
        Ok(decide(&request, &Policies::new().identity(&self.policies)))
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_reference(value: &Value, id: &str) -> bool {
    let attribute = |value: &Value| match value {
        Value::Array(parts) => parts.first().is_some_and(|first| first == id),
        Value::String(text) => text.split('.').next() == Some(id),
        _ => false,
    };
    value["Ref"] == id || attribute(&value["Fn::GetAtt"])
}

/// The value with a string for each reference.
fn known(value: &Value, place: &str) -> Result<Value, TemplateRoleError> {
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| known(item, &format!("{place}[{index}]")));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Value::Object(object) => match single(object) {
            Some((name, argument)) => Ok(Value::String(text_of(name, argument, place)?)),
            None => {
                let entries =
                    object.iter().map(|(key, value)| Ok((key.clone(), known(value, &format!("{place}.{key}"))?)));
                Ok(Value::Object(entries.collect::<Result<_, TemplateRoleError>>()?))
            }
        },
        other => Ok(other.clone()),
    }
}

/// A function.
fn single(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = object.iter().next().filter(|_| object.len() == 1)?;
    (name == "Ref" || name.starts_with("Fn::")).then_some((name, argument))
}

fn text_of(function: &str, argument: &Value, place: &str) -> Result<String, TemplateRoleError> {
    let unknown = || TemplateRoleError::Unknown { function: function.to_owned(), place: place.to_owned() };
    let text = |value: &Value| match known(value, place)? {
        Value::String(text) => Ok(text),
        _ => Err(unknown()),
    };
    match (function, argument) {
        ("Ref", Value::String(id)) => Ok(reference(id)),
        ("Fn::GetAtt", Value::String(dotted)) => Ok(reference(dotted)),
        ("Fn::GetAtt", Value::Array(parts)) => {
            let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
            Ok(reference(&parts.ok_or_else(unknown)?.join(".")))
        }
        ("Fn::Join", Value::Array(arguments)) => match arguments.as_slice() {
            [Value::String(delimiter), Value::Array(items)] => {
                Ok(items.iter().map(text).collect::<Result<Vec<_>, _>>()?.join(delimiter))
            }
            _ => Err(unknown()),
        },
        ("Fn::Sub", Value::String(template)) => substitute(template, &Map::new(), &text),
        ("Fn::Sub", Value::Array(arguments)) => match arguments.as_slice() {
            [Value::String(template), Value::Object(variables)] => substitute(template, variables, &text),
            _ => Err(unknown()),
        },
        _ => Err(unknown()),
    }
}

fn substitute(
    template: &str,
    variables: &Map<String, Value>,
    text: &dyn Fn(&Value) -> Result<String, TemplateRoleError>,
) -> Result<String, TemplateRoleError> {
    let mut written = String::new();
    let mut rest = template;
    while let Some((before, inner)) = rest.split_once("${") {
        written.push_str(before);
        let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
        match (name.strip_prefix('!'), variables.get(name)) {
            (Some(literal), _) => {
                written.push_str("${");
                written.push_str(literal);
                written.push('}');
            }
            (None, Some(value)) => written.push_str(&text(value)?),
            (None, None) => written.push_str(&reference(name)),
        }
        rest = after;
    }
    written.push_str(rest);
    Ok(written)
}

/// The placeholder of a reference.
fn reference(name: &str) -> String {
    match name {
        "AWS::AccountId" => ACCOUNT.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::Region" => "us-east-1".to_owned(),
        "AWS::URLSuffix" => "amazonaws.com".to_owned(),
        name => format!("arn:aws:template:us-east-1:{ACCOUNT}:{name}"),
    }
}
