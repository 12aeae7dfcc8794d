//! References against the resource type that a property refers to.
//!
//! The provider schemas state what a property takes with `format` (`AWS::KMS::Key.Arn`) or with `relationshipRef` (the
//! property `VpcId` of an `AWS::EC2::VPC`). The type of the resource or of the parameter states what a reference
//! returns. A resource type that no schema refers to is accepted for others of its service (a version for its
//! function).

use cfn_spec::constraint::{Constraints, Relationship};

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::serverless::deployed;
use super::suggest::one_of;
use super::value::describe;
use crate::node::Node;

/// How a string identifies its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IdentifierKind {
    Arn,
    /// An ID or a name.
    Identifier,
    /// The result of `Ref` of the resource.
    Either,
}

/// The identifier that a reference returns.
struct ReturnedIdentifier<'t> {
    resource_type: &'t str,
    what: IdentifierKind,
    /// The name of the attribute, or of the property that `Ref` returns; `None` for a parameter.
    attribute: Option<&'t str>,
    /// Whether it is a `Ref`.
    by_ref: bool,
    /// Whether it is another attribute than the identifier and the ARN, by its name no ARN.
    is_other: bool,
    /// The type of the parameter, if it is a parameter of an AWS-specific type.
    parameter_type: Option<&'t str>,
}

/// An identifier that a property accepts.
struct AcceptedIdentifier<'s> {
    resource_type: &'s str,
    what: IdentifierKind,
    /// Exactly this attribute, if the schema refers to one that is not the identifier: `DefaultSecurityGroup` of a VPC.
    attribute: Option<&'s str>,
}

/// The resource types that formats refer to, except those with names of many kinds.
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
    /// Reports an identifier of another kind than the property takes, if the schemas state both.
    pub(super) fn kind(&mut self, node: &Node, constraints: &Constraints, at: &Location<'_>) {
        let formats = constraints.formats.iter().filter_map(|format| of_format(format));
        let related = constraints.relationships.iter().map(|to| self.of_relationship(to));
        let wanted: Vec<AcceptedIdentifier<'_>> = formats.chain(related).collect();
        let Some(given) = self.given(node).filter(|_| !wanted.is_empty()) else { return };
        if fits(&given, &wanted) {
            return;
        }
        let is = match given.what {
            _ if given.is_other => "an attribute",
            IdentifierKind::Arn => "the ARN",
            IdentifierKind::Identifier | IdentifierKind::Either => "the ID or name",
        };
        let message = match given.parameter_type {
            Some(ty) => format!("{} is a parameter of type {ty}", describe(node)),
            None => format!("{} is {is} of an {}", describe(node), given.resource_type),
        };
        let formats = constraints.formats.iter().filter(|format| format.contains("::"));
        let mut allowed: Vec<String> = formats.map(|format| singular(format).to_owned()).collect();
        allowed.extend(constraints.relationships.iter().map(|to| format!("{}.{}", to.resource, to.attribute)));
        allowed.dedup();
        self.report(
            Finding::error("wrong-kind", &at.path(), message).allowed(one_of(allowed.iter().map(String::as_str))),
        );
    }

    /// A relationship refers to the identifier by many names (`Id`, `GroupId`), and sometimes to another attribute. If
    /// the resource type has no attribute of that name, its identifier is meant: the schemas call the ARN of a
    /// certificate `Id`.
    fn of_relationship<'s>(&self, to: &'s Relationship) -> AcceptedIdentifier<'s> {
        let attribute = to.attribute.as_str();
        let resource_type = to.resource.as_str();
        // Asked for what is called an ARN only: reading the facts of a service costs more than the rest of the check.
        let is_known = || {
            let resource = self.facts.resource_type(resource_type).and_then(|spec| spec.resources.get(resource_type));
            resource.is_none_or(|resource| {
                resource.attributes.contains_key(attribute)
                    || resource.properties.contains_key(attribute)
                    || resource.primary_identifier.iter().any(|name| name == attribute)
            })
        };
        let identifies = ["Id", "Arn", "ARN", "Name", "Ip"].iter().any(|ending| attribute.ends_with(ending));
        AcceptedIdentifier {
            resource_type,
            // If it is called an ID, the identifier of the resource is meant.
            what: match what_of(attribute) {
                IdentifierKind::Arn if is_known() => IdentifierKind::Arn,
                _ => IdentifierKind::Either,
            },
            attribute: Some(attribute).filter(|_| !identifies),
        }
    }

    /// The identifier that a reference returns, if it is certain.
    fn given<'t>(&'t self, node: &'t Node) -> Option<ReturnedIdentifier<'t>> {
        let (target, attribute) = match node {
            Node::Ref(target) => (target, None),
            Node::GetAtt(target, attribute) => (target, Some(attribute.as_ref())),
            _ => return None,
        };
        if let (Some(parameter), None) = (self.symbols.parameter(&target.id), attribute) {
            return of_parameter(parameter.get("Type")?.as_str()?);
        }
        let resource_type = deployed(self.symbols.resource_type(&target.id)?);
        let resource = self.facts.resource_type(resource_type)?.resources.get(resource_type)?;
        let identifier = match resource.primary_identifier.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let by_ref = attribute.is_none();
        let mut is_other = false;
        let (what, attribute) = match attribute {
            None => (what_of(identifier?), identifier),
            Some("Arn") => (IdentifierKind::Arn, attribute),
            Some(name) if identifier == Some(name) => (what_of(name), attribute),
            Some(name) => {
                // The format of an attribute says what it identifies: `GroupId` of a security group.
                let formats = resource.attributes.get(name)?.constraints.formats.iter();
                let own = formats.filter_map(|format| of_format(format)).find(|of| of.resource_type == resource_type);
                is_other = own.is_none() && self.returns_arn(node) == Some(false);
                match own {
                    Some(own) => (own.what, attribute),
                    None if is_other => (IdentifierKind::Identifier, attribute),
                    None => return None,
                }
            }
        };
        Some(ReturnedIdentifier { resource_type, what, attribute, by_ref, is_other, parameter_type: None })
    }
}

fn fits(given: &ReturnedIdentifier<'_>, wanted: &[AcceptedIdentifier<'_>]) -> bool {
    // What another attribute than the identifier is good for is known only where the ARN of its resource is expected.
    let only_arns = wanted.iter().all(|wanted| wanted.what == IdentifierKind::Arn);
    if given.is_other && !(only_arns && wanted.iter().any(|wanted| wanted.resource_type == given.resource_type)) {
        return true;
    }
    let mut of_type = wanted.iter().filter(|wanted| wanted.resource_type == given.resource_type).peekable();
    if of_type.peek().is_some() {
        return of_type.any(|wanted| match wanted.attribute {
            Some(attribute) => given.attribute == Some(attribute),
            None if wanted.what == IdentifierKind::Either => given.what == IdentifierKind::Identifier || given.by_ref,
            None => wanted.what == given.what,
        });
    }
    let service = |ty: &str| ty.rsplit_once("::").map(|(service, _)| service.to_owned());
    let may_stand_in = wanted.iter().any(|wanted| service(wanted.resource_type) == service(given.resource_type));
    may_stand_in && given.parameter_type.is_none() && !NAMED_BY_FORMATS.contains(&given.resource_type)
}

fn what_of(attribute: &str) -> IdentifierKind {
    if attribute.to_ascii_lowercase().contains("arn") { IdentifierKind::Arn } else { IdentifierKind::Identifier }
}

fn of_format(format: &str) -> Option<AcceptedIdentifier<'_>> {
    let (ty, what) = singular(format).rsplit_once('.').filter(|(ty, _)| ty.contains("::"))?;
    // The schemas use the abbreviation of the service.
    let resource_type = if ty == "AWS::ACM::Certificate" { "AWS::CertificateManager::Certificate" } else { ty };
    let what = if what == "Arn" { IdentifierKind::Arn } else { IdentifierKind::Identifier };
    Some(AcceptedIdentifier { resource_type, what, attribute: None })
}

/// `AWS::EC2::Subnet::Id`, or a list of them: an ID or a name that CloudFormation validates.
fn of_parameter(ty: &str) -> Option<ReturnedIdentifier<'_>> {
    let inner = ty.strip_prefix("AWS::SSM::Parameter::Value<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(ty);
    let inner = inner.strip_prefix("List<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(inner);
    let (resource_type, _) = inner.rsplit_once("::").filter(|(resource, _)| NAMED_BY_FORMATS.contains(resource))?;
    Some(ReturnedIdentifier {
        resource_type,
        what: IdentifierKind::Identifier,
        attribute: None,
        by_ref: true,
        is_other: false,
        parameter_type: Some(ty),
    })
}

/// The format of a list is the plural of the format of its items: `AWS::EC2::Subnet.Ids`.
fn singular(format: &str) -> &str {
    match format.strip_suffix('s') {
        Some(one) if format.ends_with(".Ids") || format.ends_with(".Names") => one,
        _ => format,
    }
}
