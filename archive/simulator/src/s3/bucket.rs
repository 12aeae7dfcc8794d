//! Creating and deleting buckets.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::s3::configuration;
use crate::scope::Scope;
use crate::state::s3::{Bucket, Versioning, no_such_bucket};
use crate::world::World;

/// Creates a bucket with the default configurations.
///
/// # Errors
/// The name is invalid or in use.
pub(crate) fn create_bucket(world: &mut World, scope: &Scope, name: &str, object_lock: bool) -> Result<(), ApiError> {
    check_name(name)?;
    if let Some(bucket) = world.buckets.get(name) {
        let (code, why) = if bucket.account == scope.account {
            (
                "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own it.",
            )
        } else {
            (
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the \
                system. Please select a different name and try again.",
            )
        };
        return Err(ApiError::new(409, code, why).with_detail("BucketName", name));
    }
    let mut bucket = Bucket {
        name: name.to_owned(),
        account: scope.account.clone(),
        region: scope.region.clone(),
        created: world.now,
        object_lock,
        configurations: BTreeMap::new(),
        configurations_with_id: BTreeMap::new(),
        inventories: BTreeMap::new(),
        policy: None,
        unsupported: serde_json::Map::new(),
        uploads: BTreeMap::new(),
        objects: BTreeMap::new(),
    };
    for kind in configuration::KINDS {
        if let Some(initial) = kind.initial {
            bucket.configurations.insert(kind.query.to_owned(), initial());
        }
    }
    if object_lock {
        let versioning = Element::new("VersioningConfiguration").with("Status", "Enabled");
        let lock = Element::new("ObjectLockConfiguration").with("ObjectLockEnabled", "Enabled");
        bucket.configurations.insert("versioning".into(), versioning);
        bucket.configurations.insert("object-lock".into(), lock);
    }
    world.buckets.insert(name.to_owned(), bucket);
    Ok(())
}

/// Deletes an empty bucket.
///
/// # Errors
/// It does not exist, or is not empty.
pub(crate) fn delete_bucket(world: &mut World, name: &str) -> Result<(), ApiError> {
    let bucket = world.buckets.get(name).ok_or_else(|| no_such_bucket(name))?;
    if !bucket.is_empty() {
        let why = if bucket.versioning() == Versioning::Never {
            "The bucket you tried to delete is not empty"
        } else {
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
        };
        return Err(ApiError::new(409, "BucketNotEmpty", why).with_detail("BucketName", name));
    }
    world.buckets.remove(name);
    Ok(())
}

/// Validates the name of a general purpose bucket.
///
/// # Errors
/// `InvalidBucketName`.
pub(crate) fn check_name(name: &str) -> Result<(), ApiError> {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = name.as_bytes();
    let well_formed = (3..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| legal(*byte))
        && edge(bytes.first())
        && edge(bytes.last())
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err();
    let reserved = ["xn--", "sthree-", "amzn-s3-demo-"].iter().any(|prefix| name.starts_with(prefix))
        || ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].iter().any(|suffix| name.ends_with(suffix));
    if well_formed && !reserved {
        return Ok(());
    }
    Err(ApiError::new(400, "InvalidBucketName", "The specified bucket is not valid.").with_detail("BucketName", name))
}
