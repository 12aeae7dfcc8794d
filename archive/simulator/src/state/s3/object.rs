//! Objects and their versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::checksum::Checksum;
use crate::state::s3::lock::Lock;
use crate::state::s3::restoration::{ArchiveTier, Restoration};
use crate::timestamp::Timestamp;

/// The version ID of objects that were put without versioning.
pub(crate) const NULL_VERSION: &str = "null";

/// A version of an object, or a delete marker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) modified: Timestamp,
    /// `None` for a delete marker.
    pub(crate) content: Option<Content>,
    /// Whether this is a replica.
    #[serde(default)]
    pub(crate) is_replica: bool,
    /// The replication status, by destination.
    #[serde(default)]
    pub(crate) replication: Vec<Outcome>,
}

/// The content of a version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The ID of its content.
    pub(crate) blob: String,
    pub(crate) size: usize,
    pub(crate) etag: String,
    pub(crate) storage_class: String,
    pub(crate) encryption: Encryption,
    /// Headers that are returned with the object: `content-type`, `x-amz-meta-…`.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) lock: Lock,
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
    /// The copy that an archived object was restored to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) restoration: Option<Restoration>,
    /// The archive tier of `INTELLIGENT_TIERING` that it has gone to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) archive_tier: Option<ArchiveTier>,
    /// The sizes and checksums of its parts; empty if it was uploaded with a single put.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<ObjectPart>,
}

/// A part of a multipart object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ObjectPart {
    pub(crate) number: u32,
    pub(crate) size: usize,
    pub(crate) checksum: Option<String>,
}

/// The encryption of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Encryption {
    Aes256,
    Kms {
        key_arn: String,
        bucket_key: bool,
    },
    /// With a key that the caller sends along (SSE-C), of which S3 keeps a digest.
    Customer {
        key_md5: String,
    },
}

/// The replication status of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ReplicationStatus {
    Pending,
    Completed,
    Failed,
    /// This version is a replica.
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

/// The options of a put.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PutOptions {
    pub(crate) algorithm: Option<String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) bucket_key: Option<bool>,
    /// The digest of the caller's own key (SSE-C), in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) customer_key_md5: Option<String>,
    pub(crate) storage_class: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) lock: Lock,
    /// The checksum of the request; without one S3 computes its own.
    #[serde(default)]
    pub(crate) checksum: Option<Checksum>,
}

/// The replication of a version to a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) destination: String,
    pub(crate) status: ReplicationStatus,
    /// S3's failure code and the reason.
    pub(crate) failure: Option<(String, String)>,
}
