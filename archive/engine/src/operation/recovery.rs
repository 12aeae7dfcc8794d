//! Out of the states that a failed operation leaves behind, and what that would do.

use aws_sdk_cloudformation::types::StackStatus;

use super::engine::Engine;
use crate::model::{Danger, DangerKind, Error, Recovery, Remedy, Stack, Step, is_settled};

impl Engine<'_> {
    /// Rolls back a failed operation with rollback disabled, or continues a failed rollback.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is nothing to roll back, else as for [`Self::deploy`].
    pub async fn recover(&self, name: &str, skip: &[String]) -> Result<StackStatus, Error> {
        let mut stack = self.stack_to_recover(name).await?;
        if !is_settled(&stack.status) {
            let ended = self.attach(&stack).await?;
            stack = ended.stack.ok_or_else(|| nothing_stack_to_recover(name, "is deleted"))?;
        }
        if step_of(&stack)? == Step::RollBack {
            return self.roll_back(&stack).await;
        }
        if !skip.is_empty() {
            let message = format!("{} are left as they are and counted as rolled back", skip.join(", "));
            self.require(&[Danger::new(DangerKind::SkipResources, &stack.name, message)])?;
        }
        self.continue_rollback(&stack, skip).await
    }

    /// What [`Self::recover`] would do. Nothing is changed, and an operation in progress is not waited for.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is nothing to roll back, and the failures of calls.
    pub async fn recovery(&self, name: &str) -> Result<Recovery, Error> {
        let stack = self.stack_to_recover(name).await?;
        let step = if is_settled(&stack.status) { step_of(&stack)? } else { Step::Attach };
        let resources = self.resources(&stack.id).await?;
        let failed = resources.into_iter().filter(|resource| resource.status.ends_with("_FAILED")).collect();
        Ok(Recovery { stack: stack.name, status: stack.status, step, failed })
    }

    async fn stack_to_recover(&self, name: &str) -> Result<Stack, Error> {
        self.describe(name).await?.ok_or_else(|| nothing_stack_to_recover(name, "does not exist"))
    }
}

/// What a stack that has come to rest needs.
fn step_of(stack: &Stack) -> Result<Step, Error> {
    match &stack.status {
        StackStatus::CreateFailed | StackStatus::UpdateFailed => Ok(Step::RollBack),
        StackStatus::UpdateRollbackFailed => Ok(Step::ContinueRollback),
        status => Err(nothing_stack_to_recover(&stack.name, &format!("is {status}"))),
    }
}

fn nothing_stack_to_recover(name: &str, state: &str) -> Error {
    Error::InvalidState {
        message: format!("{name} {state}: there is nothing to roll back"),
        remedies: vec![Remedy::ShowStatus],
    }
}
