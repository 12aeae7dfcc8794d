//! `[lifecycle]`: cheaper storage for old objects, and an end for old versions, on both sides of the replication.

use super::reader::Reader;
use super::storage_class::{StorageClass, WORDS};
use crate::config::problem::{Located, Problem};
use crate::config::setting::{Kind, Section, Setting};
use crate::config::table::Table;

/// A move to a storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// Where to.
    pub storage_class: StorageClass,
    /// After so many days: since the object was created, or since the version was replaced.
    pub days: i64,
}

/// `[lifecycle]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// Days after which the parts of an upload that was never completed are deleted.
    pub abort_incomplete_uploads_days: i64,
    /// Where current versions move, in order.
    pub transitions: Vec<Transition>,
    /// Where noncurrent versions move, in order.
    pub noncurrent_transitions: Vec<Transition>,
    /// Days after which a noncurrent version is deleted.
    pub noncurrent_expiration_days: Option<i64>,
    /// Whether a delete marker is removed once no version is behind it.
    pub expired_delete_markers: bool,
    /// How many noncurrent versions are kept whatever their age.
    pub kept_noncurrent_versions: Option<i64>,
}

static ABORT_INCOMPLETE_UPLOADS_DAYS: Setting = Setting::with_default(
    "abort_incomplete_uploads_days",
    Kind::Integer(1..=365),
    "7",
    "Days after which the parts of an upload that was never completed are deleted. They cost like objects, and no listing shows them.",
);
static NONCURRENT_EXPIRATION_DAYS: Setting = Setting::optional(
    "noncurrent_expiration_days",
    Kind::Integer(1..=36_500),
    "365",
    "Days after which a version that was replaced or deleted is deleted for good. Without it every version is kept for ever. Lifecycle \
     rules are not subject to the bucket policy that denies deleting versions, but Object Lock applies to them.",
);
static KEPT_NONCURRENT_VERSIONS: Setting = Setting::optional(
    "kept_noncurrent_versions",
    Kind::Integer(1..=100),
    "3",
    "How many noncurrent versions of an object are kept, whatever their age.",
);
static EXPIRED_DELETE_MARKERS: Setting = Setting::with_default(
    "expired_delete_markers",
    Kind::Boolean,
    "false",
    "Removes a delete marker once the versions behind it have expired: it marks nothing any more, and every listing of versions reads it. On both \
     sides, each when its own versions are gone. Needs  noncurrent_expiration_days.",
);
static STORAGE_CLASS: Setting = Setting::optional("storage_class", Kind::OneOf(WORDS), "\"GLACIER_IR\"", "Where to.");
static DAYS: Setting = Setting::optional("days", Kind::Integer(0..=36_500), "90", "After so many days.");
static TRANSITION: &[&Setting] = &[&STORAGE_CLASS, &DAYS];
static TRANSITIONS: Setting = Setting::optional(
    "transitions",
    Kind::Tables(TRANSITION),
    "[{ storage_class = \"GLACIER_IR\", days = 90 }]",
    "Where objects move, by the days since they were created. Classes follow S3's order, and an object stays at least 30 days before \
     and in STANDARD_IA and ONEZONE_IA.",
);
static NONCURRENT_TRANSITIONS: Setting = Setting::optional(
    "noncurrent_transitions",
    Kind::Tables(TRANSITION),
    "[{ storage_class = \"GLACIER\", days = 30 }]",
    "Where noncurrent versions move, by the days since they were replaced or deleted.",
);

pub(super) static SECTION: Section = Section {
    name: "lifecycle",
    doc: "Cheaper storage for old objects, and an end for old versions. Lifecycle actions are not replicated, so both sides have the same \
          rules. Current versions never expire: this is an archive.",
    settings: &[
        &ABORT_INCOMPLETE_UPLOADS_DAYS,
        &NONCURRENT_EXPIRATION_DAYS,
        &KEPT_NONCURRENT_VERSIONS,
        &EXPIRED_DELETE_MARKERS,
        &TRANSITIONS,
        &NONCURRENT_TRANSITIONS,
    ],
};

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Lifecycle {
    let abort_incomplete_uploads_days = reader.integer_or(&ABORT_INCOMPLETE_UPLOADS_DAYS, 7);
    let expiration = reader.integer(&NONCURRENT_EXPIRATION_DAYS);
    let kept = reader.integer(&KEPT_NONCURRENT_VERSIONS);
    let markers = reader.boolean(&EXPIRED_DELETE_MARKERS, false);
    if markers.value && !reader.has(&NONCURRENT_EXPIRATION_DAYS) {
        reader.refuse(
            &markers.place,
            "`expired_delete_markers` removes markers whose versions have expired, but there is no expiration",
            "add  noncurrent_expiration_days = 365, or remove it: without an expiration every version is kept",
        );
    }
    let transitions = reader.tables(&TRANSITIONS, TRANSITION, transition);
    let noncurrent = reader.tables(&NONCURRENT_TRANSITIONS, TRANSITION, transition);
    order(reader, &transitions);
    order(reader, &noncurrent);
    for first in noncurrent.iter().filter(|transition| transition.value.days == 0) {
        reader.refuse(
            &first.place,
            "a noncurrent version moves after one day at the earliest",
            "write  days = 1  or more",
        );
    }
    if let (Some(expiration), Some(last)) = (&expiration, noncurrent.last())
        && expiration.value <= last.value.days
    {
        reader.refuse(
            &expiration.place,
            format!(
                "`noncurrent_expiration_days` is {}, but the versions move to {} after {} days; S3 wants the expiration later",
                expiration.value,
                last.value.storage_class.as_str(),
                last.value.days
            ),
            format!("write {} or more, or remove the transition", last.value.days + 1),
        );
    }
    if let Some(kept) = kept.as_ref().filter(|_| !reader.has(&NONCURRENT_EXPIRATION_DAYS)) {
        reader.refuse(
            &kept.place,
            "`kept_noncurrent_versions` says what an expiration leaves, but there is no expiration",
            "add  noncurrent_expiration_days = 365, or remove it: without an expiration every version is kept",
        );
    }
    Lifecycle {
        abort_incomplete_uploads_days,
        transitions: transitions.into_iter().map(|transition| transition.value).collect(),
        noncurrent_transitions: noncurrent.into_iter().map(|transition| transition.value).collect(),
        noncurrent_expiration_days: expiration.map(|days| days.value),
        expired_delete_markers: markers.value,
        kept_noncurrent_versions: kept.map(|versions| versions.value),
    }
}

fn transition(table: &mut Table<'_>, problems: &mut Vec<Problem>) -> Option<Transition> {
    let before = problems.len();
    let storage_class = table.choice::<StorageClass>(&STORAGE_CLASS, problems);
    let days = table.integer(&DAYS, problems);
    if let (Some(storage_class), Some(days)) = (&storage_class, &days) {
        return Some(Transition { storage_class: storage_class.value, days: days.value });
    }
    if problems.len() == before {
        problems.push(Problem {
            place: table.place().clone(),
            message: "a transition has a `storage_class` and `days`".into(),
            remedy: "write  { storage_class = \"GLACIER_IR\", days = 90 }".into(),
        });
    }
    None
}

/// S3's rules for several transitions: downwards only, later each time, and 30 days before and in the infrequent-access classes.
fn order(reader: &mut Reader<'_, '_>, transitions: &[Located<Transition>]) {
    for one in transitions {
        let minimum = one.value.storage_class.minimum_days();
        if one.value.days < minimum {
            reader.refuse(
                &one.place,
                format!("objects move to {} after {minimum} days at the earliest", one.value.storage_class.as_str()),
                format!("write  days = {minimum}  or more"),
            );
        }
    }
    for pair in transitions.windows(2) {
        let [before, after] = pair else { continue };
        let (from, to) = (before.value.storage_class, after.value.storage_class);
        let earliest = before.value.days + from.minimum_days().max(1);
        if !from.may_precede(to) {
            reader.refuse(
                &after.place,
                format!("S3 does not move objects from {} to {}", from.as_str(), to.as_str()),
                format!("order the classes as S3 does: {}", WORDS.join(", ")),
            );
        } else if after.value.days < earliest {
            reader.refuse(
                &after.place,
                format!(
                    "objects are in {} from day {}, so that they move to {} on day {earliest} at the earliest",
                    from.as_str(),
                    before.value.days,
                    to.as_str()
                ),
                format!("write  days = {earliest}  or more"),
            );
        }
    }
}
