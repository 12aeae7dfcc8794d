//! The Cargo features of `models`, one a service of the snapshot.

use std::path::{Path, PathBuf};

use cfn_spec::documents::snapshot::Snapshot;

use cfn_cli::Failure;
use cfn_cli::replace::write_file;

/// The manifest that lists the services of the pinned snapshot.
pub(crate) fn manifest() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join("models/Cargo.toml")
}

/// Makes the manifest list the services of the snapshot; says whether it did not.
pub(crate) fn update(manifest: &Path, snapshot: &Snapshot) -> Result<bool, Failure> {
    let Some(rewritten) = rewritten(manifest, snapshot)? else { return Ok(false) };
    write_file(manifest, rewritten.as_bytes())
        .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", manifest.display())))?;
    Ok(true)
}

/// Refuses a manifest that does not list the services of the snapshot.
pub(crate) fn check(manifest: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    match rewritten(manifest, snapshot)? {
        None => Ok(()),
        Some(_) => Err(Failure::Check(format!(
            "{}: its features are not the services of the snapshot.\nRun `cargo xtask regen-spec` and commit the result.",
            manifest.display()
        ))),
    }
}

/// The manifest as it should be, if it is not.
fn rewritten(manifest: &Path, snapshot: &Snapshot) -> Result<Option<String>, Failure> {
    let text = std::fs::read_to_string(manifest)
        .map_err(|e| Failure::Input(format!("{}: cannot be read: {e}", manifest.display())))?;
    let rewritten = codegen::features::rewrite(&text, &snapshot.services()?)?;
    Ok((rewritten != text).then_some(rewritten))
}
