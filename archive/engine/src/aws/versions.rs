//! The versions of objects: their list, and what S3 says of each.

use std::collections::BTreeMap;

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumMode, EncodingType, ObjectLockLegalHoldStatus};
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
        const OPERATION: &str = "ListObjectVersions";
        let call = self.s3(region).list_object_versions().bucket(bucket).encoding_type(EncodingType::Url);
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
            });
        }
        for marker in answer.delete_markers.into_iter().flatten() {
            versions.push(ListedVersion {
                key: decoded(&marker.key.ok_or_else(lacking)?)?,
                id: marker.version_id.and_then(present).ok_or_else(lacking)?,
                modified: marker.last_modified.ok_or_else(lacking)?.secs(),
                is_delete_marker: true,
                size: 0,
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
            Ok(answer) => Ok(Some(head(answer))),
            // A delete marker is answered with 405.
            Err(error) if error.raw_response().is_some_and(|raw| raw.status().as_u16() == 405) => Ok(None),
            Err(error) => match ApiError::new("HeadObject", region, error) {
                error if error.is("NotFound") || error.is("NoSuchKey") || error.is("NoSuchVersion") => Ok(None),
                error => Err(error),
            },
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

fn head(answer: HeadObjectOutput) -> VersionHead {
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
    VersionHead {
        replication_status: answer.replication_status().map(|status| status.as_str().to_owned()),
        size: answer.content_length().map_or(0, count),
        retention: mode.zip(until),
        legal_hold: answer.object_lock_legal_hold_status() == Some(&ObjectLockLegalHoldStatus::On),
        tags: answer.tag_count().map_or(0, |tags| usize::try_from(tags).unwrap_or(0)),
        checksums,
        kms_key: answer.ssekms_key_id,
    }
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
