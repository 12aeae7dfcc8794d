//! A project of CodeBuild finds a role by its name only where the role's path is `/`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn role_by_name(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::Ref(target)) = properties.get("ServiceRole") else { return };
        let path = self
            .symbols
            .resource(&target.id)
            .filter(|_| self.symbols.resource_type(&target.id) == Some("AWS::IAM::Role"))
            .and_then(|entry| entry.get("Properties")?.get("Path"))
            .and_then(literal);
        if let Some(path) = path.filter(|path| *path != "/") {
            self.report(
                Finding::error(
                    "role-name",
                    &at.key("ServiceRole").path(),
                    format!("`Ref` is the role's name, and a role of the path `{path}` is not found by its name"),
                )
                .allowed("the ARN of the role")
                .suggest(format!("write `!GetAtt {}.Arn`", target.id)),
            );
        }
    }
}
