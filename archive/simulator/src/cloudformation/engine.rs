//! The engine that executes stack operations.
//!
//! An operation is a value in the saved world: its phase, and one task per resource. Every request first advances the
//! world to the current time ([`advance`](crate::world::advance::advance)), so nothing runs in the background and an
//! operation survives the process.

mod apply;
mod remove;
mod rollback;
mod run;
mod start;

pub(crate) use apply::outputs;
pub(crate) use run::step_stack;
pub(crate) use start::{
    DeleteOptions, Launch, NewStack, cancel_update, continue_rollback, create_placeholder, create_stack, delete_stack,
    no_updates, rollback_stack, start_update, update_stack,
};
