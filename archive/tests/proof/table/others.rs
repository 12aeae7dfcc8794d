//! Everybody else: those who run the account, services that report, and strangers.

use iam_evaluator::Principal;

use super::{OBJECTS, STRANGER, Table, Wanted, administrator, on_behalf_of, root, service, through_s3, without_tls};
use crate::expectation::Store;
use crate::replication::End;
use crate::world::over_tls;

impl Table<'_> {
    /// Not even those who may do everything delete a bucket or a version.
    pub(super) fn nobody_destroys(&mut self, end: &End) {
        let store = &end.store;
        for caller in [administrator(&store.place, &store.place.account), self.session(), root(&store.place)] {
            self.add(Wanted::Forbidden, &caller, "s3:DeleteBucket", &store.arn(), &store.place, &over_tls());
            let version = store.object(OBJECTS[2]);
            self.add(Wanted::Forbidden, &caller, "s3:DeleteObjectVersion", &version, &store.place, &over_tls());
        }
    }

    /// Whoever runs the account reads every object and holds every key, with or without the stacks: data that is retained stays
    /// readable, and no key locks its owner out.
    pub(super) fn owner_reaches_the_data(&mut self, end: &End) {
        let place = &end.store.place;
        let owner = administrator(place, &place.account);
        for action in ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] {
            self.add(Wanted::Allowed, &owner, action, &end.store.object(OBJECTS[0]), place, &over_tls());
        }
        for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
            self.add(Wanted::Allowed, &owner, action, &end.key, place, &through_s3(&place.region, &end.store.arn()));
        }
        for action in ["kms:PutKeyPolicy", "kms:CancelKeyDeletion", "kms:EnableKey"] {
            self.add(Wanted::Allowed, &owner, action, &end.key, place, &over_tls());
        }
    }

    /// Nobody uploads under another key than the archive's, which S3 would not replicate.
    pub(super) fn nobody_brings_a_key(&mut self, end: &End) {
        let (store, place) = (&end.store, &end.store.place);
        let object = store.object(OBJECTS[0]);
        let encrypted = |with: &str| over_tls().with("s3:x-amz-server-side-encryption", with);
        let under = |key: &str| encrypted("aws:kms").with("s3:x-amz-server-side-encryption-aws-kms-key-id", key);
        let other = format!("arn:{}:kms:{}:{}:key/of-another-purpose", place.partition(), place.region, place.account);
        let customers = over_tls().with("s3:x-amz-server-side-encryption-customer-algorithm", "AES256");
        for caller in [administrator(place, &place.account), root(place)] {
            for context in [encrypted("AES256"), encrypted("aws:kms"), under(&other), customers.clone()] {
                self.add(Wanted::Forbidden, &caller, "s3:PutObject", &object, place, &context);
            }
        }
        let owner = administrator(place, &place.account);
        self.add(Wanted::Allowed, &owner, "s3:PutObject", &object, place, &under(&end.key));
    }

    /// Nobody reads or writes without TLS.
    pub(super) fn nobody_listens(&mut self, end: &End) {
        let store = &end.store;
        for caller in [administrator(&store.place, &store.place.account), self.session()] {
            for action in ["s3:GetObject", "s3:PutObject"] {
                let object = store.object(OBJECTS[2]);
                self.add(Wanted::Forbidden, &caller, action, &object, &store.place, &without_tls());
            }
            self.add(Wanted::Forbidden, &caller, "s3:ListBucket", &store.arn(), &store.place, &without_tls());
        }
    }

    /// Callers from elsewhere, with everything allowed to them there, and callers without any account.
    pub(super) fn strangers_stay_out(&mut self, end: &End) {
        let store = &end.store;
        let place = &store.place;
        let strangers = [
            administrator(place, STRANGER),
            Principal::Anonymous,
            service("s3.amazonaws.com"),
            service("cloudfront.amazonaws.com"),
        ];
        for caller in &strangers {
            for action in ["s3:GetObject", "s3:PutObject", "s3:ReplicateObject"] {
                self.add(Wanted::Denied, caller, action, &store.object(OBJECTS[0]), place, &over_tls());
            }
            self.add(Wanted::Denied, caller, "s3:ListBucket", &store.arn(), place, &over_tls());
            self.add(Wanted::Denied, caller, "s3:PutBucketPolicy", &store.arn(), place, &over_tls());
            for action in ["kms:Decrypt", "kms:Encrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"] {
                self.add(Wanted::Denied, caller, action, &end.key, place, &through_s3(&place.region, &store.arn()));
            }
        }
    }

    /// S3 delivers what it has about the bucket to the log bucket, and about no other bucket, and nowhere else.
    pub(super) fn logs_are_delivered(&mut self, store: &Store) {
        let place = &store.place;
        for (name, folder) in self.expected.logs.clone() {
            let (caller, log) = (service(name), format!("{}/{folder}/2030-01-01", store.log_arn()));
            let put = "s3:PutObject";
            self.add(Wanted::Allowed, &caller, put, &log, place, &on_behalf_of(&place.account, &store.arn()));
            self.add(Wanted::Denied, &caller, put, &log, place, &on_behalf_of(STRANGER, &store.arn()));
            let other = format!("{}-of-a-stranger", store.arn());
            self.add(Wanted::Denied, &caller, put, &log, place, &on_behalf_of(&place.account, &other));
            let elsewhere = format!("{}/elsewhere/2030-01-01", store.log_arn());
            self.add(Wanted::Denied, &caller, put, &elsewhere, place, &on_behalf_of(&place.account, &store.arn()));
            let data = store.object("2030-01-01");
            self.add(Wanted::Denied, &caller, put, &data, place, &on_behalf_of(&place.account, &store.arn()));
            let session = self.session();
            self.add(Wanted::Denied, &session, put, &log, place, &over_tls());
            self.add(Wanted::Denied, &session, "s3:GetObject", &log, place, &over_tls());
            let owner = administrator(place, &place.account);
            self.add(Wanted::Allowed, &owner, "s3:GetObject", &log, place, &over_tls());
            self.add(Wanted::Forbidden, &owner, "s3:GetObject", &log, place, &without_tls());
        }
    }

    /// S3 and CloudWatch publish what failed to the archive's topic, which its key encrypts; others do not.
    pub(super) fn failures_are_reported(&mut self) {
        let Some(topic) = self.expected.failure_topic.clone() else { return };
        let home = self.expected.source.clone();
        let (place, key) = (&home.place, self.replication.routes[0].from.key.clone());
        let alarm = format!("arn:{}:cloudwatch:{}:{}:alarm:failed", place.partition(), place.region, place.account);
        for (name, source) in [("s3.amazonaws.com", home.arn()), ("cloudwatch.amazonaws.com", alarm)] {
            let caller = service(name);
            let publish = "sns:Publish";
            self.add(Wanted::Allowed, &caller, publish, &topic, place, &on_behalf_of(&place.account, &source));
            self.add(Wanted::Denied, &caller, publish, &topic, place, &on_behalf_of(STRANGER, &source));
            let encrypts = |arn: &str| over_tls().with("kms:EncryptionContext:aws:sns:topicArn", arn);
            for action in ["kms:GenerateDataKey", "kms:Decrypt"] {
                self.add(Wanted::Allowed, &caller, action, &key, place, &encrypts(&topic));
                self.add(Wanted::Denied, &caller, action, &key, place, &encrypts(&format!("{topic}-of-a-stranger")));
            }
        }
        for caller in [service("lambda.amazonaws.com"), Principal::Anonymous, administrator(place, STRANGER)] {
            self.add(Wanted::Denied, &caller, "sns:Publish", &topic, place, &over_tls());
        }
        self.calls_are_reported(&topic);
    }

    /// EventBridge publishes destructive calls to the topic of their region, where that is wanted, and encrypts them with its key.
    fn calls_are_reported(&mut self, topic_at_home: &str) {
        let home = &self.expected.source.place;
        let name = topic_at_home.rsplit(':').next().unwrap_or_default().to_owned();
        let is_wanted = self.expected.calls_reported;
        let events = service("events.amazonaws.com");
        let wanted = if is_wanted { Wanted::Allowed } else { Wanted::Denied };
        for end in self.replication.ends.iter().filter(|end| is_wanted || end.store.place == *home) {
            let place = &end.store.place;
            let topic = format!("arn:{}:sns:{}:{}:{name}", place.partition(), place.region, place.account);
            self.add(wanted, &events, "sns:Publish", &topic, place, &over_tls());
            let encrypts = |arn: &str| over_tls().with("kms:EncryptionContext:aws:sns:topicArn", arn);
            for action in ["kms:GenerateDataKey", "kms:Decrypt"] {
                self.add(wanted, &events, action, &end.key, place, &encrypts(&topic));
                self.add(
                    Wanted::Denied,
                    &events,
                    action,
                    &end.key,
                    place,
                    &encrypts(&format!("{topic}-of-a-stranger")),
                );
            }
        }
    }
}
