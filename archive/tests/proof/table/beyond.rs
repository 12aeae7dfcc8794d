//! What the role may not do, although it is the role.

use iam_evaluator::Context;

use super::{OBJECTS, Table, Wanted, through_s3, without_tls};
use crate::replication::End;
use crate::world::over_tls;

/// What a role that replicates never does to an object.
const OBJECT_ACTIONS: [&str; 12] = [
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectAcl",
    "s3:PutObjectTagging",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
    "s3:BypassGovernanceRetention",
    "s3:RestoreObject",
    "s3:AbortMultipartUpload",
];

/// What it never does to a bucket.
const BUCKET_ACTIONS: [&str; 10] = [
    "s3:DeleteBucket",
    "s3:PutBucketVersioning",
    "s3:GetBucketVersioning",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutReplicationConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketPublicAccessBlock",
    "s3:ListBucketVersions",
];

/// What it never does to a key.
const KEY_ADMINISTRATION: [&str; 6] = [
    "kms:ScheduleKeyDeletion",
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:CreateGrant",
    "kms:UpdateAlias",
    "kms:DisableKeyRotation",
];

/// How S3 reads what it replicates.
const READS: [&str; 3] = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];

/// How it writes a replica.
const WRITES: [&str; 3] = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];

impl Table<'_> {
    /// The role reads what it replicates from, writes what it replicates to, and does nothing else to either.
    pub(super) fn bucket_is_nothing_else(&mut self, end: &End) {
        let (store, role) = (&end.store, self.session());
        let (bucket, object) = (store.arn(), store.object(OBJECTS[0]));
        for action in OBJECT_ACTIONS {
            self.add(Wanted::Denied, &role, action, &object, &store.place, &over_tls());
        }
        for action in BUCKET_ACTIONS {
            self.add(Wanted::Denied, &role, action, &bucket, &store.place, &over_tls());
        }
        if self.replication.routes.iter().all(|route| route.from != *end) {
            for action in READS {
                self.add(Wanted::Denied, &role, action, &object, &store.place, &over_tls());
            }
            self.add(Wanted::Denied, &role, "s3:ListBucket", &bucket, &store.place, &over_tls());
        }
        if self.replication.routes.iter().all(|route| route.to != *end) {
            for action in WRITES {
                self.add(Wanted::Denied, &role, action, &object, &store.place, &over_tls());
            }
        }
        for action in READS.iter().chain(&WRITES) {
            self.add(Wanted::Forbidden, &role, action, &object, &store.place, &without_tls());
        }
    }

    /// A key serves the S3 of its region for the archive's buckets, and nothing else.
    pub(super) fn key_is_bound(&mut self, end: &End) {
        let (store, role) = (&end.store, self.session());
        let (place, bucket) = (&store.place, store.arn());
        let through = |region: &str, arn: &str| through_s3(region, arn);
        let foreign = format!("arn:{}:s3:::of-a-stranger/x", place.partition());
        let contexts = [
            over_tls(),
            through("me-central-1", &bucket),
            through(&place.region, &foreign),
            through(&place.region, &format!("{bucket}-of-a-stranger/x")),
            Context::new().with("kms:ViaService", format!("s3.{}.amazonaws.com", place.region)),
            Context::new().with("kms:EncryptionContext:aws:s3:arn", bucket.as_str()),
            through(&place.region, &bucket).with("kms:ViaService", format!("ebs.{}.amazonaws.com", place.region)),
        ];
        for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
            for context in &contexts {
                self.add(Wanted::Denied, &role, action, &end.key, place, context);
            }
        }
        for action in KEY_ADMINISTRATION {
            self.add(Wanted::Denied, &role, action, &end.key, place, &through(&place.region, &bucket));
        }
        let other = format!("arn:{}:kms:{}:{}:key/of-another-purpose", place.partition(), place.region, place.account);
        self.add(Wanted::Denied, &role, "kms:Decrypt", &other, place, &through(&place.region, &bucket));
    }

    /// Buckets that are like the archive's, and services that are not S3.
    pub(super) fn nothing_else_is_touched(&mut self) {
        let (home, role) = (self.expected.source.place.clone(), self.session());
        let near: Vec<String> = self.expected.stores().map(|store| format!("{}-of-a-stranger", store.arn())).collect();
        let unrelated = format!("arn:{}:s3:::unrelated", home.partition());
        for bucket in near.iter().chain([&unrelated]) {
            let object = format!("{bucket}/x");
            self.add(Wanted::Denied, &role, "s3:ListBucket", bucket, &home, &over_tls());
            self.add(Wanted::Denied, &role, READS[0], &object, &home, &over_tls());
            self.add(Wanted::Denied, &role, WRITES[0], &object, &home, &over_tls());
        }
        let own = self.role.clone();
        for (action, resource) in [
            ("iam:PassRole", own.as_str()),
            ("iam:PutRolePolicy", own.as_str()),
            ("iam:UpdateAssumeRolePolicy", own.as_str()),
            ("iam:CreateUser", "*"),
            ("s3:ListAllMyBuckets", "*"),
            ("s3:CreateBucket", unrelated.as_str()),
            ("kms:CreateKey", "*"),
            ("kms:ListKeys", "*"),
            ("cloudformation:UpdateStackSet", "*"),
            ("sns:Publish", "*"),
        ] {
            self.add(Wanted::Denied, &role, action, resource, &home, &over_tls());
        }
    }
}
