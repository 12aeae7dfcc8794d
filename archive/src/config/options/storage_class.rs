//! S3's storage classes, and which may follow which.

use crate::config::setting::Choice;

/// A storage class that an object can move to. The words are S3's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StorageClass {
    /// Rarely read, in at least three Availability Zones; at least 30 days.
    StandardIa,
    /// Moves objects between tiers by itself.
    IntelligentTiering,
    /// Rarely read, in one Availability Zone; at least 30 days.
    OnezoneIa,
    /// Glacier Instant Retrieval: read in milliseconds; at least 90 days.
    GlacierIr,
    /// Glacier Flexible Retrieval: restored in minutes to hours; at least 90 days.
    Glacier,
    /// Glacier Deep Archive: restored in hours; at least 180 days.
    DeepArchive,
}

/// The words, in the order in which objects may move.
pub(super) const WORDS: &[&str] =
    &["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

impl Choice for StorageClass {
    const ALL: &'static [(&'static str, Self)] = &[
        ("STANDARD_IA", Self::StandardIa),
        ("INTELLIGENT_TIERING", Self::IntelligentTiering),
        ("ONEZONE_IA", Self::OnezoneIa),
        ("GLACIER_IR", Self::GlacierIr),
        ("GLACIER", Self::Glacier),
        ("DEEP_ARCHIVE", Self::DeepArchive),
    ];
}

impl StorageClass {
    /// S3's word for it.
    pub fn as_str(self) -> &'static str {
        Choice::as_str(self)
    }

    /// Whether an object must be restored before it can be read, so that S3 cannot replicate it either.
    pub fn needs_restore(self) -> bool {
        matches!(self, Self::Glacier | Self::DeepArchive)
    }

    /// The days that an object must have been in S3 before it may move here, and must stay before it may move on.
    /// [S3 user guide, "Transitioning objects using Amazon S3 Lifecycle"]
    pub(super) fn minimum_days(self) -> i64 {
        if matches!(self, Self::StandardIa | Self::OnezoneIa) { 30 } else { 0 }
    }

    /// Whether a lifecycle rule may move an object from here to `next`: only downwards, and from one zone not to instant retrieval.
    pub(crate) fn may_precede(self, next: Self) -> bool {
        (self as u8) < (next as u8) && (self, next) != (Self::OnezoneIa, Self::GlacierIr)
    }
}
