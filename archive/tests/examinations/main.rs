//! `doctor` and `status` as their users run them, against a simulated AWS in which something is wrong.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod attacks;
mod audit;
mod backfill;
mod command_rights;
mod doctor;
mod exact_rights;
mod failover;
mod health;
mod life;
mod organization;
mod permissions;
mod place;
mod primary_lost;
mod restore;
mod restore_faults;
mod tampering;
mod watching;
