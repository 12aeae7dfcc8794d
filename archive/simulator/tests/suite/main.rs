//! The simulator, driven over HTTP.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod api_errors;
mod aws;
mod batch_jobs;
mod boto3;
mod callers;
mod change_sets;
mod clients;
mod cloud_control;
mod corpus;
mod create;
mod deletion;
mod drift;
mod early_validation;
mod examples;
mod faults;
mod folder;
mod guards;
mod imports;
mod integrity;
mod invalid_input;
mod language;
mod nested_stacks;
mod object_rights;
mod objects;
mod persistence;
mod quotas;
mod reference;
mod references;
mod replication;
mod replication_rules;
mod restorations;
mod rollbacks;
mod s3_api;
mod s3_model;
mod schedules;
mod server;
mod serverless;
mod services;
mod stack_sets;
mod templates;
mod transforms;
mod updates;
mod waiting;
mod witnesses;
