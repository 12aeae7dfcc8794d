//! The archive's own stack: whether it is there, and in a state from which it can be deployed.

use aws_sdk_cloudformation::types::StackStatus;

use super::Finding;
use cfn_deploy::{Engine, Error, Stack, Step, step};

/// What is known of the stack.
pub(super) struct StackFinding {
    pub(super) finding: Finding,
    /// Whether there is a stack with resources, or it cannot be told.
    pub(super) exists: bool,
    /// The stack, where there is one and it can be told.
    pub(super) stack: Option<Stack>,
}

pub(super) async fn examine(engine: &Engine<'_>, name: &str) -> StackFinding {
    let subject = format!("stack {name}");
    let looked = |finding, exists| StackFinding { finding, exists, stack: None };
    let stack = match engine.describe(name).await {
        Ok(Some(stack)) => stack,
        Ok(None) => return looked(Finding::passed(subject, "does not exist yet"), false),
        Err(Error::Api(error)) => return looked(Finding::call_failed(subject, &error), true),
        Err(error) => {
            let remedy = crate::remedy::of_error(&error).unwrap_or_else(|| "see `archive status`".to_owned());
            return looked(Finding::failed(subject, error.to_string(), remedy), true);
        }
    };
    let is = format!("is {}", stack.status);
    let finding = match (step(Some(&stack.status)), stack.situation()) {
        (Step::Create | Step::Update | Step::Attach, _) | (_, None) => Finding::passed(subject, is),
        (_, Some((what, remedy))) => {
            let remedy = crate::remedy::describe(&remedy);
            Finding::failed(subject, format!("{is}: {what}"), format!("{remedy}; `archive logs` says why"))
        }
    };
    // A placeholder has no resources, and neither has what a failed creation leaves, so that no name is its own.
    let exists = step(Some(&stack.status)) != Step::Create && stack.status != StackStatus::RollbackComplete;
    StackFinding { finding, exists, stack: Some(stack) }
}
