//! `[keys]`: the KMS keys of the archive.

use super::reader::Reader;
use crate::config::problem::Located;
use crate::config::setting::{Choice, Kind, Section, Setting};

/// Which keys encrypt the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStrategy {
    /// A key of its own in every region.
    Regional,
    /// One multi-Region key: the primary region has the primary key, every other region a replica key of the same key material.
    MultiRegion,
}

impl Choice for KeyStrategy {
    const ALL: &'static [(&'static str, Self)] = &[("regional", Self::Regional), ("multi-region", Self::MultiRegion)];
}

/// `[keys]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Which keys there are.
    pub strategy: KeyStrategy,
    /// Days between two rotations; `None` leaves it to KMS, which takes 365.
    pub rotation_period_days: Option<i64>,
    /// Days between the order to delete a key and its deletion.
    pub pending_window_days: i64,
}

static STRATEGY: Setting = Setting::with_default(
    "strategy",
    Kind::OneOf(&["regional", "multi-region"]),
    "\"regional\"",
    "A key of its own in every region, or one multi-Region key. With a multi-Region key all regions share the key material, which some \
     organizations forbid; in return every key's ARN is known in advance, so that policies and rules name exact keys and no alias is \
     resolved. A key cannot become multi-Region later: a change replaces it.",
);
static ROTATION_PERIOD_DAYS: Setting = Setting::optional(
    "rotation_period_days",
    Kind::Integer(90..=2560),
    "180",
    "Days between two rotations of the key material. Keys always rotate; where nothing is set, KMS takes 365 days.",
);
static PENDING_WINDOW_DAYS: Setting = Setting::with_default(
    "pending_window_days",
    Kind::Integer(7..=30),
    "30",
    "Days between the order to delete a key and its deletion. The key is unusable at once; cancelling the deletion saves it, and the \
     data, while the window lasts.",
);

pub(super) static SECTION: Section = Section {
    name: "keys",
    doc: "The KMS keys that encrypt the buckets. They are retained wherever a bucket is, and rotate.",
    settings: &[&STRATEGY, &ROTATION_PERIOD_DAYS, &PENDING_WINDOW_DAYS],
};

/// The keys, and the strategy with its place.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> (Keys, Located<KeyStrategy>) {
    let strategy = reader.choice_or(&STRATEGY, KeyStrategy::Regional);
    let keys = Keys {
        strategy: strategy.value,
        rotation_period_days: reader.integer(&ROTATION_PERIOD_DAYS).map(|days| days.value),
        pending_window_days: reader.integer_or(&PENDING_WINDOW_DAYS, 30),
    };
    (keys, strategy)
}
