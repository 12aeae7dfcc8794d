//! The engine that carries stacks from what they are to what they are asked to be.
//!
//! An operation is a value in the saved world: its phase, and one task for each resource. Time does the rest. Whoever
//! looks at the world first lets it come up to the present ([`advance`](crate::world::advance::advance)), so that
//! nothing runs in the background and an operation survives the process.

mod apply;
mod remove;
mod rollback;
mod run;
mod start;

pub(crate) use apply::{outputs, signal_inbox};
pub(crate) use run::step_stack;
pub(crate) use start::{
    DeleteOptions, Launch, NewStack, cancel_update, continue_rollback, create_placeholder, create_stack, delete_stack,
    no_updates, rollback_stack, start_update, update_stack,
};
