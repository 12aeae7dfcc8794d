//! What a check knows of AWS.

use cfn_spec::Errors;
use cfn_spec::handlers::Handlers;
use cfn_spec::rules::{Rule, Table};
use cfn_spec::spec::Spec;

/// What AWS says, service by service. A specification is one.
pub trait Facts {
    /// The specification of the service that a resource type (`AWS::S3::Bucket`) belongs to; `None` when it is not known,
    /// and nothing can be said about the resource.
    fn service_of(&self, resource_type: &str) -> Option<&Spec>;

    /// The IAM actions of a service by its prefix (`s3`): `GetObject`, …; empty when the service is not known.
    fn actions(&self, service: &str) -> &[&str] {
        let _ = service;
        &[]
    }

    /// The rules between the properties of a resource type, and those between it and what it refers to; none when they
    /// are not known.
    ///
    /// # Errors
    /// When the rules are damaged.
    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        let _ = resource_type;
        Ok(&[])
    }

    /// What CloudFormation may have to do for a resource type, and which IAM actions that needs; `None` when it is not known.
    fn handlers(&self, resource_type: &str) -> Option<&Handlers> {
        let _ = resource_type;
        None
    }

    /// A list of values by region, by its name in the rules.
    fn table(&self, name: &str) -> Option<Table<'_>> {
        let _ = name;
        None
    }

    /// What the actions of a service (`s3`) act on, as the lines of the rules' file; empty when it is not known.
    fn action_resources(&self, service: &str) -> &str {
        let _ = service;
        ""
    }

    /// The value that a parameter of the template is given; `None` where that is not known.
    fn parameter(&self, name: &str) -> Option<&str> {
        let _ = name;
        None
    }

    /// The regions that the template is deployed to (`eu-central-1`); none where that is not known.
    fn regions(&self) -> &[String] {
        &[]
    }
}

impl dyn Facts + '_ {
    /// The resource types' ARNs: lines `AWS::SQS::Queue Arn arn:aws:sqs:…`.
    pub(super) fn arns(&self) -> &'static str {
        cfn_spec::rules::ARNS
    }

    /// Whether a service has an action that a name matches, `*` and `?` standing for any characters and any one; `None`
    /// when the service is not known.
    pub(super) fn has_action(&self, service: &str, name: &str) -> Option<bool> {
        let actions = self.actions(&service.to_ascii_lowercase());
        let name = name.to_ascii_lowercase();
        let matches = |action: &&str| wildcard(name.as_bytes(), action.to_ascii_lowercase().as_bytes());
        (!actions.is_empty()).then(|| actions.iter().any(matches))
    }
}

/// Whether a pattern, in which `*` stands for any characters and `?` for any one, matches a text.
pub(super) fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => wildcard(rest, text) || (!text.is_empty() && wildcard(pattern, &text[1..])),
        ([b'?', rest @ ..], [_, after @ ..]) => wildcard(rest, after),
        ([one, rest @ ..], [other, after @ ..]) => one == other && wildcard(rest, after),
        _ => false,
    }
}

impl Facts for Spec {
    fn service_of(&self, resource_type: &str) -> Option<&Spec> {
        let prefix = service_prefix(resource_type)?;
        self.resources.keys().any(|name| service_prefix(name.as_str()) == Some(prefix)).then_some(self)
    }
}

/// `AWS::S3` of `AWS::S3::Bucket`.
fn service_prefix(resource_type: &str) -> Option<&str> {
    resource_type.rsplit_once("::").map(|(service, _)| service).filter(|service| service.contains("::"))
}

/// No facts: only what holds of every template is checked.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Facts for Nothing {
    fn service_of(&self, _resource_type: &str) -> Option<&Spec> {
        None
    }
}
