//! The requests that S3 makes to replicate, and what lies nearest to them.

use iam_evaluator::Context;

use super::{OBJECTS, STRANGER, Table, Wanted, administrator, contexts, on_behalf_of, service, through_s3};
use crate::replication::End;
use crate::world::over_tls;

impl Table<'_> {
    /// S3 assumes the role, whatever it says of the bucket it does so for, and nobody else does. Who may give S3 the role is decided
    /// by `iam:PassRole`; AWS does not document that S3 names the bucket, so that a condition on it could stop replication for good.
    pub(super) fn role_is_assumed_by_s3_alone(&mut self) {
        let (home, role) = (self.expected.source.place.clone(), self.role.clone());
        let named = on_behalf_of(&home.account, &self.expected.source.arn());
        let s3 = service("s3.amazonaws.com");
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", &role, &home, &Context::new());
        self.add(Wanted::Allowed, &s3, "sts:AssumeRole", &role, &home, &named);
        for name in ["batchoperations.s3.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] {
            self.add(Wanted::Denied, &service(name), "sts:AssumeRole", &role, &home, &named);
        }
        for account in [home.account.as_str(), STRANGER] {
            self.add(Wanted::Denied, &administrator(&home, account), "sts:AssumeRole", &role, &home, &over_tls());
        }
    }

    pub(super) fn source_is_read(&mut self, end: &End) {
        let (store, role) = (&end.store, self.session());
        for action in ["s3:GetReplicationConfiguration", "s3:ListBucket"] {
            self.add(Wanted::Allowed, &role, action, &store.arn(), &store.place, &over_tls());
        }
        for object in OBJECTS.map(|object| store.object(object)) {
            for action in ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
            {
                self.add(Wanted::Allowed, &role, action, &object, &store.place, &over_tls());
            }
            let wanted = if self.expected.object_lock { Wanted::Allowed } else { Wanted::Denied };
            for action in ["s3:GetObjectRetention", "s3:GetObjectLegalHold"] {
                self.add(wanted, &role, action, &object, &store.place, &over_tls());
            }
        }
        for arn in contexts(store) {
            let through = through_s3(&store.place.region, &arn);
            self.add(Wanted::Allowed, &role, "kms:Decrypt", &end.key, &store.place, &through);
        }
    }

    pub(super) fn replica_is_written(&mut self, end: &End) {
        let (store, role) = (&end.store, self.session());
        for object in OBJECTS.map(|object| store.object(object)) {
            for action in ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"] {
                self.add(Wanted::Allowed, &role, action, &object, &store.place, &over_tls());
            }
            // The bucket owns what is written to it, so that there is no owner to override, in another account neither.
            let action = "s3:ObjectOwnerOverrideToBucketOwner";
            self.add(Wanted::Denied, &role, action, &object, &store.place, &over_tls());
        }
        for arn in contexts(store) {
            for action in ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"] {
                let through = through_s3(&store.place.region, &arn);
                self.add(Wanted::Allowed, &role, action, &end.key, &store.place, &through);
                if self.expected.granted_without_alias {
                    let unseen = through.with_values("kms:ResourceAliases", [""; 0]);
                    self.add(Wanted::Allowed, &role, action, &end.key, &store.place, &unseen);
                }
            }
        }
    }
}
