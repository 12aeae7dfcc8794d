//! The engine: executes the operations on stacks.
//!
//! An operation is a value in the saved state: its phase, and a task for each resource. Before each request, operations
//! are brought up to the current time ([`advance`](crate::world::advance::advance)). Nothing runs in the background, so
//! an operation continues after a restart of the process.

mod apply;
mod remove;
mod rollback;
mod run;
mod start;

pub(crate) use apply::{outputs, signal_key};
pub(crate) use run::step_stack;
pub(crate) use start::{
    DeleteOptions, Launch, NewStack, cancel_update, continue_rollback, create_placeholder, create_stack, delete_stack,
    no_updates, rollback_stack, start_update, update_stack,
};
