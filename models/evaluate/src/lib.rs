#![doc = include_str!("../README.md")]
#![warn(clippy::disallowed_methods)]

mod condition;
mod error;
mod evaluator;
mod function;
mod outcome;
mod scope;
mod template_scope;

pub use error::{Error, ErrorKind, Step};
pub use evaluator::Evaluator;
pub use outcome::{Outcome, Truth};
pub use scope::{Answer, Condition, Scope};
pub use template_scope::TemplateScope;
