//! What the handlers' lists of actions do not specify: for which properties an action is needed, and which resource it
//! is authorized on. Each entry has a reason and a link to AWS's documentation.

use std::collections::BTreeMap;

use super::needed::Target;
use super::{Handler, Handlers};
use crate::error::Problem;
use crate::name::ResourceName;

/// A rule for actions of a resource type.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The resource type.
    pub kind: &'static str,
    /// The actions, as in the schema.
    pub actions: &'static [&'static str],
    /// The rule.
    pub rule: Rule,
    /// The reason.
    pub reason: &'static str,
    /// The source in AWS's documentation.
    pub link: &'static str,
}

/// A rule for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// No resource of the type needs it.
    Never,
    /// It is needed if one of the properties is given.
    With(&'static [&'static str]),
    /// It is needed if the property is given and not `false`.
    WithTrue(&'static str),
    /// It is needed if the property is `false`.
    WithFalse(&'static str),
    /// The resource that it is authorized on, if that is not the resource itself.
    On(&'static [Target]),
    /// The handler's list lacks it.
    Also(Handler),
}

/// The entries of a type.
pub(super) fn entries(name: &ResourceName) -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().filter(move |entry| entry.kind == name.as_str())
}

/// Entries that match nothing: an action that no handler of the type lists, or one that `Also` adds and the list has.
pub fn unmatched(all: &BTreeMap<ResourceName, Handlers>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Entry { kind, actions, rule, reason, link } in ENTRIES {
        let handlers = ResourceName::new(kind).ok().and_then(|name| all.get(&name));
        let lists = |action: &&str, handler: &Handler| {
            let permissions = handlers.and_then(|handlers| handlers.permissions.get(handler));
            permissions.is_some_and(|listed| listed.iter().any(|listed| listed == action))
        };
        for action in *actions {
            let matches = match rule {
                Rule::Also(handler) => handlers.is_some() && !lists(action, handler),
                _ => Handler::ALL.iter().any(|handler| lists(action, handler)) || is_added(kind, action),
            };
            if !matches {
                let why = format!("{rule:?} matches nothing in the snapshot. Its reason was: {reason} ({link})");
                problems.push(Problem::new(format!("{kind}/{action}"), why));
            }
        }
    }
    problems
}

fn is_added(kind: &str, action: &str) -> bool {
    let mut entries = ENTRIES.iter().filter(|entry| entry.kind == kind);
    entries.any(|entry| matches!(entry.rule, Rule::Also(_)) && entry.actions.contains(&action))
}

const BUCKET: &str = "AWS::S3::Bucket";
const KEY: &str = "AWS::KMS::Key";
const REPLICA_KEY: &str = "AWS::KMS::ReplicaKey";
const ROLE: &str = "AWS::IAM::Role";
const STACK_SET: &str = "AWS::CloudFormation::StackSet";

const S3_ACTIONS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";
const KMS_ACTIONS: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html";
const MULTI_REGION_KEYS: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-auth-slr.html";
const IAM_ACTIONS: &str =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html";
const CLOUDFORMATION_ACTIONS: &str =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html";
const SNS_ACTIONS: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html";

const CALLED_FOR: &str = "the handler makes the call for this property, which a resource without it does not need";

const fn bucket(actions: &'static [&'static str], properties: &'static [&'static str]) -> Entry {
    Entry { kind: BUCKET, actions, rule: Rule::With(properties), reason: CALLED_FOR, link: S3_ACTIONS }
}

const fn with(
    kind: &'static str,
    actions: &'static [&'static str],
    properties: &'static [&'static str],
    link: &'static str,
) -> Entry {
    Entry { kind, actions, rule: Rule::With(properties), reason: CALLED_FOR, link }
}

const fn on(
    kind: &'static str,
    actions: &'static [&'static str],
    targets: &'static [Target],
    reason: &'static str,
    link: &'static str,
) -> Entry {
    Entry { kind, actions, rule: Rule::On(targets), reason, link }
}

const NO_RESOURCE: &str = "the action has no resource type, so that policies allow it on `*` only";
const OF_ROLE: &str = "the policy is that of the role";
const OF_USER: &str = "the policy is that of the user";
const OF_GROUP: &str = "the policy is that of the group";

/// All of them.
pub const ENTRIES: &[Entry] = &[
    Entry {
        kind: BUCKET,
        actions: &["s3:PutObjectAcl", "s3:DeleteObject"],
        rule: Rule::Never,
        reason: "creating a bucket touches no object: CreateBucket and the calls for its configurations need neither",
        link: S3_ACTIONS,
    },
    Entry {
        kind: BUCKET,
        actions: &[
            "s3:PutBucketReplication",
            "s3:PutObjectLockConfiguration",
            "s3:DeleteBucketAnalyticsConfiguration",
            "s3:DeleteBucketCors",
            "s3:DeleteBucketMetricsConfiguration",
            "s3:DeleteBucketEncryption",
            "s3:DeleteBucketLifecycle",
            "s3:DeleteBucketReplication",
        ],
        rule: Rule::Never,
        reason: "the name of an API operation that is no IAM action: it is authorised as the action that puts the configuration",
        link: S3_ACTIONS,
    },
    Entry {
        kind: BUCKET,
        actions: &["s3:PutBucketAcl"],
        rule: Rule::Also(Handler::Create),
        reason: "CreateBucket with a canned ACL needs it too; the schema has it for updates only",
        link: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html",
    },
    bucket(&["s3:PutBucketAcl"], &["AccessControl"]),
    bucket(&["s3:PutBucketAbac"], &["AbacStatus"]),
    bucket(&["s3:PutAccelerateConfiguration"], &["AccelerateConfiguration"]),
    bucket(&["s3:PutAnalyticsConfiguration"], &["AnalyticsConfigurations"]),
    bucket(&["s3:PutBucketCORS"], &["CorsConfiguration"]),
    bucket(&["s3:PutBucketLogging"], &["LoggingConfiguration"]),
    bucket(&["s3:PutBucketNotification"], &["NotificationConfiguration"]),
    bucket(&["s3:PutBucketOwnershipControls"], &["OwnershipControls"]),
    bucket(&["s3:PutBucketPublicAccessBlock"], &["PublicAccessBlockConfiguration"]),
    bucket(&["s3:PutBucketVersioning"], &["VersioningConfiguration", "ObjectLockEnabled"]),
    bucket(&["s3:PutBucketWebsite", "s3:DeleteBucketWebsite"], &["WebsiteConfiguration"]),
    bucket(&["s3:PutEncryptionConfiguration"], &["BucketEncryption"]),
    bucket(&["s3:PutIntelligentTieringConfiguration"], &["IntelligentTieringConfigurations"]),
    bucket(&["s3:PutInventoryConfiguration"], &["InventoryConfigurations"]),
    bucket(&["s3:PutLifecycleConfiguration"], &["LifecycleConfiguration"]),
    bucket(&["s3:PutMetricsConfiguration"], &["MetricsConfigurations"]),
    bucket(&["s3:PutReplicationConfiguration", "iam:PassRole"], &["ReplicationConfiguration"]),
    bucket(&["s3:PutBucketObjectLockConfiguration"], &["ObjectLockConfiguration", "ObjectLockEnabled"]),
    bucket(
        &[
            "s3:CreateBucketMetadataTableConfiguration",
            "s3:DeleteBucketMetadataTableConfiguration",
            "s3:UpdateBucketMetadataJournalTableConfiguration",
            "s3:UpdateBucketMetadataInventoryTableConfiguration",
            "s3:UpdateBucketMetadataAnnotationTableConfiguration",
            "s3tables:CreateNamespace",
            "s3tables:CreateTable",
            "s3tables:CreateTableBucket",
            "s3tables:GetTable",
            "s3tables:PutTableBucketPolicy",
            "s3tables:PutTableEncryption",
            "s3tables:PutTablePolicy",
            "s3tables:GetTableMetadataLocation",
            "s3tables:UpdateTableMetadataLocation",
        ],
        &["MetadataConfiguration", "MetadataTableConfiguration"],
    ),
    on(
        "AWS::S3::BucketPolicy",
        &["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
        &[Target::Property("Bucket")],
        "a bucket policy is authorised as its bucket",
        S3_ACTIONS,
    ),
    Entry {
        kind: KEY,
        actions: &["iam:CreateServiceLinkedRole"],
        rule: Rule::Also(Handler::Create),
        reason: "KMS makes the role that synchronises multi-Region keys for the first caller who creates one, with the caller's permission",
        link: MULTI_REGION_KEYS,
    },
    Entry {
        kind: KEY,
        actions: &["iam:CreateServiceLinkedRole"],
        rule: Rule::WithTrue("MultiRegion"),
        reason: CALLED_FOR,
        link: MULTI_REGION_KEYS,
    },
    on(
        KEY,
        &["iam:CreateServiceLinkedRole"],
        &[Target::ServiceLinkedRole("mrk.kms.amazonaws.com", "AWSServiceRoleForKeyManagementServiceMultiRegionKeys")],
        "the role is that of KMS for multi-Region keys",
        MULTI_REGION_KEYS,
    ),
    on(KEY, &["kms:CreateKey"], &[Target::Anything], "the key has no ARN before it is there", KMS_ACTIONS),
    with(KEY, &["kms:EnableKeyRotation"], &["EnableKeyRotation", "RotationPeriodInDays"], KMS_ACTIONS),
    Entry {
        kind: KEY,
        actions: &["kms:DisableKeyRotation"],
        rule: Rule::WithFalse("EnableKeyRotation"),
        reason: CALLED_FOR,
        link: KMS_ACTIONS,
    },
    Entry {
        kind: KEY,
        actions: &["kms:DisableKey"],
        rule: Rule::WithFalse("Enabled"),
        reason: CALLED_FOR,
        link: KMS_ACTIONS,
    },
    with(KEY, &["kms:EnableKey"], &["Enabled"], KMS_ACTIONS),
    with(KEY, &["kms:UpdateKeyDescription"], &["Description"], KMS_ACTIONS),
    on(
        REPLICA_KEY,
        &["kms:CreateKey"],
        &[Target::Anything],
        "the replica key has no ARN before it is there",
        KMS_ACTIONS,
    ),
    on(
        REPLICA_KEY,
        &["kms:ReplicateKey"],
        &[Target::Property("PrimaryKeyArn")],
        "replicating is authorised as the primary key",
        KMS_ACTIONS,
    ),
    Entry {
        kind: REPLICA_KEY,
        actions: &["kms:DisableKey"],
        rule: Rule::WithFalse("Enabled"),
        reason: CALLED_FOR,
        link: KMS_ACTIONS,
    },
    with(REPLICA_KEY, &["kms:EnableKey"], &["Enabled"], KMS_ACTIONS),
    with(REPLICA_KEY, &["kms:UpdateKeyDescription"], &["Description"], KMS_ACTIONS),
    on(
        "AWS::KMS::Alias",
        &["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
        &[Target::Itself, Target::Property("TargetKeyId")],
        "calls about an alias are authorised as the alias and as its key",
        KMS_ACTIONS,
    ),
    on("AWS::KMS::Alias", &["kms:ListAliases"], &[Target::Anything], NO_RESOURCE, KMS_ACTIONS),
    with(ROLE, &["iam:PutRolePolicy", "iam:GetRolePolicy", "iam:DeleteRolePolicy"], &["Policies"], IAM_ACTIONS),
    with(ROLE, &["iam:AttachRolePolicy", "iam:DetachRolePolicy"], &["ManagedPolicyArns"], IAM_ACTIONS),
    with(
        ROLE,
        &["iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"],
        &["PermissionsBoundary"],
        IAM_ACTIONS,
    ),
    with(ROLE, &["iam:UpdateRole"], &["MaxSessionDuration", "Description"], IAM_ACTIONS),
    with(ROLE, &["iam:UpdateRoleDescription"], &["Description"], IAM_ACTIONS),
    with(
        "AWS::IAM::Policy",
        &["iam:GetRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy"],
        &["Roles"],
        IAM_ACTIONS,
    ),
    on(
        "AWS::IAM::Policy",
        &["iam:GetRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy"],
        &[Target::Property("Roles")],
        OF_ROLE,
        IAM_ACTIONS,
    ),
    with(
        "AWS::IAM::Policy",
        &["iam:GetUserPolicy", "iam:PutUserPolicy", "iam:DeleteUserPolicy"],
        &["Users"],
        IAM_ACTIONS,
    ),
    on(
        "AWS::IAM::Policy",
        &["iam:GetUserPolicy", "iam:PutUserPolicy", "iam:DeleteUserPolicy"],
        &[Target::Property("Users")],
        OF_USER,
        IAM_ACTIONS,
    ),
    with(
        "AWS::IAM::Policy",
        &["iam:GetGroupPolicy", "iam:PutGroupPolicy", "iam:DeleteGroupPolicy"],
        &["Groups"],
        IAM_ACTIONS,
    ),
    on(
        "AWS::IAM::Policy",
        &["iam:GetGroupPolicy", "iam:PutGroupPolicy", "iam:DeleteGroupPolicy"],
        &[Target::Property("Groups")],
        OF_GROUP,
        IAM_ACTIONS,
    ),
    with("AWS::IAM::ManagedPolicy", &["iam:AttachRolePolicy", "iam:DetachRolePolicy"], &["Roles"], IAM_ACTIONS),
    on(
        "AWS::IAM::ManagedPolicy",
        &["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
        &[Target::Property("Roles")],
        OF_ROLE,
        IAM_ACTIONS,
    ),
    with("AWS::IAM::ManagedPolicy", &["iam:AttachUserPolicy", "iam:DetachUserPolicy"], &["Users"], IAM_ACTIONS),
    on(
        "AWS::IAM::ManagedPolicy",
        &["iam:AttachUserPolicy", "iam:DetachUserPolicy"],
        &[Target::Property("Users")],
        OF_USER,
        IAM_ACTIONS,
    ),
    with("AWS::IAM::ManagedPolicy", &["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"], &["Groups"], IAM_ACTIONS),
    on(
        "AWS::IAM::ManagedPolicy",
        &["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"],
        &[Target::Property("Groups")],
        OF_GROUP,
        IAM_ACTIONS,
    ),
    on(
        STACK_SET,
        &["cloudformation:CreateStackSet", "cloudformation:GetTemplateSummary"],
        &[Target::Anything],
        NO_RESOURCE,
        CLOUDFORMATION_ACTIONS,
    ),
    with(
        STACK_SET,
        &[
            "cloudformation:CreateStackInstances",
            "cloudformation:UpdateStackInstances",
            "cloudformation:DeleteStackInstances",
        ],
        &["StackInstancesGroup"],
        CLOUDFORMATION_ACTIONS,
    ),
    with("AWS::SNS::Topic", &["sns:Subscribe", "sns:Unsubscribe"], &["Subscription"], SNS_ACTIONS),
    with("AWS::SNS::Topic", &["iam:PassRole"], &["DeliveryStatusLogging"], SNS_ACTIONS),
    with("AWS::SNS::Topic", &["sns:PutDataProtectionPolicy"], &["DataProtectionPolicy"], SNS_ACTIONS),
    on(
        "AWS::SNS::Subscription",
        &["sns:Subscribe"],
        &[Target::Property("TopicArn")],
        "subscribing is authorised as the topic",
        SNS_ACTIONS,
    ),
    on(
        "AWS::SNS::Subscription",
        &["sns:Unsubscribe", "sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes"],
        &[Target::Anything],
        NO_RESOURCE,
        SNS_ACTIONS,
    ),
    with("AWS::SNS::Subscription", &["iam:PassRole"], &["SubscriptionRoleArn"], SNS_ACTIONS),
    on(
        "AWS::SNS::TopicPolicy",
        &["sns:SetTopicAttributes"],
        &[Target::Property("Topics")],
        "a topic policy is authorised as its topics",
        SNS_ACTIONS,
    ),
];

#[cfg(test)]
mod tests {
    use super::{ENTRIES, unmatched};
    use crate::handlers::load_all;

    #[test]
    fn every_entry_matches_the_snapshot_and_says_where_it_is_from() {
        assert_eq!(unmatched(&load_all().unwrap()), []);
        assert!(ENTRIES.iter().all(|entry| entry.link.starts_with("https://docs.aws.amazon.com/")));
    }

    #[test]
    fn an_entry_that_matches_nothing_is_told() {
        let mut all = load_all().unwrap();
        for handlers in all.values_mut() {
            for actions in handlers.permissions.values_mut() {
                actions.retain(|action| action != "kms:ReplicateKey");
            }
        }
        let problems = unmatched(&all);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].to_string().contains("AWS::KMS::ReplicaKey/kms:ReplicateKey"), "{problems:?}");
    }
}
