//! Objects and their versions.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::api_error::ApiError;
use crate::protocol::checksum::{Algorithm, hex};
use crate::s3::encryption::encryption_of_put;
use crate::s3::replication;
use crate::state::s3::object::{Content, NULL_VERSION, ObjectPart, PutOptions, Version};
use crate::state::s3::replication::ReplicatedChange;
use crate::state::s3::{Bucket, Versioning, no_such_bucket};
use crate::world::World;

/// Stores a new version.
///
/// # Errors
/// The bucket does not exist, or its key cannot be used.
pub(crate) fn put(
    world: &mut World,
    bucket: &str,
    key: &str,
    body: Bytes,
    options: PutOptions,
) -> Result<Version, ApiError> {
    let etag = entity_tag(&body);
    put_parts(world, bucket, key, body, options, etag, Vec::new())
}

/// Stores a new version that was uploaded in parts; `parts` is empty for a single put.
///
/// # Errors
/// The bucket does not exist, or its key cannot be used.
pub(crate) fn put_parts(
    world: &mut World,
    bucket: &str,
    key: &str,
    body: Bytes,
    options: PutOptions,
    etag: String,
    parts: Vec<ObjectPart>,
) -> Result<Version, ApiError> {
    let encryption = encryption_of_put(world, bucket, &options)?;
    let blob = world.ids.mixed(32);
    let size = body.len();
    let checksum = options.checksum.unwrap_or_else(|| Algorithm::Crc64Nvme.of(&body));
    world.blobs.put(&blob, body).map_err(|error| storage_failed(&error))?;
    let content = Content {
        blob,
        size,
        etag,
        storage_class: options.storage_class.unwrap_or_else(|| "STANDARD".into()),
        encryption,
        headers: options.headers,
        tags: options.tags,
        lock: options.lock,
        checksum: Some(checksum),
        restoration: None,
        archive_tier: None,
        parts,
    };
    let version = add_version(world, bucket, key, Some(content))?;
    replication::schedule(world, bucket, key, &version.id, ReplicatedChange::Object);
    Ok(version)
}

/// Adds a version; without versioning it replaces the existing one.
fn add_version(world: &mut World, bucket: &str, key: &str, content: Option<Content>) -> Result<Version, ApiError> {
    let modified = world.now;
    let new_id = world.ids.mixed(32);
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let keeps = found.versioning() == Versioning::Enabled;
    let id = if keeps { new_id } else { NULL_VERSION.to_owned() };
    let version = Version { id, modified, content, is_replica: false, replication: Vec::new() };
    let versions = found.objects.entry(key.to_owned()).or_default();
    let mut dropped = Vec::new();
    if !keeps {
        versions.retain(|old| {
            let stays = old.id != NULL_VERSION;
            if !stays {
                dropped.extend(old.content.as_ref().map(|content| content.blob.clone()));
            }
            stays
        });
    }
    versions.push(version.clone());
    for blob in dropped {
        world.blobs.remove(&blob);
    }
    Ok(version)
}

/// The result of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deleted {
    pub(crate) version_id: Option<String>,
    pub(crate) delete_marker: bool,
}

/// Deletes a version permanently, or adds a delete marker.
///
/// # Errors
/// The bucket does not exist, or the version is locked.
pub(crate) fn delete(
    world: &mut World,
    bucket: &str,
    key: &str,
    version_id: Option<&str>,
    bypass_governance: bool,
) -> Result<Deleted, ApiError> {
    let now = world.now;
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    if version_id.is_none() && found.versioning() != Versioning::Never {
        let marker = add_version(world, bucket, key, None)?;
        replication::schedule(world, bucket, key, &marker.id, ReplicatedChange::DeleteMarker);
        return Ok(Deleted { version_id: Some(marker.id), delete_marker: true });
    }
    let wanted = version_id.unwrap_or(NULL_VERSION);
    let held = found.objects.get(key).into_iter().flatten().find(|version| version.id == wanted);
    if let Some(content) = held.and_then(|version| version.content.as_ref()) {
        content.lock.check_deletion(now, bypass_governance)?;
    }
    let mut removed = Vec::new();
    if let Some(versions) = found.objects.get_mut(key) {
        versions.retain(|version| {
            let stays = version.id != wanted;
            if !stays {
                removed.push(version.clone());
            }
            stays
        });
        if versions.is_empty() {
            found.objects.remove(key);
        }
    }
    for content in removed.iter().filter_map(|version| version.content.as_ref()) {
        world.blobs.remove(&content.blob);
    }
    let delete_marker = removed.iter().any(|version| version.content.is_none());
    Ok(Deleted { version_id: version_id.map(str::to_owned), delete_marker })
}

/// The content of the current version; `None` if the object does not exist or is deleted.
pub(crate) fn current<'a>(bucket: &'a Bucket, key: &str) -> Option<&'a Content> {
    bucket.objects.get(key)?.last()?.content.as_ref()
}

/// Finds the version of a read.
///
/// # Errors
/// `NoSuchKey`, `NoSuchVersion`, or S3's error for a delete marker.
pub(crate) fn find<'a>(bucket: &'a Bucket, key: &str, version_id: Option<&str>) -> Result<&'a Version, ApiError> {
    let versions = bucket.objects.get(key).map_or(&[][..], Vec::as_slice);
    let Some(wanted) = version_id else {
        let newest = versions.last().ok_or_else(|| no_such_key(key))?;
        if newest.content.is_none() {
            return Err(no_such_key(key)
                .with_detail("x-amz-delete-marker", "true")
                .with_detail("x-amz-version-id", &newest.id));
        }
        return Ok(newest);
    };
    let version = versions.iter().find(|version| version.id == wanted).ok_or_else(|| {
        ApiError::new(404, "NoSuchVersion", "The specified version does not exist.")
            .with_detail("Key", key)
            .with_detail("VersionId", wanted)
    })?;
    if version.content.is_none() {
        let why = "The specified method is not allowed against this resource.";
        return Err(ApiError::new(405, "MethodNotAllowed", why).with_detail("x-amz-delete-marker", "true"));
    }
    Ok(version)
}

/// Replaces the tags of a version.
///
/// # Errors
/// The version does not exist.
pub(crate) fn set_tags(
    world: &mut World,
    bucket: &str,
    key: &str,
    version_id: &str,
    tags: BTreeMap<String, String>,
) -> Result<(), ApiError> {
    change(world, bucket, key, version_id, |content| content.tags = tags)?;
    replication::schedule(world, bucket, key, version_id, ReplicatedChange::Tags);
    Ok(())
}

/// Changes the metadata of a version.
///
/// # Errors
/// The version does not exist.
pub(crate) fn change(
    world: &mut World,
    bucket: &str,
    key: &str,
    version_id: &str,
    change: impl FnOnce(&mut Content),
) -> Result<(), ApiError> {
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let versions = found.objects.get_mut(key).ok_or_else(|| no_such_key(key))?;
    let version = versions.iter_mut().find(|version| version.id == version_id);
    change(version.and_then(|version| version.content.as_mut()).ok_or_else(|| no_such_key(key))?);
    Ok(())
}

pub(crate) fn no_such_key(key: &str) -> ApiError {
    ApiError::new(404, "NoSuchKey", "The specified key does not exist.").with_detail("Key", key)
}

/// The MD5 digest: the ETag of an object that was uploaded with a single put.
pub(crate) fn entity_tag(bytes: &[u8]) -> String {
    hex(&Algorithm::Md5.digest(bytes))
}

pub(crate) fn storage_failed(error: &std::io::Error) -> ApiError {
    ApiError::new(500, "InternalError", format!("The simulator could not store or read the object: {error}"))
}
