//! What options cost, or commit to for long: shown with the plan, because neither a change set nor a later deployment shows it.

use crate::config::Config;
use crate::config::options::{FailureTopic, LockMode, Retention, StorageClass};

/// A year of retention or more cannot be corrected by waiting.
const LONG_DAYS: i64 = 365;

/// A sentence, without a full stop, for each option of `config` that has such a consequence.
pub fn of(config: &Config) -> Vec<String> {
    let options = config.options();
    let mut notes = Vec::new();
    if let Some(lock) = &options.object_lock {
        let retention = match lock.retention {
            Retention::Years(1) => Some("1 year".to_owned()),
            Retention::Years(years) => Some(format!("{years} years")),
            Retention::Days(days) if days >= LONG_DAYS => Some(format!("{days} days")),
            Retention::Days(_) => None,
        };
        // Compliance mode needs an approval of its own.
        if let Some(retention) = retention.filter(|_| lock.mode == LockMode::Governance) {
            notes.push(format!(
                "Object Lock in governance mode: each version is kept, and billed, for {retention}; before that only who has s3:BypassGovernanceRetention deletes it"
            ));
        }
    }
    if options.replication.time_control {
        notes.push("Replication Time Control is billed by the gigabyte that is replicated".to_owned());
    }
    if let Some(alarm) = &options.alarm {
        let of_rule = 1 + usize::from(alarm.latency_minutes.is_some()) + usize::from(alarm.pending_mib.is_some());
        let alarms = config.replications().len() * of_rule * if options.replication.two_way { 2 } else { 1 };
        notes.push(format!("{alarms} CloudWatch alarms are billed by the month"));
    }
    let notifications = &options.notifications;
    if notifications.failure_topic == Some(FailureTopic::Created) && notifications.subscribers.is_empty() {
        notes.push("nobody is subscribed to the topic of failures: name  subscribers  in [notifications], or subscribe yourself".to_owned());
    }
    if matches!(notifications.failure_topic, Some(FailureTopic::Existing(_))) && options.replication.two_way {
        notes.push("what the replica fails to replicate back is not reported to the named topic, which is in another region; failure_topic = \"create\" makes one in both".to_owned());
    }
    if options.dashboard {
        notes.push("the CloudWatch dashboard is billed by the month, beyond the first three of an account".to_owned());
    }
    if notifications.destructive_calls {
        notes.push(
            "destructive calls are reported only where a CloudTrail trail records management events in the region"
                .to_owned(),
        );
    }
    if options.access_logs.is_some() {
        notes.push("access logs are objects that are billed".to_owned());
    }
    if options.inventory.is_some() {
        notes.push("inventories are billed by the million objects that they list".to_owned());
    }
    let lifecycle = &options.lifecycle;
    let moved = lifecycle.transitions.iter().chain(&lifecycle.noncurrent_transitions).map(|to| to.storage_class);
    let classes: Vec<StorageClass> = moved.chain(options.replication.storage_class).collect();
    if classes.iter().any(|class| class.needs_restore()) {
        notes.push("objects in GLACIER and DEEP_ARCHIVE have to be restored before they can be read, and are billed for a minimum time".to_owned());
    }
    notes
}
