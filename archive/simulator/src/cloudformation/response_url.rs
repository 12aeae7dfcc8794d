//! The presigned URLs to which signals of wait conditions and responses of custom resources are put.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::cloudformation::quotas;
use crate::optional::or_empty;
use crate::protocol::reply::Reply;
use crate::protocol::request::{Request, decode_path};
use crate::scope::Scope;
use crate::state::cloudformation::wait::Signal;
use crate::world::World;

/// The prefixes of the buckets whose presigned URLs receive signals and responses.
const SIGNALS: &str = "cloudformation-waitcondition-";
const RESPONSES: &str = "cloudformation-custom-resource-response-";

/// The saved status of a response above the quota.
pub(crate) const TOO_LONG: &str = "TOO_LONG";

/// A presigned URL that receives a signal or a response. It has the format of AWS's, but no valid signature.
pub(crate) fn presigned(scope: &Scope, is_signal: bool, key: &str) -> String {
    let bucket = if is_signal { SIGNALS } else { RESPONSES };
    let region = &scope.region;
    format!(
        "https://{bucket}{region}.s3.{region}.{}/{key}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDSIMULATED%2F20260101%2F{region}%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host&X-Amz-Signature=0",
        crate::scope::url_suffix_of(region)
    )
}

/// Handles a `PUT` to such a URL; `None` if the request has another URL.
pub(crate) fn receive(world: &mut World, request: &Request) -> Option<Reply> {
    let host = request.header("host").unwrap_or("");
    let path = request.path.trim_start_matches('/');
    let (bucket, key) = if host.starts_with(SIGNALS) || host.starts_with(RESPONSES) {
        (host.split_once('.').map_or(host, |(bucket, _)| bucket), path)
    } else {
        path.split_once('/')?
    };
    let (is_signal, region) = match (bucket.strip_prefix(SIGNALS), bucket.strip_prefix(RESPONSES)) {
        (Some(region), _) => (true, region.to_owned()),
        (_, Some(region)) => (false, region.to_owned()),
        _ => return None,
    };
    let key = decode_path(key);
    let recorded =
        if request.method == "PUT" { record(world, &region, is_signal, &key, &request.body) } else { Err(denied()) };
    Some(match recorded {
        Ok(()) => Reply::xml(200, String::new()),
        Err(error) => crate::s3::api::error(&error, ""),
    })
}

fn denied() -> ApiError {
    ApiError::new(403, "AccessDenied", "Access Denied")
}

fn record(world: &mut World, region: &str, is_signal: bool, key: &str, bytes: &[u8]) -> Result<(), ApiError> {
    let scopes = world.scopes();
    let in_region = scopes.iter().filter(|scope| scope.region == region);
    let malformed =
        || ApiError::new(400, "MalformedPOSTRequest", "The body is not the JSON that CloudFormation expects");
    let body: Value = serde_json::from_slice(bytes).map_err(|_| malformed())?;
    for scope in in_region {
        let state = world.cloudformation(scope);
        if is_signal && let Some(signals) = state.signals.get_mut(key) {
            let text = |name: &str| body[name].as_str().map(str::to_owned);
            let status = text("Status").ok_or_else(malformed)?;
            let id = text("UniqueId").ok_or_else(malformed)?;
            let is_success = match status.as_str() {
                "SUCCESS" => true,
                "FAILURE" => false,
                _ => return Err(malformed()),
            };
            if bytes.len() > quotas::RESPONSE {
                return Err(ApiError::new(
                    400,
                    "EntityTooLarge",
                    "Your proposed upload exceeds the maximum allowed size",
                ));
            }
            // Both are optional.
            let optional = |name: &str| or_empty(text(name));
            let (reason, data) = (optional("Reason"), optional("Data"));
            // A repeated signal with the same unique ID is ignored.
            signals.entry(id).or_insert(Signal { is_success, reason, data });
            return Ok(());
        }
        if !is_signal && let Some(request) = state.custom_resource_requests.get_mut(key) {
            let is_response = matches!(body["Status"].as_str(), Some("SUCCESS" | "FAILED"));
            let has_data = matches!(body["Data"], Value::Object(_) | Value::Null);
            if !is_response || !has_data || body["RequestId"].as_str() != Some(key) {
                return Err(malformed());
            }
            let is_too_long = bytes.len() > quotas::RESPONSE;
            request.response.get_or_insert(if is_too_long { json!({ "Status": TOO_LONG }) } else { body });
            return Ok(());
        }
    }
    Err(denied())
}
