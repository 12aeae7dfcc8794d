//! The configurations of a bucket: their kinds, defaults and validation.

use crate::api_error::ApiError;
use crate::protocol::xml::{Element, malformed_xml};
use crate::s3::replication;
use crate::state::s3::{Bucket, Versioning, no_such_bucket};
use crate::world::World;

/// A kind of configuration.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its query parameter.
    pub(crate) query: &'static str,
    /// The part of the IAM actions after `s3:Get` and `s3:Put`.
    pub(crate) action: &'static str,
    /// The root element of its document.
    pub(crate) root: &'static str,
    /// The default for new buckets.
    pub(crate) initial: Option<fn() -> Element>,
    /// The code and message of the error if a bucket has none; without these, the response is an empty document.
    missing: Option<(&'static str, &'static str)>,
}

/// The supported kinds.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        query: "versioning",
        action: "BucketVersioning",
        root: "VersioningConfiguration",
        initial: None,
        missing: None,
    },
    Kind {
        query: "encryption",
        action: "EncryptionConfiguration",
        root: "ServerSideEncryptionConfiguration",
        initial: Some(default_encryption),
        missing: None,
    },
    Kind {
        query: "publicAccessBlock",
        action: "BucketPublicAccessBlock",
        root: "PublicAccessBlockConfiguration",
        initial: Some(default_public_access_block),
        missing: Some(("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")),
    },
    Kind {
        query: "ownershipControls",
        action: "BucketOwnershipControls",
        root: "OwnershipControls",
        initial: Some(default_ownership),
        missing: Some(("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")),
    },
    Kind {
        query: "replication",
        action: "ReplicationConfiguration",
        root: "ReplicationConfiguration",
        initial: None,
        missing: Some(("ReplicationConfigurationNotFoundError", "The replication configuration was not found")),
    },
    Kind {
        query: "tagging",
        action: "BucketTagging",
        root: "Tagging",
        initial: None,
        missing: Some(("NoSuchTagSet", "The TagSet does not exist")),
    },
    Kind {
        query: "lifecycle",
        action: "LifecycleConfiguration",
        root: "LifecycleConfiguration",
        initial: None,
        missing: Some(("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")),
    },
    Kind {
        query: "object-lock",
        action: "BucketObjectLockConfiguration",
        root: "ObjectLockConfiguration",
        initial: None,
        missing: Some((
            "ObjectLockConfigurationNotFoundError",
            "Object Lock configuration does not exist for this bucket",
        )),
    },
    Kind {
        query: "cors",
        action: "BucketCORS",
        root: "CORSConfiguration",
        initial: None,
        missing: Some(("NoSuchCORSConfiguration", "The CORS configuration does not exist")),
    },
    Kind {
        query: "website",
        action: "BucketWebsite",
        root: "WebsiteConfiguration",
        initial: None,
        missing: Some(("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration")),
    },
    Kind {
        query: "notification",
        action: "BucketNotification",
        root: "NotificationConfiguration",
        initial: None,
        missing: None,
    },
    Kind { query: "logging", action: "BucketLogging", root: "BucketLoggingStatus", initial: None, missing: None },
    Kind {
        query: "accelerate",
        action: "AccelerateConfiguration",
        root: "AccelerateConfiguration",
        initial: None,
        missing: None,
    },
];

/// The kind with that query parameter.
pub(crate) fn kind(query: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.query == query)
}

/// The configuration of a bucket.
///
/// # Errors
/// The bucket has none.
pub(crate) fn get(bucket: &Bucket, kind: &Kind) -> Result<Element, ApiError> {
    match (bucket.configurations.get(kind.query), kind.missing) {
        (Some(document), _) => Ok(document.clone()),
        (None, None) => Ok(Element::new(kind.root)),
        (None, Some((code, message))) => Err(ApiError::new(404, code, message).with_detail("BucketName", &bucket.name)),
    }
}

/// Puts a configuration.
///
/// # Errors
/// The bucket does not exist, or the configuration is invalid.
pub(crate) fn put(world: &mut World, bucket: &str, kind: &Kind, document: Element) -> Result<(), ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    match kind.query {
        "versioning" => check_versioning(found, &document)?,
        "replication" => replication::configuration::check(world, found, &document)?,
        "object-lock" => check_object_lock(found)?,
        "lifecycle" => check_lifecycle(&document)?,
        _ => {}
    }
    let document = match kind.query {
        "encryption" => with_blocked_encryption(found, document),
        "replication" => replication::configuration::with_ids(world, document),
        _ => document,
    };
    if let Some(bucket) = world.buckets.get_mut(bucket) {
        bucket.object_lock |= kind.query == "object-lock";
        let document = Element { name: kind.root.to_owned(), attributes: Vec::new(), ..document };
        bucket.configurations.insert(kind.query.to_owned(), document);
    }
    Ok(())
}

/// Deletes a configuration; encryption is reset to the default.
///
/// # Errors
/// The bucket does not exist.
pub(crate) fn delete(world: &mut World, bucket: &str, kind: &Kind) -> Result<(), ApiError> {
    let bucket = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    if kind.query == "encryption" {
        bucket.configurations.insert(kind.query.to_owned(), default_encryption());
    } else {
        bucket.configurations.remove(kind.query);
    }
    Ok(())
}

fn check_versioning(bucket: &Bucket, document: &Element) -> Result<(), ApiError> {
    let status = document.text_at(&["Status"]);
    match status {
        Some("Enabled" | "Suspended") => {}
        Some(_) => return Err(malformed_xml("VersioningConfiguration needs a Status of Enabled or Suspended")),
        None => {
            let why = "The Versioning element must be specified";
            return Err(ApiError::new(400, "IllegalVersioningConfigurationException", why));
        }
    }
    if status == Some("Suspended") && bucket.configurations.contains_key("replication") {
        return Err(ApiError::new(
            409,
            "InvalidBucketState",
            "A replication configuration is present on this bucket, so you cannot change the versioning state. \
            To change the versioning state, first delete the replication configuration.",
        ));
    }
    if status == Some("Suspended") && bucket.object_lock {
        return Err(ApiError::new(
            409,
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        ));
    }
    Ok(())
}

fn check_object_lock(bucket: &Bucket) -> Result<(), ApiError> {
    if bucket.versioning() == Versioning::Enabled {
        return Ok(());
    }
    Err(ApiError::new(
        409,
        "InvalidBucketState",
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    ))
}

fn check_lifecycle(document: &Element) -> Result<(), ApiError> {
    let mut rules = document.all("Rule").peekable();
    if rules.peek().is_none() {
        return Err(malformed_xml("LifecycleConfiguration needs a Rule"));
    }
    match rules.find(|rule| !matches!(rule.text_at(&["Status"]), Some("Enabled" | "Disabled"))) {
        Some(_) => Err(malformed_xml("a lifecycle rule needs a Status of Enabled or Disabled")),
        None => Ok(()),
    }
}

fn default_encryption() -> Element {
    let rule = Element::new("Rule")
        .child(Element::new("ApplyServerSideEncryptionByDefault").with("SSEAlgorithm", "AES256"))
        .with("BucketKeyEnabled", false)
        .child(blocked_encryption());
    Element::new("ServerSideEncryptionConfiguration").child(rule)
}

/// New buckets block SSE-C: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html>.
fn blocked_encryption() -> Element {
    Element::new("BlockedEncryptionTypes").with("EncryptionType", "SSE-C")
}

/// The document with the encryption types that the bucket blocks, where it does not say which: they stay as they are.
fn with_blocked_encryption(bucket: &Bucket, mut document: Element) -> Element {
    let rule = bucket.configurations.get("encryption").and_then(|before| before.get("Rule"));
    let blocked = rule.and_then(|rule| rule.get("BlockedEncryptionTypes")).cloned();
    let rules = document.children.iter_mut().filter(|child| child.name == "Rule");
    for rule in rules.filter(|rule| rule.get("BlockedEncryptionTypes").is_none()) {
        rule.children.push(blocked.clone().unwrap_or_else(blocked_encryption));
    }
    document
}

fn default_public_access_block() -> Element {
    Element::new("PublicAccessBlockConfiguration")
        .with("BlockPublicAcls", true)
        .with("IgnorePublicAcls", true)
        .with("BlockPublicPolicy", true)
        .with("RestrictPublicBuckets", true)
}

fn default_ownership() -> Element {
    Element::new("OwnershipControls").child(Element::new("Rule").with("ObjectOwnership", "BucketOwnerEnforced"))
}
