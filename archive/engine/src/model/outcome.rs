//! The result of a successful deployment.

use std::collections::BTreeMap;

/// The result of a successful deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether there were no changes.
    pub unchanged: bool,
    /// The status of the stack.
    pub status: String,
    /// The stack's outputs.
    pub outputs: BTreeMap<String, String>,
}
