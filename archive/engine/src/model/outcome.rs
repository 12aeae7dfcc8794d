//! How a deployment ends when it ends well.

use std::collections::BTreeMap;

/// How a deployment ended, when it ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether there was nothing to do.
    pub unchanged: bool,
    /// The status of the stack.
    pub status: String,
    /// The stack's outputs.
    pub outputs: BTreeMap<String, String>,
}
