//! Thousands of schedules of deploy, update, crash, re-run and destroy against an AWS that throttles, breaks connections, loses replies,
//! answers stale reads and fails resources; and a process that is killed at every step.
//!
//! Every schedule follows from its seed. `ARCHIVE_SEEDS=from..to` runs others than the few that a plain test run takes; a failure names
//! its seed. What must hold after every step: nothing that was retained is lost, no operation was started over another, every failure
//! was reported with the resource that failed. And at the end: running again converges, and running once more changes nothing.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod killed;
mod schedule;
