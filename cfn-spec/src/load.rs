//! The snapshot as one checked model.

use std::fs;
use std::path::Path;

use crate::check;
use crate::error::{Errors, Problem};
use crate::merge::merge;
use crate::snapshot::{self, SCHEMA_LAYER, SHARED, SPEC_LAYER};
use crate::spec::{Source, Spec};

/// Loads the services named by the stems of their files (`s3`, `alexa-ask`) from the snapshot in `dir`, usually
/// [`snapshot::directory`].
///
/// The result is closed: a service's types refer to types of the same resource and to `Tag` only.
///
/// # Errors
/// All that is wrong: a service that the snapshot does not have, a file that cannot be read, lines that are no facts
/// (`s3.txt:12`), types that do not exist, an overlay that matches nothing.
pub fn load(dir: &Path, services: &[impl AsRef<str>]) -> Result<Spec, Errors> {
    let mut spec = Spec::default();
    let mut problems = Vec::new();
    read(dir, SPEC_LAYER, SHARED, Source::Specification, &mut spec, &mut problems);
    for stem in services {
        let stem = stem.as_ref();
        let mut schemas = Spec::default();
        let specified = read(dir, SPEC_LAYER, stem, Source::Specification, &mut spec, &mut problems);
        let found = read(dir, SCHEMA_LAYER, stem, Source::Schemas, &mut schemas, &mut problems);
        merge(&mut spec, schemas);
        if !specified && !found {
            let message = format!("no service `{stem}` in the snapshot; its files would be named `{stem}.txt`");
            problems.push(Problem::new(dir.display().to_string(), message));
        }
    }
    if problems.is_empty() {
        problems = check::dangling(&spec);
    }
    Errors::check(spec, problems)
}

/// Loads every service of the snapshot in `dir`.
///
/// # Errors
/// As [`load`].
pub fn load_all(dir: &Path) -> Result<Spec, Errors> {
    let stems: Vec<String> = snapshot::services_in(dir)?.into_iter().map(|service| service.stem).collect();
    load(dir, &stems)
}

/// Reads a service's file of a layer into `spec`, if there is one.
fn read(dir: &Path, layer: &str, stem: &str, source: Source, spec: &mut Spec, problems: &mut Vec<Problem>) -> bool {
    let path = snapshot::layer_file(dir, layer, stem);
    match fs::read_to_string(&path) {
        Ok(text) => snapshot::read_layer(&path, &text, source, spec, problems),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return false,
        Err(e) => problems.push(Problem::new(path.display().to_string(), format!("cannot be read: {e}"))),
    }
    true
}
