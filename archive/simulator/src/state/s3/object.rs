//! Versions of objects, as they are saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::checksum::Checksum;
use crate::state::s3::lock::Lock;
use crate::state::s3::restoration::Restoration;
use crate::timestamp::Timestamp;

/// The version id of what was put while a bucket kept no versions.
pub(crate) const NULL_VERSION: &str = "null";

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) modified: Timestamp,
    /// Nothing for a delete marker.
    pub(crate) content: Option<Content>,
    /// Whether S3 put it here from another bucket.
    #[serde(default)]
    pub(crate) is_replica: bool,
    /// How its own replication went, by destination.
    #[serde(default)]
    pub(crate) replication: Vec<Outcome>,
}

/// What a version holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    /// Where its bytes are.
    pub(crate) blob: String,
    pub(crate) size: usize,
    pub(crate) etag: String,
    pub(crate) storage_class: String,
    pub(crate) encryption: Encryption,
    /// Headers given back as they came: `content-type`, `x-amz-meta-…`.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) lock: Lock,
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
    /// The copy that an archived object was restored to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) restoration: Option<Restoration>,
    /// The sizes and checksums of the parts that it came in; none where it came in one piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<ObjectPart>,
}

/// A part of an object that came in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectPart {
    pub(crate) number: u32,
    pub(crate) size: usize,
    pub(crate) checksum: Option<String>,
}

/// How a version is encrypted at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Encryption {
    Aes256,
    Kms { key_arn: String, bucket_key: bool },
}

/// How far the replication of a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ReplicationStatus {
    Pending,
    Completed,
    Failed,
    /// This version is itself a replica.
    Replica,
}

impl ReplicationStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Replica => "REPLICA",
        }
    }
}

/// What a put asks for beyond the bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PutOptions {
    pub(crate) algorithm: Option<String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) bucket_key: Option<bool>,
    pub(crate) storage_class: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) lock: Lock,
    /// The checksum that came with the bytes; without one S3 takes its own.
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
}

/// How the replication of one version to one destination went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) destination: String,
    pub(crate) status: ReplicationStatus,
    /// S3's code for the failure, and what lacked.
    pub(crate) failure: Option<(String, String)>,
}
