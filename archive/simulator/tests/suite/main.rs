//! The simulator, driven over HTTP as its users drive it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod aws;
mod boto3;
mod callers;
mod change_sets;
mod create;
mod deletion;
mod drift;
mod early_validation;
mod faults;
mod guards;
mod imports;
mod language;
mod nested_stacks;
mod objects;
mod persistence;
mod reference;
mod replication;
mod rollbacks;
mod schedules;
mod services;
mod stack_sets;
mod templates;
mod updates;
mod waiting;
