//! What a resource waits for after its own call: nested stacks, signals, and the responses of custom resources.

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::quotas::RESPONSE;
use crate::protocol::reply::Reply;
use crate::protocol::request::{Request, decode_path};
use crate::scope::Scope;
use crate::state::cloudformation::awaited::{Awaited, Signal};
use crate::state::cloudformation::status::StackStatus;
use crate::world::World;

/// The prefixes of the buckets whose presigned URLs receive signals and responses.
const SIGNALS: &str = "cloudformation-waitcondition-";
const ANSWERS: &str = "cloudformation-custom-resource-response-";

/// The saved status of a response above the quota.
const TOO_LONG: &str = "TOO_LONG";

/// Whether what a resource waits for has happened.
///
/// # Errors
/// It failed, or the timeout has expired.
pub(crate) fn has_come(world: &mut World, scope: &Scope, awaited: &Awaited) -> Result<bool, Failure> {
    let now = world.now;
    match awaited {
        Awaited::Stack { id, verb } => nested(world, scope, id, verb),
        Awaited::Signals { inbox, count, until, of_policy } => {
            let inbox = world.cloudformation(scope).inboxes.get(inbox).cloned().unwrap_or_default();
            if let Some((id, failed)) = inbox.iter().find(|(_, signal)| !signal.is_success) {
                let why = if *of_policy {
                    "Received 1 FAILURE signal(s) out of 1. Unable to satisfy 100% MinSuccessfulInstancesPercent \
                    requirement"
                        .to_owned()
                } else {
                    format!("WaitCondition received failed message: '{}' for uniqueId: {id}", failed.reason)
                };
                return Err(Failure::new(why));
            }
            if inbox.len() >= *count {
                return Ok(true);
            }
            if now < *until {
                return Ok(false);
            }
            Err(Failure::new(if *of_policy {
                format!("Failed to receive {} resource signal(s) within the specified duration", count - inbox.len())
            } else {
                format!("WaitCondition timed out. Received {} conditions when expecting {count}", inbox.len())
            }))
        }
        Awaited::Answer { request, until } => {
            let state = world.cloudformation(scope);
            let answer = state.custom_requests.get(request).and_then(|request| request.answer.clone());
            match answer {
                Some(answer) if answer["Status"] == "SUCCESS" => Ok(true),
                Some(answer) if answer["Status"] == TOO_LONG => Err(Failure::new("Response object is too long.")),
                Some(answer) => {
                    let reason = answer["Reason"].as_str().unwrap_or_default();
                    Err(Failure::new(format!(
                        "Received response status [FAILED] from custom resource. Message returned: {reason} (RequestId: {request})"
                    )))
                }
                None if now < *until => Ok(false),
                None => Err(Failure::new(format!(
                    "CloudFormation did not receive a response from your Custom Resource. Please check your logs for \
                    requestId [{request}]."
                ))),
            }
        }
    }
}

fn nested(world: &mut World, scope: &Scope, id: &str, verb: &str) -> Result<bool, Failure> {
    let Some(stack) = world.cloudformation(scope).find(id) else { return Ok(true) };
    if stack.operation.is_some() {
        return Ok(false);
    }
    let ends_well = match verb {
        "deleted" => stack.status == StackStatus::DeleteComplete,
        _ => matches!(stack.status, StackStatus::CreateComplete | StackStatus::UpdateComplete),
    };
    if ends_well {
        return Ok(true);
    }
    // The first reason is the cause; later ones report the rollback.
    let last = stack
        .events
        .iter()
        .rposition(|event| event.physical_id == stack.id && event.reason.as_deref() == Some("User Initiated"));
    let since = stack.events.iter().skip(last.map_or(0, |at| at + 1));
    let mut of_stack = since.filter(|event| event.physical_id == stack.id).filter_map(|event| event.reason.as_deref());
    let reason = of_stack.next().or(stack.status_reason.as_deref()).unwrap_or_default();
    let reason = reason.trim_end_matches("Rollback requested by user.").trim_end();
    Err(Failure::new(format!("Embedded stack {id} was not successfully {verb}: {reason}")))
}

/// A presigned URL that receives a signal or a response. It has the format of AWS's, but no valid signature.
pub(crate) fn address(scope: &Scope, is_signal: bool, key: &str) -> String {
    let bucket = if is_signal { SIGNALS } else { ANSWERS };
    let region = &scope.region;
    format!(
        "https://{bucket}{region}.s3.{region}.{}/{key}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDSIMULATED%2F20260101%2F{region}%2Fs3%2Faws4_request&X-Amz-SignedHeaders=host&X-Amz-Signature=0",
        crate::scope::url_suffix_of(region)
    )
}

/// Handles a `PUT` to such a URL; `None` if the request has another URL.
pub(crate) fn receive(world: &mut World, request: &Request) -> Option<Reply> {
    let host = request.header("host").unwrap_or_default();
    let path = request.path.trim_start_matches('/');
    let (bucket, key) = if host.starts_with(SIGNALS) || host.starts_with(ANSWERS) {
        (host.split('.').next().unwrap_or_default(), path)
    } else {
        path.split_once('/')?
    };
    let (is_signal, region) = match (bucket.strip_prefix(SIGNALS), bucket.strip_prefix(ANSWERS)) {
        (Some(region), _) => (true, region.to_owned()),
        (_, Some(region)) => (false, region.to_owned()),
        _ => return None,
    };
    let key = decode_path(key);
    let taken =
        if request.method == "PUT" { take(world, &region, is_signal, &key, &request.body) } else { Err(denied()) };
    Some(match taken {
        Ok(()) => Reply::xml(200, String::new()),
        Err(error) => crate::s3::api::error(&error, ""),
    })
}

fn denied() -> ApiError {
    ApiError::new(403, "AccessDenied", "Access Denied")
}

fn take(world: &mut World, region: &str, is_signal: bool, key: &str, body: &[u8]) -> Result<(), ApiError> {
    let scopes = world.scopes();
    let in_region = scopes.iter().filter(|scope| scope.region == region);
    let malformed =
        || ApiError::new(400, "MalformedPOSTRequest", "The body is not the JSON that CloudFormation expects");
    let said: Value = serde_json::from_slice(body).map_err(|_| malformed())?;
    for scope in in_region {
        let state = world.cloudformation(scope);
        if is_signal && let Some(inbox) = state.inboxes.get_mut(key) {
            let text = |name: &str| said[name].as_str().map(str::to_owned);
            let status = text("Status").ok_or_else(malformed)?;
            let id = text("UniqueId").ok_or_else(malformed)?;
            let is_success = match status.as_str() {
                "SUCCESS" => true,
                "FAILURE" => false,
                _ => return Err(malformed()),
            };
            if body.len() > RESPONSE {
                return Err(ApiError::new(
                    400,
                    "EntityTooLarge",
                    "Your proposed upload exceeds the maximum allowed size",
                ));
            }
            let (reason, data) = (text("Reason").unwrap_or_default(), text("Data").unwrap_or_default());
            // A repeated signal with the same unique ID is ignored.
            inbox.entry(id).or_insert(Signal { is_success, reason, data });
            return Ok(());
        }
        if !is_signal && let Some(request) = state.custom_requests.get_mut(key) {
            let is_answer = matches!(said["Status"].as_str(), Some("SUCCESS" | "FAILED"));
            if !is_answer || said["RequestId"].as_str() != Some(key) {
                return Err(malformed());
            }
            let said = if body.len() > RESPONSE { json!({ "Status": TOO_LONG }) } else { said };
            request.answer.get_or_insert(said);
            return Ok(());
        }
    }
    Err(denied())
}
