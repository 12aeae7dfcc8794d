//! ARNs: a reference for a property that takes an ARN has to return one, not a name, an ID or a URL, and none where a URL is expected.
//!
//! Whether a property takes an ARN is known from the pattern in the schema or from its name; whether a reference
//! returns one, from the primary identifier of the resource type or from the overlay's list of ARNs.

use cfn_spec::constraint::Constraints;

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::schema_rules::samples;
use super::value::{Context, describe, quote};
use crate::node::Node;

/// Properties whose names end with `Arn` but that accept names too.
///
/// Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>,
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterTaskWithMaintenanceWindow.html>.
const NAMES_TOO: &[(&str, &str)] = &[
    ("AWS::ECS::TaskDefinition", "ExecutionRoleArn"),
    ("AWS::ECS::TaskDefinition", "TaskRoleArn"),
    ("AWS::SSM::MaintenanceWindowTask", "TaskArn"),
];

/// Properties that take an ARN although neither their names nor the schemas' patterns show it.
///
/// Source: each property's page in the Template Reference, of which this is the pattern:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html>.
const ARNS: &[(&str, &str)] = &[
    ("AWS::Events::Rule", "Arn"),
    ("AWS::Lambda::Function", "Role"),
    ("AWS::Lambda::Permission", "SourceArn"),
    ("AWS::Serverless::Function", "Role"),
    ("AWS::Serverless::StateMachine", "Role"),
    ("AWS::Synthetics::Canary", "ExecutionRoleArn"),
];

impl Checker<'_> {
    /// Whether a reference returns an ARN; `None` if that is not known.
    pub(super) fn returns_arn(&self, node: &Node) -> Option<bool> {
        match node {
            Node::Ref(target) => {
                if let Some(ty) = self.symbols.resource_type(&target.id) {
                    if let Some(sample) = self.facts.arns().sample(ty, "Ref") {
                        return Some(sample.starts_with("arn:"));
                    }
                    let resource = self.facts.resource_type(ty)?.resources.get(ty)?;
                    return match resource.primary_identifier.as_slice() {
                        // The schemas of old types call the result of `Ref` `Id`.
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
                if name.contains("arn") {
                    return Some(true);
                }
                if let Some(sample) = self.facts.arns().sample(ty, attribute) {
                    return Some(sample.starts_with("arn:"));
                }
                let plain = ["name", "id", "url", "endpoint", "address", "port"];
                (ty.starts_with("AWS::") && plain.iter().any(|ending| name.ends_with(ending))).then_some(false)
            }
            _ => None,
        }
    }

    /// Reports a reference that cannot match the property's pattern, or that is not an ARN although the property takes one.
    pub(super) fn meaning_of(
        &mut self,
        node: &Node,
        constraints: &Constraints,
        context: Context<'_>,
        at: &Location<'_>,
    ) {
        let Some(property) = at.property() else { return };
        let arn = self.returns_arn(node);
        if let Some(pattern) = &constraints.pattern
            && let Some(samples) = samples(node, &self.symbols, self.facts.arns())
        {
            // A name can match any pattern for names.
            let certain = samples.complete || (arn == Some(false) && is_of_arns(pattern));
            let mut matches = samples.texts.iter().map(|text| self.patterns.matches(pattern, text));
            if certain && matches.all(|matches| matches == Some(false)) {
                let message = match arn {
                    Some(false) => format!("{} is not an ARN", describe(node)),
                    _ => format!("{} does not match the pattern of `{property}`", describe(node)),
                };
                // Services accept the ID or the alias of a key for many properties that are documented to take its ARN.
                let of_key = matches!(node, Node::Ref(target)
                    if matches!(self.symbols.resource_type(&target.id), Some("AWS::KMS::Key" | "AWS::KMS::Alias")));
                let make = if of_key { Finding::warning } else { Finding::error };
                let finding = make("wrong-kind", &at.path(), message)
                    .allowed(format!("a string that matches `{pattern}`"))
                    .suggest(self.arn_instead(node));
                return self.report(finding);
            }
        }
        let of_type = |list: &[(&str, &str)]| list.contains(&(context.resource_type, property));
        let of_url = ["Url", "URL", "Urls", "URLs"].iter().any(|ending| property.ends_with(ending));
        if arn == Some(true) && of_url {
            let message = format!("{} is an ARN, but {} expects a URL", describe(node), quote(property));
            return self.report(Finding::error("wrong-kind", &at.path(), message).allowed("a URL"));
        }
        let named = ["Arn", "ARN", "Arns", "ARNs"].iter().any(|ending| property.ends_with(ending));
        if arn == Some(false) && constraints.pattern.is_none() && (named || of_type(ARNS)) && !of_type(NAMES_TOO) {
            let message = format!("{} is not an ARN, but {} expects one", describe(node), quote(property));
            let finding =
                Finding::warning("wrong-kind", &at.path(), message).allowed("an ARN").suggest(self.arn_instead(node));
            self.report(finding);
        }
    }

    /// Suggests the ARN attribute of the resource that a node refers to.
    pub(super) fn arn_instead(&self, node: &Node) -> Option<String> {
        let (Node::Ref(target) | Node::GetAtt(target, _)) = node else { return None };
        let ty = self.symbols.resource_type(&target.id)?;
        let attributes = &self.facts.resource_type(ty)?.resources.get(ty)?.attributes;
        let mut names = attributes.keys().map(AsRef::as_ref);
        let name =
            names.clone().find(|name| *name == "Arn").or_else(|| names.find(|name: &&str| name.ends_with("Arn")))?;
        let given = matches!(node, Node::GetAtt(_, attribute) if attribute == name);
        (!given).then(|| format!("use `Fn::GetAtt: {}.{name}`, which is its ARN", target.id))
    }
}

/// Whether every alternative of a pattern begins with `arn:`.
fn is_of_arns(pattern: &str) -> bool {
    let start = pattern.trim_start_matches(['^', '(']);
    start.starts_with("arn:") && !pattern.contains('|') || alternatives(pattern).all(|one| one.starts_with("arn:"))
}

/// The top-level alternatives of a pattern, which can be in one group.
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

/// The characters of a pattern with the number of open groups and classes after each.
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
