//! A Cargo project around an imported program.

use std::path::PathBuf;

use super::Import;

/// The source of `cfn-models` for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelsSource {
    /// A folder.
    Path(PathBuf),
    /// A version on crates.io.
    Version(String),
}

impl ModelsSource {
    /// The source as the first member of a dependency in a manifest.
    pub fn dependency(&self) -> String {
        match self {
            Self::Path(folder) => format!("path = {:?}", folder.display().to_string()),
            Self::Version(version) => format!("version = {version:?}"),
        }
    }
}

/// The manifest of a project `name` that depends on `cfn-models` with the required features.
pub fn manifest(import: &Import, name: &str, models: &ModelsSource) -> String {
    let features: Vec<String> = import.features.iter().map(|feature| format!("{feature:?}")).collect();
    let source = models.dependency();
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         cfn-models = {{ {source}, features = [{}] }}\n\n[workspace]\n",
        features.join(", ")
    )
}
