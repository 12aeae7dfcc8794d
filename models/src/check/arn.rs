//! Strings that mean something: an ARN where one is wanted, not a name, an id or a URL.
//!
//! What is wanted, the schema's pattern says, or the property's name. What a reference returns, the resource type's primary
//! identifier says, or the overlay's list of ARNs.

use cfn_spec::constraint::Constraints;

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::schema_rules::{arn_of, samples};
use super::value::{Context, describe, quote};
use crate::node::Node;

/// Properties that are called ARNs and take names as well.
///
/// Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>,
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterTaskWithMaintenanceWindow.html>.
const NAMES_TOO: &[(&str, &str)] = &[
    ("AWS::ECS::TaskDefinition", "ExecutionRoleArn"),
    ("AWS::ECS::TaskDefinition", "TaskRoleArn"),
    ("AWS::SSM::MaintenanceWindowTask", "TaskArn"),
];

/// Properties that take an ARN, which neither their names nor the schemas' patterns say.
///
/// Source: each property's page in the Template Reference, of which this is the pattern:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>.
const ARNS: &[(&str, &str)] = &[
    ("AWS::Events::Rule", "Arn"),
    ("AWS::Lambda::Function", "Role"),
    ("AWS::Lambda::Permission", "SourceArn"),
    ("AWS::Synthetics::Canary", "ExecutionRoleArn"),
];

impl Checker<'_> {
    /// Whether a reference returns an ARN; `None` where that is not known.
    pub(super) fn returns_arn(&self, node: &Node) -> Option<bool> {
        match node {
            Node::Ref(target) => {
                if let Some(ty) = self.symbols.resource_type(&target.id) {
                    if arn_of(ty, "Ref", self.facts.arns()).is_some() {
                        return Some(true);
                    }
                    let resource = self.facts.service_of(ty)?.resources.get(ty)?;
                    return match resource.primary_identifier.as_slice() {
                        // The schemas of old types call whatever `Ref` returns `Id`.
                        [only] if only == "Id" => None,
                        [only] if only.to_ascii_lowercase().contains("arn") => Some(true),
                        [_] => Some(false),
                        _ => None,
                    };
                }
                match target.id.as_ref() {
                    "AWS::StackId" => Some(true),
                    "AWS::AccountId" | "AWS::Partition" | "AWS::Region" | "AWS::StackName" | "AWS::URLSuffix" => {
                        Some(false)
                    }
                    _ => None,
                }
            }
            Node::GetAtt(target, attribute) => {
                let ty = self.symbols.resource_type(&target.id)?;
                let name = attribute.to_ascii_lowercase();
                if name.contains("arn") || arn_of(ty, attribute, self.facts.arns()).is_some() {
                    return Some(true);
                }
                let plain = ["name", "id", "url", "endpoint", "address", "port"];
                (ty.starts_with("AWS::") && plain.iter().any(|ending| name.ends_with(ending))).then_some(false)
            }
            _ => None,
        }
    }

    /// Refuses a reference that cannot be what the property's pattern wants, or is not an ARN where one is wanted.
    pub(super) fn meaning_of(&mut self, node: &Node, constraints: &Constraints, context: Context<'_>, at: &At<'_>) {
        let Some(property) = at.property() else { return };
        let arn = self.returns_arn(node);
        if let Some(pattern) = &constraints.pattern
            && let Some(samples) = samples(node, &self.symbols, self.facts.arns())
        {
            // A name is as good as any other that a resource may have.
            let certain = samples.complete || (arn == Some(false) && is_of_arns(pattern));
            let mut matches = samples.texts.iter().map(|text| self.patterns.matches(pattern, text));
            if certain && matches.all(|matches| matches == Some(false)) {
                let message = match arn {
                    Some(false) => format!("{} is not an ARN", describe(node)),
                    _ => format!("{} is nothing that `{property}` can be", describe(node)),
                };
                // Services take a key's id in many places that are documented to take its ARN.
                let of_key = matches!(node, Node::Ref(target) if self.symbols.resource_type(&target.id) == Some("AWS::KMS::Key"));
                let make = if of_key { Finding::warning } else { Finding::error };
                let finding = make("wrong-kind", &at.path(), message)
                    .allowed(format!("text that matches `{pattern}`"))
                    .suggest(self.arn_instead(node));
                return self.report(finding);
            }
        }
        let of_type = |list: &[(&str, &str)]| list.contains(&(context.resource_type, property));
        let named = ["Arn", "ARN", "Arns", "ARNs"].iter().any(|ending| property.ends_with(ending));
        if arn == Some(false) && constraints.pattern.is_none() && (named || of_type(ARNS)) && !of_type(NAMES_TOO) {
            let message = format!("{} is not an ARN, and {} takes one", describe(node), quote(property));
            let finding =
                Finding::warning("wrong-kind", &at.path(), message).allowed("an ARN").suggest(self.arn_instead(node));
            self.report(finding);
        }
    }

    /// The attribute that is the ARN of the resource that a node refers to.
    pub(super) fn arn_instead(&self, node: &Node) -> Option<String> {
        let (Node::Ref(target) | Node::GetAtt(target, _)) = node else { return None };
        let ty = self.symbols.resource_type(&target.id)?;
        let attributes = &self.facts.service_of(ty)?.resources.get(ty)?.attributes;
        let mut names = attributes.keys().map(AsRef::as_ref);
        let name =
            names.clone().find(|name| *name == "Arn").or_else(|| names.find(|name: &&str| name.ends_with("Arn")))?;
        let given = matches!(node, Node::GetAtt(_, attribute) if attribute == name);
        (!given).then(|| format!("`Fn::GetAtt` of `{}.{name}` is its ARN", target.id))
    }
}

/// Every alternative of a pattern begins as an ARN does.
fn is_of_arns(pattern: &str) -> bool {
    let start = pattern.trim_start_matches(['^', '(']);
    start.starts_with("arn:") && !pattern.contains('|') || alternatives(pattern).all(|one| one.starts_with("arn:"))
}

/// The alternatives of the whole of a pattern, which may be in one group.
fn alternatives(pattern: &str) -> impl Iterator<Item = &str> {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    let grouped = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let inner = grouped.filter(|inner| depths(inner).all(|(_, depth)| depth >= 0)).unwrap_or(inner);
    let cuts: Vec<usize> =
        depths(inner).filter(|(at, depth)| *depth == 0 && inner[*at..].starts_with('|')).map(|(at, _)| at).collect();
    let mut start = 0;
    let mut parts: Vec<&str> = Vec::new();
    for cut in cuts {
        parts.push(&inner[start..cut]);
        start = cut + 1;
    }
    parts.push(&inner[start..]);
    parts.into_iter().map(|part| part.trim_start_matches('^'))
}

/// The characters of a pattern with the number of groups and sets that are open after each.
fn depths(pattern: &str) -> impl Iterator<Item = (usize, i32)> {
    let mut depth = 0;
    let mut escaped = false;
    pattern.char_indices().map(move |(at, c)| {
        match c {
            _ if escaped => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        escaped = !escaped && c == '\\';
        (at, depth)
    })
}
