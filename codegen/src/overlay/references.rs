//! What `Ref` returns, where [`crate::meaning`] does not follow from what the resource type itself identifies.

use super::Entry;

pub(super) const ENTRIES: &[Entry<&str>] = &[];
