//! What a recovery would do.

use std::fmt;

use aws_sdk_cloudformation::types::StackStatus;

use super::resource::StackResource;
use super::step::Step;

/// What [`Engine::recover`](crate::Engine::recover) would do with a stack. Shown, it is a sentence, and a line for each resource that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The stack's name.
    pub stack: String,
    /// Its status.
    pub status: StackStatus,
    /// [`Step::RollBack`], [`Step::ContinueRollback`], or [`Step::Attach`] where an operation is in progress, whose end decides.
    pub step: Step,
    /// The resources whose last change failed, in the order in which CloudFormation lists them.
    pub failed: Vec<StackResource>,
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::RollBack => "its failed operation would be rolled back",
            Step::ContinueRollback => "its failed rollback would be continued",
            _ => "the end of its operation would be waited for",
        };
        write!(f, "{} is {}: {step}", self.stack, self.status)?;
        self.failed.iter().try_for_each(|resource| {
            write!(f, "\n  {} ({}) is {}", resource.logical_id, resource.resource_type, resource.status)
        })
    }
}
