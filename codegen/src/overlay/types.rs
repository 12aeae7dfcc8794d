//! Types of properties that are JSON or plain strings in AWS's documents.

use super::Entry;

/// The type of a property.
pub(crate) enum TypeOverride {
    /// A type of the runtime, by its path.
    Runtime(&'static str),
}

const POLICIES: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html";

/// A resource-based policy.
const fn resource_policy(at: &'static str) -> Entry<TypeOverride> {
    policy(at, "policy::ResourcePolicy")
}

/// An identity-based policy.
const fn identity_policy(at: &'static str) -> Entry<TypeOverride> {
    policy(at, "policy::IdentityPolicy")
}

/// A trust policy.
const fn trust_policy(at: &'static str) -> Entry<TypeOverride> {
    policy(at, "policy::TrustPolicy")
}

const fn policy(at: &'static str, ty: &'static str) -> Entry<TypeOverride> {
    Entry {
        at,
        says: TypeOverride::Runtime(ty),
        because: "the documents say `Json` of a policy of a known kind",
        source: POLICIES,
    }
}

pub(super) const ENTRIES: &[Entry<TypeOverride>] = &[
    resource_policy("AWS::KMS::Key/KeyPolicy"),
    resource_policy("AWS::KMS::ReplicaKey/KeyPolicy"),
    resource_policy("AWS::S3::BucketPolicy/PolicyDocument"),
    resource_policy("AWS::S3::AccessPoint/Policy"),
    resource_policy("AWS::S3::MultiRegionAccessPointPolicy/Policy"),
    resource_policy("AWS::SNS::TopicPolicy/PolicyDocument"),
    resource_policy("AWS::SNS::TopicInlinePolicy/PolicyDocument"),
    resource_policy("AWS::SQS::QueuePolicy/PolicyDocument"),
    resource_policy("AWS::SQS::QueueInlinePolicy/PolicyDocument"),
    resource_policy("AWS::SecretsManager::ResourcePolicy/ResourcePolicy"),
    resource_policy("AWS::EFS::FileSystem/FileSystemPolicy"),
    resource_policy("AWS::Kinesis::ResourcePolicy/ResourcePolicy"),
    resource_policy("AWS::DynamoDB::Table.ResourcePolicy/PolicyDocument"),
    resource_policy("AWS::DynamoDB::GlobalTable.ResourcePolicy/PolicyDocument"),
    resource_policy("AWS::Backup::BackupVault/AccessPolicy"),
    resource_policy("AWS::EC2::VPCEndpoint/PolicyDocument"),
    identity_policy("AWS::IAM::GroupPolicy/PolicyDocument"),
    identity_policy("AWS::IAM::ManagedPolicy/PolicyDocument"),
    identity_policy("AWS::IAM::Policy/PolicyDocument"),
    identity_policy("AWS::IAM::RolePolicy/PolicyDocument"),
    identity_policy("AWS::IAM::UserPolicy/PolicyDocument"),
    identity_policy("AWS::IAM::Group.Policy/PolicyDocument"),
    identity_policy("AWS::IAM::Role.Policy/PolicyDocument"),
    identity_policy("AWS::IAM::User.Policy/PolicyDocument"),
    identity_policy("AWS::SSO::PermissionSet/InlinePolicy"),
    trust_policy("AWS::IAM::Role/AssumeRolePolicyDocument"),
];
