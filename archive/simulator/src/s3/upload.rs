//! Multipart uploads.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};

use crate::api_error::ApiError;
use crate::protocol::checksum::{Algorithm, Checksum, ChecksumType, hex};
use crate::s3::object;
use crate::state::s3::no_such_bucket;
use crate::state::s3::object::{ObjectPart, PutOptions, Version};
use crate::state::s3::upload::{Part, Upload};
use crate::world::World;

/// The minimum size of a part other than the last, in bytes.
const MIN_PART_SIZE: usize = 5 << 20;

/// Creates an upload. Returns its ID.
///
/// # Errors
/// The bucket does not exist.
pub(crate) fn begin(
    world: &mut World,
    bucket: &str,
    key: &str,
    options: PutOptions,
    checksum: Option<(Algorithm, ChecksumType)>,
) -> Result<String, ApiError> {
    let id = world.ids.mixed(64);
    let initiated = world.now;
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let upload = Upload { key: key.to_owned(), options, parts: BTreeMap::new(), initiated, checksum };
    found.uploads.insert(id.clone(), upload);
    Ok(id)
}

/// Finds an upload.
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

/// Stores a part.
///
/// # Errors
/// The upload does not exist, the number is not 1 to 10,000, or the checksum has another algorithm than the upload.
pub(crate) fn put_part(
    world: &mut World,
    bucket: &str,
    key: &str,
    id: &str,
    number: u32,
    body: Bytes,
    given: Option<&Checksum>,
) -> Result<Part, ApiError> {
    let upload = find(world, bucket, key, id)?;
    if !(1..=10_000).contains(&number) {
        let why = "Part number must be an integer between 1 and 10000, inclusive";
        return Err(ApiError::new(400, "InvalidArgument", why)
            .with_detail("ArgumentName", "partNumber")
            .with_detail("ArgumentValue", number.to_string()));
    }
    let checksum = checksum_of_part(upload.checksum, given, &body)?;
    let (blob, etag, size) = (world.ids.mixed(32), object::entity_tag(&body), body.len());
    world.blobs.put(&blob, body).map_err(|error| object::storage_failed(&error))?;
    let part = Part { blob, size, etag, modified: world.now, checksum };
    let upload = find(world, bucket, key, id)?;
    let replaced = upload.parts.insert(number, part.clone());
    if let Some(replaced) = replaced {
        world.blobs.remove(&replaced.blob);
    }
    Ok(part)
}

/// The checksum of a part, with the upload's algorithm. For composite checksums, the request has to have it.
fn checksum_of_part(
    upload: Option<(Algorithm, ChecksumType)>,
    given: Option<&Checksum>,
    body: &[u8],
) -> Result<Option<String>, ApiError> {
    let name = |algorithm: Algorithm| algorithm.name().to_lowercase();
    match (upload, given) {
        // Without an algorithm of the upload, S3 verifies the checksums of the parts and computes one of the whole
        // object.
        (None, _) => Ok(None),
        (Some((wanted, _)), Some(given)) if wanted == given.algorithm => Ok(Some(given.value.clone())),
        (Some((wanted, ChecksumType::FullObject)), None) => Ok(Some(wanted.of(body).value)),
        (Some((wanted, _)), given) => {
            let wanted = name(wanted);
            let given = given.map_or_else(|| "null".to_owned(), |given| name(given.algorithm));
            let why = format!(
                "Checksum Type mismatch occurred, expected checksum Type: {wanted}, actual checksum Type: {given}"
            );
            Err(ApiError::new(400, "InvalidRequest", why))
        }
    }
}

/// A part in the list of CompleteMultipartUpload.
pub(crate) struct CompletedPart {
    pub(crate) number: u32,
    pub(crate) etag: String,
    /// With the algorithm of the upload.
    pub(crate) checksum: Option<String>,
}

/// Creates the object from the listed parts. `whole` is the checksum of the object, if the request has it.
///
/// # Errors
/// A part is missing, out of order, too small, or does not match its ETag or checksum; or the object does not match its
/// checksum.
pub(crate) fn complete(
    world: &mut World,
    bucket: &str,
    key: &str,
    id: &str,
    listed: &[CompletedPart],
    whole: Option<(Algorithm, &str)>,
) -> Result<Version, ApiError> {
    let upload = find(world, bucket, key, id)?.clone();
    if !listed.is_sorted_by(|one, other| one.number < other.number) {
        let why =
            "The list of parts was not in ascending order. The parts list must be specified in order by part number.";
        return Err(ApiError::new(400, "InvalidPartOrder", why).with_detail("UploadId", id));
    }
    let mut content = BytesMut::new();
    let mut parts = Vec::new();
    let mut tags = Vec::new();
    for (position, CompletedPart { number, .. }) in listed.iter().enumerate() {
        let part = listed_part(&upload, id, &listed[position], position + 1 == listed.len())?;
        let bytes = world.blobs.get(&part.blob).map_err(|error| object::storage_failed(&error))?;
        tags.extend(Algorithm::Md5.digest(&bytes));
        content.extend_from_slice(&bytes);
        parts.push(ObjectPart { number: *number, size: part.size, checksum: part.checksum.clone() });
    }
    let content = content.freeze();
    let checksum = match upload.checksum {
        None => Algorithm::Crc64Nvme.of(&content),
        Some((algorithm, ChecksumType::FullObject)) => algorithm.of(&content),
        Some((algorithm, ChecksumType::Composite)) => {
            let checksums = parts.iter().filter_map(|part| part.checksum.as_deref());
            let invalid = |error: base64::DecodeError| object::storage_failed(&std::io::Error::other(error));
            algorithm.composite(checksums).map_err(invalid)?
        }
    };
    if let Some((algorithm, value)) = whole
        && (algorithm, value) != (checksum.algorithm, checksum.value.as_str())
    {
        let why = format!("The {} you specified did not match the calculated checksum.", algorithm.name());
        return Err(ApiError::new(400, "BadDigest", why));
    }
    // The ETag of a multipart object is the digest of those of its parts, with their number.
    let etag = format!("{}-{}", hex(&Algorithm::Md5.digest(&tags)), parts.len());
    let options = PutOptions { checksum: Some(checksum), ..upload.options };
    let version = object::put_parts(world, bucket, key, content, options, etag, parts)?;
    abort(world, bucket, key, id)?;
    Ok(version)
}

/// The stored part of a listed one.
fn listed_part<'u>(upload: &'u Upload, id: &str, listed: &CompletedPart, is_last: bool) -> Result<&'u Part, ApiError> {
    let CompletedPart { number, etag, checksum } = listed;
    if let (Some((algorithm, ChecksumType::Composite)), None) = (upload.checksum, checksum) {
        let name = algorithm.name().to_lowercase();
        let why = format!(
            "The upload was created using a {name} checksum. The complete request must include the checksum for \
             each part. It was missing for part {number} in the request."
        );
        return Err(ApiError::new(400, "InvalidRequest", why));
    }
    let same = |part: &&Part| part.etag == etag.trim_matches('"') && (checksum.is_none() || part.checksum == *checksum);
    let part = upload.parts.get(number).filter(same).ok_or_else(|| {
        let why = "One or more of the specified parts could not be found.  The part may not have been \
            uploaded, or the specified entity tag may not match the part's entity tag.";
        ApiError::new(400, "InvalidPart", why).with_detail("UploadId", id).with_detail("PartNumber", number.to_string())
    })?;
    if part.size < MIN_PART_SIZE && !is_last {
        let why = "Your proposed upload is smaller than the minimum allowed size";
        return Err(ApiError::new(400, "EntityTooSmall", why)
            .with_detail("ProposedSize", part.size.to_string())
            .with_detail("MinSizeAllowed", MIN_PART_SIZE.to_string()));
    }
    Ok(part)
}

/// Deletes an upload and its parts.
///
/// # Errors
/// The upload does not exist.
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
