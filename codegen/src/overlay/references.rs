//! What `Ref` returns, where it is not what the provider schemas call the primary identifier.

use super::Entry;

pub(super) const ENTRIES: &[Entry<&str>] = &[];
