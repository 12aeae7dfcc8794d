//! AWS's own sample templates, rewritten by hand in this API: each equals its original as a JSON value.
//!
//! Descriptions, comments and query strings are AWS's sentences; they are read from the originals.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

mod dynamodb;
mod original;
mod sqs;
mod stack_set;
mod stack_set_logs;
mod stack_set_resources;
