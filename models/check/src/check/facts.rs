//! The facts about AWS that checks use.

use std::collections::HashMap;
use std::sync::LazyLock;

use cfn_spec::Errors;
use cfn_spec::handlers::Handlers;
use cfn_spec::rules::{Rule, Table};
use cfn_spec::spec::Spec;

/// The facts about AWS, by resource type. A [`Spec`] is one source of them.
pub trait Facts {
    /// A specification that has the resource type (`AWS::S3::Bucket`) and its property types; `None` if the type is unknown.
    fn resource_type(&self, name: &str) -> Option<&Spec>;

    /// The resource types among which that of an unknown name may be: those of its service. `None` if the service is unknown, and the
    /// resource cannot be checked.
    fn known_types(&self, name: &str) -> Option<Vec<&str>>;

    /// The IAM actions of a service by its prefix (`s3`): `GetObject`, …; empty if the service is unknown.
    fn actions(&self, service: &str) -> &[&str] {
        let _ = service;
        &[]
    }

    /// The rules between the properties of a resource type, and between a resource and those that it refers to; empty
    /// if they are unknown.
    ///
    /// # Errors
    /// If the rules cannot be parsed.
    fn rules(&self, resource_type: &str) -> Result<&[Rule], &Errors> {
        let _ = resource_type;
        Ok(&[])
    }

    /// What CloudFormation may have to do for a resource type, and which IAM actions that needs; `None` when it is not known.
    fn handlers(&self, resource_type: &str) -> Option<&Handlers> {
        let _ = resource_type;
        None
    }

    /// A table of allowed values by region, by its name in the rules.
    fn table(&self, name: &str) -> Option<Table<'_>> {
        let _ = name;
        None
    }

    /// The regions that have each resource type; `None` where that is not known.
    fn availability(&self) -> Option<Table<'_>> {
        None
    }

    /// The resources that the actions of a service (`s3`) apply to, as lines of the snapshot's file; empty if they are unknown.
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
    /// The ARN formats of resource types.
    pub(super) fn arns(&self) -> &'static Arns {
        static ARNS: LazyLock<Arns> = LazyLock::new(|| Arns::new(cfn_spec::rules::ARNS));
        &ARNS
    }

    /// Whether a service has an action that matches a name with the wildcards `*` and `?`; `None` if the service is unknown.
    pub(super) fn has_action(&self, service: &str, name: &str) -> Option<bool> {
        let actions = self.actions(&service.to_ascii_lowercase());
        let matches = |action: &&str| wildcard(name.as_bytes(), action.as_bytes());
        (!actions.is_empty()).then(|| actions.iter().any(matches))
    }
}

/// Samples of what attributes and `Ref` of resource types return: several where the resource's properties determine which.
pub(super) struct Arns(HashMap<(&'static str, &'static str), Vec<Sample>>);

/// A sample, and the value of a property with which the resource has such an ARN.
struct Sample {
    when: Option<(&'static str, &'static str)>,
    text: &'static str,
}

impl Arns {
    /// From lines `AWS::SQS::Queue Arn arn:aws:sqs:…` and `AWS::SQS::Queue Arn[FifoQueue=true] arn:aws:sqs:…`.
    fn new(text: &'static str) -> Self {
        let mut samples = HashMap::<_, Vec<_>>::new();
        for line in text.lines() {
            let Some((resource_type, rest)) = line.split_once(' ') else { continue };
            let Some((attribute, text)) = rest.split_once(' ') else { continue };
            let conditional = attribute.strip_suffix(']').and_then(|attribute| attribute.split_once('['));
            let (attribute, when) = match conditional {
                Some((attribute, condition)) => (attribute, condition.split_once('=')),
                None => (attribute, None),
            };
            samples.entry((resource_type, attribute)).or_default().push(Sample { when, text });
        }
        Self(samples)
    }

    /// A sample of what an attribute of a resource type, or its `Ref`, returns; `None` if that is not known to be an ARN.
    pub(super) fn sample(&self, resource_type: &str, attribute: &str) -> Option<&'static str> {
        self.0.get(&(resource_type, attribute))?.first().map(|sample| sample.text)
    }

    /// The samples of a resource. `has` says whether a property of it has a value; `None` where that is not known.
    pub(super) fn samples(
        &self,
        resource_type: &str,
        attribute: &str,
        has: impl Fn(&str, &str) -> Option<bool>,
    ) -> Vec<&'static str> {
        let all = self.0.get(&(resource_type, attribute)).map_or(&[][..], Vec::as_slice);
        let holds = |sample: &Sample| match sample.when {
            Some((property, value)) => has(property, value),
            None => Some(false),
        };
        let certain: Vec<_> = all.iter().filter(|it| holds(it) == Some(true)).map(|it| it.text).collect();
        if !certain.is_empty() {
            return certain;
        }
        all.iter().filter(|it| it.when.is_none() || holds(it).is_none()).map(|it| it.text).collect()
    }
}

/// Whether a pattern with the wildcards `*` (any characters) and `?` (any one character) matches a string; `a` equals `A`, as in the
/// names of actions.
pub(super) fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => wildcard(rest, text) || (!text.is_empty() && wildcard(pattern, &text[1..])),
        ([b'?', rest @ ..], [_, after @ ..]) => wildcard(rest, after),
        ([one, rest @ ..], [other, after @ ..]) => one.eq_ignore_ascii_case(other) && wildcard(rest, after),
        _ => false,
    }
}

impl Facts for Spec {
    fn resource_type(&self, name: &str) -> Option<&Spec> {
        self.resources.contains_key(name).then_some(self)
    }

    fn known_types(&self, name: &str) -> Option<Vec<&str>> {
        let prefix = service_prefix(name)?;
        let names = self.resources.keys().map(AsRef::as_ref);
        names.clone().any(|name| service_prefix(name) == Some(prefix)).then(|| names.collect())
    }
}

/// `AWS::S3` of `AWS::S3::Bucket`.
fn service_prefix(resource_type: &str) -> Option<&str> {
    resource_type.rsplit_once("::").map(|(service, _)| service).filter(|service| service.contains("::"))
}

/// No facts: checks only what is independent of resource types.
#[derive(Clone, Copy, Debug)]
pub struct NoFacts;

impl Facts for NoFacts {
    fn resource_type(&self, _name: &str) -> Option<&Spec> {
        None
    }

    fn known_types(&self, _name: &str) -> Option<Vec<&str>> {
        None
    }
}
