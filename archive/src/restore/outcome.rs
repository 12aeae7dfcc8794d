//! What a restore is asked for, and what comes of it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use crate::config::Region;
use cfn_deploy::aws::{ApiError, RetrievalTier};

/// What is restored.
#[derive(Debug, Clone)]
pub struct RestoreOptions<'a> {
    /// Where to.
    pub target: Target,
    /// Keys, each as it is.
    pub keys: &'a [String],
    /// How keys begin. Without keys and prefixes every key is restored.
    pub prefixes: &'a [String],
    /// The time, in whole seconds since 1970, whose state is restored; `None` is the present.
    pub at: Option<i64>,
    /// The region that is read; `None` chooses.
    pub from: Option<Region>,
    /// Whether what is there with another content is replaced.
    pub overwrite: bool,
    /// How archived versions are restored first.
    pub retrieval: Retrieval,
    /// How many objects are restored at once.
    pub concurrency: usize,
    /// Larger objects are read, or copied, in parts of so many bytes.
    pub part_size: u64,
}

/// How versions in archive tiers are restored, before they can be read.
#[derive(Debug, Clone, Copy)]
pub struct Retrieval {
    /// How fast.
    pub tier: RetrievalTier,
    /// For how many days the copies stay.
    pub days: i32,
    /// How often S3 is asked whether they are there; `None` does not wait for them.
    pub wait: Option<Duration>,
}

/// Where objects are restored to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A folder.
    Folder(PathBuf),
    /// A bucket that is none of the archive's.
    Bucket {
        /// Its name.
        name: String,
        /// What comes before each key.
        prefix: String,
    },
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

/// Why a version is told in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is restored, under another name than its key.
    Renamed,
    /// It is not restored: another object, file or folder has its name.
    Exists,
    /// It is not restored: S3 is restoring it from an archive tier.
    Archived,
    /// It is not restored: its content does not have its checksum.
    Mismatch,
    /// It is not restored: no region has it.
    Missing,
    /// It is not restored: the caller may not read or write it.
    Denied,
    /// It is not restored: nothing can have its name.
    Name,
    /// It is not restored: a call or a write failed.
    Failed,
}

impl Why {
    /// Its name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Renamed => "renamed",
            Self::Exists => "exists",
            Self::Archived => "archived",
            Self::Mismatch => "mismatch",
            Self::Missing => "missing",
            Self::Denied => "denied",
            Self::Name => "name",
            Self::Failed => "failed",
        }
    }
}

/// A version that is told in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Why.
    pub why: Why,
    /// Its key.
    pub key: String,
    /// Its version ID.
    pub version_id: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The file or the key that it has, or would have.
    pub path: String,
    /// What exactly happened.
    pub detail: String,
}

/// What a restore has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// The objects that were restored, and their bytes.
    pub restored: (u64, u64),
    /// Those that were there already, as they are to be.
    pub there: (u64, u64),
    /// Of both, how many have no checksum by which they could be verified.
    pub unverified: u64,
    /// Those that wait for S3 to restore them from an archive tier.
    pub archived: u64,
    /// Those that were not restored, archived ones included.
    pub lacking: u64,
    /// The first refusal.
    pub denied: Option<ApiError>,
}

/// Why a restore cannot be begun, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A call failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// No region can be read.
    #[error("no region can be read: {}", .why.join("; "))]
    NoRegion {
        /// Why not, of each.
        why: Vec<String>,
        /// Whether they answered, and none has a bucket.
        no_bucket: bool,
    },
    /// The region that was named has no bucket of the archive.
    #[error("{0} has no bucket of the archive")]
    NotOfArchive(Region),
    /// A key that was named is of no object, and never was.
    #[error("{bucket} has no object {key:?}, nor an older version of one")]
    NoVersion {
        /// The bucket that says what there is.
        bucket: String,
        /// The key.
        key: String,
    },
    /// The bucket to restore to is of the archive.
    #[error("{0} is a bucket of the archive, which nothing is restored into")]
    OwnBucket(String),
    /// There is no such bucket.
    #[error("there is no bucket {0}")]
    NoBucket(String),
    /// The folder, or the plan of the restore, cannot be written.
    #[error("{path}: {error}")]
    File {
        /// What was to be written or read.
        path: String,
        /// Why it was not.
        error: io::Error,
    },
}

impl RestoreError {
    /// The plan on disk cannot be written or read again.
    pub(super) fn plan(error: io::Error) -> Self {
        Self::File { path: "the plan of the restore".to_owned(), error }
    }
}

/// What became of a version.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is restored, and verified if there is a checksum.
    Restored { verified: bool },
    /// It was there as it is to be.
    There { verified: bool },
    /// It is not restored; with the refusal, if it is one.
    Not(Why, String, Option<ApiError>),
}

impl Outcome {
    /// It is not restored.
    pub(super) fn not(why: Why, detail: impl Into<String>) -> Self {
        Self::Not(why, detail.into(), None)
    }
}

/// What happens during a restore.
pub trait RestoreLog {
    /// A version is to be told: most are not restored.
    ///
    /// # Errors
    /// It cannot be written down.
    fn told(&mut self, told: &Told) -> io::Result<()>;

    /// So many objects and bytes, of all, are done.
    fn done(&mut self, objects: (u64, u64), bytes: (u64, u64));

    /// So many versions have been looked at for the plan.
    fn planned(&mut self, versions: u64);

    /// Something to know.
    fn note(&mut self, message: String);
}

/// Counts an object of so many bytes.
pub(super) fn count((objects, bytes): &mut (u64, u64), size: u64) {
    *objects += 1;
    *bytes += size;
}
