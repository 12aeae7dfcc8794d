//! The commands of `cfn`, for the program itself and for others that offer them too.
//!
//! | command | file | what it does |
//! |---|---|---|
//! | `check` | `check.rs` | says what AWS would reject, with line and column |
//! | `explain` | `explain.rs` | says what AWS allows of a resource type or property |
//! | `import` | `import.rs` | prints the Rust program that writes a template |
//! | `permissions` | `permissions.rs` | prints the IAM policy that deploying templates needs |
//! | `show` | `show.rs` | prints the Rust of a resource type or property type |
//!
//! AWS's facts travel in the program ([`Snapshot::embedded`]): it needs no source, no network and no configuration.

// These panic where the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod check;
mod command;
mod escape;
pub mod explain;
mod explanation;
mod facts;
mod failure;
pub mod import;
mod lint;
mod near;
pub mod permissions;
mod program;
pub mod replace;
pub mod rules;
pub mod show;
mod template;

pub use command::Command;
pub use facts::{About, Given, Snapshot};
pub use failure::Failure;
pub use program::{finish, parse};
pub use template::SnapshotArgs;
