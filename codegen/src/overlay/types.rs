//! Types of properties that AWS's documents give as JSON or plain text.

use super::Entry;

/// What a property takes instead.
pub(crate) enum Wanted {
    /// A type of the runtime, by its path there.
    Runtime(&'static str),
    /// A string with a meaning.
    Meaning(&'static str),
}

pub(super) const ENTRIES: &[Entry<Wanted>] = &[];
