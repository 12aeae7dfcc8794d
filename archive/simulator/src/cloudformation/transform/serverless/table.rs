//! `AWS::Serverless::SimpleTable`: a DynamoDB table with a primary key of one attribute
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html>).

use serde_json::{Value, json};

use super::source::{Generated, Source};
use crate::api_error::ApiError;

const PASSED: &[&str] = &["PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName"];

/// Generates the table.
///
/// # Errors
/// The key is incomplete or of no known type.
pub(super) fn expand(source: &Source<'_>) -> Result<Generated, ApiError> {
    source.check_properties(&[PASSED, &["PrimaryKey", "Tags"]])?;
    let (name, kind) = match source.properties.get("PrimaryKey") {
        None => (json!("id"), "S"),
        Some(key) => {
            let member = |member: &str| {
                key.get(member).ok_or_else(|| source.invalid(format!("'PrimaryKey.{member}' is required.")))
            };
            let kind = match member("Type")?.as_str() {
                Some("String") => "S",
                Some("Number") => "N",
                Some("Binary") => "B",
                _ => return Err(source.invalid(format!("Invalid 'Type' {}.", key["Type"]))),
            };
            (member("Name")?.clone(), kind)
        }
    };
    let mut properties = source.passed(PASSED);
    properties.insert("AttributeDefinitions".into(), json!([{ "AttributeName": name, "AttributeType": kind }]));
    properties.insert("KeySchema".into(), json!([{ "AttributeName": name, "KeyType": "HASH" }]));
    if !properties.contains_key("ProvisionedThroughput") {
        properties.insert("BillingMode".into(), "PAY_PER_REQUEST".into());
    }
    let tags: Vec<Value> = source.tags().collect();
    if !tags.is_empty() {
        properties.insert("Tags".into(), tags.into());
    }
    let table = source.generate_main("AWS::DynamoDB::Table", properties);
    Ok(Generated { resources: vec![(source.logical_id.to_owned(), table)], ..Generated::default() })
}
