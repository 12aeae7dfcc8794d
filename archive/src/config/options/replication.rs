//! `[replication]`: what the rules replicate, how fast, and into which storage class.

use super::reader::Reader;
use super::storage_class::{StorageClass, WORDS};
use crate::config::problem::Origin;
use crate::config::setting::{Kind, Section, Setting};

/// `[replication]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// Whether a delete marker is replicated.
    pub delete_markers: bool,
    /// Whether S3 publishes metrics and failure events for each rule.
    pub metrics: bool,
    /// Whether S3 commits itself to replicate within 15 minutes.
    pub time_control: bool,
    /// The storage class of the replicas; `None` is that of the source.
    pub storage_class: Option<StorageClass>,
    /// Whether what is written to the replica comes back, and changes of a replica's metadata too.
    pub two_way: bool,
}

static DELETE_MARKERS: Setting = Setting::with_default(
    "delete_markers",
    Kind::Boolean,
    "true",
    "Whether deleting an object hides it in the replicas too. Its versions stay on both sides; deletions of versions are never replicated.",
);
static METRICS: Setting = Setting::with_default(
    "metrics",
    Kind::Boolean,
    "true",
    "Metrics for each rule (operations pending and failed, bytes pending, latency), priced as custom CloudWatch metrics. S3 sends events \
     of failed replication only where metrics are on.",
);
static TIME_CONTROL: Setting = Setting::with_default(
    "time_control",
    Kind::Boolean,
    "false",
    "Replication Time Control: S3 replicates within 15 minutes under a service level agreement, at a price per gigabyte.",
);
static STORAGE_CLASS: Setting = Setting::optional(
    "storage_class",
    Kind::OneOf(WORDS),
    "\"GLACIER_IR\"",
    "The storage class of the replicas, from the first day. Without it a replica has the class of its source.",
);
static TWO_WAY: Setting = Setting::with_default(
    "two_way",
    Kind::Boolean,
    "false",
    "Replicates both ways: what is written to the replica, and changes of a replica's tags and retention, come back to the primary bucket. \
     With one replica only, because S3 does not replicate replicas onwards. Deploys in two steps.",
);

pub(super) static SECTION: Section = Section {
    name: "replication",
    doc: "What the rules replicate, how fast, and into which storage class. Rules apply to new objects; `archive backfill` \
          replicates existing ones.",
    settings: &[&DELETE_MARKERS, &METRICS, &TIME_CONTROL, &STORAGE_CLASS, &TWO_WAY],
};

/// The replication, and the place of `two_way`.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> (Replication, Origin) {
    let delete_markers = reader.boolean(&DELETE_MARKERS, true);
    let metrics = reader.boolean(&METRICS, true);
    let time_control = reader.boolean(&TIME_CONTROL, false);
    let storage_class = reader.choice::<StorageClass>(&STORAGE_CLASS);
    let two_way = reader.boolean(&TWO_WAY, false);
    if time_control.value && !metrics.value {
        reader.refuse(
            &metrics.place,
            "`time_control` needs `metrics`: S3 refuses Replication Time Control without them",
            "remove  metrics = false, or set  time_control = false",
        );
    }
    if two_way.value
        && let Some(class) = storage_class.as_ref().filter(|class| class.value.needs_restore())
    {
        reader.refuse(
            &class.place,
            format!(
                "with `two_way` the replica is a source too, and S3 does not replicate objects in {}",
                class.value.as_str()
            ),
            "choose a class that can be read at once, such as \"GLACIER_IR\", or set  two_way = false",
        );
    }
    let replication = Replication {
        delete_markers: delete_markers.value,
        metrics: metrics.value,
        time_control: time_control.value,
        storage_class: storage_class.map(|class| class.value),
        two_way: two_way.value,
    };
    (replication, two_way.place)
}
