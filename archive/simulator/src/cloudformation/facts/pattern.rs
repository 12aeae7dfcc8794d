//! The regular expressions of the schemas, each compiled once for all stacks.

use std::sync::{LazyLock, Mutex, PoisonError};

use cfn_spec::pattern::Patterns;

static PATTERNS: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);

/// Whether a string matches; `None` if that cannot be determined.
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    PATTERNS.lock().unwrap_or_else(PoisonError::into_inner).matches(pattern, text)
}
