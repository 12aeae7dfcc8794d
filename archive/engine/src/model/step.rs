//! The state table: what to do with a stack, which depends on its status only.

use aws_sdk_cloudformation::types::StackStatus;

use super::remedy::Remedy;
use super::stack::Stack;

/// What a deployment does with a stack in a given status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is no stack yet: a change set of type CREATE. A stack in REVIEW_IN_PROGRESS is a placeholder without
    /// resources, which CloudFormation creates for the first change set; it does not accept UPDATE.
    Create,
    /// The stack is in a final status: a change set of type UPDATE.
    Update,
    /// An operation is in progress, ours or another caller's: follow it to its end, then decide again.
    Attach,
    /// The creation failed and was rolled back, and such a stack can only be deleted. Requires approval, because
    /// retained resources may exist.
    DeleteThenCreate,
    /// An operation failed with rollback disabled: roll back, then decide again. Requires approval.
    RollBack,
    /// An update failed, and so did its rollback: continue the rollback, skipping nothing, then decide again.
    ContinueRollback,
    /// A deletion failed. The owner wanted to delete the stack, so a deployment must not decide to keep it.
    FinishDeletion,
    /// No API call can help.
    ManualIntervention,
}

/// The step for a stack in `status`; `None` is a stack that does not exist.
pub fn step(status: Option<&StackStatus>) -> Step {
    let Some(status) = status else { return Step::Create };
    match status {
        StackStatus::ReviewInProgress | StackStatus::DeleteComplete => Step::Create,
        StackStatus::CreateComplete
        | StackStatus::UpdateComplete
        | StackStatus::UpdateRollbackComplete
        | StackStatus::ImportComplete
        | StackStatus::ImportRollbackComplete => Step::Update,
        StackStatus::CreateInProgress
        | StackStatus::UpdateInProgress
        | StackStatus::DeleteInProgress
        | StackStatus::RollbackInProgress
        | StackStatus::ImportInProgress
        | StackStatus::ImportRollbackInProgress
        | StackStatus::UpdateRollbackInProgress
        | StackStatus::UpdateCompleteCleanupInProgress
        | StackStatus::UpdateRollbackCompleteCleanupInProgress => Step::Attach,
        StackStatus::RollbackComplete | StackStatus::RollbackFailed => Step::DeleteThenCreate,
        StackStatus::CreateFailed | StackStatus::UpdateFailed => Step::RollBack,
        StackStatus::UpdateRollbackFailed => Step::ContinueRollback,
        StackStatus::DeleteFailed => Step::FinishDeletion,
        StackStatus::ImportRollbackFailed => Step::ManualIntervention,
        // A status that AWS adds later: wait if it is in progress, otherwise do nothing.
        other if other.as_str().ends_with("_IN_PROGRESS") => Step::Attach,
        _ => Step::ManualIntervention,
    }
}

impl Stack {
    /// What is wrong with the status of the stack, and what to do about it; `None` for a successful one.
    pub fn situation(&self) -> Option<(&'static str, Remedy)> {
        Some(match step(Some(&self.status)) {
            Step::Create if self.status == StackStatus::ReviewInProgress => {
                ("it is the placeholder of a plan, without resources", Remedy::Deploy)
            }
            Step::Create | Step::Update => return None,
            Step::Attach => ("an operation is in progress", Remedy::WaitForOperation),
            Step::DeleteThenCreate => ("its creation failed; what is left of it is deleted first", Remedy::Deploy),
            Step::RollBack => ("its last operation failed", Remedy::Rollback),
            Step::ContinueRollback => ("its last rollback failed", Remedy::ContinueRollback),
            Step::FinishDeletion => ("its deletion failed", Remedy::DeleteStack),
            // What was imported stays when the stack is deleted.
            Step::ManualIntervention if self.status == StackStatus::ImportRollbackFailed => {
                ("an import failed, and so did its rollback", Remedy::DeleteStack)
            }
            Step::ManualIntervention => ("no operation can be begun", Remedy::LookInConsole),
        })
    }
}

/// Whether `status` is final.
pub(crate) fn is_settled(status: &StackStatus) -> bool {
    !status.as_str().ends_with("_IN_PROGRESS") || *status == StackStatus::ReviewInProgress
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_that_the_sdk_knows_has_a_decided_step() {
        for name in StackStatus::values() {
            let status = StackStatus::from(*name);
            let decided = step(Some(&status));
            assert_eq!(decided == Step::ManualIntervention, *name == "IMPORT_ROLLBACK_FAILED", "{name}: {decided:?}");
        }
    }

    #[test]
    fn nothing_is_started_while_something_is_in_progress() {
        for name in
            StackStatus::values().iter().filter(|name| name.ends_with("_IN_PROGRESS") && **name != "REVIEW_IN_PROGRESS")
        {
            assert_eq!(step(Some(&StackStatus::from(*name))), Step::Attach, "{name}");
        }
    }

    #[test]
    fn a_status_of_the_future_is_never_updated_over() {
        assert_eq!(step(Some(&StackStatus::from("REFACTOR_IN_PROGRESS"))), Step::Attach);
        assert_eq!(step(Some(&StackStatus::from("REFACTOR_FAILED"))), Step::ManualIntervention);
    }
}
