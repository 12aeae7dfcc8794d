//! The commands of `cfn`, which `cargo xtask` has too.
//!
//! | command | file | what it does |
//! |---|---|---|
//! | `check` | `check.rs` | reports what AWS would reject, with line and column |
//! | `explain` | `explain.rs` | shows what AWS allows for a resource type or property |
//! | `import` | `import.rs` | converts a template to a Rust program |
//! | `permissions` | `permissions.rs` | prints the IAM policy that deploying templates needs |
//! | `show` | `show.rs` | prints the generated Rust code of a resource type or property type |
//! AWS's facts are embedded in the program ([`Snapshot::embedded`]): it needs no network and no configuration.

// These macros panic if the output cannot be written; `cfn_stdout` does not.
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
pub mod permissions;
mod program;
pub mod replace;
pub mod rules;
pub mod show;
mod suggest;
mod template;

pub use command::Command;
pub use facts::{Snapshot, StackInputs, TemplateFacts};
pub use failure::Failure;
pub use program::{finish, parse};
pub use template::SnapshotArgs;
