//! A Cargo project around an imported program.

use super::Import;

/// The manifest of a project called `name` that depends on the crate `cfn-models` at `path`, with the features that it needs.
pub fn manifest(import: &Import, name: &str, path: &str) -> String {
    let features: Vec<String> = import.features.iter().map(|feature| format!("{feature:?}")).collect();
    format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         cfn-models = {{ path = {path:?}, features = [{}] }}\n\n[workspace]\n",
        features.join(", ")
    )
}
