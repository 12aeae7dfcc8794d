//! What an audit finds.

use serde::Serialize;

use crate::config::Region;

/// How a version in one region is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DamageKind {
    /// It is not there, and S3 does not say that it failed to replicate it.
    Missing,
    /// It is not there, and S3 has given up on replicating it.
    Failed,
    /// A delete marker is on one side only, so that the object is hidden on that side only.
    DeleteMarker,
    /// It is not encrypted with the bucket's key.
    WrongKey,
    /// Retention or legal hold differ from those of the primary's version.
    WrongRetention,
    /// The tags differ from those of the primary's version.
    WrongTags,
    /// Size or checksum differ from those of the primary's version.
    WrongChecksum,
    /// The version is in the replica only.
    Diverged,
}

impl DamageKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::Failed,
        Self::DeleteMarker,
        Self::WrongKey,
        Self::WrongRetention,
        Self::WrongTags,
        Self::WrongChecksum,
        Self::Diverged,
    ];

    /// Its name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Failed => "failed",
            Self::DeleteMarker => "delete-marker",
            Self::WrongKey => "wrong-key",
            Self::WrongRetention => "wrong-retention",
            Self::WrongTags => "wrong-tags",
            Self::WrongChecksum => "wrong-checksum",
            Self::Diverged => "diverged",
        }
    }
}

/// One version that is not as it should be in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// How.
    pub kind: DamageKind,
    /// The region.
    #[serde(serialize_with = "name")]
    pub region: Region,
    /// The bucket in that region.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The version ID, which is the same in every region.
    pub version_id: String,
    /// The version's size in bytes.
    pub bytes: u64,
    /// What exactly is wrong.
    pub detail: String,
    /// Whether replicating the primary's version again mends it.
    pub replicable: bool,
}

fn name<S: serde::Serializer>(region: &Region, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(region.as_str())
}
