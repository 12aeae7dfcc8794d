//! The calls to S3.

use aws_sdk_s3::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketVersioningStatus, ChecksumMode, DeleteMarkerReplicationStatus, EncryptionType, ObjectLockEnabled,
    ReplicationConfiguration, ReplicationRuleStatus,
};
use aws_smithy_types::base64;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::{ApiError, Aws, Origin, present};

/// The characters that are percent-encoded in a key that is part of a URL: all but RFC 3986's unreserved characters and slashes.
pub(super) const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The replication configuration of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// The ARN of the replication role.
    pub role: String,
    /// The rules.
    pub rules: Vec<ReplicationRule>,
}

/// A replication rule, with the attributes that are used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicationRule {
    /// Whether it is enabled.
    pub enabled: bool,
    /// The ARN of the destination bucket.
    pub destination: String,
    /// The KMS key of the replicas: the ARN of a key or of an alias.
    pub key: Option<String>,
    /// Whether it is about every object, whatever its key and tags.
    pub is_of_all_objects: bool,
    /// Whether delete markers are replicated too.
    pub replicates_delete_markers: bool,
    /// The storage class of the replicas, such as `GLACIER_IR`; `None` if it is that of the objects.
    pub storage_class: Option<String>,
}

/// The default encryption of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BucketEncryption {
    /// Its KMS key, as in its configuration; `None` if it encrypts with S3's own keys.
    pub key: Option<String>,
    /// Whether it blocks uploads with keys that customers provide (SSE-C).
    pub blocks_customer_keys: bool,
}

/// An object, from `HeadObject`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectHead {
    /// The ARN of the KMS key that encrypts it.
    pub kms_key: Option<String>,
    /// At the source `PENDING`, `COMPLETED` or `FAILED`; at a replica `REPLICA`.
    pub replication_status: Option<String>,
}

impl Aws {
    /// Writes an object.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn put_object(&self, region: &str, bucket: &str, key: &str, body: Vec<u8>) -> Result<(), ApiError> {
        let call = self.s3(region).put_object().bucket(bucket).key(key).body(ByteStream::from(body));
        call.send().await.map(|_| ()).map_err(|error| ApiError::new("PutObject", region, error))
    }

    /// Writes an object into a bucket of the account `owner`, with a checksum that S3 verifies and stores, unless the
    /// bucket already has this object. Returns whether it was written. The bucket's default encryption applies.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn keep_object(
        &self,
        region: &str,
        (bucket, owner): (&str, &str),
        key: &str,
        body: Vec<u8>,
    ) -> Result<bool, ApiError> {
        let checksum = base64::encode(Sha256::digest(&body));
        let s3 = self.s3(region);
        let look = s3.head_object().bucket(bucket).key(key).expected_bucket_owner(owner);
        let look = look.checksum_mode(ChecksumMode::Enabled).send().await;
        match look.map_err(|error| ApiError::new("HeadObject", region, error)) {
            Ok(answer) if answer.checksum_sha256() == Some(&checksum) => return Ok(false),
            // The error of a HEAD request may mean that the object does not exist; writing it shows whether access is denied.
            Ok(_) => {}
            Err(error) if error.origin == Origin::Service => {}
            Err(error) => return Err(error),
        }
        let write = s3.put_object().bucket(bucket).key(key).expected_bucket_owner(owner);
        let written = write.checksum_sha256(checksum).body(ByteStream::from(body)).send().await;
        written.map(|_| true).map_err(|error| ApiError::new("PutObject", region, error))
    }

    /// Deletes an object: in a bucket with versioning this adds a delete marker.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn delete_object(&self, region: &str, bucket: &str, key: &str) -> Result<(), ApiError> {
        let sent = self.s3(region).delete_object().bucket(bucket).key(key).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("DeleteObject", region, error))
    }

    /// Describes an object; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn head_object(&self, region: &str, bucket: &str, key: &str) -> Result<Option<ObjectHead>, ApiError> {
        let sent = self.s3(region).head_object().bucket(bucket).key(key).send().await;
        match sent.map_err(|error| ApiError::new("HeadObject", region, error)) {
            Ok(answer) => Ok(Some(ObjectHead {
                replication_status: answer.replication_status().map(|status| status.as_str().to_owned()),
                kms_key: answer.ssekms_key_id,
            })),
            Err(error) if error.is("NotFound") || error.is("NoSuchKey") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The keys of the current objects of a bucket, in S3's order, and whether these are all: `most` of them at most, or the first page.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn object_keys(
        &self,
        region: &str,
        bucket: &str,
        most: Option<usize>,
    ) -> Result<(Vec<String>, bool), ApiError> {
        let mut pages = self.s3(region).list_objects_v2().bucket(bucket).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListObjectsV2", region, error))?;
            let is_last = page.next_continuation_token.is_none();
            keys.extend(page.contents.into_iter().flatten().filter_map(|object| object.key));
            let is_enough = most.is_none_or(|most| keys.len() >= most);
            if is_enough || is_last {
                let is_all = is_last && most.is_none_or(|most| keys.len() <= most);
                keys.truncate(most.unwrap_or(usize::MAX));
                return Ok((keys, is_all));
            }
        }
        Ok((keys, true))
    }

    /// Whether a bucket has versioning enabled.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_is_versioned(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let sent = self.s3(region).get_bucket_versioning().bucket(bucket).send().await;
        let answer = sent.map_err(|error| ApiError::new("GetBucketVersioning", region, error))?;
        Ok(answer.status() == Some(&BucketVersioningStatus::Enabled))
    }

    /// The KMS key of a bucket's default encryption, as in its configuration; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_key(&self, region: &str, bucket: &str) -> Result<Option<String>, ApiError> {
        Ok(self.bucket_encryption(region, bucket).await?.key)
    }

    /// The default encryption of a bucket.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_encryption(&self, region: &str, bucket: &str) -> Result<BucketEncryption, ApiError> {
        let sent = self.s3(region).get_bucket_encryption().bucket(bucket).send().await;
        let answer = sent.map_err(|error| ApiError::new("GetBucketEncryption", region, error))?;
        let mut found = BucketEncryption::default();
        for rule in answer.server_side_encryption_configuration.map(|it| it.rules).into_iter().flatten() {
            let blocked = rule.blocked_encryption_types().map_or(&[][..], |blocked| blocked.encryption_type());
            found.blocks_customer_keys |= blocked.contains(&EncryptionType::SseC);
            let default = rule.apply_server_side_encryption_by_default;
            found.key = found.key.or(default.and_then(|default| default.kms_master_key_id));
        }
        Ok(found)
    }

    /// Whether all of a bucket's own settings against public access are on.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_blocks_public_access(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let sent = self.s3(region).get_public_access_block().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new("GetPublicAccessBlock", region, error)) {
            Ok(answer) => Ok(answer.public_access_block_configuration().is_some_and(|block| {
                let settings = [
                    block.block_public_acls(),
                    block.ignore_public_acls(),
                    block.block_public_policy(),
                    block.restrict_public_buckets(),
                ];
                settings.iter().all(|setting| *setting == Some(true))
            })),
            Err(error) if error.is("NoSuchPublicAccessBlockConfiguration") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether the bucket has Object Lock enabled.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_locks(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let sent = self.s3(region).get_object_lock_configuration().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new("GetObjectLockConfiguration", region, error)) {
            Ok(answer) => {
                let enabled = answer.object_lock_configuration.and_then(|lock| lock.object_lock_enabled);
                Ok(enabled == Some(ObjectLockEnabled::Enabled))
            }
            Err(error) if error.is("ObjectLockConfigurationNotFoundError") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The replication configuration of a bucket; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn replication(&self, region: &str, bucket: &str) -> Result<Option<Replication>, ApiError> {
        const OPERATION: &str = "GetBucketReplication";
        let sent = self.s3(region).get_bucket_replication().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => match answer.replication_configuration.and_then(replication) {
                Some(replication) => Ok(Some(replication)),
                None => {
                    Err(ApiError::unreadable(OPERATION, region, "a part of the replication configuration is missing"))
                }
            },
            Err(error) if error.is("ReplicationConfigurationNotFoundError") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The URL of an object for CloudFormation: HTTPS, with the bucket in the path, at the region's standard endpoint
    /// (neither FIPS nor dual stack), unless a custom endpoint is configured.
    ///
    /// # Errors
    /// If S3 has no endpoint for the region or the bucket.
    pub async fn object_url(&self, region: &str, bucket: &str, key: &str) -> Result<String, ApiError> {
        let unresolved = |error: &dyn std::fmt::Display| ApiError::client("GetObject", region, error);
        let at =
            Params::builder().region(region).bucket(bucket).force_path_style(true).set_endpoint(self.s3_override());
        let at = at.build().map_err(|error| unresolved(&error))?;
        let endpoint = DefaultResolver::new().resolve_endpoint(&at).await.map_err(|error| unresolved(&error))?;
        Ok(format!("{}/{}", endpoint.url(), utf8_percent_encode(key, KEY)))
    }
}

/// `None` if a member is missing; such a rule must not be treated as absent.
fn replication(configuration: ReplicationConfiguration) -> Option<Replication> {
    let rules = configuration.rules.into_iter().map(|rule| {
        present(rule.status.as_str())?;
        let destination = rule.destination?;
        let filter = rule.filter.as_ref();
        let is_narrowed = filter.is_some_and(|filter| {
            filter.tag().is_some() || filter.and().is_some() || filter.prefix().is_some_and(|prefix| !prefix.is_empty())
        });
        #[allow(deprecated, reason = "a rule of the first version has its prefix here, and S3 still takes it")]
        let has_prefix = rule.prefix.as_ref().is_some_and(|prefix| !prefix.is_empty());
        Some(ReplicationRule {
            is_of_all_objects: !is_narrowed && !has_prefix,
            enabled: rule.status == ReplicationRuleStatus::Enabled,
            replicates_delete_markers: rule.delete_marker_replication.and_then(|it| it.status)
                == Some(DeleteMarkerReplicationStatus::Enabled),
            storage_class: destination.storage_class.map(|class| class.as_str().to_owned()),
            destination: present(destination.bucket)?,
            key: destination.encryption_configuration.and_then(|encryption| encryption.replica_kms_key_id),
        })
    });
    Some(Replication { rules: rules.collect::<Option<_>>()?, role: present(configuration.role)? })
}
