//! Stack sets: one template as a stack in many regions and accounts.

pub(crate) mod calls;
pub(crate) mod operation;
pub(crate) mod organization;
mod roles;
pub(crate) mod set;
pub(crate) mod step;

pub(crate) use calls::poll;
pub(crate) use set::{create, delete, find};
