//! The evaluation of functions at the public surface. One program, so that it links once.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;
mod conditions;
mod errors;
mod functions;
mod limits;
mod loops;
mod properties;
mod residual;
mod template_scope;
