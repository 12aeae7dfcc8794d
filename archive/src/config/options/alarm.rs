//! `[alarm]`: CloudWatch alarms on replications that failed, are late or pile up, for each rule.

use super::reader::Reader;
use crate::config::arn::Arn;
use crate::config::problem::Located;
use crate::config::setting::{Kind, Section, Setting};

/// `[alarm]`, where it is enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// More failed operations than this raise the alarm.
    pub threshold: i64,
    /// Minutes over which they are counted.
    pub period_minutes: i64,
    /// An alarm on a latency of more minutes than this, where it is given.
    pub latency_minutes: Option<i64>,
    /// An alarm on more mebibytes than this that wait to be replicated, where it is given.
    pub pending_mib: Option<i64>,
    /// ARNs of what the alarm calls; the archive's failure topic is called as well.
    pub actions: Vec<String>,
}

static ENABLED: Setting = Setting::with_default(
    "enabled",
    Kind::Boolean,
    "false",
    "An alarm for each rule on the operations that failed to replicate. It calls the topic of [notifications] and the `actions`.",
);
static THRESHOLD: Setting = Setting::with_default(
    "threshold",
    Kind::Integer(0..=1_000_000),
    "0",
    "More failed operations than this raise the alarm.",
);
static PERIOD_MINUTES: Setting = Setting::with_default(
    "period_minutes",
    Kind::Integer(1..=1_440),
    "5",
    "Minutes over which the failed operations are counted, and of which the other alarms take the maximum.",
);
static LATENCY_MINUTES: Setting = Setting::optional(
    "latency_minutes",
    Kind::Integer(1..=43_200),
    "30",
    "One more alarm for each rule: the replica is more minutes than this behind its source.",
);
static PENDING_MIB: Setting = Setting::optional(
    "pending_mib",
    Kind::Integer(1..=1_073_741_824),
    "10240",
    "One more alarm for each rule: more mebibytes than this wait to be replicated.",
);
static ACTIONS: Setting = Setting::optional(
    "actions",
    Kind::Texts,
    "[\"arn:aws:sns:eu-central-1:123456789012:on-call\"]",
    "ARNs of what else the alarm calls.",
);

pub(super) static SECTION: Section = Section {
    name: "alarm",
    doc: "CloudWatch alarms on replications that failed, are late or pile up, in the primary region, where S3 publishes the metrics of its rules; with two-way replication also in that of the replica.",
    settings: &[&ENABLED, &THRESHOLD, &PERIOD_MINUTES, &LATENCY_MINUTES, &PENDING_MIB, &ACTIONS],
};

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Option<Located<Alarm>> {
    let enabled = reader.boolean(&ENABLED, false);
    let threshold = reader.integer_or(&THRESHOLD, 0);
    let period_minutes = reader.integer_or(&PERIOD_MINUTES, 5);
    let latency_minutes = reader.integer(&LATENCY_MINUTES).map(|minutes| minutes.value);
    let pending_mib = reader.integer(&PENDING_MIB).map(|mebibytes| mebibytes.value);
    let actions = reader.texts(&ACTIONS);
    for action in actions.iter().filter(|action| Arn::parse(&action.value).is_none()) {
        reader.refuse(
            &action.place,
            format!("{:?} is not an ARN", action.value),
            "write the ARN of an SNS topic or another alarm action",
        );
    }
    if actions.len() > 4 {
        reader.refuse(
            &reader.place(),
            "an alarm calls five actions at most, the topic of [notifications] included",
            "name four actions or fewer",
        );
    }
    enabled.value.then(|| Located {
        value: Alarm {
            threshold,
            period_minutes,
            latency_minutes,
            pending_mib,
            actions: actions.into_iter().map(|action| action.value).collect(),
        },
        place: enabled.place,
    })
}
