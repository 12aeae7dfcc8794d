//! AWS's own documents: read with every unknown key refused, checked, reduced to facts.
//!
//! [`bytes`] unpacks and refuses what is too large; a module a document reads it; [`snapshot`] makes the files of the
//! snapshot of them.

pub mod bytes;
pub mod iam_actions;
mod json;
mod regions;
pub mod rules;
mod schema;
pub mod snapshot;
pub mod specification;
mod zip;
