//! References against the resources whose identifier a property wants.
//!
//! The provider schemas say with `format` what a property wants: `AWS::KMS::Key.Arn`. What a reference is, its resource's
//! type says. A resource type that no format names may stand in for another of its service (a version for its function).

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::suggest::one_of;
use super::value::describe;
use crate::node::Node;

/// What a reference is of its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Arn,
    /// An id or a name.
    Identifier,
}

/// The resource types that formats name, but for those that only have names of many kinds.
const NAMED_BY_FORMATS: &[&str] = &[
    "AWS::CertificateManager::Certificate",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::IAM::Role",
    "AWS::KMS::Alias",
    "AWS::KMS::Key",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
];

impl Checker<'_> {
    /// Refuses an identifier of another kind than the property wants, where AWS says of both what they are.
    pub(super) fn kind(&mut self, node: &Node, formats: &[String], at: &At<'_>) {
        let wanted: Vec<(&str, What)> = formats.iter().filter_map(|format| parse(format)).collect();
        let Some((resource_type, what)) = self.kind_of(node).filter(|_| !wanted.is_empty()) else { return };
        let service = |ty: &str| ty.rsplit_once("::").map(|(service, _)| service.to_owned());
        let fits = if wanted.iter().any(|(ty, _)| *ty == resource_type) {
            wanted.contains(&(resource_type, what))
        } else {
            let may_stand_in = wanted.iter().any(|(ty, _)| service(ty) == service(resource_type));
            may_stand_in && !NAMED_BY_FORMATS.contains(&resource_type)
        };
        if fits {
            return;
        }
        let is = match what {
            What::Arn => "the ARN",
            What::Identifier => "the id or name",
        };
        self.report(
            Finding::error("wrong-kind", &at.path(), format!("{} is {is} of an {resource_type}", describe(node)))
                .allowed(one_of(formats.iter().filter(|format| format.contains("::")).map(|format| singular(format)))),
        );
    }

    /// The type of the resource that a reference is to, and what it is of it, where both are certain.
    fn kind_of(&self, node: &Node) -> Option<(&str, What)> {
        let (target, attribute) = match node {
            Node::Ref(target) => (target, None),
            Node::GetAtt(target, attribute) => (target, Some(attribute.as_ref())),
            _ => return None,
        };
        let resource_type = self.symbols.resource_type(&target.id)?;
        let resource = self.facts.service_of(resource_type)?.resources.get(resource_type)?;
        let identifier = match resource.primary_identifier.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let what = |name: &str| if name.to_ascii_lowercase().contains("arn") { What::Arn } else { What::Identifier };
        match attribute {
            None => Some((resource_type, what(identifier?))),
            Some("Arn") => Some((resource_type, What::Arn)),
            Some(attribute) if identifier == Some(attribute) => Some((resource_type, what(attribute))),
            Some(_) => None,
        }
    }
}

fn parse(format: &str) -> Option<(&str, What)> {
    let (ty, what) = singular(format).rsplit_once('.').filter(|(ty, _)| ty.contains("::"))?;
    // The schemas call the service by its own abbreviation.
    let ty = if ty == "AWS::ACM::Certificate" { "AWS::CertificateManager::Certificate" } else { ty };
    Some((ty, if what == "Arn" { What::Arn } else { What::Identifier }))
}

/// A list's format is the plural of its items': `AWS::EC2::Subnet.Ids`.
fn singular(format: &str) -> &str {
    match format.strip_suffix('s') {
        Some(one) if format.ends_with(".Ids") || format.ends_with(".Names") => one,
        _ => format,
    }
}
