//! `AWS::Serverless::Function`: the function, its role unless it names one, and what its event sources need
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html>).

use serde_json::{Map, Value, json};

use super::events::{self, Event};
use super::source::{Generated, Source, unserved};
use super::{policy_template, published};
use crate::api_error::ApiError;
use crate::arn;

/// Properties that the function has as the template gives them.
const PASSED: &[&str] = &[
    "Architectures",
    "Description",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "ReservedConcurrentExecutions",
    "Role",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "Timeout",
    "VpcConfig",
];

/// Properties that become something else.
const EXPANDED: &[&str] = &[
    "AssumeRolePolicyDocument",
    "AutoPublishAlias",
    "AutoPublishCodeSha256",
    "CodeUri",
    "DeadLetterQueue",
    "Events",
    "ImageUri",
    "InlineCode",
    "PermissionsBoundary",
    "Policies",
    "ProvisionedConcurrencyConfig",
    "RolePath",
    "Tags",
    "Tracing",
    "VersionDeletionPolicy",
    "VersionDescription",
];

/// The policies of a generated role.
#[derive(Default)]
struct Policies {
    managed: Vec<Value>,
    inline: Vec<Value>,
}

/// Generates the resources of a function. `template` has the resources that events may refer to.
///
/// # Errors
/// The specification is invalid, or uses what the simulator does not expand.
pub(super) fn expand(
    source: &Source<'_>,
    partition: &str,
    template: &Map<String, Value>,
) -> Result<Generated, ApiError> {
    source.check_properties(&[PASSED, EXPANDED])?;
    let mut properties = source.passed(PASSED);
    properties.insert("Code".into(), code(source)?);
    if let Some(mode) = source.properties.get("Tracing") {
        properties.insert("TracingConfig".into(), json!({ "Mode": mode }));
    }
    let mut policies = policies(source, partition)?;
    if let Some(queue) = source.properties.get("DeadLetterQueue") {
        let (target, policy) = dead_letters(source, queue)?;
        properties.insert("DeadLetterConfig".into(), json!({ "TargetArn": target }));
        policies.inline.insert(0, policy);
    }
    let mut generated = Generated::default();
    for event in events_of(source)? {
        let made = events::expand(source, &event, template)?;
        generated.resources.extend(made.resources);
        generated.notifications.extend(made.notification);
        if let Some(name) = made.managed_policy {
            let arn = managed(partition, name);
            if !policies.managed.contains(&arn) {
                policies.managed.push(arn);
            }
        }
        policies.inline.extend(made.inline_policy);
    }
    let mut tags = vec![json!({ "Key": "lambda:createdBy", "Value": "SAM" })];
    tags.extend(source.tags());
    properties.insert("Tags".into(), tags.clone().into());
    if !properties.contains_key("Role") {
        let name = format!("{}Role", source.logical_id);
        properties.insert("Role".into(), json!({ "Fn::GetAtt": [name, "Arn"] }));
        let role = source.generate("AWS::IAM::Role", role(source, policies, tags));
        generated.resources.insert(0, (name, role));
    }
    published::add(source, template, &mut properties, &mut generated)?;
    let function = source.generate_main("AWS::Lambda::Function", properties);
    generated.resources.insert(0, (source.logical_id.to_owned(), function));
    Ok(generated)
}

/// The event sources in the order of their names, in which the translator expands them.
fn events_of<'a>(source: &'a Source<'_>) -> Result<Vec<Event<'a>>, ApiError> {
    let given = match source.properties.get("Events") {
        None => return Ok(Vec::new()),
        Some(Value::Object(given)) => given,
        Some(_) => return Err(source.invalid("Type of property 'Events' is invalid.")),
    };
    let mut events =
        given.iter().map(|(name, event)| Event::read(source, name, event)).collect::<Result<Vec<_>, _>>()?;
    events.sort_by_key(|event| event.name);
    Ok(events)
}

/// Where the code is: in the template, in a bucket, or in a repository of images.
fn code(source: &Source<'_>) -> Result<Value, ApiError> {
    if let Some(text) = source.properties.get("InlineCode") {
        return Ok(json!({ "ZipFile": text }));
    }
    match source.properties.get("ImageUri") {
        Some(image) => Ok(json!({ "ImageUri": image })),
        None => source.location("CodeUri"),
    }
}

/// The target of failed events, and the policy that lets the function send them there.
fn dead_letters(source: &Source<'_>, queue: &Value) -> Result<(Value, Value), ApiError> {
    let action = match queue.get("Type").and_then(Value::as_str) {
        Some("SQS") => "sqs:SendMessage",
        Some("SNS") => "sns:Publish",
        _ => return Err(source.invalid("'DeadLetterQueue' requires Type of 'SNS' or 'SQS'.")),
    };
    let target = queue.get("TargetArn").cloned();
    let target = target.ok_or_else(|| source.invalid("'DeadLetterQueue' requires TargetArn."))?;
    let statement = json!({ "Effect": "Allow", "Action": action, "Resource": target });
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
    Ok((target, json!({ "PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": document })))
}

fn managed(partition: &str, name: &str) -> Value {
    arn::POLICY.of_aws(partition, name).into()
}

/// The policies of the role but for those of events: Lambda may write logs, and the function may do what its policies say.
fn policies(source: &Source<'_>, partition: &str) -> Result<Policies, ApiError> {
    let mut found = Policies::default();
    found.managed.push(managed(partition, "service-role/AWSLambdaBasicExecutionRole"));
    if source.properties.contains_key("Tracing") {
        found.managed.push(managed(partition, "AWSXrayWriteOnlyAccess"));
    }
    if source.properties.contains_key("VpcConfig") {
        found.managed.push(managed(partition, "service-role/AWSLambdaVPCAccessExecutionRole"));
    }
    let stated = match source.properties.get("Policies") {
        None => &[][..],
        Some(Value::Array(list)) => list,
        Some(single) => std::slice::from_ref(single),
    };
    for (number, policy) in stated.iter().enumerate() {
        match policy {
            Value::String(arn) if arn.starts_with("arn:") => found.managed.push(policy.clone()),
            Value::String(name) => found.managed.push(managed(partition, name)),
            Value::Object(document) if document.contains_key("Statement") => {
                found.inline.push(inline(source, number, policy));
            }
            Value::Object(object) if super::globals::is_function(object) => found.managed.push(policy.clone()),
            Value::Object(object) => match policy_template::expand(source, object)? {
                Some(document) => found.inline.push(inline(source, number, &document)),
                None => return Err(unserved(&format!("a policy of {} that no policy template has", source.kind))),
            },
            _ => return Err(unserved(&format!("a policy of {} that is no text or object", source.kind))),
        }
    }
    Ok(found)
}

fn inline(source: &Source<'_>, number: usize, document: &Value) -> Value {
    json!({ "PolicyName": format!("{}RolePolicy{number}", source.logical_id), "PolicyDocument": document })
}

/// The role of a function that names none, which Lambda may assume.
fn role(source: &Source<'_>, policies: Policies, tags: Vec<Value>) -> Value {
    let trust = source.properties.get("AssumeRolePolicyDocument").cloned().unwrap_or_else(|| {
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Principal": { "Service": ["lambda.amazonaws.com"] }, "Action": ["sts:AssumeRole"],
            }],
        })
    });
    let mut role = json!({ "AssumeRolePolicyDocument": trust, "ManagedPolicyArns": policies.managed, "Tags": tags });
    if !policies.inline.is_empty() {
        role["Policies"] = policies.inline.into();
    }
    for (given, property) in [("PermissionsBoundary", "PermissionsBoundary"), ("RolePath", "Path")] {
        if let Some(value) = source.properties.get(given) {
            role[property] = value.clone();
        }
    }
    role
}
