//! Systems Manager Parameter Store: reading the parameters that stacks created.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::template::stored_parameter::own;
use crate::scope::Scope;
use crate::world::World;

/// Handles one request.
///
/// # Errors
/// The parameter does not exist, or the operation is not supported.
pub(crate) fn handle(world: &World, scope: &Scope, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let malformed = |error: serde_json::Error| ApiError::new(400, "SerializationException", error.to_string());
    let input: Value = serde_json::from_slice(body).map_err(malformed)?;
    let parameter = |name: &str| {
        let value = own(world, scope, name)?;
        let arn = arn::PARAMETER.arn(scope, name.trim_start_matches('/'));
        Some(json!({ "Name": name, "Type": "String", "Value": value, "Version": 1, "ARN": arn, "DataType": "text" }))
    };
    match operation {
        "GetParameter" => {
            let name = input.get("Name").and_then(Value::as_str).ok_or_else(|| {
                let why = "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null";
                ApiError::new(400, "ValidationException", why)
            })?;
            let found = parameter(name).ok_or_else(|| ApiError::new(400, "ParameterNotFound", ""))?;
            Ok(json!({ "Parameter": found }))
        }
        "GetParameters" => {
            let names: Vec<&str> =
                input.get("Names").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            let (found, missing): (Vec<_>, Vec<_>) =
                names.iter().map(|name| (name, parameter(name))).partition(|(_, it)| it.is_some());
            let found: Vec<Value> = found.into_iter().filter_map(|(_, parameter)| parameter).collect();
            let missing: Vec<&str> = missing.into_iter().map(|(name, _)| *name).collect();
            Ok(json!({ "Parameters": found, "InvalidParameters": missing }))
        }
        _ => {
            let why = format!("The simulator does not support {operation} of Systems Manager; use AWS instead.");
            Err(ApiError::new(400, "InvalidAction", why))
        }
    }
}
