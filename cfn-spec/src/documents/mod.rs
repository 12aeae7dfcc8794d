//! AWS's own documents: read with every unknown key refused, checked, reduced to facts.
//!
//! [`bytes`] unpacks and refuses what is too large; [`specification`] reads the Resource Specification.

pub mod bytes;
mod json;
pub mod specification;
