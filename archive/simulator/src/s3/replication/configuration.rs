//! Validates replication configurations. S3 does not check the keys of the destinations.
//!
//! There are two versions of the schema,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html>: with `Filter` it is the second,
//! which requires Priority and DeleteMarkerReplication; without `Filter` it is the first, which allows neither.

use std::collections::BTreeMap;

use cfn_spec::quota::REPLICATION_RULES;

use crate::api_error::ApiError;
use crate::protocol::xml::{Element, malformed_xml};
use crate::state::s3::{Bucket, Versioning};
use crate::world::World;

/// The only value that S3 Replication Time Control allows, in minutes.
const RTC_MINUTES: &str = "15";

fn invalid(why: impl Into<String>) -> ApiError {
    ApiError::new(400, "InvalidRequest", why)
}

fn invalid_argument(why: &str, name: &str, value: &str) -> ApiError {
    ApiError::new(400, "InvalidArgument", why).with_detail("ArgumentName", name).with_detail("ArgumentValue", value)
}

/// Validates a new replication configuration.
///
/// # Errors
/// With S3's codes and messages.
pub(crate) fn check(world: &World, source: &Bucket, document: &Element) -> Result<(), ApiError> {
    let rules: Vec<&Element> = document.all("Rule").collect();
    if rules.is_empty() || rules.len() > REPLICATION_RULES {
        return Err(malformed_xml(format!("ReplicationConfiguration needs between 1 and {REPLICATION_RULES} rules")));
    }
    check_role(document.text_or_empty(&["Role"]))?;
    let first_version = rules.iter().any(|rule| rule.get("Filter").is_none());
    for rule in &rules {
        check_fields(rule)?;
        check_version(rule, first_version)?;
        check_destination(rule)?;
    }
    check_unique(&rules)?;
    if first_version {
        check_prefixes(&rules)?;
    }
    if source.versioning() != Versioning::Enabled {
        return Err(invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration"));
    }
    rules.iter().try_for_each(|rule| check_buckets(world, source, rule))
}

/// S3 requires a Prefix, be it empty, in a rule without Filter. CloudFormation adds it: published templates leave both out.
///
/// # Errors
/// `MalformedXML`.
pub(crate) fn check_prefixed(document: &Element) -> Result<(), ApiError> {
    match document.all("Rule").find(|rule| rule.get("Filter").is_none() && rule.get("Prefix").is_none()) {
        Some(_) => Err(malformed_xml("a replication rule needs a Filter or a Prefix")),
        None => Ok(()),
    }
}

/// Generates missing rule IDs.
pub(crate) fn with_ids(world: &mut World, mut document: Element) -> Element {
    for rule in document.children.iter_mut().filter(|child| child.name == "Rule") {
        if rule.get("ID").is_none() {
            rule.children.insert(0, Element::leaf("ID", world.ids.mixed(32)));
        }
    }
    document
}

fn check_role(role: &str) -> Result<(), ApiError> {
    let parts: Vec<&str> = role.splitn(6, ':').collect();
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match parts[..] {
        ["arn", partition, "iam", "", account, resource] if partition.starts_with("aws") && is_account(account) => {
            if resource.strip_prefix("role/").is_some_and(|name| !name.is_empty()) {
                return Ok(());
            }
            Err(invalid_argument("The relative id should start with role", "Role", role))
        }
        _ => Err(invalid_argument("Invalid Role specified in replication configuration", "Role", role)),
    }
}

/// What is required in both versions.
fn check_fields(rule: &Element) -> Result<(), ApiError> {
    if !matches!(rule.text_at(&["Status"]), Some("Enabled" | "Disabled")) {
        return Err(malformed_xml("a replication rule needs a Status of Enabled or Disabled"));
    }
    // S3 replicates existing objects with Batch Replication, and supported this field only on request.
    if rule.get("ExistingObjectReplication").is_some() {
        return Err(malformed_xml("ExistingObjectReplication is not accepted"));
    }
    if let Some(filter) = rule.get("Filter") {
        if rule.get("Prefix").is_some() {
            return Err(malformed_xml("a replication rule has a Prefix or a Filter, not both"));
        }
        if filter.children.len() > 1 {
            return Err(malformed_xml("a Filter has one of Prefix, Tag and And"));
        }
        if filter.get("And").is_some_and(|and| and.children.len() < 2) {
            return Err(malformed_xml("an And needs at least two members"));
        }
    }
    match rule.get("SourceSelectionCriteria") {
        Some(criteria) if criteria.children.is_empty() => Err(invalid("SourceSelectionCriteria cannot be empty.")),
        _ => Ok(()),
    }
}

/// The fields that only one version of the schema has. If one rule is of the first version, all are.
fn check_version(rule: &Element, first_version: bool) -> Result<(), ApiError> {
    for field in ["Priority", "DeleteMarkerReplication"] {
        let wrong = match (rule.get(field), first_version) {
            (Some(_), true) => "cannot be used",
            (None, false) => "must be specified",
            _ => continue,
        };
        return Err(invalid(format!(
            "{field} {wrong} for this version of Cross Region Replication configuration schema. Please refer to S3 \
             Developer Guide for more information."
        )));
    }
    let filter = rule.get("Filter");
    let by_tag = filter.is_some_and(|filter| filter.get("And").unwrap_or(filter).get("Tag").is_some());
    if by_tag && rule.text_at(&["DeleteMarkerReplication", "Status"]) == Some("Enabled") {
        return Err(invalid(
            "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer \
             Guide for more information.",
        ));
    }
    Ok(())
}

fn check_destination(rule: &Element) -> Result<(), ApiError> {
    let destination = rule.get("Destination").ok_or_else(|| malformed_xml("a replication rule needs a Destination"))?;
    let arn = destination.text_or_empty(&["Bucket"]);
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if !matches!(parts[..], ["arn", partition, "s3", "", "", name] if partition.starts_with("aws") && !name.is_empty())
    {
        return Err(invalid_argument("Invalid bucket ARN", "Bucket", arn));
    }
    if destination.get("AccessControlTranslation").is_some() && destination.get("Account").is_none() {
        return Err(invalid("Account must be specified if the Owner in AccessControlTranslation has a value"));
    }
    let encrypted = rule.text_at(&["SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"]);
    let replica_key = destination.text_at(&["EncryptionConfiguration", "ReplicaKmsKeyID"]);
    match (encrypted, replica_key) {
        (Some("Enabled"), None) => {
            return Err(invalid("ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present."));
        }
        (None, Some(_)) => {
            return Err(invalid("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present."));
        }
        _ => {}
    }
    check_time_control(destination)
}

/// S3 Replication Time Control requires metrics, and 15 minutes in both.
fn check_time_control(destination: &Element) -> Result<(), ApiError> {
    let (time, metrics) = (destination.get("ReplicationTime"), destination.get("Metrics"));
    if time.is_some() && metrics.is_none() {
        return Err(invalid("Replication destination must contain both ReplicationTime and Metrics or neither."));
    }
    let enabled = time.is_some_and(|time| time.text_at(&["Status"]) == Some("Enabled"));
    if let Some(time) = time {
        let minutes = time.text_or_empty(&["Time", "Minutes"]);
        if minutes != RTC_MINUTES {
            return Err(invalid_argument("Invalid time minute value", "ReplicationTime", minutes));
        }
    }
    match metrics.and_then(|metrics| metrics.get("EventThreshold")) {
        None if enabled => {
            let why = "ReplicationMetrics must contain an event threshold";
            Err(invalid_argument(why, "ReplicationMetrics", ""))
        }
        Some(threshold) if enabled => match threshold.text_at(&["Minutes"]) {
            Some(RTC_MINUTES) => Ok(()),
            other => {
                let why = "Invalid event threshold minute value";
                Err(invalid_argument(why, "ReplicationMetrics", other.unwrap_or("")))
            }
        },
        Some(_) => {
            let why = "Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled";
            Err(invalid_argument(why, "Metrics", ""))
        }
        None => Ok(()),
    }
}

/// IDs and priorities have to be unique.
fn check_unique(rules: &[&Element]) -> Result<(), ApiError> {
    let mut ids = Vec::new();
    let mut priorities = Vec::new();
    for rule in rules {
        if let Some(id) = rule.text_at(&["ID"]) {
            if id.len() > 255 {
                return Err(invalid_argument("ID length should not exceed allowed limit of 255", "ID", id));
            }
            if ids.contains(&id) {
                return Err(invalid_argument("Rule Id must be unique. Found same Id for more than one rule", "ID", id));
            }
            ids.push(id);
        }
        if let Some(text) = rule.text_at(&["Priority"]) {
            let priority: i64 = text.trim().parse().map_err(|_| malformed_xml(format!("Priority is {text:?}")))?;
            if !(0..=i64::from(i32::MAX)).contains(&priority) {
                return Err(invalid("Priority must be between 0 and 2147483647."));
            }
            if priorities.contains(&priority) {
                return Err(invalid(format!("Found duplicate priority {priority}.")));
            }
            priorities.push(priority);
        }
    }
    Ok(())
}

/// In the first version, there is one destination, and prefixes must not overlap.
fn check_prefixes(rules: &[&Element]) -> Result<(), ApiError> {
    let mut of_destination: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules {
        let bucket = rule.text_or_empty(&["Destination", "Bucket"]);
        let prefix = rule.text_or_empty(&["Prefix"]);
        let prefixes = of_destination.entry(bucket).or_default();
        if let Some(other) = prefixes.iter().find(|other| prefix.starts_with(**other) || other.starts_with(prefix)) {
            return Err(invalid(format!("Found overlapping prefixes '{other}' and '{prefix}'")));
        }
        prefixes.push(prefix);
    }
    if of_destination.len() > 1 {
        return Err(invalid("Number of distinct destination bucket ARNs cannot exceed 1"));
    }
    Ok(())
}

fn check_buckets(world: &World, source: &Bucket, rule: &Element) -> Result<(), ApiError> {
    let name = super::rule::bucket_name(rule).unwrap_or("");
    let destination = world.buckets.get(name).ok_or_else(|| invalid("Destination bucket must exist."))?;
    if destination.name == source.name {
        return Err(invalid("Destination bucket cannot be the same as the source bucket."));
    }
    if destination.versioning() != Versioning::Enabled {
        return Err(invalid("Destination bucket must have versioning enabled."));
    }
    if source.object_lock && !destination.object_lock {
        return Err(invalid("Destination bucket must have Object Lock enabled."));
    }
    Ok(())
}
