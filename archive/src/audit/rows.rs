//! Versions, and the buckets that have them.

use tokio::sync::OnceCell;

use crate::config::Region;
use cfn_deploy::aws::{Aws, ListedVersion};

/// A bucket of the archive.
pub(super) struct Site<'a> {
    pub(super) aws: &'a Aws,
    pub(super) region: Region,
    pub(super) bucket: String,
    /// The ARN of the bucket's key.
    pub(super) key: String,
    /// Set once S3 has told the caller of the lock of a version: without the permissions it leaves locks out.
    pub(super) tells_of_locks: OnceCell<()>,
}

/// A version, and the buckets that have it.
pub(super) struct VersionRow {
    pub(super) key: String,
    pub(super) id: String,
    /// What each bucket's list says of it, the primary's first.
    pub(super) at: Vec<Option<Seen>>,
}

/// What a list says of a version.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) modified: i64,
    pub(super) is_delete_marker: bool,
    pub(super) size: u64,
}

impl VersionRow {
    /// Whether the primary has it, and a replica does not.
    pub(super) fn lacks_a_replica(&self) -> bool {
        self.at.first().is_some_and(Option::is_some) && self.at.iter().any(Option::is_none)
    }

    pub(super) fn new(key: &str, id: &str, sites: usize) -> Self {
        Self { key: key.to_owned(), id: id.to_owned(), at: vec![None; sites] }
    }
}

impl From<ListedVersion> for Seen {
    fn from(version: ListedVersion) -> Self {
        Self { modified: version.modified, is_delete_marker: version.is_delete_marker, size: version.size }
    }
}
