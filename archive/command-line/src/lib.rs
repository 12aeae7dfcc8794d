//! What command lines that deploy CloudFormation stacks have in common: prompts, progress, JSON events, exit codes, interrupts, saved
//! plans, a simulated AWS. The program says what it is called and how its commands are written ([`Program`], [`RemedyFormatter`]); this crate knows
//! none.

// Unknown is never empty: what AWS or a user says and cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]
// These macros panic if the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod approval;
pub mod arguments;
mod build_facts;
mod exit;
pub mod graph;
pub mod hints;
mod interrupt;
mod logging;
pub mod output;
pub mod plan_file;
mod program;
mod remedy;
mod reporting;
mod session;
mod whole_file;

pub use self::approval::PromptApprover;
pub use self::build_facts::build_facts;
pub use self::exit::{CommandError, Exit};
pub use self::interrupt::Interrupts;
pub use self::program::{Program, run, shown};
pub use self::remedy::{RemedyFormatter, help, remedy_text};
pub use self::reporting::Reporting;
pub use self::session::{CheckResult, Endpoint, Session};
pub use self::whole_file::WholeFile;
