//! `[dashboard]`: a CloudWatch dashboard of the metrics of the rules, buckets and keys.
//!
//! The metrics of a rule are in the region of its source, those of a bucket and a key in theirs. [S3 User Guide, "Metrics and dimensions";
//! KMS Developer Guide, "Monitor KMS keys with Amazon CloudWatch"; CloudWatch User Guide, "Dashboard body structure and syntax"]

use models::cloudwatch::Dashboard;
use models::{Json, Value, json, sub};

use super::destination::Destination;
use super::names::Names;
use super::replication_rules::BACK;
use crate::config::Config;

/// A dashboard is 24 columns wide.
const WIDTH: i64 = 12;
const HEIGHT: i64 = 6;
/// S3 publishes the size of a bucket once a day.
const DAY: i64 = 86_400;
const FIVE_MINUTES: i64 = 300;

/// A metric of a rule: its title, its name, and the statistic that S3 says is valid.
const OF_RULES: [(&str, &str, &str); 4] = [
    ("Latency of replication (s)", "ReplicationLatency", "Maximum"),
    ("Bytes that wait to be replicated", "BytesPendingReplication", "Maximum"),
    ("Operations that wait to be replicated", "OperationsPendingReplication", "Maximum"),
    ("Operations that failed to replicate", "OperationsFailedReplication", "Sum"),
];

/// A rule whose metrics are shown.
struct Rule {
    from: Value<String>,
    to: Value<String>,
    id: &'static str,
    /// Where its metrics are.
    region: &'static str,
}

/// The dashboard, if the configuration wants one.
pub(super) fn of(
    config: &Config,
    names: &Names,
    destinations: &[Destination],
    key_id: &Value<String>,
) -> Option<Dashboard> {
    if !config.options().dashboard {
        return None;
    }
    let rules = rules(config, names, destinations);
    let buckets = buckets(config, names);
    let mut widgets = Vec::new();
    for (title, metric, statistic) in OF_RULES {
        let lines: Vec<Json> = rules.iter().map(|rule| line_of_rule(rule, metric)).collect();
        widgets.push((title.to_owned(), config.region().as_str(), json!(lines), statistic, FIVE_MINUTES));
    }
    let sizes: Vec<Json> = buckets.iter().map(|(region, bucket)| searched(region, size_of(bucket))).collect();
    let home = config.region().as_str();
    widgets.push(("Size of the buckets, by storage class (bytes)".to_owned(), home, json!(sizes), "Average", DAY));
    let versions = buckets.iter().map(|(region, bucket)| {
        json!(["AWS/S3", "NumberOfObjects", "BucketName", bucket.clone(), "StorageType", "AllStorageTypes",
            { "region": *region, "label": *region }])
    });
    let versions: Vec<Json> = versions.collect();
    widgets.push(("Versions in the buckets".to_owned(), home, json!(versions), "Average", DAY));
    let uses = [searched(home, sub!("SEARCH('Namespace=\"AWS/KMS\" \"${key_id}\"', 'Sum', 300)", key_id))];
    widgets.push(("Use of the primary key".to_owned(), home, json!(uses), "Sum", FIVE_MINUTES));
    let widgets: Vec<Json> = (0..).zip(widgets).map(|(index, widget)| placed(index, widget)).collect();
    let body = text(&json!({ "widgets": widgets }))?;
    Some(Dashboard::new(body).dashboard_name(config.stack_name()))
}

#[expect(clippy::disallowed_methods, reason = "every function in it returns a string, so that there is always one")]
fn text(body: &Json) -> Option<Value<String>> {
    body.stringify().ok()
}

/// The rules to the replicas, and the one back.
fn rules(config: &Config, names: &Names, destinations: &[Destination]) -> Vec<Rule> {
    let primary = names.primary_bucket();
    let home = config.region().as_str();
    let to = destinations.iter().map(|to| {
        let region = to.region.as_str();
        Rule { from: primary.clone(), to: to.bucket.clone(), id: region, region: home }
    });
    let two_way = destinations.iter().filter(|_| config.options().replication.two_way);
    let back = two_way.map(|from| {
        let region = from.region.as_str();
        Rule { from: from.bucket.clone(), to: primary.clone(), id: BACK, region }
    });
    to.chain(back).collect()
}

/// The region and the name of each data bucket of the account of the dashboard.
fn buckets(config: &Config, names: &Names) -> Vec<(&'static str, Value<String>)> {
    let replicas = config.replica_regions().filter(|_| config.options().replica_account.is_none());
    let replicas = replicas.map(|region| (region.as_str(), Names::replica(config, *region).replica_bucket()));
    std::iter::once((config.region().as_str(), names.primary_bucket())).chain(replicas).collect()
}

fn line_of_rule(rule: &Rule, metric: &'static str) -> Json {
    json!(["AWS/S3", metric, "SourceBucket", rule.from.clone(), "DestinationBucket", rule.to.clone(), "RuleId", rule.id,
        { "region": rule.region, "label": rule.id }])
}

/// All storage classes of a bucket.
fn size_of(bucket: &Value<String>) -> Value<String> {
    sub!(
        "SEARCH('{AWS/S3,BucketName,StorageType} MetricName=\"BucketSizeBytes\" BucketName=\"${bucket}\"', 'Average', 86400)",
        bucket
    )
}

fn searched(region: &'static str, search: Value<String>) -> Json {
    json!([{ "expression": search, "region": region }])
}

/// A widget in two columns.
fn placed(index: i64, (title, region, metrics, statistic, period): (String, &'static str, Json, &str, i64)) -> Json {
    json!({
        "type": "metric",
        "x": (index % 2) * WIDTH,
        "y": (index / 2) * HEIGHT,
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "stat": statistic,
            "period": period,
            "metrics": metrics,
        },
    })
}
