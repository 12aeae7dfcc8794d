//! References against the resources whose identifier a property wants.
//!
//! The provider schemas say what a property wants with `format` (`AWS::KMS::Key.Arn`) or with `relationshipRef` (the property
//! `VpcId` of an `AWS::EC2::VPC`). What a reference is, its resource's type says, or the type of its parameter. A resource type
//! that nothing names may stand in for another of its service (a version for its function).

use cfn_spec::constraint::{Constraints, Relationship};

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::serverless::deployed;
use super::suggest::one_of;
use super::value::describe;
use crate::node::Node;

/// What a string is of its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Arn,
    /// An id or a name.
    Identifier,
    /// Whatever `Ref` of the resource returns.
    Either,
}

/// What a reference returns.
struct Given<'t> {
    resource_type: &'t str,
    what: What,
    /// The attribute, or the property that `Ref` returns, by its name; a parameter has none.
    attribute: Option<&'t str>,
    /// `Ref`, which returns what identifies the resource.
    by_ref: bool,
    /// The parameter's type, where it is a parameter that says so.
    parameter_type: Option<&'t str>,
}

/// What a property wants: one of several.
struct Wanted<'s> {
    resource_type: &'s str,
    what: What,
    /// Exactly this attribute, where the schema names one that is not the identifier: `DefaultSecurityGroup` of a VPC.
    attribute: Option<&'s str>,
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
    pub(super) fn kind(&mut self, node: &Node, constraints: &Constraints, at: &At<'_>) {
        let formats = constraints.formats.iter().filter_map(|format| of_format(format));
        let related = constraints.relationships.iter().map(|to| self.of_relationship(to));
        let wanted: Vec<Wanted<'_>> = formats.chain(related).collect();
        let Some(given) = self.given(node).filter(|_| !wanted.is_empty()) else { return };
        if fits(&given, &wanted) {
            return;
        }
        let is = match given.what {
            What::Arn => "the ARN",
            What::Identifier | What::Either => "the id or name",
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

    /// A relationship names the identifier by many names (`Id`, `GroupId`), and now and then an attribute that is none. Where the
    /// resource type has nothing of that name, the resource's identifier is meant, whatever it is: the schemas call a
    /// certificate's ARN its `Id`.
    fn of_relationship<'s>(&self, to: &'s Relationship) -> Wanted<'s> {
        let attribute = to.attribute.as_str();
        let resource_type = to.resource.as_str();
        let resource = self.facts.service_of(resource_type).and_then(|spec| spec.resources.get(resource_type));
        let is_known = resource.is_none_or(|resource| {
            resource.attributes.contains_key(attribute)
                || resource.properties.contains_key(attribute)
                || resource.primary_identifier.iter().any(|name| name == attribute)
        });
        let identifies = ["Id", "Arn", "ARN", "Name", "Ip"].iter().any(|ending| attribute.ends_with(ending));
        Wanted {
            resource_type,
            // And where it is called an id, whatever identifies the resource is meant.
            what: match what_of(attribute) {
                What::Arn if is_known => What::Arn,
                _ => What::Either,
            },
            attribute: Some(attribute).filter(|_| !identifies),
        }
    }

    /// What a reference is of which resource, where both are certain.
    fn given<'t>(&'t self, node: &'t Node) -> Option<Given<'t>> {
        let (target, attribute) = match node {
            Node::Ref(target) => (target, None),
            Node::GetAtt(target, attribute) => (target, Some(attribute.as_ref())),
            _ => return None,
        };
        if let (Some(parameter), None) = (self.symbols.parameter(&target.id), attribute) {
            return of_parameter(parameter.get("Type")?.as_str()?);
        }
        let resource_type = deployed(self.symbols.resource_type(&target.id)?);
        let resource = self.facts.service_of(resource_type)?.resources.get(resource_type)?;
        let identifier = match resource.primary_identifier.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let by_ref = attribute.is_none();
        let (what, attribute) = match attribute {
            None => (what_of(identifier?), identifier),
            Some("Arn") => (What::Arn, attribute),
            Some(name) if identifier == Some(name) => (what_of(name), attribute),
            Some(_) => return None,
        };
        Some(Given { resource_type, what, attribute, by_ref, parameter_type: None })
    }
}

fn fits(given: &Given<'_>, wanted: &[Wanted<'_>]) -> bool {
    let mut of_type = wanted.iter().filter(|wanted| wanted.resource_type == given.resource_type).peekable();
    if of_type.peek().is_some() {
        return of_type.any(|wanted| match wanted.attribute {
            Some(attribute) => given.attribute == Some(attribute),
            None if wanted.what == What::Either => given.what == What::Identifier || given.by_ref,
            None => wanted.what == given.what,
        });
    }
    let service = |ty: &str| ty.rsplit_once("::").map(|(service, _)| service.to_owned());
    let may_stand_in = wanted.iter().any(|wanted| service(wanted.resource_type) == service(given.resource_type));
    may_stand_in && given.parameter_type.is_none() && !NAMED_BY_FORMATS.contains(&given.resource_type)
}

fn what_of(attribute: &str) -> What {
    if attribute.to_ascii_lowercase().contains("arn") { What::Arn } else { What::Identifier }
}

fn of_format(format: &str) -> Option<Wanted<'_>> {
    let (ty, what) = singular(format).rsplit_once('.').filter(|(ty, _)| ty.contains("::"))?;
    // The schemas call the service by its own abbreviation.
    let resource_type = if ty == "AWS::ACM::Certificate" { "AWS::CertificateManager::Certificate" } else { ty };
    let what = if what == "Arn" { What::Arn } else { What::Identifier };
    Some(Wanted { resource_type, what, attribute: None })
}

/// `AWS::EC2::Subnet::Id`, or a list of them: an id or a name that CloudFormation looks up.
fn of_parameter(ty: &str) -> Option<Given<'_>> {
    let inner = ty.strip_prefix("AWS::SSM::Parameter::Value<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(ty);
    let inner = inner.strip_prefix("List<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(inner);
    let (resource_type, _) = inner.rsplit_once("::").filter(|(resource, _)| NAMED_BY_FORMATS.contains(resource))?;
    Some(Given { resource_type, what: What::Identifier, attribute: None, by_ref: true, parameter_type: Some(ty) })
}

/// A list's format is the plural of its items': `AWS::EC2::Subnet.Ids`.
fn singular(format: &str) -> &str {
    match format.strip_suffix('s') {
        Some(one) if format.ends_with(".Ids") || format.ends_with(".Names") => one,
        _ => format,
    }
}
