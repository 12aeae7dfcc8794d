//! What an archive leaves behind, and how it comes back: after it was destroyed, after a deployment failed half way, after a run was cut
//! off; and what is never taken for its own.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod attempts;
mod circle;
mod refusals;
mod world;
