//! Multipart uploads.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};

use crate::api_error::ApiError;
use crate::s3::object;
use crate::state::s3::no_such_bucket;
use crate::state::s3::object::{PutOptions, Version};
use crate::state::s3::upload::{Part, Upload};
use crate::world::World;

/// The smallest part that is not the last one, in bytes.
const SMALLEST_PART: usize = 5 << 20;

/// Begins an upload. Gives its id.
///
/// # Errors
/// There is no such bucket.
pub(crate) fn begin(world: &mut World, bucket: &str, key: &str, options: PutOptions) -> Result<String, ApiError> {
    let id = world.ids.mixed(64);
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let upload = Upload { key: key.to_owned(), options, parts: BTreeMap::new() };
    found.uploads.insert(id.clone(), upload);
    Ok(id)
}

/// The upload of an id.
///
/// # Errors
/// `NoSuchUpload`.
pub(crate) fn find<'w>(world: &'w mut World, bucket: &str, key: &str, id: &str) -> Result<&'w mut Upload, ApiError> {
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    found.uploads.get_mut(id).filter(|upload| upload.key == key).ok_or_else(|| {
        let why = "The specified upload does not exist. The upload ID may be invalid, or the upload may have \
            been aborted or completed.";
        ApiError::new(404, "NoSuchUpload", why).with_detail("UploadId", id)
    })
}

/// Takes a part. Gives its entity tag.
///
/// # Errors
/// There is no such upload, or the number is not 1 to 10,000.
pub(crate) fn put_part(
    world: &mut World,
    bucket: &str,
    key: &str,
    id: &str,
    number: u32,
    body: Bytes,
) -> Result<String, ApiError> {
    find(world, bucket, key, id)?;
    if !(1..=10_000).contains(&number) {
        let why = "Part number must be an integer between 1 and 10000, inclusive";
        return Err(ApiError::new(400, "InvalidArgument", why));
    }
    let (blob, etag, size) = (world.ids.mixed(32), object::entity_tag(&body), body.len());
    world.blobs.put(&blob, body).map_err(|error| object::storage_failed(&error))?;
    let upload = find(world, bucket, key, id)?;
    let replaced = upload.parts.insert(number, Part { blob, size, etag: etag.clone() });
    if let Some(replaced) = replaced {
        world.blobs.remove(&replaced.blob);
    }
    Ok(etag)
}

/// Makes the object of the parts that the caller lists.
///
/// # Errors
/// A part is missing, out of order, too small, or of another entity tag.
pub(crate) fn complete(
    world: &mut World,
    bucket: &str,
    key: &str,
    id: &str,
    listed: &[(u32, String)],
) -> Result<Version, ApiError> {
    let upload = find(world, bucket, key, id)?.clone();
    if !listed.is_sorted_by(|(one, _), (other, _)| one < other) {
        let why =
            "The list of parts was not in ascending order. The parts list must be specified in order by part number.";
        return Err(ApiError::new(400, "InvalidPartOrder", why));
    }
    let mut content = BytesMut::new();
    for (position, (number, etag)) in listed.iter().enumerate() {
        let part = upload.parts.get(number).filter(|part| part.etag == etag.trim_matches('"'));
        let part = part.ok_or_else(|| {
            let why = "One or more of the specified parts could not be found.  The part may not have been \
                uploaded, or the specified entity tag may not match the part's entity tag.";
            ApiError::new(400, "InvalidPart", why)
        })?;
        if part.size < SMALLEST_PART && position + 1 < listed.len() {
            let why = "Your proposed upload is smaller than the minimum allowed size";
            return Err(ApiError::new(400, "EntityTooSmall", why));
        }
        content.extend_from_slice(&world.blobs.get(&part.blob).map_err(|error| object::storage_failed(&error))?);
    }
    let version = object::put(world, bucket, key, content.freeze(), upload.options)?;
    abort(world, bucket, key, id)?;
    Ok(version)
}

/// Forgets an upload and its parts.
///
/// # Errors
/// There is no such upload.
pub(crate) fn abort(world: &mut World, bucket: &str, key: &str, id: &str) -> Result<(), ApiError> {
    let upload = find(world, bucket, key, id)?.clone();
    for part in upload.parts.values() {
        world.blobs.remove(&part.blob);
    }
    if let Some(bucket) = world.buckets.get_mut(bucket) {
        bucket.uploads.remove(id);
    }
    Ok(())
}
