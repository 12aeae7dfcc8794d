//! The Cargo features of `cfn-models`: one per service of the snapshot, or shared with another.

use std::path::{Path, PathBuf};

use cfn_cli::Failure;
use cfn_cli::replace::write_file;
use cfn_spec::documents::snapshot::Snapshot;
use cfn_spec::snapshot::{SCHEMA_LAYER, SPEC_LAYER, Service};
use codegen::features::GeneratedFiles;

/// The files that list the features.
pub(crate) struct Files {
    /// The manifest that lists them.
    pub(crate) manifest: PathBuf,
    /// The list of services that share a feature.
    pub(crate) shared: PathBuf,
}

impl Files {
    /// Those of the pinned snapshot.
    pub(crate) fn pinned() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        Self { manifest: workspace.join("models/Cargo.toml"), shared: workspace.join("codegen/features.txt") }
    }

    /// Another manifest, with the list beside it.
    pub(crate) fn beside(manifest: &Path) -> Self {
        Self { manifest: manifest.to_owned(), shared: manifest.with_file_name("features.txt") }
    }

    /// Updates both files for the services of the snapshot; returns the files that were changed.
    pub(crate) fn update(&self, snapshot: &Snapshot) -> Result<Vec<&Path>, Failure> {
        let mut changed = Vec::new();
        let GeneratedFiles { manifest, shared } = self.wanted(snapshot)?;
        // The list first: without it a build looks for features that the manifest no longer has.
        for (path, old, new) in [(&self.shared, self.shared()?, shared), (&self.manifest, self.manifest()?, manifest)] {
            if old != new {
                write_file(path, new.as_bytes())
                    .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", path.display())))?;
                changed.push(path.as_path());
            }
        }
        Ok(changed)
    }

    /// Fails if the files do not match the services of the snapshot.
    pub(crate) fn check(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let GeneratedFiles { manifest, shared } = self.wanted(snapshot)?;
        for (path, old, new) in [(&self.shared, self.shared()?, shared), (&self.manifest, self.manifest()?, manifest)] {
            if old != new {
                return Err(Failure::Check(format!(
                    "{}: the features do not match the services of the snapshot.\nRun `cargo xtask regen-spec` and commit the result.",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn wanted(&self, snapshot: &Snapshot) -> Result<GeneratedFiles, Failure> {
        let sized = |service: Service| {
            let count = resources(snapshot, &service.stem);
            (service, count)
        };
        let sized: Vec<_> = snapshot.services()?.into_iter().map(sized).collect();
        Ok(codegen::features::rewrite(&self.manifest()?, &self.shared()?, &sized)?)
    }

    fn manifest(&self) -> Result<String, Failure> {
        read(&self.manifest)
    }

    fn shared(&self) -> Result<String, Failure> {
        match self.shared.try_exists() {
            Ok(false) => Ok(String::new()),
            _ => read(&self.shared),
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|e| Failure::Input(format!("{}: cannot be read: {e}", path.display())))
}

/// The number of resource types of a service, in the document that has more of them.
fn resources(snapshot: &Snapshot, stem: &str) -> usize {
    let count = |layer: &str| {
        let text = snapshot.files.get(&format!("{layer}/{stem}.txt"));
        text.map_or(0, |text| text.lines().filter(|line| line.starts_with("resource ")).count())
    };
    count(SPEC_LAYER).max(count(SCHEMA_LAYER))
}
