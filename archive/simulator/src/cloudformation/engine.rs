//! The engine: executes the operations on stacks.
//!
//! An operation is a value in the saved state: its phase, and a task for each resource. Before each request, operations
//! are brought up to the current time ([`advance`](crate::world::advance::advance)). Nothing runs in the background, so
//! an operation continues after a restart of the process.

mod apply;
mod finish;
mod remove;
mod revert;
mod rollback;
mod run;
mod start;

pub(crate) use apply::signal_key;
pub(crate) use finish::outputs;
pub(crate) use revert::{DeleteOptions, cancel_update, continue_rollback, delete_stack, rollback_stack};
pub(crate) use run::step_stack;
pub(crate) use start::{
    NewStack, OperationRequest, create_placeholder, create_stack, no_updates, start_update, update_stack,
};
