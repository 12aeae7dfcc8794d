//! How one value changes.

use serde::{Deserialize, Serialize};

/// How one property changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyChange {
    /// A path such as `/Properties/BucketName`.
    pub path: String,
    /// The value before; `None` if there was none, or AWS does not tell.
    pub before: Option<String>,
    /// The value after; `None` if it is removed, or AWS does not tell.
    pub after: Option<String>,
    /// Whether this alone replaces the resource.
    pub recreates: bool,
}

impl PropertyChange {
    /// The property that the path is in, such as `KeyPolicy` of `/Properties/KeyPolicy/Statement/0`; empty if it is in none.
    pub(crate) fn property(&self) -> &str {
        self.path.strip_prefix("/Properties/").and_then(|path| path.split('/').next()).unwrap_or("")
    }
}
