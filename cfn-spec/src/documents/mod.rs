//! AWS's own documents: read with every unknown key refused, checked, reduced to facts.
//!
//! [`bytes`] unpacks and refuses what is too large; [`specification`] reads the Resource
//! Specification and [`schema`] the provider schemas; [`snapshot`] makes the files of the snapshot of them.

pub mod bytes;
mod json;
pub mod schema;
pub mod snapshot;
pub mod specification;
