//! What `Ref` returns, where [`crate::string_kind`] does not follow from what the resource type itself identifies.

use super::Entry;

pub(super) const ENTRIES: &[Entry<&str>] = &[];
