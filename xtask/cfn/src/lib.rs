//! The commands of `cfn` ([`Command`] lists them), which `cargo xtask` has too, but for those of the feature `deploy`.
//!
//! AWS's facts are embedded in the program ([`Snapshot::embedded`]): it needs no network and no configuration.

#![warn(clippy::disallowed_methods)]
// These macros panic if the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod check;
mod command;
#[cfg(feature = "deploy")]
mod configuration;
mod escape;
pub mod explain;
mod explanation;
mod facts;
mod failure;
#[cfg(feature = "deploy")]
mod hints;
pub mod import;
mod lint;
pub mod new;
pub mod permissions;
mod program;
pub mod replace;
pub mod rules;
mod shell;
pub mod show;
#[cfg(feature = "deploy")]
pub mod stacks;
mod template;

pub use command::Command;
#[cfg(feature = "deploy")]
pub use configuration::configuration_reference;
pub use facts::{Snapshot, StackInputs, TemplateFacts};
pub use failure::Failure;
pub use program::{finish, long_version, parse};
pub use template::SnapshotArgs;
