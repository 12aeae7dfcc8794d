//! The behaviour of the readers and the writer at the public surface. One program, so that it links once.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod anchors;
mod common;
mod corpus;
mod errors;
mod limits;
mod properties;
mod scalars;
mod short_forms;
mod template;
mod writer;
