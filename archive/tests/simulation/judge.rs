//! Whether a failure was told as it must be.

use cfn_deploy::aws::Origin;
use cfn_deploy::{Error, FailureReport};
use serde_json::Value;

/// What is wrong with how a failure was told. Whoever was disturbed by others or misled by stale reads may have been refused a call, and a
/// failure that somebody else caused has no resource.
///
/// # Errors
/// What lacks.
pub(crate) fn error(error: &Error, misled: bool) -> Result<(), String> {
    match error {
        Error::RolledBack(report) | Error::OperationFailed { report, .. } => report_of(report, misled),
        Error::Api(api) if api.origin == Origin::Transient || misled => Ok(()),
        Error::Api(api) => Err(format!("a call was refused that should not have been made: {api}")),
        Error::PollingFailed { error: api, .. } | Error::TemplateBucket { error: api, .. } => {
            Err(format!("no schedule has credentials that end, or large templates: {api}"))
        }
        Error::Invalid { errors, .. } if errors.is_empty() => Err("refused without a reason".into()),
        Error::Refused(refusal) if !misled => Err(format!("refused though everything is allowed: {refusal}")),
        Error::InvalidState { remedies, .. } if remedies.is_empty() => Err("stuck without a remedy".into()),
        Error::Request(request) if !misled => Err(format!("the request is wrong: {request}")),
        Error::Invalid { .. } | Error::Refused(_) | Error::InvalidState { .. } | Error::Request(_) => Ok(()),
    }
}

fn report_of(report: &FailureReport, misled: bool) -> Result<(), String> {
    let Some(first) = report.resources.first() else {
        return if misled { Ok(()) } else { Err(format!("a failure without its resource: {report:#?}")) };
    };
    let Some(reason) = &first.event.reason else { return Err(format!("a failure without its reason: {report:#?}")) };
    let is_of_instances =
        first.event.resource_type == "AWS::CloudFormation::StackSet" && reason.contains("Stack set operation");
    if is_of_instances && !misled {
        let told = report.instances.iter().any(|instance| !instance.region.is_empty() && instance.reason.is_some());
        if !told {
            return Err(format!("a StackSet failed, and no region is named: {report:#?}"));
        }
    }
    Ok(())
}

/// Whether a message tells that AWS could not answer, so that it says nothing of what was asked.
pub(crate) fn is_transient(message: &str) -> bool {
    ["Throttling", "InternalFailure", "SlowDown", "InternalError", "timed out", "connection broke"]
        .iter()
        .any(|text| message.contains(text))
}

/// A saved state without what every request moves, read-only ones included, which alone are not saved: the time, and the regions that
/// were only looked into.
pub(crate) fn facts(state: &[u8]) -> Value {
    let mut facts: Value = serde_json::from_slice(state).unwrap();
    if let Some(facts) = facts.as_object_mut() {
        facts.remove("now");
        facts.remove("ids");
    }
    let accounts = facts.get_mut("accounts").and_then(Value::as_object_mut);
    for account in accounts.into_iter().flat_map(|accounts| accounts.values_mut()) {
        if let Some(regions) = account.get_mut("regions").and_then(Value::as_object_mut) {
            regions.retain(|_, region| holds_something(region));
        }
    }
    facts
}

/// Whether there is anything in a part of the state but empty places.
fn holds_something(part: &Value) -> bool {
    match part {
        Value::Object(members) => members.values().any(holds_something),
        Value::Array(items) => items.iter().any(holds_something),
        Value::Null => false,
        plain => *plain != 0,
    }
}
