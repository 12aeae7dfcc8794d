//! The calls of the resource `AWS::CloudFormation::StackSet`, made one after the other.

use crate::api_error::ApiError;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::stack_set::operation;
use crate::cloudformation::stack_set::set::{delete, find};
use crate::cloudformation::waiting::is_satisfied;
use crate::scope::Scope;
use crate::state::cloudformation::operation::PendingCalls;
use crate::state::cloudformation::pending_call::{PendingCall, StackSetCall};
use crate::state::cloudformation::stack_set_operation::{OperationOptions, Preferences, SetOperation};
use crate::state::cloudformation::status::SetOperationStatus;
use crate::world::World;

/// The maximum length of a status reason.
const MAX_REASON: usize = 1024;

/// Makes the next call if the current one has ended. Returns `None` if nothing changed.
///
/// # Errors
/// A call was rejected, or its operation failed.
pub(crate) fn poll(world: &mut World, scope: &Scope, mut wait: PendingCalls) -> Result<Option<PendingCalls>, Failure> {
    if let Some((set, id)) = &wait.running {
        let set = find(world, scope, set)?;
        let operation = set.operation(id);
        let operation = operation.ok_or_else(|| Failure::new(format!("Stack set operation [{id}] is gone")))?;
        match operation.status {
            SetOperationStatus::Running | SetOperationStatus::Queued | SetOperationStatus::Stopping => {
                return Ok(None);
            }
            SetOperationStatus::Succeeded => wait.running = None,
            SetOperationStatus::Failed | SetOperationStatus::Stopped => return Err(unexpected(operation)),
        }
    }
    let (set, call) = match wait.calls.first().cloned() {
        None => return Ok(Some(wait)),
        Some(PendingCall::Wait(wait_for)) => {
            if !is_satisfied(world, scope, &wait_for)? {
                return Ok(None);
            }
            wait.calls.remove(0);
            return Ok(Some(wait));
        }
        Some(PendingCall::StackSet { set, call }) => (set, call),
    };
    match make(world, scope, &set, &call) {
        Ok(operation) => {
            wait.calls.remove(0);
            wait.running = operation.map(|id| (set, id));
            Ok(Some(wait))
        }
        // Another operation is in progress; retried later.
        Err(error) if error.code == "OperationInProgressException" => Ok(None),
        Err(error) => Err(Failure::of_service("CloudFormation", &error)),
    }
}

/// The message of AWS's handler. It truncates long reasons.
fn unexpected(operation: &SetOperation) -> Failure {
    let mut reasons: Vec<&str> = operation.results.iter().filter_map(|result| result.reason.as_deref()).collect();
    reasons.dedup();
    let mut why = format!(
        "Stack set operation [{}] was unexpectedly stopped or failed. status reason(s): [{}]",
        operation.id,
        reasons.join(", ")
    );
    if why.len() > MAX_REASON {
        let end = (0..MAX_REASON - 3).rev().find(|end| why.is_char_boundary(*end)).unwrap_or(0);
        why.truncate(end);
        why.push_str("...");
    }
    Failure::new(why)
}

/// Returns the ID of the operation, if the call starts one.
fn make(world: &mut World, scope: &Scope, set: &str, call: &StackSetCall) -> Result<Option<String>, ApiError> {
    let options = |preferences: &Preferences| OperationOptions {
        preferences: preferences.clone(),
        ..OperationOptions::default()
    };
    let started = match call {
        StackSetCall::CreateInstances(target, preferences) => {
            operation::create_instances(world, scope, set, target, options(preferences))?
        }
        StackSetCall::UpdateInstances(target, preferences) => {
            operation::update_instances(world, scope, set, target, options(preferences))?
        }
        StackSetCall::DeleteInstances(target, preferences) => {
            operation::delete_instances(world, scope, set, target, options(preferences))?
        }
        StackSetCall::UpdateSet(settings, preferences) => {
            operation::update_set(world, scope, set, (**settings).clone(), None, options(preferences))?
        }
        StackSetCall::DeleteSet => {
            delete(world, scope, set)?;
            return Ok(None);
        }
    };
    Ok(Some(started))
}
