//! The behaviour of the runtime and the checks at the public surface. One program, so that it links once.

#![allow(clippy::unwrap_used, reason = "a test says so by panicking, in its helpers too")]

mod app;
mod corpus;
mod golden;
mod helpers;
mod intrinsic;
mod kinds;
mod limits;
mod lookups;
mod loops;
mod policy;
mod properties;
mod queries;
mod scopes;
mod serverless;
mod stringify;
mod template;
