//! Service Quotas, as far as it can be read: the account's value of a quota.

use cfn_spec::quota;
use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::world::World;

/// Answers one request.
///
/// # Errors
/// The quota is unknown, or the operation is not simulated.
pub(crate) fn handle(world: &World, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let malformed = |error: serde_json::Error| ApiError::new(400, "SerializationException", error.to_string());
    let input: Value = serde_json::from_slice(body).map_err(malformed)?;
    if operation != "GetServiceQuota" {
        let why = format!("The simulator does not implement {operation} of Service Quotas. Use AWS instead.");
        return Err(ApiError::new(400, "InvalidAction", why));
    }
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let (Some(service), Some(code)) = (text("ServiceCode"), text("QuotaCode")) else {
        return Err(ApiError::new(400, "IllegalArgumentException", "ServiceCode and QuotaCode are required"));
    };
    let configured = world.settings.quotas.get(code).copied();
    let known = quota::OF_ACCOUNTS.iter().find(|quota| (quota.service, quota.code) == (service, code));
    let default = known.map(|quota| quota.default as f64);
    let value = configured.or(default).ok_or_else(|| {
        ApiError::new(
            400,
            "NoSuchResourceException",
            "The request failed because the specified service or quota does not exist.",
        )
    })?;
    Ok(json!({ "Quota": { "ServiceCode": service, "QuotaCode": code, "Value": value } }))
}
