//! What a resource waits for after its own call: nested stacks, signals, and the responses of custom resources.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::response_url::TOO_LONG;
use crate::scope::Scope;
use crate::state::cloudformation::status::StackStatus;
use crate::state::cloudformation::wait::WaitFor;
use crate::world::World;

/// Whether what a resource waits for has happened.
///
/// # Errors
/// It failed, or the timeout has expired.
pub(crate) fn is_satisfied(world: &mut World, scope: &Scope, wait_for: &WaitFor) -> Result<bool, Failure> {
    let now = world.now;
    match wait_for {
        WaitFor::Stack { id, verb } => nested(world, scope, id, verb),
        WaitFor::Signals { key, count, until, of_policy } => {
            let gone = || Failure::new(format!("What receives the signals {key} no longer exists"));
            let signals = world.cloudformation(scope).signals.get(key).ok_or_else(gone)?;
            if let Some((id, failed)) = signals.iter().find(|(_, signal)| !signal.is_success) {
                let why = if *of_policy {
                    "Received 1 FAILURE signal(s) out of 1. Unable to satisfy 100% MinSuccessfulInstancesPercent \
                    requirement"
                        .to_owned()
                } else {
                    format!("WaitCondition received failed message: '{}' for uniqueId: {id}", failed.reason)
                };
                return Err(Failure::new(why));
            }
            if signals.len() >= *count {
                return Ok(true);
            }
            if now < *until {
                return Ok(false);
            }
            Err(Failure::new(if *of_policy {
                format!("Failed to receive {} resource signal(s) within the specified duration", count - signals.len())
            } else {
                format!("WaitCondition timed out. Received {} conditions when expecting {count}", signals.len())
            }))
        }
        WaitFor::Response { request, until } => {
            let state = world.cloudformation(scope);
            let response = state.custom_resource_requests.get(request).and_then(|request| request.response.clone());
            match response {
                Some(response) if response["Status"] == "SUCCESS" => Ok(true),
                Some(response) if response["Status"] == TOO_LONG => Err(Failure::new("Response object is too long.")),
                Some(response) => {
                    let reason = response["Reason"].as_str().unwrap_or("the response has no Reason");
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
    let succeeded = match verb {
        "deleted" => stack.status == StackStatus::DeleteComplete,
        _ => matches!(stack.status, StackStatus::CreateComplete | StackStatus::UpdateComplete),
    };
    if succeeded {
        return Ok(true);
    }
    // The first reason is the cause; later ones report the rollback.
    let last = stack
        .events
        .iter()
        .rposition(|event| event.physical_id == stack.id && event.reason.as_deref() == Some("User Initiated"));
    let since = stack.events.iter().skip(last.map_or(0, |at| at + 1));
    let mut of_stack = since.filter(|event| event.physical_id == stack.id).filter_map(|event| event.reason.as_deref());
    let reason = of_stack.next().or(stack.status_reason.as_deref()).unwrap_or("");
    let reason = reason.trim_end_matches("Rollback requested by user.").trim_end();
    Err(Failure::new(format!("Embedded stack {id} was not successfully {verb}: {reason}")))
}
