//! The alarms on replications that failed, are late or pile up. S3 publishes the metrics of a rule in the region of its source: a replica has
//! alarms where it replicates back.
//!
//! [S3 User Guide, "Metrics and dimensions": the statistics, and what to do about missing data]

use models::cloudwatch::Alarm;
use models::cloudwatch::alarm::{ComparisonOperator, Dimension, Statistic, TreatMissingData};
use models::{IntoValue, LogicalId, Value, id};

use super::alerts::Alerts;
use super::destination::Destination;
use super::names::Names;
use super::replication_rules::BACK;
use crate::config::Config;
use crate::config::options;

/// The dimensions of a rule's metrics.
struct Rule<'a> {
    from: &'a Value<String>,
    to: &'a Value<String>,
    id: &'a str,
    /// Where it replicates to, for people.
    whereto: String,
}

/// The alarms of one rule of the primary bucket, each with how its logical ID starts.
pub(super) fn of_destination(
    config: &Config,
    names: &Names,
    to: &Destination,
    alerts: Option<&Alerts>,
) -> Vec<(LogicalId, Alarm)> {
    let Some(options) = config.options().alarm.as_ref() else { return Vec::new() };
    let actions = options.actions.iter().map(IntoValue::<String>::into_value);
    let actions: Vec<Value<String>> = alerts.iter().map(|alerts| alerts.topic.clone()).chain(actions).collect();
    let region = to.region.as_str();
    let from = names.primary_bucket();
    let rule = Rule { from: &from, to: &to.bucket, id: region, whereto: format!("to {region}") };
    of_rule(options, &rule).into_iter().map(|(id, alarm)| (id, alarm.alarm_actions(actions.clone()))).collect()
}

/// The alarms on what a replica replicates back. They call the topic of its region; what the configuration names is called by alarms of the
/// primary region only.
pub(super) fn of_replica(config: &Config, names: &Names, alerts: Option<&Alerts>) -> Vec<(LogicalId, Alarm)> {
    let options = config.options().alarm.as_ref().filter(|_| config.options().replication.two_way);
    let Some(options) = options else { return Vec::new() };
    let (from, to) = (names.replica_bucket(), Names::primary(config).primary_bucket());
    let rule = Rule { from: &from, to: &to, id: BACK, whereto: "back to the primary bucket".to_owned() };
    let with_action = |(id, alarm): (LogicalId, Alarm)| match alerts {
        Some(alerts) => (id, alarm.alarm_actions([alerts.topic.clone()])),
        None => (id, alarm),
    };
    of_rule(options, &rule).into_iter().map(with_action).collect()
}

fn of_rule(options: &options::Alarm, rule: &Rule<'_>) -> Vec<(LogicalId, Alarm)> {
    let whereto = &rule.whereto;
    let what = format!("Objects of the archive were not replicated {whereto}");
    let failed = metric(options, rule, what, ("OperationsFailedReplication", Statistic::Sum))
        .threshold(options.threshold as f64)
        // S3 publishes nothing where nothing was replicated.
        .treat_missing_data(TreatMissingData::NotBreaching);
    let late = options.latency_minutes.map(|minutes| {
        let what = format!("Replication {whereto} is more than {minutes} minutes late");
        metric(options, rule, what, ("ReplicationLatency", Statistic::Maximum))
            .threshold((minutes * 60) as f64)
            .treat_missing_data(TreatMissingData::Ignore)
    });
    let pending = options.pending_mib.map(|mebibytes| {
        let what = format!("More than {mebibytes} MiB wait to be replicated {whereto}");
        metric(options, rule, what, ("BytesPendingReplication", Statistic::Maximum))
            .threshold((mebibytes << 20) as f64)
            .treat_missing_data(TreatMissingData::Ignore)
    });
    let named = [
        (id!("FailedReplication"), Some(failed)),
        (id!("LateReplication"), late),
        (id!("PendingReplication"), pending),
    ];
    named.into_iter().filter_map(|(id, alarm)| Some((id, alarm?))).collect()
}

/// An alarm on a metric of a rule, which says `what` is the matter, without its threshold.
fn metric(options: &options::Alarm, rule: &Rule<'_>, what: String, (name, statistic): (&str, Statistic)) -> Alarm {
    Alarm::new()
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .evaluation_periods(1)
        .alarm_description(what)
        .namespace("AWS/S3")
        .metric_name(name)
        .dimensions([
            Dimension::new("SourceBucket", rule.from),
            Dimension::new("DestinationBucket", rule.to),
            Dimension::new("RuleId", rule.id),
        ])
        .statistic(statistic)
        .period(options.period_minutes * 60)
}
