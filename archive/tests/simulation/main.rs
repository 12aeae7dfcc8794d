//! Schedules of deploy, update, crash, re-run, failover, backfill, restore and destroy against an AWS that throttles, breaks connections, loses and
//! delays replies, answers stale reads and fails resources, and in which other people deploy, meddle and break things; and a process that is killed at
//! every step.
//!
//! Every schedule follows from its seed, to the byte: no socket, no clock of the machine and no unseeded chance is in it. `ARCHIVE_SEEDS`,
//! written `from..to`, runs others than those that a plain test run takes; a failure names its seed. What must hold after every step:
//! nothing that was retained is lost, no operation was started over another, every failure was reported with the resource that failed, a
//! refusal changed nothing. And at the end: running again converges, running once more changes nothing, and an object comes to every
//! replica.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod concurrent;
mod converging;
mod damage;
mod destroying;
mod failover;
mod hand;
mod history;
mod interrupted;
mod judge;
mod killed;
mod ledger;
mod others;
mod person;
mod recovering;
mod regions;
mod schedule;
mod seeds;
mod step;
mod templates;
mod wanted;
mod wire;

/// A tenth of what schedules cost is memory that is taken and given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
