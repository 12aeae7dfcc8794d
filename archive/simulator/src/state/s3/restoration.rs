//! The saved state of restorations: temporary copies of archived objects.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::state::s3::object::Content;
use crate::timestamp::Timestamp;
use crate::wire_enum::wire_enum;

wire_enum! {
    /// How fast an archived object is to come back, the fastest first.
    Tier {
        Expedited = "Expedited",
        Standard = "Standard",
        Bulk = "Bulk",
    }
}

wire_enum! {
    /// The tiers of `INTELLIGENT_TIERING` from which objects have to be restored.
    ArchiveTier {
        Archive = "ARCHIVE_ACCESS",
        Deep = "DEEP_ARCHIVE_ACCESS",
    }
}

impl Tier {
    /// How long it takes if the tier Standard takes `standard`, roughly in the proportions of
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html>.
    pub(crate) fn takes(self, standard: Duration) -> Duration {
        match self {
            Self::Expedited => standard / 60,
            Self::Standard => standard,
            Self::Bulk => standard.saturating_mul(3),
        }
    }
}

/// A temporary copy, or the restoration in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restoration {
    pub(crate) tier: Tier,
    pub(crate) days: i64,
    /// When the copy is available.
    pub(crate) ready: Timestamp,
    /// When the copy expires.
    pub(crate) expires: Timestamp,
}

impl Restoration {
    pub(crate) fn is_under_way(&self, now: Timestamp) -> bool {
        now < self.ready
    }

    pub(crate) fn is_there(&self, now: Timestamp) -> bool {
        self.ready <= now && now < self.expires
    }

    /// When a copy expires that is available from a time on: after the days, at the next midnight UTC.
    pub(crate) fn expiry(from: Timestamp, days: i64) -> Timestamp {
        from.after_days(days).next_midnight()
    }
}

impl Content {
    /// Whether objects of the storage class have to be restored before they can be read.
    pub(crate) fn is_archived(&self) -> bool {
        matches!(self.storage_class.as_str(), "GLACIER" | "DEEP_ARCHIVE") || self.archive_tier.is_some()
    }

    /// The archive tier that it is in now: a restoration moves it to the tier of frequent access, for good.
    pub(crate) fn archive_tier_at(&self, now: Timestamp) -> Option<ArchiveTier> {
        let is_back = self.restoration.as_ref().is_some_and(|moved| moved.ready <= now);
        self.archive_tier.filter(|_| !is_back)
    }

    /// Whether it can be read: it is not archived, or a copy is available.
    pub(crate) fn is_readable(&self, now: Timestamp) -> bool {
        if self.archive_tier.is_some() {
            return self.archive_tier_at(now).is_none();
        }
        !self.is_archived() || self.restoration.as_ref().is_some_and(|copy| copy.is_there(now))
    }
}
