//! Pending replication.

use serde::{Deserialize, Serialize};

use crate::state::s3::Bucket;
use crate::state::s3::object::{Outcome, ReplicationStatus, Version};
use crate::timestamp::Timestamp;

/// A change that is to be replicated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) due: Timestamp,
    #[serde(alias = "what")]
    pub(crate) change: ReplicatedChange,
    pub(crate) source: String,
    pub(crate) key: String,
    pub(crate) version_id: String,
    /// The name of the destination bucket.
    pub(crate) destination: String,
}

/// What is replicated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ReplicatedChange {
    Object,
    DeleteMarker,
    Tags,
    /// An object or a delete marker that was there before, as a batch job replicates it: replicas too.
    Existing,
}

pub(crate) fn record_status(
    version: &mut Version,
    destination: &str,
    status: ReplicationStatus,
    failure: Option<(String, String)>,
) {
    version.replication.retain(|outcome| outcome.destination != destination);
    version.replication.push(Outcome { destination: destination.to_owned(), status, failure });
}

pub(crate) fn find<'b>(bucket: &'b Bucket, key: &str, version_id: &str) -> Option<&'b Version> {
    bucket.objects.get(key)?.iter().find(|version| version.id == version_id)
}

pub(crate) fn find_mut<'b>(bucket: &'b mut Bucket, key: &str, version_id: &str) -> Option<&'b mut Version> {
    bucket.objects.get_mut(key)?.iter_mut().find(|version| version.id == version_id)
}
