//! What the transforms of a template may change before CloudFormation reads it.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html>.

use super::Checker;
use super::finding::{Finding, Severity};
use super::path::At;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object};

pub(super) const EXTENSIONS: &str = "AWS::LanguageExtensions";
pub(super) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";
const INCLUDE: &str = "AWS::Include";

/// The transforms that AWS hosts. Names that begin with `AWS::` are reserved for them.
const OF_AWS: &[&str] = &[
    "AWS::CodeDeployBlueGreen",
    INCLUDE,
    EXTENSIONS,
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    SERVERLESS,
    "AWS::ServiceCatalog",
];

/// The transforms of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transforms<'t> {
    /// `AWS::LanguageExtensions`.
    pub(crate) extensions: bool,
    /// `AWS::Serverless-2016-10-31`: the Serverless Application Model.
    pub(crate) serverless: bool,
    /// Any that may declare more than can be seen.
    pub(crate) open: bool,
    /// The first that is the author's own, and may rewrite anything.
    pub(crate) macro_name: Option<&'t str>,
}

impl<'t> Transforms<'t> {
    pub(crate) fn of(root: &'t Object) -> Self {
        let mut transforms = Self::default();
        for node in root.get("Transform").into_iter().flat_map(Node::one_or_many) {
            transforms.add(node);
        }
        // `Fn::Transform` at the top of a template is the same, but for `AWS::Include`, which adds only.
        for call in root.get("Fn::Transform").into_iter().flat_map(Node::one_or_many) {
            transforms.add(call);
        }
        transforms
    }

    fn add(&mut self, node: &'t Node) {
        let name = node.as_str().or_else(|| node.get("Name")?.as_str());
        match name {
            Some(EXTENSIONS) => self.extensions = true,
            Some(SERVERLESS) => self.serverless = true,
            Some(name) => {
                self.open = true;
                if !name.starts_with("AWS::") {
                    self.macro_name = self.macro_name.or(Some(name));
                }
            }
            None => self.open = true,
        }
    }
}

/// Whether what `Fn::Transform` calls may change what stands beside it: `AWS::Include` adds only.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html>, scope of macros.
pub(super) fn rewrites_neighbours(object: &Object) -> bool {
    let includes = |call: &Node| call.get("Name").and_then(Node::as_str) == Some(INCLUDE);
    object.get("Fn::Transform").is_some_and(|call| !call.one_or_many().iter().all(includes))
}

impl Checker<'_> {
    /// The section `Transform`.
    pub(super) fn transform_section(&mut self, node: &Node, at: &At<'_>) {
        let is_list = node.as_list().is_some();
        for (index, one) in node.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { at };
            let name = match one {
                Node::String(name) => Some((name.as_ref(), *at)),
                Node::Object(call) => match call.get("Name") {
                    Some(Node::String(name)) => Some((name.as_ref(), at.key("Name"))),
                    _ => None,
                },
                Node::Function("Fn::Transform", _) => continue,
                _ => None,
            };
            match name {
                Some((name, at)) if name.starts_with("AWS::") && !OF_AWS.contains(&name) => self.report(
                    Finding::warning(
                        "unknown-transform",
                        &at.path(),
                        format!("AWS documents no transform {}", quote(name)),
                    )
                    .allowed(format!("{}, or the name of a macro", one_of(OF_AWS.iter().copied())))
                    .suggest(did_you_mean(name, OF_AWS.iter().copied())),
                ),
                Some(_) => {}
                None => self.wrong_type(one, "the name of a transform, or an object with its `Name`", at),
            }
        }
    }

    /// Under a macro of the template's author nothing is certain: it may rewrite every type, property and attribute. One that
    /// `Fn::Transform` calls may rewrite what stands beside the call and below.
    pub(super) fn allow_for_macros(&self, findings: &mut [Finding]) {
        let macro_name = self.symbols.transforms.macro_name;
        if macro_name.is_none() && self.rewritten.is_empty() {
            return;
        }
        // What a template holds twice, no macro has read.
        let errors = findings.iter_mut().filter(|f| f.severity == Severity::Error && f.rule != "duplicate-id");
        for finding in errors {
            let segments = finding.path.segments();
            let beside = self.rewritten.iter().any(|place| segments.starts_with(place.segments()));
            let message = match macro_name {
                Some(name) => format!(" (unless the macro `{name}` rewrites it)"),
                None if beside => " (unless the macro beside it rewrites it)".to_owned(),
                None => continue,
            };
            finding.severity = Severity::Warning;
            finding.message.push_str(&message);
        }
    }
}
