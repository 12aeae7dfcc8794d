//! What a module cannot be given.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html>.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use crate::node::{Node, Object};

/// The key of `Metadata` that CloudFormation keeps for itself.
const RESERVED: &str = "AWS::CloudFormation::Module";

impl Checker<'_> {
    pub(super) fn module(&mut self, entry: &Object, at: &Location<'_>) {
        for attribute in ["CreationPolicy", "UpdatePolicy"] {
            if entry.get(attribute).is_some() {
                self.report(
                    Finding::error(
                        "module-attribute",
                        &at.key(attribute).path(),
                        format!("a module cannot be given `{attribute}`"),
                    )
                    .allowed("the attribute at the resources inside the module"),
                );
            }
        }
        if entry.get("Properties").and_then(|properties| properties.get("Tags")).is_some() {
            self.report(
                Finding::error(
                    "module-attribute",
                    &at.key("Properties").key("Tags").path(),
                    "a module cannot be given tags",
                )
                .allowed("tags at the resources inside the module"),
            );
        }
        if entry.get("Metadata").and_then(Node::as_object).is_some_and(|metadata| metadata.get(RESERVED).is_some()) {
            self.report(
                Finding::error(
                    "module-attribute",
                    &at.key("Metadata").key(RESERVED).path(),
                    format!("CloudFormation keeps the key `{RESERVED}` for itself"),
                )
                .allowed("other keys"),
            );
        }
    }
}
