//! What stacks export.

use std::collections::BTreeMap;

use super::part::Part;
use super::references::{References, text};
use crate::model::Place;

/// The resources whose values each export has.
pub(super) fn of(parts: &[Part]) -> BTreeMap<String, Vec<Place>> {
    let mut exports = BTreeMap::new();
    for part in parts {
        for output in part.outputs() {
            let export = output.value.get("Export").and_then(|export| export.get("Name"));
            let (Some(name), Some(value)) =
                (export.and_then(|name| text(name, &part.stack_name)), output.value.get("Value"))
            else {
                continue;
            };
            let mut found = References::default();
            found.read(value, &part.stack_name);
            exports.insert(name, found.logical_ids.iter().filter_map(|id| part.place(id)).collect());
        }
    }
    exports
}
