//! The identity of a stack.

use std::sync::atomic::{AtomicU64, Ordering};

/// Identifies a stack, so that a handle of another stack is detected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackId(u64);

impl StackId {
    /// An identity that no other stack has.
    #[doc(hidden)]
    #[must_use]
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
