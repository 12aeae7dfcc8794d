//! The results of `Ref`, where they are not the identifier of the resource type.

use super::Entry;

pub(super) const ENTRIES: &[Entry<&str>] = &[];
