//! The transform `AWS::Serverless-2016-10-31` for functions without event sources: a function and its role
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html>).
//! Everything else is refused by name.

use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::arn;

/// The transform's name.
pub(super) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

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
];

/// Attributes of a resource that both the function and its role get.
const SHARED: &[&str] = &["Condition"];

/// Replaces the serverless resources of a template.
///
/// # Errors
/// `ValidationError`: the specification is invalid, or uses what the simulator does not expand.
pub(super) fn expand(root: &mut Map<String, Value>, partition: &str) -> Result<(), ApiError> {
    if root.contains_key("Globals") {
        return Err(unserved("the section Globals"));
    }
    let Some(Value::Object(resources)) = root.get_mut("Resources") else { return Ok(()) };
    for (logical_id, resource) in std::mem::take(resources) {
        let kind = resource.get("Type").and_then(Value::as_str).unwrap_or("");
        match kind {
            "AWS::Serverless::Function" => function(resources, &logical_id, &resource, partition)?,
            _ if kind.starts_with("AWS::Serverless::") => return Err(unserved(kind)),
            _ => {
                resources.insert(logical_id, resource);
            }
        }
    }
    Ok(())
}

fn function(
    resources: &mut Map<String, Value>,
    logical_id: &str,
    resource: &Value,
    partition: &str,
) -> Result<(), ApiError> {
    let none = Map::new();
    let given = resource.get("Properties").and_then(Value::as_object).unwrap_or(&none);
    let known = ["CodeUri", "ImageUri", "InlineCode", "Policies", "Tags"];
    if let Some(name) = given.keys().find(|name| !PASSED.contains(&name.as_str()) && !known.contains(&name.as_str())) {
        return Err(unserved(&format!("{name} of AWS::Serverless::Function")));
    }
    let mut properties: Map<String, Value> =
        given.iter().filter(|(name, _)| PASSED.contains(&name.as_str())).map(|(a, b)| (a.clone(), b.clone())).collect();
    properties.insert("Code".into(), code(logical_id, given)?);
    let mut tags = vec![json!({ "Key": "lambda:createdBy", "Value": "SAM" })];
    let own = given.get("Tags").and_then(Value::as_object).into_iter().flatten();
    tags.extend(own.map(|(key, value)| json!({ "Key": key, "Value": value })));
    properties.insert("Tags".into(), tags.clone().into());
    if !properties.contains_key("Role") {
        let name = format!("{logical_id}Role");
        let mut role = json!({ "Type": "AWS::IAM::Role", "Properties": role(logical_id, given, partition)? });
        role["Properties"]["Tags"] = tags.into();
        share(resource, &mut role, SHARED);
        properties.insert("Role".into(), json!({ "Fn::GetAtt": [name, "Arn"] }));
        resources.insert(name, role);
    }
    let mut made = json!({ "Type": "AWS::Lambda::Function", "Properties": properties });
    share(resource, &mut made, SHARED);
    share(resource, &mut made, &["DeletionPolicy", "DependsOn", "Metadata", "UpdateReplacePolicy"]);
    resources.insert(logical_id.to_owned(), made);
    Ok(())
}

fn share(from: &Value, to: &mut Value, attributes: &[&str]) {
    for name in attributes {
        if let Some(value) = from.get(*name) {
            to[*name] = value.clone();
        }
    }
}

/// Where the code is: in the template, in a bucket, or in a repository of images.
fn code(logical_id: &str, given: &Map<String, Value>) -> Result<Value, ApiError> {
    if let Some(text) = given.get("InlineCode") {
        return Ok(json!({ "ZipFile": text }));
    }
    if let Some(image) = given.get("ImageUri") {
        return Ok(json!({ "ImageUri": image }));
    }
    let place = match given.get("CodeUri") {
        None => return Err(invalid(logical_id, "Missing required property 'CodeUri'.")),
        Some(Value::Object(place)) => {
            (place.get("Bucket").cloned(), place.get("Key").cloned(), place.get("Version").cloned())
        }
        Some(text) => {
            let path = text.as_str().and_then(|text| text.strip_prefix("s3://")).unwrap_or("");
            let (path, version) = match path.split_once("?versionId=") {
                Some((path, version)) => (path, Some(Value::from(version))),
                None => (path, None),
            };
            let (bucket, key) = path.split_once('/').unwrap_or(("", ""));
            let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
            (text(bucket), text(key), version)
        }
    };
    let (Some(bucket), Some(key), version) = place else {
        let why =
            "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.";
        return Err(invalid(logical_id, why));
    };
    let mut code = json!({ "S3Bucket": bucket, "S3Key": key });
    if let Some(version) = version {
        code["S3ObjectVersion"] = version;
    }
    Ok(code)
}

/// The role of a function that names none: Lambda may take it on, and it may write logs and do what the policies say.
fn role(logical_id: &str, given: &Map<String, Value>, partition: &str) -> Result<Value, ApiError> {
    let managed = |name: &str| arn::POLICY.of_aws(partition, name);
    let mut attached = vec![Value::from(managed("service-role/AWSLambdaBasicExecutionRole"))];
    let mut inline = Vec::new();
    let policies = match given.get("Policies") {
        None => &[][..],
        Some(Value::Array(list)) => list,
        Some(single) => std::slice::from_ref(single),
    };
    for (number, policy) in policies.iter().enumerate() {
        match policy {
            Value::String(arn) if arn.starts_with("arn:") => attached.push(policy.clone()),
            Value::String(name) => attached.push(managed(name).into()),
            Value::Object(document) if document.contains_key("Statement") => {
                let name = format!("{logical_id}RolePolicy{number}");
                inline.push(json!({ "PolicyName": name, "PolicyDocument": policy }));
            }
            Value::Object(function) if function.keys().any(|name| name == "Ref" || name.starts_with("Fn::")) => {
                attached.push(policy.clone());
            }
            _ => return Err(unserved("policy templates of AWS::Serverless::Function")),
        }
    }
    let mut role = json!({
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Principal": { "Service": ["lambda.amazonaws.com"] }, "Action": ["sts:AssumeRole"],
            }],
        },
        "ManagedPolicyArns": attached,
    });
    if !inline.is_empty() {
        role["Policies"] = inline.into();
    }
    Ok(role)
}

fn unserved(what: &str) -> ApiError {
    let why = format!("The simulator does not expand {what}, which the transform {TRANSFORM} would; use AWS instead.");
    ApiError::validation(why)
}

fn invalid(logical_id: &str, why: &str) -> ApiError {
    ApiError::validation(format!(
        "Transform {TRANSFORM} failed with: Invalid Serverless Application Specification document. Number of errors found: 1. \
         Resource with id [{logical_id}] is invalid. {why}"
    ))
}
