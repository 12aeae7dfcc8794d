//! `AutoPublishAlias`: an alias of a version whose logical ID changes with the code, so that each deployment of other code publishes it
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html>).

use serde_json::{Map, Value, json};

use super::hash::{DIGITS, digits};
use super::source::{Generated, Source, unserved};
use crate::api_error::ApiError;

/// The logical ID of the alias of a function that publishes its versions.
pub(super) fn alias_of(source: &Source<'_>) -> Option<String> {
    let name = source.properties.get("AutoPublishAlias")?.as_str()?;
    Some(format!("{}Alias{}", source.logical_id, name.replace('-', "D").replace('_', "U")))
}

/// Adds the version and the alias to what a function becomes.
///
/// # Errors
/// The name of the alias is invalid, or the hash depends on values that are not known here.
pub(super) fn add(
    source: &Source<'_>,
    template: &Map<String, Value>,
    properties: &mut Map<String, Value>,
    generated: &mut Generated,
) -> Result<(), ApiError> {
    let given = |name: &str| source.properties.get(name);
    let Some(name) = given("AutoPublishAlias") else {
        return match given("ProvisionedConcurrencyConfig") {
            Some(_) => {
                let why = "To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function";
                Err(source.invalid(why))
            }
            None => Ok(()),
        };
    };
    let (Some(name), Some(alias_id)) = (name.as_str(), alias_of(source)) else {
        return Err(unserved(&format!("functions in AutoPublishAlias of {}", source.kind)));
    };
    check_name(source, name)?;
    let stated = match given("AutoPublishCodeSha256") {
        None => None,
        Some(Value::String(stated)) => Some(stated.as_str()),
        Some(_) => return Err(unserved(&format!("functions in AutoPublishCodeSha256 of {}", source.kind))),
    };
    let version_id = format!("{}Version{}", source.logical_id, version(source, template, properties, stated)?);
    if let Some(stated) = stated {
        describe(properties, stated);
    }
    let function = json!({ "Ref": source.logical_id });
    let mut version = json!({ "FunctionName": function });
    if let Some(description) = given("VersionDescription") {
        version["Description"] = description.clone();
    }
    let mut version = source.generate("AWS::Lambda::Version", version);
    if version.get("DeletionPolicy").is_none() {
        version["DeletionPolicy"] = given("VersionDeletionPolicy").cloned().unwrap_or_else(|| "Retain".into());
    }
    let number = json!({ "Fn::GetAtt": [version_id, "Version"] });
    let mut alias = json!({ "Name": name, "FunctionName": function, "FunctionVersion": number });
    if let Some(concurrency) = given("ProvisionedConcurrencyConfig") {
        alias["ProvisionedConcurrencyConfig"] = concurrency.clone();
    }
    let alias = source.generate("AWS::Lambda::Alias", alias);
    for (what, id) in [("Version", &version_id), ("Alias", &alias_id)] {
        generated.renamed.push((format!("{}.{what}", source.logical_id), id.clone()));
    }
    generated.resources.extend([(version_id, version), (alias_id, alias)]);
    Ok(())
}

fn check_name(source: &Source<'_>, name: &str) -> Result<(), ApiError> {
    let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(is_valid) && !name.chars().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(source.invalid(format!(
        "AutoPublishAlias name ('{name}') must contain only alphanumeric characters, hyphens, or underscores matching \
         (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern."
    )))
}

/// The digits of the version: of the hash that is stated, or of the code and of what the version has of the function.
fn version(
    source: &Source<'_>,
    template: &Map<String, Value>,
    properties: &Map<String, Value>,
    stated: Option<&str>,
) -> Result<String, ApiError> {
    if let Some(stated) = stated {
        return Ok(stated.chars().take(DIGITS).collect());
    }
    let mut hashed = properties.get("Code").and_then(Value::as_object).cloned().unwrap_or_else(Map::new);
    let environment = properties.get("Environment").and_then(Value::as_object).into_iter().flatten();
    hashed.extend(environment.map(|(name, value)| (name.clone(), value.clone())));
    hashed.extend(properties.get("MemorySize").map(|size| ("MemorySize".to_owned(), size.clone())));
    let snapshots = properties.get("SnapStart").filter(|snap| snap.get("ApplyOn").is_some_and(|on| on != "None"));
    hashed.extend(snapshots.map(|snapshots| ("SnapStart".to_owned(), snapshots.clone())));
    let hashed = Value::Object(hashed);
    if depends_on_parameters(&hashed, template) {
        return Err(unserved(&format!("parameters in the code of {} with AutoPublishAlias", source.kind)));
    }
    Ok(digits(&hashed))
}

/// The translator hashes the values of parameters, which are not known here.
fn depends_on_parameters(value: &Value, template: &Map<String, Value>) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(name, item)| match (name.as_str(), item) {
            ("Ref", Value::String(target)) => !template.contains_key(target),
            ("Fn::Sub", _) => true,
            _ => depends_on_parameters(item, template),
        }),
        Value::Array(items) => items.iter().any(|item| depends_on_parameters(item, template)),
        _ => false,
    }
}

/// Lambda publishes no version of unchanged code, so that the description says the hash.
fn describe(properties: &mut Map<String, Value>, stated: &str) {
    let description = match properties.get("Description") {
        None => stated.into(),
        Some(Value::String(description)) => format!("{description} {stated}").into(),
        Some(description) => json!({ "Fn::Join": [" ", [description, stated]] }),
    };
    properties.insert("Description".into(), description);
}
