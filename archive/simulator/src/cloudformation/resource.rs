//! Resource types and their providers.

#[cfg(test)]
mod all_types;
mod bucket;
mod bucket_policy;
mod custom_resource;
mod generic;
mod iam_policy;
mod kms_alias;
mod kms_key;
mod managed_policy;
mod nested_stack;
mod pattern_example;
pub(crate) mod permission;
mod properties;
pub(crate) mod provider;
mod replica_key;
mod role;
mod stack_set;
mod values;
mod wait_condition;

use std::ops::Deref;

use crate::cloudformation::facts::{self, Facts};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::{Context, Provider};
use crate::cloudformation::template::intrinsics::text_of;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;
use generic::Generic;

/// The types with a provider of their own.
const PROVIDERS: &[(&str, &dyn Provider)] = &[
    ("AWS::CloudFormation::CustomResource", &custom_resource::CustomResource),
    ("AWS::CloudFormation::Stack", &nested_stack::NestedStack),
    ("AWS::CloudFormation::StackSet", &stack_set::StackSetResource),
    ("AWS::CloudFormation::WaitCondition", &wait_condition::WaitCondition),
    ("AWS::CloudFormation::WaitConditionHandle", &wait_condition::Handle),
    ("AWS::IAM::ManagedPolicy", &managed_policy::ManagedPolicy),
    ("AWS::IAM::Policy", &iam_policy::Policy),
    ("AWS::IAM::Role", &role::Role),
    ("AWS::KMS::Alias", &kms_alias::Alias),
    ("AWS::KMS::Key", &kms_key::Key),
    ("AWS::KMS::ReplicaKey", &replica_key::ReplicaKey),
    ("AWS::S3::Bucket", &bucket::Bucket),
    ("AWS::S3::BucketPolicy", &bucket_policy::BucketPolicy),
];

/// A resource type: its facts and its [`Provider`].
pub(crate) struct ResourceType {
    pub(crate) facts: &'static Facts,
    own: Option<&'static dyn Provider>,
    generic: Generic,
}

/// The resource type of that name; `None` if AWS does not have it.
pub(crate) fn resource_type(kind: &str) -> Option<ResourceType> {
    let facts = facts::of(kind)?;
    let own = PROVIDERS.iter().find(|(name, _)| *name == facts.kind()).map(|(_, provider)| *provider);
    Some(ResourceType { facts, own, generic: Generic(facts) })
}

/// As [`resource_type`], for an operation on a resource.
///
/// # Errors
/// AWS does not have the type.
pub(crate) fn provider_of(kind: &str) -> Result<ResourceType, Failure> {
    resource_type(kind).ok_or_else(|| Failure::new(format!("Unrecognized resource type: {kind}")))
}

impl Deref for ResourceType {
    type Target = dyn Provider;

    fn deref(&self) -> &Self::Target {
        match self.own {
            Some(provider) => provider,
            None => &self.generic,
        }
    }
}

impl ResourceType {
    /// Validates properties: a path and a message for each error.
    pub(crate) fn validation_errors(&self, properties: &Properties) -> Vec<(String, String)> {
        let mut wrong = self.facts.check(properties);
        // A provider can rely on properties of the documented types.
        if wrong.is_empty() {
            wrong = self.check(properties);
        }
        wrong
    }

    /// The identifier that the properties specify, if such a resource exists already.
    pub(crate) fn existing_identifier(
        &self,
        world: &mut World,
        context: &Context,
        properties: &Properties,
    ) -> Option<String> {
        let part = |name: &String| properties.get(name).filter(|value| !value.is_object()).map(text_of);
        let parts: Option<Vec<String>> = self.facts.identifiers().iter().map(part).collect();
        let identifier = parts.filter(|parts| !parts.is_empty())?.join("|");
        self.existing(world, context, &identifier).then_some(identifier)
    }
}
