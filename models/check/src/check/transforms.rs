//! Transforms, which change a template before it is processed.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html>.

use super::Checker;
use super::finding::{Finding, Severity};
use super::path::Location;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object};

pub(super) const EXTENSIONS: &str = "AWS::LanguageExtensions";
pub(super) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";
const INCLUDE: &str = "AWS::Include";

/// The transforms that AWS hosts. The prefix `AWS::` is reserved for them.
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
    /// Whether one of them can add declarations.
    pub(crate) open: bool,
    /// The first custom macro, which can change anything.
    pub(crate) macro_name: Option<&'t str>,
}

impl<'t> Transforms<'t> {
    pub(crate) fn of(root: &'t Object) -> Self {
        let mut transforms = Self::default();
        for node in root.get("Transform").into_iter().flat_map(Node::one_or_many) {
            transforms.add(node);
        }
        // `Fn::Transform` at the top level is equivalent, except for `AWS::Include`, which only adds.
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

/// Whether the macro of an `Fn::Transform` can change its siblings: `AWS::Include` only adds.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html>, scope of
/// macros.
pub(super) fn rewrites_neighbours(object: &Object) -> bool {
    let includes = |call: &Node| call.get("Name").and_then(Node::as_str) == Some(INCLUDE);
    object.get("Fn::Transform").is_some_and(|call| !call.one_or_many().iter().all(includes))
}

impl Checker<'_> {
    /// The section `Transform`.
    pub(super) fn transform_section(&mut self, node: &Node, at: &Location<'_>) {
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
                    Finding::warning("unknown-transform", &at.path(), format!("unknown transform {}", quote(name)))
                        .allowed(format!("{}, or the name of a macro", one_of(OF_AWS.iter().copied())))
                        .suggest(did_you_mean(name, OF_AWS.iter().copied())),
                ),
                Some(_) => {}
                None => self.wrong_type(one, "the name of a transform, or an object with its `Name`", at),
            }
        }
    }

    /// Turns errors into warnings where a custom macro can change the template: everywhere for a transform, in the
    /// siblings and below for an `Fn::Transform`.
    pub(super) fn allow_for_macros(&self, findings: &mut [Finding]) {
        let macro_name = self.symbols.transforms.macro_name;
        if macro_name.is_none() && self.rewritten.is_empty() {
            return;
        }
        // A duplicate key is an error before any macro runs.
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
