//! Whether an archive does what it is for: every replica gets what is written, and everything can be read.
//!
//! What is looked at is what replication needs: rules, versions, keys, the role. Whether the last object has arrived is not asked: S3 tells
//! that object by object, and `archive verify` writes one. The codes in the messages are those that S3 gives where a replication fails; see
//! `archive/docs/health.md`.

use futures_util::future::{join_all, join3};
use iam_evaluator::{Context, Principal};

use crate::config::{Config, Region};
use crate::doctor::{Finding, LOOK_AT_TRUST, trusts};
use cfn_deploy::aws::{self, ApiError, Aws, KeyDescription, Replication};
use cfn_deploy::{InstanceStatus, StackReport};

const S3: &str = "s3.amazonaws.com";
const DEPLOY: &str = "`archive deploy` brings it back";

/// What the stack's own report says of its health: its state, and its replicas' stacks.
pub fn of_stack(report: &StackReport) -> Vec<Finding> {
    let subject = format!("stack {}", report.stack);
    let standing = match crate::remedy::of_stack(report) {
        // What is under way may end well.
        Some(next) if report.status.ends_with("_IN_PROGRESS") => {
            Finding::untold(subject, format!("is {}", report.status), next)
        }
        Some(next) => Finding::bad(subject, format!("is {}", report.status), next),
        None => Finding::good(subject, format!("is {}", report.status)),
    };
    std::iter::once(standing).chain(report.instances.iter().map(of_instance)).collect()
}

fn of_instance(instance: &InstanceStatus) -> Finding {
    let subject = format!("instance of {} in {}, account {}", instance.stack_set, instance.region, instance.account);
    let because = instance.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    match instance.status.as_str() {
        "CURRENT" => Finding::good(subject, "is up to date"),
        "OUTDATED" => Finding::bad(
            subject,
            format!("is OUTDATED, so its last update failed or never reached it{because}"),
            "run `archive deploy` again; if nothing has changed since, remove what the reason names first",
        ),
        "INOPERABLE" => Finding::bad(
            subject,
            format!("is INOPERABLE, so a deletion failed and StackSets leave it alone{because}"),
            "take the instance out of the StackSet, retaining its stack; delete that stack, retaining bucket and key; then deploy again",
        ),
        other => Finding::untold(subject, format!("is {other}{because}"), "see `archive events --follow`"),
    }
}

/// What replication needs, in every region at once.
pub async fn of_replication(aws: &Aws, config: &Config) -> Vec<Finding> {
    let bucket = config.bucket_name();
    let home = config.region();
    let replication = match aws.replication(home.as_str(), &bucket).await {
        Ok(Some(replication)) => replication,
        Ok(None) => Replication { role: String::new(), rules: Vec::new() },
        Err(error) => return vec![of_bucket_error(format!("bucket {bucket}"), &error)],
    };
    let replicas = join_all(config.replications().iter().map(|region| replica(aws, config, &replication, region)));
    let detached = join_all(
        config
            .replica_regions()
            .filter(|region| !config.replications().contains(region))
            .map(|region| async move { readable(aws, region, &config.replica_bucket_name(region)).await }),
    );
    let (own, others, role) = join3(
        primary(aws, config),
        futures_util::future::join(replicas, detached),
        role(aws, config, &replication.role),
    )
    .await;
    own.into_iter().chain(others.0.into_iter().flatten()).chain(others.1).chain(role).collect()
}

async fn primary(aws: &Aws, config: &Config) -> Vec<Finding> {
    let (region, bucket) = (config.region(), config.bucket_name());
    let (versioned, readable) =
        futures_util::future::join(aws.bucket_is_versioned(region.as_str(), &bucket), readable(aws, region, &bucket))
            .await;
    let subject = format!("bucket {bucket}");
    let versioned = match versioned {
        Ok(true) => None,
        Ok(false) => Some(Finding::bad(
            subject,
            "is not versioned: nothing is replicated, and what is overwritten is lost",
            DEPLOY,
        )),
        Err(error) => Some(of_bucket_error(subject, &error)),
    };
    versioned.into_iter().chain([readable]).collect()
}

/// Whether what is in a bucket can be decrypted.
async fn readable(aws: &Aws, region: &Region, bucket: &str) -> Finding {
    let subject = format!("bucket {bucket}");
    let key = match aws.bucket_key(region.as_str(), bucket).await {
        Ok(Some(key)) => key,
        Ok(None) => return Finding::bad(subject, "is not encrypted with a KMS key", DEPLOY),
        Err(error) => return of_bucket_error(subject, &error),
    };
    match aws.describe_key(region.as_str(), &key).await {
        Ok(Some(key)) if key.is_usable() => Finding::good(subject, "can be read: its key is enabled"),
        Ok(Some(key)) => unusable(subject, region, &key, "nothing in it can be read or written"),
        Ok(None) => Finding::bad(
            subject,
            "its key is gone: what is in it is lost",
            "use a replica; `archive status` shows which can be read",
        ),
        Err(error) => Finding::open(subject, &error),
    }
}

/// One destination: a rule leads there, it keeps versions, and its key encrypts.
async fn replica(aws: &Aws, config: &Config, replication: &Replication, region: &Region) -> Vec<Finding> {
    let bucket = config.replica_bucket_name(region);
    let subject = format!("replica {bucket}");
    if config.awaiting_key().contains(region) {
        let message = "receives no objects yet: its key is unknown";
        let remedy = "write the output KeyArn of its stack into [replica.keys], and deploy again";
        return vec![Finding::bad(subject, message, remedy)];
    }
    let arn = format!("arn:{}:s3:::{bucket}", region.partition());
    let rule = replication.rules.iter().find(|rule| rule.destination == arn);
    let key = async {
        match rule.and_then(|rule| rule.key.as_ref()) {
            Some(key) => aws.describe_key(region.as_str(), key).await.map(|state| Some((key, state))),
            None => Ok(None),
        }
    };
    let locks = async {
        match config.options().object_lock {
            Some(_) => aws.bucket_locks(region.as_str(), &bucket).await,
            None => Ok(true),
        }
    };
    let (versioned, key, locks) = join3(aws.bucket_is_versioned(region.as_str(), &bucket), key, locks).await;
    let bad = |message: &str, remedy: &str| Finding::bad(&subject, message, remedy);
    let mut found = Vec::new();
    match rule {
        None => found.push(bad("no replication rule names it", DEPLOY)),
        Some(rule) if !rule.enabled => found.push(bad("its replication rule is disabled", DEPLOY)),
        Some(_) => {}
    }
    match versioned {
        Ok(true) => {}
        Ok(false) => found
            .push(bad("is not versioned, so nothing is replicated (DstBucketUnversioned)", "turn its versioning on")),
        Err(error) => {
            found.push(of_bucket_error(subject, &error));
            return found;
        }
    }
    match key {
        Ok(Some((_, Some(key)))) if key.is_usable() => {}
        Ok(Some((_, Some(key)))) => {
            found.push(unusable(&subject, region, &key, "nothing is replicated (DstKmsKeyInvalidState)"));
        }
        Ok(Some((name, None))) => {
            found.push(bad(&format!("there is no key {name}, so nothing is replicated (DstKmsKeyNotFound)"), DEPLOY));
        }
        Ok(None) if rule.is_some() => found.push(bad("its rule names no key to encrypt the replicas with", DEPLOY)),
        Ok(None) => {}
        Err(error) => found.push(Finding::open(&subject, &error)),
    }
    match locks {
        Ok(true) => {}
        Ok(false) => found.push(bad(
            "has no Object Lock, so locked objects are not replicated (DstBucketObjectLockConfigMissing)",
            "turn its Object Lock on, which versions permit at any time",
        )),
        Err(error) => found.push(Finding::open(&subject, &error)),
    }
    if config.options().replication.two_way {
        found.extend(back(aws, config, region, &bucket).await);
    }
    if found.is_empty() {
        found.push(Finding::good(subject, "replicated to: its rule is enabled, it is versioned, its key is enabled"));
    }
    found
}

/// The rule that leads back to the primary bucket; nothing if it is as it should be.
async fn back(aws: &Aws, config: &Config, region: &Region, bucket: &str) -> Option<Finding> {
    let subject = format!("replica {bucket}");
    let arn = format!("arn:{}:s3:::{}", region.partition(), config.bucket_name());
    match aws.replication(region.as_str(), bucket).await {
        Ok(Some(back)) if back.rules.iter().any(|rule| rule.enabled && rule.destination == arn) => None,
        Ok(_) => Some(Finding::bad(subject, "does not replicate back to the primary bucket", DEPLOY)),
        Err(error) => Some(Finding::open(subject, &error)),
    }
}

/// The role that S3 replicates with: it is there, S3 may assume it, and it may write every replica.
async fn role(aws: &Aws, config: &Config, arn: &str) -> Vec<Finding> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    if name.is_empty() {
        return Vec::new();
    }
    let subject = format!("role {name}");
    let home = config.region().as_str();
    let role = match aws.role(home, name).await {
        Ok(Some(role)) => role,
        Ok(None) => {
            return vec![Finding::bad(subject, "is gone, so nothing is replicated (AssumeRoleNotPermitted)", DEPLOY)];
        }
        Err(error) => return vec![Finding::open(subject, &error)],
    };
    let mut found = Vec::new();
    match trusts(&role, Principal::Service(S3.to_owned()), account_of(&role), Context::new()) {
        Ok(true) => {}
        Ok(false) => found.push(Finding::bad(
            &subject,
            "does not trust S3, so nothing is replicated (AssumeRoleNotPermitted)",
            DEPLOY,
        )),
        Err(why) => found.push(Finding::untold(&subject, why, LOOK_AT_TRUST)),
    }
    let writes = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"].map(str::to_owned);
    let waiting = config.awaiting_key();
    let objects: Vec<String> = config
        .replications()
        .iter()
        .filter(|region| !waiting.contains(region))
        .map(|region| format!("arn:{}:s3:::{}/*", region.partition(), config.replica_bucket_name(region)))
        .collect();
    if !objects.is_empty() {
        match aws.simulate(home, &role.arn, &writes, &objects, S3).await {
            Ok(results) => {
                let refused = results.iter().filter(|result| result.verdict != aws::Verdict::Allowed);
                found.extend(refused.map(|result| {
                    let message =
                        format!("does not allow {} on {} (DstPutObjectNotPermitted)", result.action, result.resource);
                    Finding::bad(&subject, message, DEPLOY)
                }));
            }
            Err(error) => found.push(Finding::open(format!("{subject}, writing replicas"), &error)),
        }
    }
    if found.is_empty() {
        found.push(Finding::good(subject, "S3 may assume it, and it may write every replica"));
    }
    found
}

/// The account in a role's ARN, the name of which AWS gives.
fn account_of(role: &aws::Role) -> &str {
    role.arn.split(':').nth(4).unwrap_or(&role.arn)
}

fn unusable(subject: impl Into<String>, region: &Region, key: &KeyDescription, so: &str) -> Finding {
    let (region, arn) = (region.as_str(), &key.arn);
    let enable = format!("aws kms enable-key --region {region} --key-id {arn}");
    let remedy = match key.state.as_str() {
        "Disabled" => format!("run  {enable}"),
        "PendingDeletion" | "PendingReplicaDeletion" => format!(
            "cancel its deletion in time:   aws kms cancel-key-deletion --region {region} --key-id {arn}  and then  {enable}"
        ),
        _ => "wait, and look at the key in the KMS console".to_owned(),
    };
    Finding::bad(subject, format!("its key is {}: {so}", key.state), remedy)
}

fn of_bucket_error(subject: String, error: &ApiError) -> Finding {
    if error.is("NoSuchBucket") || error.is("NotFound") {
        return Finding::bad(
            subject,
            "is gone (DstBucketNotFound for a replica)",
            "see `archive drift`; a deleted bucket is created again by hand or with a new prefix",
        );
    }
    Finding::open(subject, error)
}
