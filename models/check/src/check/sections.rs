//! The sections of a template and their limits.

use std::io;

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::{Location, Path};
use super::suggest::{did_you_mean, one_of};
use super::value::{describe, quote};
use crate::node::{Node, Object};
use cfn_spec::quota::{self, MAPPING_ATTRIBUTES, TEMPLATE_IN_REQUEST, TEMPLATE_IN_S3};

/// The sections of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>; `Hooks` and
/// `Globals` belong to transforms.
const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// Source: [`quota::CLOUDFORMATION`].
const LONGEST_ID: usize = 255;
const LONGEST_DESCRIPTION: usize = 1024;

/// Counts the bytes that are written to it.
struct Size(usize);

impl io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Checker<'_> {
    pub(super) fn sections(&mut self, root: &Object) {
        for (name, node) in root.iter() {
            let at = Location::ROOT.key(name);
            match name {
                "AWSTemplateFormatVersion" => self.format_version(node, &at),
                "Description" => self.description(node, &at),
                "Transform" => self.transform_section(node, &at),
                "Globals" if !self.symbols.transforms.serverless => self.globals_without_transform(&at),
                _ if SECTIONS.contains(&name) => self.section(node, &at),
                _ if name.starts_with("Fn::") => {}
                _ => {
                    let near = did_you_mean(name, SECTIONS.iter().copied());
                    self.report(
                        Finding::error("unknown-section", &at.path(), format!("a template has no section `{name}`"))
                            .allowed(one_of(SECTIONS.iter().copied()))
                            .suggest(near)
                            .fix(Fix::key(name, SECTIONS.iter().copied().filter(|known| root.get(known).is_none()))),
                    );
                }
            }
        }
        if !self.symbols.open && root.get("Resources").and_then(Node::as_object).is_none_or(Object::is_empty) {
            self.report(
                Finding::error("no-resources", &Path::root().key("Resources"), "the template has no resources")
                    .allowed("at least one resource"),
            );
        }
        self.ids();
        self.counts(root);
    }

    /// A section is an object; the only function in its place is `Fn::Transform`.
    fn section(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::Object(_) | Node::Function("Fn::Transform", _) => {}
            node if node.is_intrinsic() => self.report(
                Finding::error("function-place", &at.path(), format!("a section cannot be {}", describe(node)))
                    .allowed("an object; use functions inside it, and the attribute `Condition` to leave out one of its entries"),
            ),
            other => self.wrong_type(other, "an object", at),
        }
    }

    /// Source:
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>.
    fn globals_without_transform(&mut self, at: &Location<'_>) {
        // A custom macro can process the section.
        if self.symbols.transforms.macro_name.is_none() {
            self.report(
                Finding::error(
                    "missing-transform",
                    &at.path(),
                    "the section `Globals` requires the transform `AWS::Serverless-2016-10-31`",
                )
                .suggest("add `Transform: AWS::Serverless-2016-10-31` to the template".to_owned())
                .fix(Fix::AddTransform("AWS::Serverless-2016-10-31")),
            );
        }
    }

    fn format_version(&mut self, node: &Node, at: &Location<'_>) {
        if node.as_str() != Some("2010-09-09") {
            self.report(
                Finding::error("format-version", &at.path(), "unknown template format version")
                    .allowed("the string `2010-09-09`")
                    .suggest("in YAML, quote it: without quotes it is a date".to_owned()),
            );
        }
    }

    fn description(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::String(text) if text.len() > LONGEST_DESCRIPTION => self.report(
                Finding::error("limit", &at.path(), format!("the description has {} bytes", text.len()))
                    .allowed(format!("at most {LONGEST_DESCRIPTION} bytes")),
            ),
            Node::String(_) => {}
            other => self.wrong_type(other, "a literal string", at),
        }
    }

    fn ids(&mut self) {
        // CloudFormation accepts other characters in the names of conditions: AWS's own templates have
        // `PrivateSubnets&3AZCondition`.
        for section in ["Parameters", "Resources", "Mappings", "Outputs", "Rules"] {
            let at = Location::ROOT.key(section);
            let names: Vec<&str> = self.symbols.names(section).collect();
            for id in names {
                let path = at.key(id).path();
                // The names of mappings and of what loops generate are less restricted.
                if !id.bytes().all(|b| b.is_ascii_alphanumeric()) || id.is_empty() {
                    self.report(
                        Finding::error("logical-id", &path, format!("{} is not a valid logical ID", quote(id)))
                            .allowed("ASCII letters and digits"),
                    );
                }
                if id.len() > LONGEST_ID {
                    self.report(
                        Finding::error("logical-id", &path, format!("the logical ID has {} characters", id.len()))
                            .allowed(format!("at most {LONGEST_ID} characters")),
                    );
                }
            }
        }
        // `Ref` refers to both, so a name that both have is ambiguous.
        let shared: Vec<&str> =
            self.symbols.names("Parameters").filter(|id| self.symbols.declares("Resources", id)).collect();
        for id in shared {
            if self.findings.iter().any(|f| f.rule == "duplicate-id" && f.logical_id() == Some(id)) {
                continue;
            }
            self.report(
                Finding::error(
                    "duplicate-id",
                    &Location::ROOT.key("Resources").key(id).path(),
                    format!("`{id}` is declared as a parameter and as a resource"),
                )
                .suggest("give one of them another logical ID".to_owned()),
            );
        }
    }

    fn counts(&mut self, root: &Object) {
        for (section, most) in quota::SECTIONS {
            let count = self.symbols.names(section).count();
            if count > *most {
                self.report(
                    Finding::error(
                        "limit",
                        &Path::root().key(*section),
                        format!("the template has {count} {}", section.to_ascii_lowercase()),
                    )
                    .allowed(format!("at most {most}"))
                    .suggest(
                        "split the template into nested stacks, or into stacks with exports and imports".to_owned(),
                    ),
                );
            }
        }
        for (mapping, node) in self.symbols.section("Mappings").into_iter().flat_map(Object::iter) {
            let rows = node.as_object().map_or(0, Object::len);
            for (row, entries) in node.as_object().into_iter().flat_map(Object::iter) {
                let count = entries.as_object().map_or(0, Object::len);
                if count > MAPPING_ATTRIBUTES {
                    let path = Location::ROOT.key("Mappings").key(mapping).path().key(row.to_owned());
                    self.report(
                        Finding::error("limit", &path, format!("the first key has {count} second keys"))
                            .allowed(format!("at most {MAPPING_ATTRIBUTES}")),
                    );
                }
            }
            if rows > MAPPING_ATTRIBUTES {
                self.report(
                    Finding::error(
                        "limit",
                        &Location::ROOT.key("Mappings").key(mapping).path(),
                        format!("the mapping has {rows} top-level keys"),
                    )
                    .allowed(format!("at most {MAPPING_ATTRIBUTES}")),
                );
            }
        }
        // Counted as it is written: the text itself is not needed.
        let mut size = Size(0);
        let written = serde_json::to_writer(&mut size, root).is_ok();
        let Size(size) = size;
        if written && size > TEMPLATE_IN_S3 {
            self.report(
                Finding::error("limit", &Path::root(), format!("the template has {size} bytes as compact JSON"))
                    .allowed(format!("at most {TEMPLATE_IN_S3} bytes, uploaded to S3")),
            );
        } else if size > TEMPLATE_IN_REQUEST {
            self.report(Finding::note(
                "limit",
                &Path::root(),
                format!(
                    "the template has {size} bytes as compact JSON; a template of more than {TEMPLATE_IN_REQUEST} has to be uploaded to S3"
                ),
            ));
        }
    }
}
