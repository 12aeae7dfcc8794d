//! The configuration of an archive against what S3, KMS and CloudFormation make of it when it is put to use.

use serde_json::Value;

use crate::expectation::{Expectation, Store};
use crate::world::{Found, World, items, text};

/// The parts that S3 puts together to replicate from one bucket to another.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// The ARN of the role that S3 assumes.
    pub(crate) role: String,
    pub(crate) from: End,
    pub(crate) to: End,
}

/// A bucket with the key that it is encrypted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) store: Store,
    /// The ARN of the key; an alias is resolved.
    pub(crate) key: String,
}

/// What S3 finds when it looks at an archive.
#[derive(Debug, Default)]
pub(crate) struct Replication {
    pub(crate) routes: Vec<Route>,
    /// Every bucket with its key.
    pub(crate) ends: Vec<End>,
    /// Everything that keeps replication from working or the data from being safe.
    pub(crate) problems: Vec<String>,
}

impl Replication {
    /// Looks at an archive as S3 does.
    pub(crate) fn of(world: &World, expected: &Expectation) -> Self {
        let mut found = Self::default();
        for store in expected.stores() {
            match world.bucket(&store.bucket) {
                None => found.problems.push(format!("there is no bucket {}", store.bucket)),
                Some(bucket) => {
                    found.protected(world, expected, store, bucket);
                    if let Some(key) = encryption_key(world, bucket).and_then(|key| key.resource.arn.clone()) {
                        found.ends.push(End { store: store.clone(), key });
                    }
                }
            }
        }
        found.order(world, expected);
        for store in expected.stores() {
            let rules = rules(world, store);
            let destinations = expected.flows().iter().filter(|(from, _)| *from == store).count();
            if rules.len() != destinations {
                found.problems.push(format!(
                    "{} has {} rules for {destinations} destinations",
                    store.bucket,
                    rules.len()
                ));
            }
            found.unique(rules, "Priority");
            found.unique(rules, "Id");
        }
        for (from, to) in expected.flows() {
            found.route(world, expected, from, to);
        }
        found
    }

    fn require(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(what());
        }
    }

    fn route(&mut self, world: &World, expected: &Expectation, from: &Store, to: &Store) {
        let Some(rule) = rules(world, from).iter().find(|rule| rule["Destination"]["Bucket"] == to.arn().as_str())
        else {
            return self.problems.push(format!("{}: no rule replicates to {}", from.bucket, to.bucket));
        };
        self.well_formed(rule, expected, from, to);
        let named = text(&rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]);
        let key = world.key(&named).filter(|key| key.stack.place == to.place).and_then(|key| key.resource.arn.clone());
        let end = |store: &Store| self.ends.iter().find(|end| end.store == *store).cloned();
        let (Some(from_end), Some(to_end)) = (end(from), end(to)) else { return };
        match key {
            None => self
                .problems
                .push(format!("{}: ReplicaKmsKeyID `{named}` is not a key where {} is", from.bucket, to.bucket)),
            Some(key) => {
                self.require(key == to_end.key, || {
                    format!("{} gets replicas under another key than its own", to.bucket)
                });
                let role = replication(world, from).map(|replication| text(&replication["Role"])).unwrap_or_default();
                self.routes.push(Route { role, from: from_end, to: End { key, ..to_end } });
            }
        }
    }

    /// What every bucket with data must have, whichever way replication goes.
    fn protected(&mut self, world: &World, expected: &Expectation, store: &Store, bucket: Found<'_>) {
        let (name, properties) = (&store.bucket, &bucket.resource.properties);
        self.require(bucket.stack.place == store.place, || format!("{name} is in {:?}", bucket.stack.place));
        let mut require = |holds: bool, what: &str| self.require(holds, || format!("{name}: {what}"));
        require(properties["VersioningConfiguration"]["Status"] == "Enabled", "is not versioned");
        require(
            ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
                .iter()
                .all(|each| properties["PublicAccessBlockConfiguration"][each] == true),
            "does not block public access",
        );
        let ownership = &properties["OwnershipControls"]["Rules"][0]["ObjectOwnership"];
        require(ownership == "BucketOwnerEnforced", "leaves objects to whoever writes them");
        let encryption = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        require(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms", "is not encrypted with KMS");
        require(encryption["BucketKeyEnabled"] == true, "has no bucket key: every object costs a call to KMS");
        let aborts = items(&properties["LifecycleConfiguration"]["Rules"]).iter().any(|rule| {
            rule["Status"] == "Enabled" && rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"].is_i64()
        });
        require(aborts, "keeps uploads that are never completed");
        let locks = properties["ObjectLockEnabled"] == true
            && properties["ObjectLockConfiguration"]["ObjectLockEnabled"] == "Enabled";
        require(locks == expected.object_lock, "has Object Lock, or has it not, against the configuration");
        self.retained(name, bucket);
        let Some(key) = encryption_key(world, bucket) else {
            return self.problems.push(format!("{name}: its key is not among the archive's"));
        };
        self.retained(&format!("the key of {name}"), key);
        self.require(key.stack.place == store.place, || format!("{name}: its key is elsewhere"));
        let properties = &key.resource.properties;
        // A replica of a multi-Region key rotates with its primary, which is looked at too.
        let rotates = properties["EnableKeyRotation"] == true || key.resource.kind == "AWS::KMS::ReplicaKey";
        self.require(rotates, || format!("the key of {name} does not rotate"));
        let days = expected.pending_window_days;
        self.require(properties["PendingWindowInDays"] == days, || {
            format!("the key of {name} can be lost before {days} days")
        });
    }

    /// Whether a resource outlives its stack and its replacement, and not a failed creation.
    fn retained(&mut self, what: &str, found: Found<'_>) {
        let (deletion, replacement) = (&found.resource.deletion_policy, &found.resource.update_replace_policy);
        self.require(deletion == "RetainExceptOnCreate", || {
            format!("{what}: DeletionPolicy is {deletion}, not RetainExceptOnCreate")
        });
        self.require(replacement == "Retain", || format!("{what}: UpdateReplacePolicy is {replacement}, not Retain"));
    }

    /// S3 checks the destinations when it is given the rules, and assumes the role from then on.
    fn order(&mut self, world: &World, expected: &Expectation) {
        let stack = &world.primary;
        let mut buckets = stack.of_kind("AWS::S3::Bucket");
        let Some((id, _)) = buckets.find(|(_, bucket)| bucket.name == expected.source.bucket) else { return };
        for kind in ["AWS::CloudFormation::StackSet", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"] {
            for (before, _) in stack.of_kind(kind) {
                self.require(stack.is_after(id, before), || format!("{id} is not made after {before}"));
            }
        }
        for (id, stack_set) in stack.of_kind("AWS::CloudFormation::StackSet") {
            let preferences = &stack_set.properties["OperationPreferences"];
            let strict =
                preferences["FailureToleranceCount"] == 0 && preferences["FailureTolerancePercentage"].is_null();
            self.require(strict, || format!("{id} tolerates failed regions"));
        }
    }

    /// A replication rule of the second version, with all that replicating KMS-encrypted objects takes.
    fn well_formed(&mut self, rule: &Value, expected: &Expectation, from: &Store, to: &Store) {
        let mut require = |holds: bool, what: &str| {
            self.require(holds, || format!("the rule from {} to {}: {what}", from.bucket, to.bucket))
        };
        let enabled = |value: &Value| value["Status"] == "Enabled";
        require(enabled(rule), "is not enabled");
        require(rule["Priority"].is_i64(), "has a filter and no priority");
        let filter = &rule["Filter"];
        require(filter.is_object(), "has no filter: it is of the first version");
        require(
            filter["Prefix"] == "" && filter["And"].is_null() && filter["TagFilter"].is_null(),
            "is not for all objects",
        );
        let markers = &rule["DeleteMarkerReplication"]["Status"];
        require(
            markers == if expected.delete_markers { "Enabled" } else { "Disabled" },
            "treats delete markers otherwise than configured",
        );
        let criteria = &rule["SourceSelectionCriteria"];
        require(enabled(&criteria["SseKmsEncryptedObjects"]), "leaves out objects encrypted with KMS");
        require(
            enabled(&criteria["ReplicaModifications"]) == expected.two_way,
            "treats changes to replicas otherwise than configured",
        );
        let destination = &rule["Destination"];
        require(
            enabled(&destination["Metrics"]) == expected.metrics,
            "is not measured, or is, against the configuration",
        );
        if !destination["ReplicationTime"].is_null() {
            require(destination["ReplicationTime"]["Time"]["Minutes"] == 15, "promises another time than 15 minutes");
            require(enabled(&destination["Metrics"]), "promises a time that nobody measures");
        }
        if to.place.account != from.place.account {
            require(destination["Account"] == to.place.account.as_str(), "does not name the account of the bucket");
        }
    }

    fn unique(&mut self, rules: &[Value], member: &str) {
        for (index, rule) in rules.iter().enumerate() {
            let again = rules[..index].iter().any(|earlier| earlier[member] == rule[member]);
            self.require(!again, || format!("two rules have the {member} {}", rule[member]));
        }
    }
}

fn replication<'w>(world: &'w World, store: &Store) -> Option<&'w Value> {
    Some(&world.bucket(&store.bucket)?.resource.properties["ReplicationConfiguration"])
}

fn rules<'w>(world: &'w World, store: &Store) -> &'w [Value] {
    replication(world, store).map(|replication| items(&replication["Rules"])).unwrap_or_default()
}

/// The key that a bucket encrypts with by default.
fn encryption_key<'w>(world: &'w World, bucket: Found<'w>) -> Option<Found<'w>> {
    let encryption = &bucket.resource.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    world.key(&text(&encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]))
}
