//! The commands of `cfn`, which `cargo xtask` has too, but for those of the feature `deploy`.
//!
//! | command | file | what it does |
//! |---|---|---|
//! | `check` | `check.rs` | reports what AWS would reject, with line and column |
//! | `explain` | `explain.rs` | shows what AWS allows for a resource type or property |
//! | `import` | `import.rs` | converts a template to a Rust program |
//! | `new` | `new.rs` | creates a Cargo project with a program of stacks |
//! | `permissions` | `permissions.rs` | prints the IAM policy that deploying templates needs |
//! | `completions`, `man` | `shell.rs` | what a shell and `man` know of the program |
//! | `show` | `show.rs` | prints the generated Rust code of a resource type or property type |
//! | `deploy`, `plan`, `diff`, `status`, `drift`, `events`, `logs`, `rollback`, `continue`, `destroy` | `stacks/` | deploys stacks of a template or of a program, and looks at them |
//! | `config` | `configuration/` | what is set by `cfn.toml` and the environment |
//! | `synth`, `graph`, `policy` | `stacks/` | the templates of a program, what their resources refer to, and a stack policy for one |
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
