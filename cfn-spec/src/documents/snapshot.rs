//! The snapshot that a set of documents yields, as files in memory.

use std::collections::BTreeMap;

use crate::snapshot::{SCHEMA_LAYER, SPEC_LAYER, writer};
use crate::spec::Spec;

/// Files by their path in the snapshot's folder, `/` between its steps.
pub type Files = BTreeMap<String, String>;

/// The files of the Resource Specification's layer.
pub fn spec_files(layer: &Spec) -> Files {
    files(SPEC_LAYER, layer)
}

/// The files of the provider schemas' layer.
pub fn schema_files(layer: &Spec) -> Files {
    files(SCHEMA_LAYER, layer)
}

fn files(folder: &str, layer: &Spec) -> Files {
    writer::write_layer(layer).into_iter().map(|(stem, text)| (format!("{folder}/{stem}.txt"), text)).collect()
}
