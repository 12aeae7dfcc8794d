//! The requests that S3 makes to replicate, and what lies nearest to them.

use iam_evaluator::{Context, Principal};

use super::{OBJECTS, STRANGER, Table, Wanted, administrator, contexts, session, through_s3};
use crate::replication::Route;
use crate::world::over_tls;

impl Table<'_> {
    /// S3 assumes the role, whatever it says of the bucket it does so for, and nobody else does. Who may give S3 the role is decided
    /// by `iam:PassRole`; AWS does not document that S3 names the bucket, so that a condition on it could stop replication for good.
    pub(super) fn role_is_assumed_by_s3_alone(&mut self, role: &str) {
        let home = self.expected.source.clone();
        let s3 = Principal::Service("s3.amazonaws.com".to_owned());
        let source = self.expected.arn(&self.expected.bucket);
        let named = Context::new().with("aws:SourceAccount", home.account.as_str()).with("aws:SourceArn", source);
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", role, &home, &Context::new());
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", role, &home, &named);
        for service in ["batchoperations.s3.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] {
            let service = Principal::Service(service.to_owned());
            self.add(Wanted::Denied, &service, "sts:AssumeRole", role, &home, &named);
        }
        for account in [home.account.as_str(), STRANGER] {
            self.add(Wanted::Denied, &administrator(&home, account), "sts:AssumeRole", role, &home, &over_tls());
        }
    }

    pub(super) fn source_is_read(&mut self, route: &Route) {
        let (home, role) = (self.expected.source.clone(), session(route));
        let bucket = self.expected.arn(&self.expected.bucket);
        for action in ["s3:GetReplicationConfiguration", "s3:ListBucket"] {
            self.add(Wanted::Allowed, &role, action, &bucket, &home, &over_tls());
        }
        for object in OBJECTS {
            let object = format!("{bucket}/{object}");
            for action in ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
            {
                self.add(Wanted::Allowed, &role, action, &object, &home, &over_tls());
            }
            let wanted = if self.expected.object_lock { Wanted::Allowed } else { Wanted::Denied };
            for action in ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] {
                self.add(wanted, &role, action, &object, &home, &over_tls());
            }
        }
        for arn in contexts(&bucket) {
            self.add(Wanted::Allowed, &role, "kms:Decrypt", &route.source_key, &home, &through_s3(&home.region, &arn));
        }
    }

    pub(super) fn replica_is_written(&mut self, route: &Route) {
        let (place, role) = (route.replica.place.clone(), session(route));
        let bucket = self.expected.arn(&route.replica.bucket);
        for object in OBJECTS {
            let object = format!("{bucket}/{object}");
            for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
                self.add(Wanted::Allowed, &role, action, &object, &place, &over_tls());
            }
            let other_owner = place.account != self.expected.source.account;
            let wanted = if other_owner { Wanted::Allowed } else { Wanted::Denied };
            self.add(wanted, &role, "s3:ObjectOwnerOverrideToBucketOwner", &object, &place, &over_tls());
        }
        for arn in contexts(&bucket) {
            for action in ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"] {
                let through = through_s3(&place.region, &arn);
                self.add(Wanted::Allowed, &role, action, &route.replica_key, &place, &through);
                if self.expected.granted_without_alias {
                    let unseen = through.with_values("kms:ResourceAliases", [""; 0]);
                    self.add(Wanted::Allowed, &role, action, &route.replica_key, &place, &unseen);
                }
            }
        }
    }
}
