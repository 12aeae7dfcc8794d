//! `[notifications] destructive_calls`: EventBridge rules that report the calls that put the data of a region at risk to its topic, as
//! CloudTrail describes them.
//!
//! CloudTrail gives EventBridge the calls of a region where a trail records its management events. [EventBridge User Guide, "AWS service events
//! delivered via AWS CloudTrail"] Calls are called by CloudTrail's names, which are not all those of the API or of IAM. [S3 User Guide, "Amazon S3
//! CloudTrail events"; KMS Developer Guide, "Logging AWS KMS API calls with AWS CloudTrail"]

use models::events::Rule;
use models::events::rule::{State, Target};
use models::string_kind::KmsKeyArn;
use models::{Json, Stack, Value, id, json};

use super::alerts::Alerts;
use super::names::Names;
use crate::config::Config;

/// What changes what keeps the data of a bucket, by CloudTrail's names.
const OF_BUCKETS: [&str; 13] = [
    "DeleteBucket",
    "PutBucketPolicy",
    "DeleteBucketPolicy",
    "PutBucketLifecycle",
    "DeleteBucketLifecycle",
    "PutBucketReplication",
    "DeleteBucketReplication",
    "PutBucketVersioning",
    "PutBucketEncryption",
    "DeleteBucketEncryption",
    "PutBucketPublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
    "PutBucketNotification",
];

/// What makes a key unusable, or lets others use it or do so.
const OF_KEYS: [&str; 6] =
    ["ScheduleKeyDeletion", "DisableKey", "DisableKeyRotation", "PutKeyPolicy", "UpdateAlias", "DeleteAlias"];

/// Adds the rules of the region whose bucket and key these are, if the configuration wants them.
pub(super) fn add(
    stack: &mut Stack,
    config: &Config,
    names: &Names,
    (bucket, key): (&Value<String>, Value<KmsKeyArn>),
    alerts: Option<&Alerts>,
) {
    let Some(alerts) = alerts.filter(|_| config.options().notifications.destructive_calls) else { return };
    let options = config.options();
    let has_logs = options.access_logs.is_some() || options.inventory.is_some();
    let buckets: Vec<Value<String>> =
        std::iter::once(bucket.clone()).chain(has_logs.then(|| names.log_bucket())).collect();
    let of_buckets = pattern("s3", &OF_BUCKETS, "requestParameters", json!({ "bucketName": buckets }));
    let of_key = pattern("kms", &OF_KEYS, "resources", json!({ "ARN": [key] }));
    let rule = |name: Value<String>, pattern: Json, what: &str| {
        Rule::new()
            .name(name)
            .description(format!("Calls that put {what} of the archive at risk"))
            .event_pattern(pattern)
            .state(State::Enabled)
            .targets([Target::new(alerts.topic.clone(), "topic")])
    };
    stack.add(id!("BucketCalls"), rule(names.bucket_calls_rule(), of_buckets, "the buckets"));
    stack.add(id!("KeyCalls"), rule(names.key_calls_rule(), of_key, "the key"));
}

/// Events of calls of `service` whose field `field` has `of`.
fn pattern(service: &str, calls: &[&'static str], field: &str, of: Json) -> Json {
    json!({
        "source": [format!("aws.{service}")],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": [format!("{service}.amazonaws.com")],
            "eventName": calls.to_vec(),
            (field): of,
        },
    })
}
