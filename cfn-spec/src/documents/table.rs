//! Writes a table of values by region.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The text of a table. Sets of regions, or of versions, have the names `r1`, `r2`, … in the order of their first use.
pub(super) fn text<'t, R: Iterator<Item = &'t str>>(values: impl Iterator<Item = (&'t str, R)>) -> String {
    let mut names: BTreeMap<BTreeSet<&str>, String> = BTreeMap::new();
    let (mut sets, mut rows) = (String::new(), String::new());
    for (value, regions) in values {
        let next = names.len() + 1;
        let name = names.entry(regions.collect()).or_insert_with_key(|regions| {
            let name = format!("r{next}");
            let regions: Vec<&str> = regions.iter().copied().collect();
            // Writing to a `String` cannot fail.
            let _ = writeln!(sets, "regions {name} {}", regions.join(" "));
            name
        });
        let _ = writeln!(rows, "{value} {name}");
    }
    format!("{sets}\n{rows}")
}
