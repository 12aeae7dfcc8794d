//! A multi-region S3 archive: a bucket whose objects are replicated to buckets in other regions, deployed as one CloudFormation stack.

// These macros panic if the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]
// Unknown is never empty: what AWS or a user says and cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

pub mod adopt;
pub mod audit;
pub mod backfill;
pub mod bootstrap;
mod bytes;
pub mod cli;
pub mod config;
pub mod consequences;
pub mod cost;
mod deployed;
pub mod deployment;
pub mod disabled;
pub mod doctor;
pub mod failover;
pub mod health;
mod inoperable;
pub mod leftover;
pub mod promotion;
pub mod remedy;
pub mod restore;
pub mod stacks;
pub mod verify;

/// How this program calls itself towards AWS.
pub const APPLICATION: cfn_deploy::aws::Application =
    cfn_deploy::aws::Application::new("archive", env!("CARGO_PKG_VERSION"));
