//! The versions of objects: their list, and what S3 says of each.

use std::collections::BTreeMap;

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumMode, ChecksumType, EncodingType, ObjectLockLegalHoldStatus};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use percent_encoding::percent_decode_str;

use super::{ApiError, Aws, present};

/// A version of an object, or a delete marker, as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVersion {
    /// The key.
    pub key: String,
    /// The version ID; `null` of what was written without versioning.
    pub id: String,
    /// When it was written, in whole seconds since 1970; a replica has the time of its source.
    pub modified: i64,
    /// Whether it is a delete marker.
    pub is_delete_marker: bool,
    /// Its size in bytes; 0 of a delete marker.
    pub size: u64,
    /// Whether it is the newest of its key.
    pub is_latest: bool,
    /// Its storage class; `None` is `STANDARD`, and that of a delete marker.
    pub storage_class: Option<String>,
}

/// Where a list goes on: the key and the version ID of the last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionMarker {
    key: String,
    id: Option<String>,
}

/// A page of a list of versions, in the order of their keys (as bytes); of one key, the versions come before the delete markers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionPage {
    /// The versions.
    pub versions: Vec<ListedVersion>,
    /// Where the next page begins; `None` after the last one.
    pub next: Option<VersionMarker>,
}

/// What S3 says of one version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionHead {
    /// The ARN of the KMS key that encrypts it; `None` if S3's own key does.
    pub kms_key: Option<String>,
    /// At the source `PENDING`, `COMPLETED` or `FAILED`; at a replica `REPLICA`; `None` if no rule was ever about it.
    pub replication_status: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// The mode of its retention, and its end in whole seconds since 1970.
    pub retention: Option<(String, i64)>,
    /// Whether it is under legal hold.
    pub legal_hold: bool,
    /// How many tags it has.
    pub tags: usize,
    /// Its checksums in base64, by algorithm.
    pub checksums: BTreeMap<&'static str, String>,
    /// Whether these are checksums of the checksums of its parts, with the number of parts after a hyphen.
    pub is_composite: bool,
    /// Its ETag without quotes: the MD5 digest if it was written at once and is not under a KMS key or a customer's key.
    pub etag: Option<String>,
    /// Its storage class; `None` is `STANDARD`.
    pub storage_class: Option<String>,
    /// Which of the tiers of `INTELLIGENT_TIERING` it is in, if it is archived, such as `ARCHIVE_ACCESS`.
    pub archive_tier: Option<String>,
    /// Whether it was restored from an archive.
    pub restoration: Restoration,
    /// What a reader is told with its content.
    pub headers: ObjectHeaders,
}

/// The restoration of an archived version, by the header `x-amz-restore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Restoration {
    /// Nobody asked for one, or the copy has expired.
    #[default]
    None,
    /// It is being restored.
    UnderWay,
    /// There is a copy, which can be read.
    Done,
}

/// The headers and the metadata that were stored with an object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "each is the header of its name")]
pub struct ObjectHeaders {
    pub cache_control: Option<String>,
    pub content_disposition: Option<String>,
    pub content_encoding: Option<String>,
    pub content_language: Option<String>,
    pub content_type: Option<String>,
    pub expires: Option<String>,
    pub website_redirect_location: Option<String>,
    /// The user's own metadata (`x-amz-meta-…`).
    pub metadata: BTreeMap<String, String>,
}

impl VersionHead {
    /// Whether it has to be restored before it can be read.
    pub fn is_archived(&self) -> bool {
        is_archive_class(self.storage_class.as_deref()) || self.archive_tier.is_some()
    }

    /// Whether it can be read now.
    pub fn is_readable(&self) -> bool {
        !self.is_archived() || self.restoration == Restoration::Done
    }
}

/// Whether what is in a storage class has to be restored before it can be read:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html>.
pub fn is_archive_class(class: Option<&str>) -> bool {
    matches!(class, Some("GLACIER" | "DEEP_ARCHIVE"))
}

impl Aws {
    /// A page of the versions of the keys that begin with `prefix`: the first one, or the one at `from`.
    ///
    /// # Errors
    /// If the call fails, or a version has no key, ID or time.
    pub async fn object_versions(
        &self,
        region: &str,
        bucket: &str,
        prefix: &str,
        from: Option<&VersionMarker>,
    ) -> Result<VersionPage, ApiError> {
        self.page_of_versions(region, bucket, prefix, from, None).await
    }

    /// The version or delete marker of `key` that a list has after the version `id`, which is the next older one: S3 lists in order, and the
    /// SDK keeps versions and delete markers apart, so that of those of one second only a list of one says which is the newer.
    ///
    /// # Errors
    /// As for [`object_versions`](Self::object_versions).
    pub async fn version_before(
        &self,
        region: &str,
        bucket: &str,
        key: &str,
        id: &str,
    ) -> Result<Option<ListedVersion>, ApiError> {
        let from = VersionMarker { key: key.to_owned(), id: Some(id.to_owned()) };
        let page = self.page_of_versions(region, bucket, key, Some(&from), Some(1)).await?;
        Ok(page.versions.into_iter().next().filter(|version| version.key == key))
    }

    async fn page_of_versions(
        &self,
        region: &str,
        bucket: &str,
        prefix: &str,
        from: Option<&VersionMarker>,
        most: Option<i32>,
    ) -> Result<VersionPage, ApiError> {
        const OPERATION: &str = "ListObjectVersions";
        let call = self.s3(region).list_object_versions().bucket(bucket).encoding_type(EncodingType::Url);
        let call = call.set_max_keys(most);
        let call = call.set_prefix((!prefix.is_empty()).then(|| prefix.to_owned()));
        let call = call.set_key_marker(from.map(|from| from.key.clone()));
        let call = call.set_version_id_marker(from.and_then(|from| from.id.clone()));
        let answer = call.send().await.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let unreadable = |what: &str| ApiError::unreadable(OPERATION, region, what);
        let decoded = |key: &str| decode(key).ok_or_else(|| unreadable("a key is not UTF-8"));
        let lacking = || unreadable("a version has no key, ID, time or size");
        let mut versions = Vec::new();
        for version in answer.versions.into_iter().flatten() {
            versions.push(ListedVersion {
                key: decoded(&version.key.ok_or_else(lacking)?)?,
                id: version.version_id.and_then(present).ok_or_else(lacking)?,
                modified: version.last_modified.ok_or_else(lacking)?.secs(),
                is_delete_marker: false,
                size: version.size.and_then(size_of).ok_or_else(lacking)?,
                is_latest: version.is_latest == Some(true),
                storage_class: version.storage_class.and_then(|class| present(class.as_str())),
            });
        }
        for marker in answer.delete_markers.into_iter().flatten() {
            versions.push(ListedVersion {
                key: decoded(&marker.key.ok_or_else(lacking)?)?,
                id: marker.version_id.and_then(present).ok_or_else(lacking)?,
                modified: marker.last_modified.ok_or_else(lacking)?.secs(),
                is_delete_marker: true,
                size: 0,
                is_latest: marker.is_latest == Some(true),
                storage_class: None,
            });
        }
        versions.sort_by(|one, other| one.key.as_bytes().cmp(other.key.as_bytes()));
        let next = match (answer.is_truncated, answer.next_key_marker) {
            (Some(true), Some(key)) => Some(VersionMarker { key: decoded(&key)?, id: answer.next_version_id_marker }),
            (Some(true), None) => return Err(unreadable("the list goes on, and does not say where")),
            _ => None,
        };
        Ok(VersionPage { versions, next })
    }

    /// Describes a version; `None` if there is none, or if it is a delete marker.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn head_version(
        &self,
        region: &str,
        bucket: &str,
        key: &str,
        id: &str,
    ) -> Result<Option<VersionHead>, ApiError> {
        let call = self.s3(region).head_object().bucket(bucket).key(key).version_id(id);
        match call.checksum_mode(ChecksumMode::Enabled).send().await {
            Ok(answer) => head(answer).map(Some).map_err(|why| ApiError::unreadable("HeadObject", region, why)),
            // A delete marker is answered with 405.
            Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 405) => Ok(None),
            Err(error) => match ApiError::new("HeadObjectVersion", region, error) {
                error if error.is("NotFound") || error.is("NoSuchKey") || error.is("NoSuchVersion") => Ok(None),
                error => Err(error),
            },
        }
    }

    /// Asks for retention and legal hold of a version, so that it is known whether S3 tells the caller of them: to a caller without the
    /// permissions, [`head_version`](Self::head_version) describes a version as if it were not locked.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
    ///
    /// # Errors
    /// If a call fails, which is how a caller learns that the permission is missing.
    pub async fn look_at_lock(&self, region: &str, bucket: &str, key: &str, id: &str) -> Result<(), ApiError> {
        let client = self.s3(region);
        let asked = client.get_object_retention().bucket(bucket).key(key).version_id(id).send().await;
        told(asked.map(|_| ()).map_err(|error| ApiError::new("GetObjectRetention", region, error)))?;
        let asked = client.get_object_legal_hold().bucket(bucket).key(key).version_id(id).send().await;
        told(asked.map(|_| ()).map_err(|error| ApiError::new("GetObjectLegalHold", region, error)))
    }

    /// Describes the current version of an object, as [`head_version`](Self::head_version) does; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn head_current(&self, region: &str, bucket: &str, key: &str) -> Result<Option<VersionHead>, ApiError> {
        let call = self.s3(region).head_object().bucket(bucket).key(key).checksum_mode(ChecksumMode::Enabled);
        match call.send().await.map_err(|error| ApiError::new("HeadObject", region, error)) {
            Ok(answer) => head(answer).map(Some).map_err(|why| ApiError::unreadable("HeadObject", region, why)),
            Err(error) if error.is("NotFound") || error.is("NoSuchKey") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The tags of a version.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn version_tags(
        &self,
        region: &str,
        bucket: &str,
        key: &str,
        id: &str,
    ) -> Result<BTreeMap<String, String>, ApiError> {
        let sent = self.s3(region).get_object_tagging().bucket(bucket).key(key).version_id(id).send().await;
        let answer = sent.map_err(|error| ApiError::new("GetObjectTagging", region, error))?;
        Ok(answer.tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect())
    }

    /// The keys that begin with `prefix`, all of them.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn keys_under(&self, region: &str, bucket: &str, prefix: &str) -> Result<Vec<String>, ApiError> {
        let mut pages = self.s3(region).list_objects_v2().bucket(bucket).prefix(prefix).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListObjectsV2", region, error))?;
            keys.extend(page.contents.into_iter().flatten().filter_map(|object| object.key));
        }
        Ok(keys)
    }

    /// The content of an object, to be read piece by piece.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn object_stream(&self, region: &str, bucket: &str, key: &str) -> Result<ByteStream, ApiError> {
        let sent = self.s3(region).get_object().bucket(bucket).key(key).send().await;
        sent.map(|answer| answer.body).map_err(|error| ApiError::new("GetObject", region, error))
    }
}

/// That there is no lock is an answer, and so is that the version is gone.
fn told(asked: Result<(), ApiError>) -> Result<(), ApiError> {
    match asked {
        Err(error) if error.is("NoSuchObjectLockConfiguration") || error.is_bad_request() => Ok(()),
        Err(error) if error.is("NoSuchVersion") || error.is("NoSuchKey") || error.is("MethodNotAllowed") => Ok(()),
        asked => asked,
    }
}

/// A time in seconds since 1970, as AWS writes times.
pub fn rfc3339(seconds: i64) -> String {
    DateTime::from_secs(seconds).to_string()
}

/// The seconds since 1970 of a time as AWS writes times; `None` if it is none.
pub fn seconds(time: &str) -> Option<i64> {
    match DateTime::from_str(time, Format::DateTimeWithOffset) {
        Ok(time) => Some(time.secs()),
        Err(_) => None,
    }
}

/// A key in the encoding of a list: percent-encoded, with a plus for a space.
fn decode(key: &str) -> Option<String> {
    let spaced = key.replace('+', "%20");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(key) => Some(key.into_owned()),
        Err(_) => None,
    }
}

/// A size that is none if it is negative.
fn size_of(bytes: i64) -> Option<u64> {
    (bytes >= 0).then_some(bytes.unsigned_abs())
}

fn head(answer: HeadObjectOutput) -> Result<VersionHead, String> {
    let restoration = match answer.restore() {
        None => Restoration::None,
        Some(text) if text.contains("ongoing-request=\"true\"") => Restoration::UnderWay,
        Some(text) if text.contains("ongoing-request=\"false\"") => Restoration::Done,
        Some(text) => return Err(format!("x-amz-restore is {text:?}")),
    };
    let headers = ObjectHeaders {
        cache_control: answer.cache_control.clone(),
        content_disposition: answer.content_disposition.clone(),
        content_encoding: answer.content_encoding.clone(),
        content_language: answer.content_language.clone(),
        content_type: answer.content_type.clone(),
        expires: answer.expires_string.clone(),
        website_redirect_location: answer.website_redirect_location.clone(),
        metadata: answer.metadata().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect(),
    };
    let checksums = [
        ("CRC32", &answer.checksum_crc32),
        ("CRC32C", &answer.checksum_crc32_c),
        ("CRC64NVME", &answer.checksum_crc64_nvme),
        ("SHA1", &answer.checksum_sha1),
        ("SHA256", &answer.checksum_sha256),
    ];
    let checksums = checksums.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    let mode = answer.object_lock_mode().map(|mode| mode.as_str().to_owned());
    let until = answer.object_lock_retain_until_date().map(DateTime::secs);
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(VersionHead {
        is_composite: answer.checksum_type() == Some(&ChecksumType::Composite),
        etag: answer.e_tag().map(|etag| etag.trim_matches('"').to_owned()),
        storage_class: answer.storage_class().map(|class| class.as_str().to_owned()),
        archive_tier: answer.archive_status().map(|tier| tier.as_str().to_owned()),
        restoration,
        headers,
        replication_status: answer.replication_status().map(|status| status.as_str().to_owned()),
        size: answer.content_length().map_or(0, count),
        retention: mode.zip(until),
        legal_hold: answer.object_lock_legal_hold_status() == Some(&ObjectLockLegalHoldStatus::On),
        tags: answer.tag_count().map_or(0, |tags| usize::try_from(tags).unwrap_or(0)),
        checksums,
        kms_key: answer.ssekms_key_id,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn keys_of_lists_are_decoded() {
        assert_eq!(decode("a+b%2Bc%20%C3%A4/%01").as_deref(), Some("a b+c ä/\u{1}"));
        assert_eq!(decode("%FF"), None);
    }
}
