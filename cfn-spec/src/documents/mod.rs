//! AWS's documents: parsed strictly (unknown keys are errors), validated, reduced to facts.
//!
//! [`bytes`] decompresses with a size limit; one module per document parses it; [`snapshot`] generates the files of the
//! snapshot.

pub mod bytes;
pub mod iam_actions;
mod json;
mod keywords;
mod policies;
mod regions;
pub mod rules;
mod schema;
pub mod snapshot;
pub mod specification;
mod table;
mod zip;
