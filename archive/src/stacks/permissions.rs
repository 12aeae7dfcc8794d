//! What CloudFormation is allowed to do by whom it works for: the actions that the handlers of a template's resources need, from AWS's
//! provider schemas.
//!
//! `archive bootstrap` gives them to the execution role, and `archive doctor` asks IAM for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use cfn_spec::handlers::needed::{Needed, PropertyState, ResourceOperation, needed};
use cfn_spec::handlers::{self, Handlers};
use cfn_spec::name::ResourceName;
use serde_json::Value;

// The part of the snapshot that the archive's stacks need, as the build script found it readable.
include!(concat!(env!("OUT_DIR"), "/handlers.rs"));

#[expect(clippy::disallowed_methods, reason = "the build script has read them")]
static TYPES: LazyLock<BTreeMap<ResourceName, Handlers>> =
    LazyLock::new(|| HANDLERS.iter().filter_map(|text| handlers::parse("handlers", text).ok()).flatten().collect());

/// An action that CloudFormation needs for a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Permission {
    /// The type of the resource.
    pub(crate) resource_type: String,
    /// The action, and what it is authorised on.
    pub(crate) needed: Needed,
}

/// What CloudFormation needs to create, read, change and delete the resources of a template; each once.
pub(crate) fn of_template(template: &Value, has_tags: bool) -> BTreeSet<Permission> {
    of_resources(template, &ResourceOperation::ALL, has_tags)
}

/// What CloudFormation needs to read the resources of a template, as an import does.
pub(crate) fn to_read(template: &Value) -> BTreeSet<Permission> {
    of_resources(template, &[ResourceOperation::Read], false)
}

fn of_resources(template: &Value, work: &[ResourceOperation], has_tags: bool) -> BTreeSet<Permission> {
    let resources = template.get("Resources").and_then(Value::as_object).into_iter().flatten();
    resources.flat_map(|(_, resource)| of_resource(resource, work, has_tags)).collect()
}

fn of_resource(resource: &Value, work: &[ResourceOperation], has_tags: bool) -> Vec<Permission> {
    let Some(resource_type) = resource.get("Type").and_then(Value::as_str) else { return Vec::new() };
    let Some((name, handlers)) = TYPES.iter().find(|(name, _)| name.as_str() == resource_type) else {
        return Vec::new();
    };
    let given = |property: &str| match resource.get("Properties").and_then(|properties| properties.get(property)) {
        None => PropertyState::Absent,
        Some(Value::Bool(false)) => PropertyState::False,
        Some(_) => PropertyState::Present,
    };
    let needed = work.iter().flat_map(|work| needed(name, handlers, *work, &given, has_tags));
    needed.map(|needed| Permission { resource_type: resource_type.to_owned(), needed }).collect()
}

#[cfg(test)]
mod tests {
    use super::TYPES;

    #[test]
    fn the_embedded_part_of_the_snapshot_has_every_type_of_the_archives_stacks() {
        for resource_type in [
            "AWS::CloudFormation::StackSet",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::Events::Rule",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::KMS::Alias",
            "AWS::KMS::Key",
            "AWS::KMS::ReplicaKey",
            "AWS::S3::Bucket",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
        ] {
            let known = TYPES.iter().find(|(name, _)| name.as_str() == resource_type);
            assert!(known.is_some_and(|(_, handlers)| !handlers.permissions.is_empty()), "{resource_type}");
        }
    }
}
