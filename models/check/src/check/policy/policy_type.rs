//! Which properties are policies, and of which type.

use crate::node::{Node, Object};

/// The type of a policy, which determines the elements that its statements need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyType {
    Identity,
    Resource,
    Trust,
    /// A principal is optional.
    Unknown,
}

impl PolicyType {
    /// The type of the policy in a property.
    pub(super) fn of(key: &str, type_name: &str) -> PolicyType {
        match (type_name, key) {
            (_, "AssumeRolePolicyDocument") => PolicyType::Trust,
            (ty, _) if ty.starts_with("AWS::IAM::") => PolicyType::Identity,
            ("AWS::SSO::PermissionSet", _) => PolicyType::Identity,
            // Service control policies and session policies have no principals either.
            ("AWS::Organizations::Policy" | "AWS::Transfer::User", _) => PolicyType::Identity,
            (ty, key) if WITH_POLICIES.contains(&(ty, key)) => PolicyType::Resource,
            (ty, _) if RESOURCE_POLICIES.contains(&ty) => PolicyType::Resource,
            _ => PolicyType::Unknown,
        }
    }
}

/// Whether an object is a policy document, by its statements with an effect.
pub(super) fn is_policy(object: &Object) -> bool {
    let is_statement = |node: &Node| {
        node.as_object()
            .is_some_and(|s| s.get("Effect").is_some() || (s.get("Action").is_some() && s.get("Resource").is_some()))
    };
    object.get("Statement").is_some_and(|statements| statements.one_or_many().iter().any(is_statement))
}

/// Whether a property is a policy document, by its name.
pub(super) fn is_document(key: &str, object: &Object, type_name: &str) -> bool {
    let versioned = || {
        let version = object.get("Version").and_then(Node::as_str);
        version.is_some_and(|version| version == "2012-10-17" || version == "2008-10-17")
    };
    let of_iam = type_name.starts_with("AWS::IAM::") && matches!(key, "PolicyDocument" | "AssumeRolePolicyDocument");
    of_iam
        || (RESOURCE_POLICIES.contains(&type_name) && key == "PolicyDocument")
        || WITH_POLICIES.contains(&(type_name, key))
        || (key.contains("Polic") && object.get("Statement").is_none() && versioned())
}

/// Resource types that are the policy of another resource.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>.
const RESOURCE_POLICIES: &[&str] = &[
    "AWS::S3::AccessPoint",
    "AWS::S3::BucketPolicy",
    "AWS::S3Outposts::BucketPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::ResourcePolicy",
];

/// Properties that are the policy of their resource.
const WITH_POLICIES: &[(&str, &str)] = &[
    ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy"),
];
