//! The configurations of a bucket: which there are, what a new bucket has, and what S3 refuses.

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::state::s3::{Bucket, Versioning, no_such_bucket};
use crate::world::World;

/// One kind of configuration.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The query parameter that names it.
    pub(crate) query: &'static str,
    /// What follows `s3:Get` and `s3:Put` in the actions about it.
    pub(crate) action: &'static str,
    /// The root of its document.
    pub(crate) root: &'static str,
    /// What a new bucket has.
    pub(crate) initial: Option<fn() -> Element>,
    /// The code and message where a bucket has none; without them an empty document is answered.
    missing: Option<(&'static str, &'static str)>,
}

/// All that are served.
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

/// The kind a request is about.
pub(crate) fn kind(query: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.query == query)
}

/// The document a bucket has.
///
/// # Errors
/// The bucket has none and S3 says so.
pub(crate) fn get(bucket: &Bucket, kind: &Kind) -> Result<Element, ApiError> {
    match (bucket.configurations.get(kind.query), kind.missing) {
        (Some(document), _) => Ok(document.clone()),
        (None, None) => Ok(Element::new(kind.root)),
        (None, Some((code, message))) => Err(ApiError::new(404, code, message).with_detail("BucketName", &bucket.name)),
    }
}

/// Gives a bucket a configuration.
///
/// # Errors
/// There is no such bucket, or S3 refuses the configuration.
pub(crate) fn put(world: &mut World, bucket: &str, kind: &Kind, document: Element) -> Result<(), ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    match kind.query {
        "versioning" => check_versioning(found, &document)?,
        "replication" => check_replication(world, found, &document)?,
        "object-lock" => check_object_lock(found)?,
        "lifecycle" => check_lifecycle(&document)?,
        _ => {}
    }
    if let Some(bucket) = world.buckets.get_mut(bucket) {
        bucket.object_lock |= kind.query == "object-lock";
        let document = Element { name: kind.root.to_owned(), attributes: Vec::new(), ..document };
        bucket.configurations.insert(kind.query.to_owned(), document);
    }
    Ok(())
}

/// Takes a configuration away; encryption falls back to what a new bucket has.
///
/// # Errors
/// There is no such bucket.
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
    if !matches!(status, Some("Enabled" | "Suspended")) {
        return Err(malformed("VersioningConfiguration needs a Status of Enabled or Suspended"));
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
        return Err(malformed("LifecycleConfiguration needs a Rule"));
    }
    match rules.find(|rule| !matches!(rule.text_at(&["Status"]), Some("Enabled" | "Disabled"))) {
        Some(_) => Err(malformed("a lifecycle rule needs a Status of Enabled or Disabled")),
        None => Ok(()),
    }
}

/// What S3 checks when a replication configuration is put. The keys of the destinations are not among it.
fn check_replication(world: &World, source: &Bucket, document: &Element) -> Result<(), ApiError> {
    let invalid = |why: &str| ApiError::new(400, "InvalidRequest", why);
    if source.versioning() != Versioning::Enabled {
        return Err(invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration"));
    }
    if document.text_at(&["Role"]).is_none_or(str::is_empty) {
        return Err(malformed("ReplicationConfiguration needs a Role"));
    }
    let rules: Vec<&Element> = document.all("Rule").collect();
    if rules.is_empty() || rules.len() > 1000 {
        return Err(malformed("ReplicationConfiguration needs between 1 and 1,000 rules"));
    }
    let mut priorities = Vec::new();
    for rule in rules {
        check_replication_rule(rule)?;
        if let Some(priority) = rule.text_at(&["Priority"]) {
            if priorities.contains(&priority) {
                return Err(invalid(
                    "Found duplicate priority. Every rule of a replication configuration needs a Priority of its own.",
                ));
            }
            priorities.push(priority);
        }
        let arn = rule.text_at(&["Destination", "Bucket"]).unwrap_or_default();
        let name = arn.rsplit(':').next().unwrap_or_default();
        let destination = world.buckets.get(name).ok_or_else(|| invalid("Destination bucket must exist."))?;
        if destination.versioning() != Versioning::Enabled {
            return Err(invalid("Destination bucket must have versioning enabled."));
        }
        if destination.name == source.name {
            return Err(invalid("Destination bucket cannot be the same as the source bucket."));
        }
        if source.object_lock && !destination.object_lock {
            return Err(invalid("Destination bucket must have Object Lock enabled."));
        }
    }
    Ok(())
}

/// The rules among the fields of one replication rule.
fn check_replication_rule(rule: &Element) -> Result<(), ApiError> {
    let invalid = |why: &str| Err(ApiError::new(400, "InvalidRequest", why));
    if !matches!(rule.text_at(&["Status"]), Some("Enabled" | "Disabled")) {
        return Err(malformed("a replication rule needs a Status of Enabled or Disabled"));
    }
    if rule.get("Filter").is_some() {
        if rule.get("Priority").is_none() {
            return invalid("Priority must be specified for this version of the replication configuration schema.");
        }
        if rule.get("DeleteMarkerReplication").is_none() {
            return invalid(
                "DeleteMarkerReplication must be specified for this version of Cross Region Replication \
                configuration schema.",
            );
        }
    }
    let encrypted = rule.text_at(&["SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"]);
    let replica_key = rule.text_at(&["Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"]);
    match (encrypted, replica_key) {
        (Some("Enabled"), None) => {
            invalid("ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.")
        }
        (None, Some(_)) => invalid("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present."),
        _ => Ok(()),
    }
}

fn malformed(why: &str) -> ApiError {
    let what = "The XML you provided was not well-formed or did not validate against our published schema";
    ApiError::new(400, "MalformedXML", format!("{what}: {why}"))
}

fn default_encryption() -> Element {
    let rule = Element::new("Rule")
        .child(Element::new("ApplyServerSideEncryptionByDefault").with("SSEAlgorithm", "AES256"))
        .with("BucketKeyEnabled", false);
    Element::new("ServerSideEncryptionConfiguration").child(rule)
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
