//! Everybody else: those who run the account, and strangers.

use iam_evaluator::{Context, Principal};

use super::{OBJECTS, STRANGER, Table, Wanted, administrator, root, session, through_s3};
use crate::replication::Route;
use crate::resolve::Place;
use crate::world::over_tls;

impl Table<'_> {
    /// Not even those who may do everything delete a bucket or a version.
    pub(super) fn nobody_destroys(&mut self, route: &Route) {
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[2]);
            for caller in [administrator(&place, &place.account), session(route), root(&place)] {
                self.add(Wanted::Forbidden, &caller, "s3:DeleteBucket", &bucket, &place, &over_tls());
                self.add(Wanted::Forbidden, &caller, "s3:DeleteObjectVersion", &object, &place, &over_tls());
            }
        }
    }

    /// Whoever runs the account reads every object and holds every key, with or without the stacks: data that is retained stays
    /// readable, and no key locks its owner out.
    pub(super) fn owners_reach_their_data(&mut self, routes: &[Route]) {
        let replicas = routes
            .iter()
            .map(|route| (route.replica.place.clone(), self.expected.arn(&route.replica.bucket), &route.replica_key));
        let source = routes
            .first()
            .map(|route| (self.expected.source.clone(), self.expected.arn(&self.expected.bucket), &route.source_key));
        let stores: Vec<_> =
            source.into_iter().chain(replicas).map(|(place, bucket, key)| (place, bucket, key.clone())).collect();
        for (place, bucket, key) in stores {
            let owner = administrator(&place, &place.account);
            for action in ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] {
                self.add(Wanted::Allowed, &owner, action, &format!("{bucket}/{}", OBJECTS[0]), &place, &over_tls());
            }
            for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
                self.add(Wanted::Allowed, &owner, action, &key, &place, &through_s3(&place.region, &bucket));
            }
            for action in ["kms:PutKeyPolicy", "kms:CancelKeyDeletion", "kms:EnableKey"] {
                self.add(Wanted::Allowed, &owner, action, &key, &place, &over_tls());
            }
        }
    }

    /// Nobody reads or writes without TLS.
    pub(super) fn nobody_listens(&mut self, route: &Route) {
        let plain = Context::new().with("aws:SecureTransport", "false");
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[2]);
            for caller in [administrator(&place, &place.account), session(route)] {
                for action in ["s3:GetObject", "s3:PutObject"] {
                    self.add(Wanted::Forbidden, &caller, action, &object, &place, &plain);
                }
                self.add(Wanted::Forbidden, &caller, "s3:ListBucket", &bucket, &place, &plain);
            }
        }
    }

    /// Callers from elsewhere, with everything allowed to them there, and callers without any account.
    pub(super) fn strangers_stay_out(&mut self, first: &Route, routes: &[Route]) {
        let home = self.expected.source.clone();
        let buckets: Vec<(String, Place)> =
            self.expected.buckets().map(|(name, place)| (self.expected.arn(name), place.clone())).collect();
        let strangers = [
            administrator(&home, STRANGER),
            Principal::Anonymous,
            Principal::Service("s3.amazonaws.com".to_owned()),
            Principal::Service("cloudfront.amazonaws.com".to_owned()),
        ];
        for (bucket, place) in buckets {
            let object = format!("{bucket}/{}", OBJECTS[0]);
            for caller in &strangers {
                for action in ["s3:GetObject", "s3:PutObject", "s3:ReplicateObject"] {
                    self.add(Wanted::Denied, caller, action, &object, &place, &over_tls());
                }
                self.add(Wanted::Denied, caller, "s3:ListBucket", &bucket, &place, &over_tls());
                self.add(Wanted::Denied, caller, "s3:PutBucketPolicy", &bucket, &place, &over_tls());
            }
        }
        let bucket = self.expected.arn(&self.expected.bucket);
        let replica_keys = routes.iter().map(|route| {
            (route.replica_key.clone(), route.replica.place.clone(), self.expected.arn(&route.replica.bucket))
        });
        let keys: Vec<_> = std::iter::once((first.source_key.clone(), home, bucket)).chain(replica_keys).collect();
        for (key, place, bucket) in keys {
            for caller in &strangers {
                for action in ["kms:Decrypt", "kms:Encrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"] {
                    self.add(Wanted::Denied, caller, action, &key, &place, &through_s3(&place.region, &bucket));
                }
            }
        }
    }
}
