//! StackSets: one template as a stack in several regions and accounts.

pub(crate) mod calls;
pub(crate) mod operation;
pub(crate) mod organization;
mod roles;
pub(crate) mod set;
pub(crate) mod step;

pub(crate) use calls::poll;
pub(crate) use set::{create, create_once, delete, find};
