//! What S3 has measured of each rule: what waits, how late it is, and what failed. It tells, and judges nothing: what is too late is for
//! `[alarm]` to say, and what failed for `archive audit` to name.
//!
//! [S3 User Guide, "Metrics and dimensions": names, dimensions and statistics]

use std::time::Duration;

use futures_util::future::join_all;

use crate::bytes::human;
use crate::config::{Config, Region};
use crate::doctor::Finding;
use crate::stacks::BACK;
use cfn_deploy::aws::{Aws, MetricQuery};

/// How far back is looked.
const WINDOW: Duration = Duration::from_secs(3_600);
/// The metrics of a rule, with the statistics that S3 says are valid.
const METRICS: [(&str, &str); 4] = [
    ("OperationsPendingReplication", "Maximum"),
    ("BytesPendingReplication", "Maximum"),
    ("ReplicationLatency", "Maximum"),
    ("OperationsFailedReplication", "Sum"),
];

/// A rule with metrics.
struct Rule {
    subject: String,
    source: (Region, String),
    destination: String,
    id: &'static str,
}

/// A finding for each rule: what S3 has measured of it in the last hour. None where the rules have no metrics.
pub async fn of_metrics(aws: &Aws, config: &Config) -> Vec<Finding> {
    if !config.options().replication.metrics {
        return Vec::new();
    }
    let home = (*config.region(), config.bucket_name());
    let mut rules = Vec::new();
    for region in config.replications().iter().filter(|region| !config.awaiting_key().contains(region)) {
        let replica = config.replica_bucket_name(region);
        let to = Rule {
            subject: format!("replication to {region}"),
            source: home.clone(),
            destination: replica.clone(),
            id: region.as_str(),
        };
        rules.push(to);
        if config.options().replication.two_way {
            let subject = format!("replication back from {region}");
            rules.push(Rule { subject, source: (*region, replica), destination: home.1.clone(), id: BACK });
        }
    }
    join_all(rules.iter().map(|rule| of_rule(aws, rule))).await
}

async fn of_rule(aws: &Aws, rule: &Rule) -> Finding {
    let (region, source) = &rule.source;
    let query = |(name, statistic): (&'static str, &'static str)| MetricQuery {
        namespace: "AWS/S3",
        name,
        statistic,
        dimensions: vec![
            ("SourceBucket", source.clone()),
            ("DestinationBucket", rule.destination.clone()),
            ("RuleId", rule.id.to_owned()),
        ],
        period: 300,
    };
    let queries = METRICS.map(query);
    match aws.metrics(region.as_str(), region.dns_suffix(), WINDOW, &queries).await {
        Ok(values) => Finding::passed(&rule.subject, message(&values)),
        Err(error) => Finding::call_failed(&rule.subject, &error),
    }
}

/// The values for people. The newest of a maximum, and all of a sum.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of bytes and operations")]
fn message(values: &[Vec<f64>]) -> String {
    let [operations, bytes, latency, failed] = values else { return "its metrics are not all there".to_owned() };
    if values.iter().all(Vec::is_empty) {
        return "has no metrics in the last hour: S3 publishes them where something is replicated".to_owned();
    }
    let count = |value: f64| {
        let value = value as u64;
        format!("{value} {}", if value == 1 { "operation" } else { "operations" })
    };
    let newest = |values: &[f64], text: &dyn Fn(f64) -> String| {
        values.first().map_or_else(|| "an unknown number".to_owned(), |value| text(*value))
    };
    format!(
        "{} pending with {}, latency {}; {} failed in the last hour",
        newest(operations, &count),
        newest(bytes, &|value| human(value as u64)),
        newest(latency, &|value| format!("{value:.0} s")),
        // Without a value nothing failed: S3 counts failures only where there are any.
        count(failed.iter().sum()),
    )
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn what_is_measured_is_told_and_what_is_not_is_no_zero() {
        let values = [vec![3.0, 9.0], vec![2048.0], vec![61.4], vec![1.0, 2.0]];
        assert_eq!(
            message(&values),
            "3 operations pending with 2.0 KiB, latency 61 s; 3 operations failed in the last hour"
        );
        let partly = [vec![1.0], vec![], vec![], vec![]];
        assert_eq!(
            message(&partly),
            "1 operation pending with an unknown number, latency an unknown number; 0 operations failed in the last hour"
        );
        assert!(message(&[vec![], vec![], vec![], vec![]]).contains("no metrics in the last hour"));
    }
}
