//! Saved versions of objects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::s3::lock::Lock;
use crate::timestamp::Timestamp;

/// The version ID of objects that were put without versioning.
pub(crate) const NULL_VERSION: &str = "null";

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) modified: Timestamp,
    /// `None` for a delete marker.
    pub(crate) content: Option<Content>,
    /// Whether it is a replica.
    #[serde(default)]
    pub(crate) is_replica: bool,
    /// The results of its replication, by destination.
    #[serde(default)]
    pub(crate) replication: Vec<Outcome>,
}

/// The content of a version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    /// The location of its bytes.
    pub(crate) blob: String,
    pub(crate) size: usize,
    pub(crate) etag: String,
    pub(crate) storage_class: String,
    pub(crate) encryption: Encryption,
    /// Stored headers: `content-type`, `x-amz-meta-…`, checksums.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) lock: Lock,
}

/// The encryption of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Encryption {
    Aes256,
    Kms { key_arn: String, bucket_key: bool },
}

/// The replication status of a version.
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

/// The options of a put.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct PutOptions {
    pub(crate) algorithm: Option<String>,
    pub(crate) kms_key: Option<String>,
    pub(crate) bucket_key: Option<bool>,
    pub(crate) storage_class: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) lock: Lock,
}

/// The result of the replication of a version to a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) destination: String,
    pub(crate) status: ReplicationStatus,
    /// S3's failure code, and the reason.
    pub(crate) failure: Option<(String, String)>,
}
