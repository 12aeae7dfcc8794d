//! `cargo xtask regen-spec`: AWS's documents → the snapshot that `models` is built from.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;

use cfn_spec::documents::{bytes, schema, snapshot, specification};

use crate::failure::Failure;
use crate::replace::replace;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Read the resource specification from this file (JSON, plain or gzip)
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Read the provider schemas from this file (zip)
    #[arg(long, value_name = "FILE")]
    schemas_from: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let open = |path: &PathBuf| File::open(path).map_err(|e| Failure::Input(format!("{}: {e}", path.display())));
    let document = bytes::read("the resource specification", open(&args.from)?)?;
    let spec = specification::read(&document)?;
    let archive = std::fs::read(&args.schemas_from).map_err(|e| Failure::Input(e.to_string()))?;
    let also: BTreeSet<&str> = spec.resources.keys().map(|name| name.as_str()).collect();
    let schemas = schema::read(&archive, "us-east-1", &also)?;
    let mut files = snapshot::spec_files(&spec);
    files.extend(snapshot::schema_files(&schemas.layer));
    replace(cfn_spec::snapshot::directory(), &files).map_err(|e| Failure::Environment(e.to_string()))
}
