//! Merge keys (`<<`), as in PyYAML for `aws cloudformation package` and the SAM CLI: a map's own keys override merged
//! ones, an earlier map of a list overrides a later one, and a later `<<` overrides an earlier one.

use std::collections::HashSet;

use crate::{Entry, Error, ErrorKind, Kind, Value};

/// The entries that a merge key adds to a map.
pub(super) struct Merge {
    /// The number of the map's own entries before the merge key.
    pub(super) before: usize,
    /// The merged entries; of duplicates, the first is used.
    pub(super) entries: Vec<Entry>,
}

/// The entries of a merge key's value.
pub(super) fn entries(value: Value) -> Result<Vec<Entry>, Error> {
    let fault = |value: &Value| {
        let message = format!("a merge key requires a map or a list of maps, found {}", value.kind.name());
        Error::new(ErrorKind::MergeKey, value.span, message, "use the anchor of a map, as in `<<: *defaults`")
    };
    match value.kind {
        Kind::Map(entries) => Ok(entries),
        Kind::List(items) => {
            let mut all = Vec::new();
            for item in items {
                match item.kind {
                    Kind::Map(entries) => all.extend(entries),
                    _ => return Err(fault(&item)),
                }
            }
            Ok(all)
        }
        _ => Err(fault(&value)),
    }
}

/// The entries of a map: its own in document order, and what each merge key adds in the place of that key.
pub(super) fn assemble(mut own: Vec<Entry>, merges: Vec<Merge>) -> Vec<Entry> {
    if merges.is_empty() {
        return own;
    }
    let mut taken: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    for merge in merges.into_iter().rev() {
        let at = merge.before.min(own.len());
        let added: Vec<Entry> = merge.entries.into_iter().filter(|entry| taken.insert(entry.key.clone())).collect();
        own.splice(at..at, added);
    }
    own
}
