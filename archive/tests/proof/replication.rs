//! The configuration of an archive against what S3, KMS and CloudFormation make of it when it is put to use.

use serde_json::Value;

use crate::expectation::{Expectation, Replica};
use crate::world::{Found, World, items, text};

/// The parts that S3 puts together to replicate to one bucket.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) replica: Replica,
    /// The ARN of the role that S3 assumes.
    pub(crate) role: String,
    /// The ARN of the key that encrypts the source.
    pub(crate) source_key: String,
    /// The ARN of the key that the replicas are encrypted with; an alias is resolved.
    pub(crate) replica_key: String,
}

/// Finds what S3 would put together for each replica, and everything that keeps it from working or from being safe.
pub(crate) fn routes(world: &World, expected: &Expectation) -> (Vec<Route>, Vec<String>) {
    let mut problems = Vec::new();
    let mut routes = Vec::new();
    let Some(source) = world.bucket(&expected.bucket) else {
        return (routes, vec![format!("there is no bucket {}", expected.bucket)]);
    };
    protected(world, &expected.bucket, source, &mut problems);
    order(world, source, &mut problems);
    let replication = &source.resource.properties["ReplicationConfiguration"];
    let rules = items(&replication["Rules"]);
    if rules.len() != expected.replicas.len() {
        problems.push(format!(
            "{} has {} rules for {} replicas",
            expected.bucket,
            rules.len(),
            expected.replicas.len()
        ));
    }
    unique(rules, "Priority", &mut problems);
    unique(rules, "Id", &mut problems);
    let source_key = encryption_key(world, source).and_then(|key| key.resource.arn.clone());
    for replica in &expected.replicas {
        let place = &replica.place.region;
        let Some(bucket) = world.bucket(&replica.bucket) else {
            problems.push(format!("{place}: there is no bucket {}", replica.bucket));
            continue;
        };
        if (&bucket.stack.place.region, &bucket.stack.place.account) != (&replica.place.region, &replica.place.account)
        {
            problems.push(format!("{place}: {} is in {:?}", replica.bucket, bucket.stack.place));
        }
        protected(world, &replica.bucket, bucket, &mut problems);
        let arn = expected.arn(&replica.bucket);
        let Some(rule) = rules.iter().find(|rule| rule["Destination"]["Bucket"] == arn.as_str()) else {
            problems.push(format!("{place}: no rule replicates to {arn}"));
            continue;
        };
        well_formed(rule, expected, replica, &mut problems);
        let named = text(&rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"]);
        let replica_key = world.key(&named).filter(|key| key.stack.place.region == replica.place.region);
        let Some(replica_key) = replica_key.and_then(|key| key.resource.arn.clone()) else {
            problems.push(format!("{place}: ReplicaKmsKeyID `{named}` is no key of that region"));
            continue;
        };
        if encryption_key(world, bucket).and_then(|key| key.resource.arn.clone()).as_ref() != Some(&replica_key) {
            problems.push(format!("{place}: the replicas are not encrypted with the bucket's own key"));
        }
        let Some(source_key) = source_key.clone() else { continue };
        routes.push(Route { replica: replica.clone(), role: text(&replication["Role"]), source_key, replica_key });
    }
    (routes, problems)
}

/// What every bucket with data must have, whichever way replication goes.
fn protected(world: &World, name: &str, bucket: Found<'_>, problems: &mut Vec<String>) {
    let properties = &bucket.resource.properties;
    let mut require = |holds: bool, what: &str| {
        if !holds {
            problems.push(format!("{name}: {what}"));
        }
    };
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
    retained(name, bucket, problems);
    match encryption_key(world, bucket) {
        None => problems.push(format!("{name}: its key is not among the archive's")),
        Some(key) => {
            retained(&format!("the key of {name}"), key, problems);
            if key.stack.place.region != bucket.stack.place.region {
                problems.push(format!("{name}: its key is in another region"));
            }
            let key = &key.resource.properties;
            let rotates = key["EnableKeyRotation"] == true || !key["PrimaryKeyArn"].is_null();
            if !rotates {
                problems.push(format!("the key of {name} does not rotate"));
            }
            if key["PendingWindowInDays"] != 30 {
                problems.push(format!("the key of {name} can be lost in less than 30 days"));
            }
        }
    }
}

/// Whether a resource outlives its stack, its replacement, and not a failed creation.
fn retained(what: &str, found: Found<'_>, problems: &mut Vec<String>) {
    if found.resource.deletion_policy != "RetainExceptOnCreate" {
        problems
            .push(format!("{what}: DeletionPolicy is {}, not RetainExceptOnCreate", found.resource.deletion_policy));
    }
    if found.resource.update_replace_policy != "Retain" {
        problems.push(format!("{what}: UpdateReplacePolicy is {}, not Retain", found.resource.update_replace_policy));
    }
}

/// S3 checks the destinations when it is given the rules, and assumes the role from then on.
fn order(world: &World, source: Found<'_>, problems: &mut Vec<String>) {
    let stack = &world.primary;
    let Some((id, _)) = stack.resources.iter().find(|(_, resource)| resource.name == source.resource.name) else {
        return;
    };
    for kind in ["AWS::CloudFormation::StackSet", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"] {
        for (before, _) in stack.of_kind(kind) {
            if !stack.is_after(id, before) {
                problems.push(format!("{id} is not made after {before}"));
            }
        }
    }
    for (id, stack_set) in stack.of_kind("AWS::CloudFormation::StackSet") {
        let preferences = &stack_set.properties["OperationPreferences"];
        if preferences["FailureToleranceCount"] != 0 || !preferences["FailureTolerancePercentage"].is_null() {
            problems.push(format!("{id} tolerates failed regions"));
        }
    }
}

/// A replication rule of the second version, with all that replicating KMS-encrypted objects takes.
fn well_formed(rule: &Value, expected: &Expectation, replica: &Replica, problems: &mut Vec<String>) {
    let place = &replica.place.region;
    let mut require = |holds: bool, what: &str| {
        if !holds {
            problems.push(format!("{place}: {what}"));
        }
    };
    require(rule["Status"] == "Enabled", "the rule is not enabled");
    require(rule["Priority"].is_i64(), "the rule has a filter and no priority");
    let filter = &rule["Filter"];
    require(filter.is_object(), "the rule has no filter: it is of the first version");
    require(
        filter["Prefix"] == "" && filter["And"].is_null() && filter["TagFilter"].is_null(),
        "the rule is not for all objects",
    );
    require(rule["DeleteMarkerReplication"]["Status"] == "Enabled", "delete markers are not replicated");
    let selected = &rule["SourceSelectionCriteria"]["SseKmsEncryptedObjects"]["Status"];
    require(selected == "Enabled", "objects encrypted with KMS are left out");
    let destination = &rule["Destination"];
    require(destination["Metrics"]["Status"] == "Enabled", "nobody can see how far replication is behind");
    if !destination["ReplicationTime"].is_null() {
        require(destination["ReplicationTime"]["Time"]["Minutes"] == 15, "replication time control is of 15 minutes");
    }
    if replica.place.account != expected.source.account {
        require(
            destination["Account"] == replica.place.account.as_str(),
            "the rule does not name the account of the bucket",
        );
        require(
            destination["AccessControlTranslation"]["Owner"] == "Destination",
            "replicas stay with the account of the source",
        );
    }
    if expected.two_way {
        let modifications = &rule["SourceSelectionCriteria"]["ReplicaModifications"]["Status"];
        require(modifications == "Enabled", "changes to replicas are not replicated");
    }
}

fn unique(rules: &[Value], member: &str, problems: &mut Vec<String>) {
    for (index, rule) in rules.iter().enumerate() {
        if rules[..index].iter().any(|earlier| earlier[member] == rule[member]) {
            problems.push(format!("two rules have the {member} {}", rule[member]));
        }
    }
}

/// The key that a bucket encrypts with by default.
fn encryption_key<'w>(world: &'w World, bucket: Found<'w>) -> Option<Found<'w>> {
    let encryption = &bucket.resource.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    world.key(&text(&encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]))
}
