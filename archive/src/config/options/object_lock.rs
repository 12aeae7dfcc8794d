//! `[object_lock]`: versions that nobody can delete for a time, on both sides of the replication.

use super::reader::Reader;
use crate::config::setting::{Choice, Kind, Section, Setting};

/// Who may shorten a retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockMode {
    /// A principal that has `s3:BypassGovernanceRetention`.
    Governance,
    /// Nobody, the account's root user included: the data costs until its retention ends.
    Compliance,
}

impl Choice for LockMode {
    const ALL: &'static [(&'static str, Self)] = &[("governance", Self::Governance), ("compliance", Self::Compliance)];
}

/// How long a retention lasts. S3 takes one of the two units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// So many days.
    Days(i64),
    /// So many years.
    Years(i64),
}

/// `[object_lock]`: the retention that every new version gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectLock {
    /// Who may shorten it.
    pub mode: LockMode,
    /// How long it lasts.
    pub retention: Retention,
}

static MODE: Setting = Setting::optional(
    "mode",
    Kind::OneOf(&["governance", "compliance"]),
    "\"governance\"",
    "Turns Object Lock on, for good: S3 cannot turn it off. With `governance`, a principal that has s3:BypassGovernanceRetention can still delete a \
     version; with `compliance` nobody can, not even the root user, until the retention ends, and the deployment asks for a typed \
     confirmation.",
);
static DAYS: Setting = Setting::optional(
    "days",
    Kind::Integer(1..=36_500),
    "30",
    "How many days each new version is retained. Either `days` or `years`.",
);
static YEARS: Setting = Setting::optional(
    "years",
    Kind::Integer(1..=100),
    "1",
    "How many years each new version is retained. Either `days` or `years`.",
);

pub(super) static SECTION: Section = Section {
    name: "object_lock",
    doc: "Versions that nobody can delete or overwrite for a time. Set on the primary bucket and on every replica, as S3 requires.",
    settings: &[&MODE, &DAYS, &YEARS],
};

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Option<ObjectLock> {
    let mode = reader.choice::<LockMode>(&MODE);
    let days = reader.integer(&DAYS);
    let years = reader.integer(&YEARS);
    let retention = match (&days, &years) {
        (Some(_), Some(years)) => {
            reader.refuse(
                &years.place,
                "`days` and `years` are both set; S3 takes one of them",
                "remove one of the two",
            );
            None
        }
        (Some(days), None) => Some(Retention::Days(days.value)),
        (None, Some(years)) => Some(Retention::Years(years.value)),
        (None, None) => None,
    };
    match (mode, retention) {
        (Some(mode), Some(retention)) => Some(ObjectLock { mode: mode.value, retention }),
        (Some(mode), None) => {
            if !reader.has(&DAYS) && !reader.has(&YEARS) {
                reader.refuse(
                    &mode.place,
                    "`mode` needs a duration: S3 takes a default retention as a whole",
                    "add  days = 30  or  years = 1",
                );
            }
            None
        }
        (None, _) if reader.has(&MODE) => None,
        (None, _) => {
            if let Some(place) = days.map(|days| days.place).or(years.map(|years| years.place)) {
                reader.refuse(&place, "a duration needs a `mode`", "add  mode = \"governance\"");
            }
            None
        }
    }
}
