//! What the role may not do, although it is the role.

use iam_evaluator::Context;

use super::{OBJECTS, Table, Wanted, session, through_s3};
use crate::replication::Route;
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

impl Table<'_> {
    /// The role writes replicas and does nothing else to them.
    pub(super) fn replica_is_nothing_else(&mut self, route: &Route) {
        let (place, role) = (route.replica.place.clone(), session(route));
        let bucket = self.expected.arn(&route.replica.bucket);
        let object = format!("{bucket}/{}", OBJECTS[0]);
        for action in OBJECT_ACTIONS {
            self.add(Wanted::Denied, &role, action, &object, &place, &over_tls());
        }
        for action in BUCKET_ACTIONS {
            self.add(Wanted::Denied, &role, action, &bucket, &place, &over_tls());
        }
        if !self.expected.two_way {
            self.add(Wanted::Denied, &role, "s3:GetObjectVersionForReplication", &object, &place, &over_tls());
            self.add(Wanted::Denied, &role, "s3:ListBucket", &bucket, &place, &over_tls());
        }
        for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
            let plain = Context::new().with("aws:SecureTransport", "false");
            self.add(Wanted::Forbidden, &role, action, &object, &place, &plain);
        }
    }

    /// A key serves the S3 of its region for the archive's buckets, and nothing else.
    pub(super) fn keys_are_bound(&mut self, route: &Route) {
        let role = session(route);
        let source = (self.expected.source.clone(), self.expected.arn(&self.expected.bucket), &route.source_key);
        let replica = (route.replica.place.clone(), self.expected.arn(&route.replica.bucket), &route.replica_key);
        for (place, bucket, key) in [source, replica] {
            let elsewhere = "me-central-1";
            let foreign = format!("arn:{}:s3:::of-a-stranger/x", place.partition());
            for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
                for context in [
                    over_tls(),
                    through_s3(elsewhere, &bucket),
                    through_s3(&place.region, &foreign),
                    through_s3(&place.region, &format!("{bucket}-of-a-stranger/x")),
                    Context::new().with("kms:ViaService", format!("s3.{}.amazonaws.com", place.region)),
                    Context::new().with("kms:EncryptionContext:aws:s3:arn", bucket.as_str()),
                    through_s3(&place.region, &bucket)
                        .with("kms:ViaService", format!("ebs.{}.amazonaws.com", place.region)),
                ] {
                    self.add(Wanted::Denied, &role, action, key, &place, &context);
                }
            }
            for action in KEY_ADMINISTRATION {
                self.add(Wanted::Denied, &role, action, key, &place, &through_s3(&place.region, &bucket));
            }
            let other =
                format!("arn:{}:kms:{}:{}:key/of-another-purpose", place.partition(), place.region, place.account);
            self.add(Wanted::Denied, &role, "kms:Decrypt", &other, &place, &through_s3(&place.region, &bucket));
        }
    }

    pub(super) fn source_is_read_only(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let bucket = self.expected.arn(&self.expected.bucket);
        let object = format!("{bucket}/{}", OBJECTS[1]);
        for action in OBJECT_ACTIONS {
            self.add(Wanted::Denied, &role, action, &object, &home, &over_tls());
        }
        for action in BUCKET_ACTIONS {
            self.add(Wanted::Denied, &role, action, &bucket, &home, &over_tls());
        }
        if !self.expected.two_way {
            for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
                self.add(Wanted::Denied, &role, action, &object, &home, &over_tls());
            }
        }
        let plain = Context::new().with("aws:SecureTransport", "false");
        self.add(Wanted::Forbidden, &role, "s3:GetObjectVersionForReplication", &object, &home, &plain);
    }

    /// Buckets that are like the archive's, and services that are not S3.
    pub(super) fn nothing_else_is_touched(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let near_source = format!("{}-of-a-stranger", self.expected.arn(&self.expected.bucket));
        let near_replica = format!("{}-of-a-stranger", self.expected.arn(&route.replica.bucket));
        let unrelated = self.expected.arn("unrelated");
        for bucket in [&near_source, &near_replica, &unrelated] {
            self.add(Wanted::Denied, &role, "s3:ListBucket", bucket, &home, &over_tls());
            self.add(
                Wanted::Denied,
                &role,
                "s3:GetObjectVersionForReplication",
                &format!("{bucket}/x"),
                &home,
                &over_tls(),
            );
            self.add(Wanted::Denied, &role, "s3:ReplicateObject", &format!("{bucket}/x"), &home, &over_tls());
        }
        for (action, resource) in [
            ("iam:PassRole", route.role.as_str()),
            ("iam:PutRolePolicy", route.role.as_str()),
            ("iam:UpdateAssumeRolePolicy", route.role.as_str()),
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
