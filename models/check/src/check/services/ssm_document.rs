//! A Systems Manager document in a string is JSON or YAML with a schema's version.
//!
//! Source: <https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Object;

const VERSIONS: &[&str] = &["0.3", "1.0", "1.2", "2.0", "2.2"];

impl Checker<'_> {
    pub(super) fn ssm_document(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(text) = properties.get("Content").and_then(literal) else { return };
        // A string that begins otherwise may be YAML, which is not read here.
        if !text.trim_start().starts_with('{') {
            return;
        }
        let path = at.key("Content").path();
        let fault = match serde_json::from_str::<serde_json::Value>(text) {
            Err(error) => format!("the document is not JSON: {error}"),
            Ok(document) => match document.get("schemaVersion").map(serde_json::Value::as_str) {
                None => "the document has no `schemaVersion`".to_owned(),
                Some(Some(version)) if VERSIONS.contains(&version) => return,
                Some(_) => "there is no such version of the schema of documents".to_owned(),
            },
        };
        let versions: Vec<String> = VERSIONS.iter().map(|version| format!("`{version}`")).collect();
        self.report(
            Finding::error("ssm-document", &path, fault)
                .allowed(format!("a document with `schemaVersion` {}", versions.join(", "))),
        );
    }
}
