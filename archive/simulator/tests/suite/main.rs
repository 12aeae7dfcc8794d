//! The simulator, driven over HTTP as its users drive it.

mod aws;
mod boto3;
mod change_sets;
mod create;
mod early_validation;
mod persistence;
mod replication;
mod services;
mod stack_sets;
mod templates;
