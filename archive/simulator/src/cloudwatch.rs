//! CloudWatch, as far as the metrics of S3's replication can be read: `GetMetricData` in JSON, computed from what is pending and what has failed.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html>

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::state::s3::Bucket;
use crate::state::s3::object::{Content, ReplicationStatus};
use crate::state::s3::replication::{Job, find};
use crate::timestamp::Timestamp;
use crate::world::World;

/// Answers one request.
///
/// # Errors
/// The input is not that of the operation, or the operation is not simulated.
pub(crate) fn handle(world: &World, scope: &Scope, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let malformed = |error: serde_json::Error| ApiError::new(400, "SerializationException", error.to_string());
    let input: Value = serde_json::from_slice(body).map_err(malformed)?;
    if operation != "GetMetricData" {
        let why = format!("The simulator does not implement {operation} of CloudWatch. Use AWS instead.");
        return Err(ApiError::new(400, "InvalidAction", why));
    }
    let start = time(&input, "StartTime")?;
    let end = time(&input, "EndTime")?;
    if start >= end {
        let why = "The parameter StartTime must be less than the parameter EndTime.";
        return Err(ApiError::new(400, "ValidationError", why));
    }
    let queries =
        input.get("MetricDataQueries").and_then(Value::as_array).ok_or_else(|| missing("MetricDataQueries"))?;
    let results: Result<Vec<Value>, ApiError> =
        queries.iter().map(|query| result(world, scope, query, (start, end))).collect();
    Ok(json!({ "MetricDataResults": results?, "Messages": [] }))
}

fn result(world: &World, scope: &Scope, query: &Value, window: (f64, f64)) -> Result<Value, ApiError> {
    let id = query.get("Id").and_then(Value::as_str).ok_or_else(|| missing("Id"))?;
    let stat = query.get("MetricStat").ok_or_else(|| missing("MetricStat"))?;
    let metric = stat.get("Metric").ok_or_else(|| missing("Metric"))?;
    let name = metric.get("MetricName").and_then(Value::as_str).ok_or_else(|| missing("MetricName"))?;
    let statistic = stat.get("Stat").and_then(Value::as_str).ok_or_else(|| missing("Stat"))?;
    let period = stat.get("Period").and_then(Value::as_u64).filter(|period| *period > 0 && period % 60 == 0);
    period.ok_or_else(|| ApiError::new(400, "ValidationError", "The period must be a multiple of 60."))?;
    let is_of_s3 = metric.get("Namespace").and_then(Value::as_str) == Some("AWS/S3");
    let rule = if is_of_s3 { Rule::of(world, scope, metric) } else { None };
    let value = rule.and_then(|rule| rule.value(world, name, statistic, window));
    let (times, values): (Vec<f64>, Vec<f64>) = value.map(|value| (window.1, value)).into_iter().unzip();
    Ok(json!({ "Id": id, "Label": name, "Timestamps": times, "Values": values, "StatusCode": "Complete" }))
}

/// A replication rule with metrics.
struct Rule<'w> {
    source: &'w Bucket,
    destination: &'w str,
}

impl<'w> Rule<'w> {
    /// The rule of the dimensions, if its bucket is in this region, it leads to that destination, and it has metrics.
    fn of(world: &'w World, scope: &Scope, metric: &'w Value) -> Option<Self> {
        let dimensions = metric.get("Dimensions").and_then(Value::as_array)?;
        let dimension = |name: &str| {
            let found = dimensions.iter().find(|one| one.get("Name").and_then(Value::as_str) == Some(name))?;
            found.get("Value").and_then(Value::as_str)
        };
        // A metric has exactly the dimensions that it was published with.
        let (from, to, id) = (dimension("SourceBucket")?, dimension("DestinationBucket")?, dimension("RuleId")?);
        let source = world.buckets.get(from).filter(|bucket| bucket.scope() == *scope && dimensions.len() == 3)?;
        let arn = format!("arn:{}:s3:::{to}", scope.partition());
        let is_it = |rule: &&Element| {
            rule.text_at(&["ID"]) == Some(id)
                && rule.text_at(&["Destination", "Bucket"]) == Some(arn.as_str())
                && rule.text_at(&["Destination", "Metrics", "Status"]) == Some("Enabled")
        };
        let configuration = source.configurations.get("replication")?;
        configuration.all("Rule").find(is_it)?;
        Some(Self { source, destination: to })
    }

    /// The value of a metric with the statistic that S3 says is valid for it. S3 publishes nothing where nothing was ever replicated.
    fn value(&self, world: &World, name: &str, statistic: &str, window: (f64, f64)) -> Option<f64> {
        let outcomes = || {
            let versions = self.source.objects.values().flatten();
            let own = |outcome: &crate::state::s3::object::Outcome| outcome.destination == self.destination;
            versions
                .flat_map(move |version| version.replication.iter().map(move |outcome| (version, outcome)))
                .filter(move |(_, outcome)| own(outcome))
        };
        outcomes().next()?;
        let pending = || {
            world
                .replications
                .iter()
                .filter(|job| job.source == self.source.name && job.destination == self.destination)
        };
        let maximum = |value: f64| (statistic == "Maximum").then_some(value);
        match name {
            "OperationsPendingReplication" => maximum(pending().count() as f64),
            "BytesPendingReplication" => maximum(pending().map(|job| self.bytes(job)).sum()),
            "ReplicationLatency" => maximum(pending().map(|job| self.age(job, world.now)).fold(0.0, f64::max)),
            "OperationsFailedReplication" if statistic == "Sum" => {
                let failed = outcomes().filter(|(version, outcome)| {
                    let at = version.modified.epoch_seconds();
                    outcome.status == ReplicationStatus::Failed && at >= window.0.floor() && at <= window.1.ceil()
                });
                Some(failed.count() as f64)
            }
            _ => None,
        }
    }

    fn bytes(&self, job: &Job) -> f64 {
        let version = find(self.source, &job.key, &job.version_id);
        version.and_then(|version| version.content.as_ref()).map_or(0.0, |content: &Content| content.size as f64)
    }

    fn age(&self, job: &Job, now: Timestamp) -> f64 {
        find(self.source, &job.key, &job.version_id).map_or(0.0, |version| now.since(version.modified).as_secs_f64())
    }
}

fn time(input: &Value, name: &'static str) -> Result<f64, ApiError> {
    input.get(name).and_then(Value::as_f64).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ApiError {
    ApiError::new(400, "MissingRequiredParameterException", format!("The parameter {name} is required."))
}
