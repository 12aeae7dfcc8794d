//! The behaviour of the runtime and the checks at the public surface. One program, so that it links once.

mod corpus;
mod golden;
mod intrinsic;
mod limits;
mod loops;
mod policy;
mod properties;
mod template;
