//! Whether an archive does what it is for: every replica gets what is written, and everything can be read.
//!
//! What is looked at is what replication needs (rules, versions, keys, the role), and what protects the data (the buckets' policies, the
//! block of public access, lifecycle rules, the keys that encrypt). Whether the last object has arrived is not asked: S3 tells
//! that object by object, and `archive verify` writes one. The codes in the messages are those that S3 gives where a replication fails; see
//! `archive/docs/health.md`.

mod measured;
mod objects;
mod outsiders;
mod protection;
mod role;

pub use self::measured::of_metrics;
pub use self::objects::{ObjectSelection, SAMPLE};
pub(crate) use self::role::role_lacks_its_policy;
use crate::config::options::StorageClass;
use crate::config::{Config, Region};
use crate::doctor::Finding;
use crate::stacks::Promotion;
use cfn_deploy::aws::{ApiError, Aws, BucketEncryption, KeyDescription, Replication, ReplicationRule};
use cfn_deploy::{InstanceStatus, StackReport};
use futures_util::future::{join, join_all, join3};

/// What was changed by hand is not in the template, so that a deployment without this option finds nothing to change.
const REVERT: &str = "`archive deploy --revert-drift` brings it back";

/// What the stack's own report says of its health: its state, and its replicas' stacks.
pub fn of_stack(report: &StackReport) -> Vec<Finding> {
    let subject = format!("stack {}", report.stack);
    let standing = match crate::remedy::of_stack(report) {
        // What is under way may end well.
        Some(next) if report.status.ends_with("_IN_PROGRESS") => {
            Finding::unknown(subject, format!("is {}", report.status), next)
        }
        Some(next) => Finding::failed(subject, format!("is {}", report.status), next),
        None => Finding::passed(subject, format!("is {}", report.status)),
    };
    let promoted = report.instances.iter().filter_map(of_promotion);
    std::iter::once(standing).chain(report.instances.iter().map(of_instance)).chain(promoted).collect()
}

/// A replica to which objects are written, because the primary region was gone.
fn of_promotion(instance: &InstanceStatus) -> Option<Finding> {
    let region = &instance.region;
    let subject = format!("replica in {region}");
    match Promotion::read(|name| instance.stack_outputs.get(name).map(String::as_str)) {
        Ok(None) => None,
        Ok(Some(promotion)) => Some(Finding::failed(
            subject,
            format!("is promoted since {}: what is written to it is in this region only", promotion.since),
            format!("`archive failback {region}` returns it to the primary bucket"),
        )),
        Err(why) => Some(Finding::unknown(subject, why, "use the version of this program that promoted it")),
    }
}

/// What protects the stack itself, and whether its StackSet has the replicas that it says it has.
pub fn of_deployment(report: &StackReport) -> Vec<Finding> {
    let mut found = Vec::new();
    // What failed is not protected yet, or no longer to be.
    if !report.termination_protection && report.situation.is_none() {
        found.push(Finding::failed(
            format!("stack {}", report.stack),
            "is not protected from deletion: its termination protection is off",
            "`archive deploy` protects it again",
        ));
    }
    let deployed = report.outputs.get("BucketReplications").map_or("", String::as_str);
    let has_instance = |region: &&str| report.instances.iter().any(|instance| instance.region == *region);
    found.extend(deployed.split(',').filter(|region| !region.is_empty() && !has_instance(region)).map(|region| {
        Finding::failed(
            format!("replica in {region}"),
            "is no instance of the StackSet any more, so that no deployment changes its stack",
            "`archive deploy --revert-drift` has the StackSet take it in again",
        )
    }));
    found
}

fn of_instance(instance: &InstanceStatus) -> Finding {
    let subject = format!("instance of {} in {}, account {}", instance.stack_set, instance.region, instance.account);
    let because = instance.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    if instance.stack_status.as_deref() == Some("DELETE_COMPLETE") {
        let message = "its stack was deleted, which the StackSet does not know: nothing changes it any more";
        return Finding::failed(subject, message, "`archive deploy --revert-drift` makes it again of what is retained");
    }
    match instance.status.as_str() {
        "CURRENT" => Finding::passed(subject, "is up to date"),
        "OUTDATED" => Finding::failed(
            subject,
            format!("is OUTDATED, so its last update failed or never reached it{because}"),
            "`archive deploy --revert-drift` updates it, once what the reason names is gone",
        ),
        "INOPERABLE" => Finding::failed(
            subject,
            format!(
                "is INOPERABLE, so its deletion or import failed and the StackSet's updates leave it alone{because}"
            ),
            "`archive deploy --revert-drift` takes it out of the StackSet and imports what is retained",
        ),
        other => Finding::unknown(subject, format!("is {other}{because}"), "see `archive events --follow`"),
    }
}

/// What replication needs, in every region at once.
///
/// `replicas` is the connection to the account of the replicas; in one account it is the same.
pub async fn of_replication(aws: &Aws, replicas: &Aws, config: &Config) -> Vec<Finding> {
    let bucket = config.bucket_name();
    let home = config.region();
    let replication = match aws.replication(home.as_str(), &bucket).await {
        Ok(Some(replication)) => replication,
        Ok(None) => Replication { role: String::new(), rules: Vec::new() },
        Err(error) => return vec![of_bucket_error(format!("bucket {bucket}"), &error)],
    };
    let (own, locked) = join(outsiders::own_accounts(aws, config), is_locked(aws, config)).await;
    let place = Place { config, own: own.as_deref(), role: &replication.role, locked };
    let place = &place;
    let attached = join_all(config.replications().iter().map(|region| replica(replicas, place, &replication, region)));
    let detached = join_all(config.replica_regions().filter(|region| !config.replications().contains(region)).map(
        |region| async move {
            let bucket = config.replica_bucket_name(region);
            let (mut found, protection) = join(
                async { readable(replicas, place, region, (&bucket, None)).await.0 },
                protection::of_bucket(replicas, config, place.own, place.role, (region, &bucket)),
            )
            .await;
            found.extend(protection);
            found
        },
    ));
    let regions = std::iter::once(home).chain(config.replica_regions());
    let logs = join_all(regions.map(|region| {
        protection::of_log_bucket(if region == home { aws } else { replicas }, config, place.own, region)
    }));
    let (own, (attached, detached), (role, logs)) =
        join3(primary(aws, place), join(attached, detached), join(role::of(aws, config, &replication.role), logs))
            .await;
    let of_regions = attached.into_iter().chain(detached).flatten();
    own.into_iter().chain(of_regions).chain(role).chain(logs.into_iter().flatten()).collect()
}

/// What is known of an archive before its parts are looked at.
struct Place<'a> {
    config: &'a Config,
    /// The accounts that it is in; `None` if they are not known.
    own: Option<&'a [String]>,
    /// The ARN of the role that the primary bucket is replicated with; empty if it is not.
    role: &'a str,
    /// Whether the primary bucket has Object Lock, so that what is replicated may be locked.
    locked: bool,
}

/// Whether the primary bucket has the Object Lock that the configuration wants. What cannot be told is taken to be so.
async fn is_locked(aws: &Aws, config: &Config) -> bool {
    match config.options().object_lock {
        Some(_) => aws.bucket_locks(config.region().as_str(), &config.bucket_name()).await.unwrap_or(true),
        None => false,
    }
}

async fn primary(aws: &Aws, place: &Place<'_>) -> Vec<Finding> {
    let config = place.config;
    let (region, bucket) = (config.region(), config.bucket_name());
    let alias = format!("alias/{}/archive", config.prefix());
    let (versioned, (readable, objects), protection) = join3(
        aws.bucket_is_versioned(region.as_str(), &bucket),
        async {
            let (readable, key) = readable(aws, place, region, (&bucket, Some(&alias))).await;
            let objects = match key {
                Some(key) => objects::of_bucket(aws, region, &bucket, &key, ObjectSelection::Sample).await,
                None => None,
            };
            (readable, objects)
        },
        protection::of_bucket(aws, config, place.own, place.role, (region, &bucket)),
    )
    .await;
    let subject = format!("bucket {bucket}");
    let versioned = match versioned {
        Ok(true) => None,
        Ok(false) => Some(Finding::failed(
            subject,
            "is not versioned: nothing is replicated, and what is overwritten is lost",
            REVERT,
        )),
        Err(error) => Some(of_bucket_error(subject, &error)),
    };
    versioned.into_iter().chain(readable).chain(objects).chain(protection).collect()
}

/// Whether the objects of the buckets that are replicated are encrypted with their buckets' keys: as many of them as `extent` says.
///
/// # Errors
/// A bucket's key is not known.
pub async fn of_objects(aws: &Aws, config: &Config, extent: ObjectSelection) -> Result<Vec<Finding>, ApiError> {
    let replicas = config.replications().iter().filter(|_| config.options().replication.two_way);
    let mut sources = vec![(*config.region(), config.bucket_name())];
    sources.extend(replicas.map(|region| (*region, config.replica_bucket_name(region))));
    let mut found = Vec::new();
    for (region, bucket) in sources {
        let Some(key) = aws.bucket_key(region.as_str(), &bucket).await? else { continue };
        let Some(key) = aws.describe_key(region.as_str(), &key).await? else { continue };
        found.extend(objects::of_bucket(aws, &region, &bucket, &key.arn, extent).await);
    }
    Ok(found)
}

/// Whether what is in a bucket can be decrypted, and whether new objects are encrypted with the key that is known as `known`, where that
/// is given. The two names would have to be changed together to hide another key. Also the ARN of the bucket's key, if there is one.
async fn readable(
    aws: &Aws,
    place: &Place<'_>,
    region: &Region,
    (bucket, known): (&str, Option<&str>),
) -> (Vec<Finding>, Option<String>) {
    let subject = format!("bucket {bucket}");
    let encryption = match aws.bucket_encryption(region.as_str(), bucket).await {
        Ok(encryption) => encryption,
        Err(error) => return (vec![of_bucket_error(subject, &error)], None),
    };
    let customers = takes_customer_keys(place.config, &subject, &encryption);
    let Some(key) = encryption.key else {
        return (vec![Finding::failed(subject, "is not encrypted with a KMS key", REVERT)], None);
    };
    let named = async {
        match known {
            Some(name) => aws.describe_key(region.as_str(), name).await.map(|key| Some((name, key))),
            None => Ok(None),
        }
    };
    let (key, named) = join(aws.describe_key(region.as_str(), &key), named).await;
    let (usable, key) = match key {
        Ok(Some(key)) if key.is_usable() => (Finding::passed(&subject, "can be read: its key is enabled"), Some(key)),
        Ok(Some(key)) => (unusable(&subject, region, &key, "nothing in it can be read or written"), Some(key)),
        Ok(None) => {
            let remedy = "use a replica; `archive status` shows which can be read";
            (Finding::failed(&subject, "its key is gone: what is in it is lost", remedy), None)
        }
        Err(error) => (Finding::call_failed(&subject, &error), None),
    };
    let other = match named {
        Ok(Some((name, None))) => {
            Some(Finding::failed(subject, format!("the alias {name} of its key is gone"), REVERT))
        }
        Ok(Some((name, Some(named)))) if key.as_ref().is_some_and(|key| key.id != named.id) => Some(Finding::failed(
            subject,
            format!("encrypts new objects with another key than {name}, which the archive's policies are about"),
            REVERT,
        )),
        Ok(_) => None,
        Err(error) => Some(Finding::call_failed(subject, &error)),
    };
    let policy = match &key {
        Some(key) => outsiders::of_key(aws, region, key, place.own, &format!("bucket {bucket}")).await,
        None => Vec::new(),
    };
    (std::iter::once(usable).chain(other).chain(customers).chain(policy).collect(), key.map(|key| key.arn))
}

/// That a bucket takes uploads with keys that customers provide, where it is not to.
fn takes_customer_keys(config: &Config, subject: &str, encryption: &BucketEncryption) -> Option<Finding> {
    let takes = config.options().protection.deny_other_keys && !encryption.blocks_customer_keys;
    takes.then(|| Finding::failed(subject, "no longer blocks uploads with SSE-C", REVERT))
}

/// One destination: a rule leads there, it keeps versions, and its key encrypts.
async fn replica(aws: &Aws, place: &Place<'_>, replication: &Replication, region: &Region) -> Vec<Finding> {
    let config = place.config;
    let bucket = config.replica_bucket_name(region);
    let subject = format!("replica {bucket}");
    if config.awaiting_key().contains(region) {
        let message = "receives no objects yet: its key is unknown";
        let remedy = "write the output KeyArn of its stack into [replica.keys], and deploy again";
        return vec![Finding::failed(subject, message, remedy)];
    }
    let arn = format!("arn:{}:s3:::{bucket}", region.partition());
    let rule = replication.rules.iter().find(|rule| rule.destination == arn);
    let key = async {
        match rule.and_then(|rule| rule.key.as_ref()) {
            Some(key) => aws.describe_key(region.as_str(), key).await.map(|state| Some((key, state))),
            None => Ok(None),
        }
    };
    let locks = takes_locked_objects(aws, place, region, &bucket);
    let own_key = aws.bucket_encryption(region.as_str(), &bucket);
    let ((versioned, key, locks), protection, own_key) = join3(
        join3(aws.bucket_is_versioned(region.as_str(), &bucket), key, locks),
        protection::of_bucket(aws, config, place.own, place.role, (region, &bucket)),
        own_key,
    )
    .await;
    let bad = |message: &str, remedy: &str| Finding::failed(&subject, message, remedy);
    let mut found = Vec::new();
    if let Ok(encryption) = &own_key {
        found.extend(takes_customer_keys(config, &subject, encryption));
    }
    let own_key = own_key.map(|encryption| encryption.key);
    found.extend(of_rule(&subject, rule, config));
    match versioned {
        Ok(true) => {}
        Ok(false) => found.push(bad("is not versioned, so nothing is replicated (DstBucketUnversioned)", REVERT)),
        Err(error) => {
            found.push(of_bucket_error(subject, &error));
            return found;
        }
    }
    let usable_arn = match &key {
        Ok(Some((_, Some(key)))) if key.is_usable() => Some(key.arn.clone()),
        _ => None,
    };
    if let Ok(Some((_, Some(key)))) = &key {
        found.extend(outsiders::of_key(aws, region, key, place.own, &subject).await);
    }
    match key {
        Ok(Some((name, key))) => found.extend(of_destination_key(&subject, region, name, key, own_key)),
        Ok(None) if rule.is_some() => found.push(bad("its rule names no key to encrypt the replicas with", REVERT)),
        Ok(None) => {}
        Err(error) => found.push(Finding::call_failed(&subject, &error)),
    }
    found.extend(of_object_lock(&subject, locks));
    if config.options().replication.two_way {
        found.extend(back(aws, config, region, &bucket).await);
    }
    let objects = match usable_arn.filter(|_| config.options().replication.two_way) {
        Some(arn) => objects::of_bucket(aws, region, &bucket, &arn, ObjectSelection::Sample).await,
        None => None,
    };
    if found.is_empty() {
        found.push(Finding::passed(subject, "replicated to: its rule is enabled, it is versioned, its key is enabled"));
    }
    found.extend(objects);
    found.extend(protection);
    found
}

/// Whether a destination takes what may be locked; so does every one where nothing is.
async fn takes_locked_objects(aws: &Aws, place: &Place<'_>, region: &Region, bucket: &str) -> Result<bool, ApiError> {
    match place.locked {
        true => aws.bucket_locks(region.as_str(), bucket).await,
        false => Ok(true),
    }
}

/// The key `name` that the rule encrypts a destination's objects with; nothing if it is usable and is the bucket's own.
fn of_destination_key(
    subject: &str,
    region: &Region,
    name: &str,
    key: Option<KeyDescription>,
    own_key: Result<Option<String>, ApiError>,
) -> Option<Finding> {
    let message = match (key, own_key) {
        (None, _) => format!("there is no key {name}, so nothing is replicated (DstKmsKeyNotFound)"),
        (Some(key), _) if !key.is_usable() => {
            return Some(unusable(subject, region, &key, "nothing is replicated (DstKmsKeyInvalidState)"));
        }
        (Some(key), Ok(Some(own))) if own == key.arn || own == key.id => return None,
        (Some(_), Ok(Some(_))) => "encrypts with another key than the one that replication is set up for".to_owned(),
        (Some(_), Ok(None)) => "is not encrypted with a KMS key".to_owned(),
        (Some(_), Err(error)) => return Some(Finding::call_failed(subject, &error)),
    };
    Some(Finding::failed(subject, message, REVERT))
}

/// The rule that replicates to a bucket; nothing if it is as it should be.
fn of_rule(subject: &str, rule: Option<&ReplicationRule>, config: &Config) -> Option<Finding> {
    let wanted = &config.options().replication;
    let class = wanted.storage_class.map(StorageClass::as_str);
    let message = match rule {
        None => "no replication rule names it".to_owned(),
        Some(rule) if !rule.enabled => "its replication rule is disabled".to_owned(),
        Some(rule) if !rule.is_of_all_objects => "its replication rule is about a part of the objects only".to_owned(),
        Some(rule) if wanted.delete_markers && !rule.replicates_delete_markers => {
            "its replication rule does not replicate delete markers, as the configuration wants".to_owned()
        }
        Some(ReplicationRule { storage_class: Some(other), .. }) if class != Some(other.as_str()) => {
            format!("its replication rule stores replicas as {other}, which is not in the configuration")
        }
        Some(_) => return None,
    };
    Some(Finding::failed(subject, message, REVERT))
}

/// Whether a destination can take locked objects; nothing if it can.
fn of_object_lock(subject: &str, locks: Result<bool, ApiError>) -> Option<Finding> {
    match locks {
        Ok(true) => None,
        Ok(false) => Some(Finding::failed(
            subject,
            "has no Object Lock, so locked objects are not replicated (DstBucketObjectLockConfigMissing)",
            "`archive deploy --revert-drift` turns it on",
        )),
        Err(error) => Some(Finding::call_failed(subject, &error)),
    }
}

/// The rule that leads back to the primary bucket; nothing if it is as it should be.
async fn back(aws: &Aws, config: &Config, region: &Region, bucket: &str) -> Option<Finding> {
    let subject = format!("replica {bucket}");
    let arn = format!("arn:{}:s3:::{}", region.partition(), config.bucket_name());
    match aws.replication(region.as_str(), bucket).await {
        Ok(Some(back)) if back.rules.iter().any(|rule| rule.enabled && rule.destination == arn) => None,
        Ok(_) => Some(Finding::failed(subject, "does not replicate back to the primary bucket", REVERT)),
        Err(error) => Some(Finding::call_failed(subject, &error)),
    }
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
    Finding::failed(subject, format!("its key is {}: {so}", key.state), remedy)
}

fn of_bucket_error(subject: String, error: &ApiError) -> Finding {
    if error.is("NoSuchBucket") || error.is("NotFound") {
        return Finding::failed(
            subject,
            "is gone (DstBucketNotFound for a replica)",
            "`archive deploy --revert-drift` creates it again, empty",
        );
    }
    Finding::call_failed(subject, error)
}
