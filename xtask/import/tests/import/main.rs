//! Templates as programs: they compile, run, and print the template again.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod corpus;
mod fuzz;
mod harness;
mod mutation;
mod own;
