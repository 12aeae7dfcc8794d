//! Prepares a stack: from any status to one in which a change set can be created.

use aws_sdk_cloudformation::types::StackStatus;

use super::engine::Engine;
use super::follow::OperationResult;
use crate::model::{Danger, DangerKind, Error, Outcome, PlanKind, Remedy, Stack, StackRequest, Step, step};

/// The result of the preparation.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one value in a deployment, which is moved once")]
pub enum Readiness {
    /// A change set of this kind can be created. The stack is `None` if there is none.
    Change(PlanKind, Option<Stack>),
    /// No change set is needed: the deployment was in progress and has ended.
    Done(Outcome),
}

impl Engine<'_> {
    /// Acts on the stack's status until a change set can be created.
    ///
    /// # Errors
    /// As for [`Self::deploy`]; [`Error::InvalidState`] if the stack needs manual action first.
    pub async fn prepare(&self, request: &StackRequest) -> Result<Readiness, Error> {
        request.check()?;
        loop {
            let stack = self.describe(&request.name).await?;
            let Some(found) = &stack else { return Ok(Readiness::Change(PlanKind::Create, None)) };
            match step(Some(&found.status)) {
                Step::Create => return Ok(Readiness::Change(PlanKind::Create, stack)),
                Step::Update => return Ok(Readiness::Change(PlanKind::Update, stack)),
                Step::Attach => {
                    let ended = self.attach(found).await?;
                    if let Some(outcome) = self.after_attaching(request, ended).await? {
                        return Ok(Readiness::Done(outcome));
                    }
                }
                Step::DeleteThenCreate => {
                    self.require(&[self.failed_stack(found).await])?;
                    self.delete_failed(found).await?;
                }
                Step::RollBack => {
                    let message = format!(
                        "{} is {}, where an earlier operation stopped: rolling it back first",
                        found.name, found.status
                    );
                    self.require(&[Danger::new(DangerKind::RollBack, &found.name, message)])?;
                    self.roll_back(found).await?;
                }
                Step::ContinueRollback => {
                    self.say(format!("{} is {}: continuing its rollback first", found.name, found.status));
                    self.continue_rollback(found, &[]).await?;
                }
                Step::ManualIntervention if self.can_begin_again(found).await? => {
                    self.delete_failed_import(found).await?
                }
                Step::FinishDeletion | Step::ManualIntervention => return Err(not_ready(stack.as_ref())),
            }
        }
    }

    /// After an operation that was in progress: if it was this deployment, started by an interrupted run, this is its
    /// result; if it was another, its end is reported and the stack is read again.
    async fn after_attaching(&self, request: &StackRequest, ended: OperationResult) -> Result<Option<Outcome>, Error> {
        let ours = ended.stack.as_ref().and_then(|stack| stack.change_set.as_deref()).is_some_and(|executed| {
            [PlanKind::Create, PlanKind::Update]
                .iter()
                .any(|kind| executed.contains(&self.change_set_name(request, *kind)))
        });
        // The end of a continued rollback reports no failure; the failure was reported before.
        if !ours || ended.is_continued_rollback() {
            self.say("the operation in progress has ended");
            return Ok(None);
        }
        match self.result_of(ended)? {
            Some(stack) => Ok(Some(self.apply_settings(request, stack).await?)),
            None => Ok(None),
        }
    }

    /// The danger in deleting a stack whose creation failed: the resources that still exist.
    async fn failed_stack(&self, stack: &Stack) -> Danger {
        let left = self.resources(&stack.id).await.map(|resources| {
            resources
                .into_iter()
                .filter(|resource| resource.status != "DELETE_COMPLETE")
                .filter_map(|resource| Some(format!("{} ({})", resource.logical_id, resource.physical_id?)))
                .collect::<Vec<_>>()
        });
        let rest = match left {
            Ok(left) if left.is_empty() => "no resource of it is left".to_owned(),
            Ok(left) => format!("these resources of it are left: {}", left.join(", ")),
            Err(error) => format!("what of it is left is not known: {error}"),
        };
        let message =
            format!("{} is {}, and must be deleted before it can be created again; {rest}", stack.name, stack.status);
        Danger::new(DangerKind::FailedStackDeletion, &stack.name, message)
    }
}

/// A deployment before that would end as this one did.
fn then_again() -> Remedy {
    Remedy::advice("once it is deleted, deploy again")
}

/// Why no change set can be created for a stack in this status.
pub(super) fn not_ready(stack: Option<&Stack>) -> Error {
    let Some(stack) = stack else {
        return Error::InvalidState {
            message: "a stack without resources cannot be created".into(),
            remedies: vec![Remedy::advice("add a resource to the template")],
        };
    };
    let (message, remedies) = match &stack.status {
        StackStatus::DeleteFailed => ("its deletion failed", vec![Remedy::DeleteStack, then_again()]),
        StackStatus::RollbackComplete | StackStatus::RollbackFailed => {
            ("its creation failed, and it must be deleted before it is created again", vec![Remedy::Deploy])
        }
        StackStatus::CreateFailed | StackStatus::UpdateFailed => ("its last operation failed", vec![Remedy::Rollback]),
        StackStatus::UpdateRollbackFailed => ("its last rollback failed", vec![Remedy::ContinueRollback]),
        StackStatus::ImportRollbackFailed => (
            "an import failed, and so did its rollback; what was imported stays when the stack is deleted",
            vec![Remedy::DeleteStack, then_again()],
        ),
        status if status.as_str().ends_with("_IN_PROGRESS") => {
            ("an operation is in progress", vec![Remedy::WaitForOperation])
        }
        _ => ("no operation can be begun", vec![Remedy::LookInConsole]),
    };
    Error::InvalidState { message: format!("{} is {}: {message}", stack.name, stack.status), remedies }
}
