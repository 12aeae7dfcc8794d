//! The log bucket: where S3 writes access logs and inventories of a bucket, in the same region. It is versioned, and nobody deletes a
//! version: a principal that deletes logs leaves their old versions for some weeks.

use models::policy::{Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::ACTIONS as S3;
use models::s3::bucket::{
    BucketEncryption, Destination, Format, IncludedObjectVersions, InventoryConfiguration,
    InventoryConfigurationRequired, LifecycleConfiguration, LoggingConfiguration, NoncurrentVersionExpiration,
    OptionalField, Rule, ScheduleFrequency, ServerSideEncryptionByDefault, ServerSideEncryptionRule, SseAlgorithm,
    Status, VersioningConfiguration, VersioningStatus,
};
use models::s3::{Bucket, BucketPolicy};
use models::{Handle, ResourceAttributes, Stack, Value, id, intrinsic::pseudo, sub};

use super::bucket_policy::{arns, encrypted_transport_only, nobody_deletes};
use super::names::{Names, bucket_arn};
use super::{bucket, tampering};
use crate::config::Config;
use crate::config::options::{Frequency, Inventory, InventoryFormat};

const ACCESS_LOGS: &str = "access/";
const INVENTORY: &str = "inventory";
const ABORT_INCOMPLETE_UPLOADS_DAYS: i64 = 7;
/// For how long a log that was deleted, or that expired, can be brought back.
pub(crate) const DELETED_LOGS_DAYS: i64 = 30;

/// A log bucket with the policy that lets S3 write to it.
pub(super) struct Logs {
    pub(super) bucket: Handle<Bucket>,
    pub(super) policy: Handle<BucketPolicy>,
}

/// Adds the log bucket of the bucket called `source`, if the configuration has anything to write to one.
pub(super) fn add(stack: &mut Stack, config: &Config, names: &Names, source: &Value<String>) -> Option<Logs> {
    let options = config.options();
    let mut rules = vec![bucket::abort_incomplete_uploads(ABORT_INCOMPLETE_UPLOADS_DAYS)];
    rules.extend(options.access_logs.map(|logs| expire("access-logs", ACCESS_LOGS, logs.expire_days)));
    rules.extend(options.inventory.map(|inventory| expire("inventory", "inventory/", inventory.expire_days)));
    if options.access_logs.is_none() && options.inventory.is_none() {
        return None;
    }
    rules.push(
        Rule::new(Status::Enabled)
            .id("deleted-logs")
            .noncurrent_version_expiration(NoncurrentVersionExpiration::new(DELETED_LOGS_DAYS))
            .expired_object_delete_marker(true),
    );
    // S3 delivers access logs only to buckets that are encrypted with its own keys.
    let properties = bucket::private_bucket(config, names.log_bucket())
        .versioning_configuration(VersioningConfiguration::new(VersioningStatus::Enabled))
        .bucket_encryption(BucketEncryption::new([ServerSideEncryptionRule::new()
            .server_side_encryption_by_default(ServerSideEncryptionByDefault::new(SseAlgorithm::Aes256))]))
        .lifecycle_configuration(LifecycleConfiguration::new(rules));
    let bucket = stack.add(id!("LogBucket"), properties.retain_except_on_create());
    let mut statements = vec![encrypted_transport_only(&bucket)];
    statements.extend(nobody_deletes(&bucket));
    statements.extend(tampering::of_bucket(config, &arns(&bucket).0));
    if options.access_logs.is_some() {
        statements.push(delivery(&bucket, "AccessLogs", "logging.s3.amazonaws.com", ACCESS_LOGS, source));
    }
    if options.inventory.is_some() {
        statements.push(delivery(&bucket, "Inventory", "s3.amazonaws.com", "inventory/", source));
    }
    let policy = BucketPolicy::new(bucket.reference(), ResourcePolicy::new(statements));
    let policy = stack.add(id!("LogBucketPolicy"), policy.retain_except_on_create());
    Some(Logs { bucket, policy })
}

/// `bucket` with its access logs and inventories written to `logs`.
pub(super) fn reported(config: &Config, logs: Option<&Logs>, bucket: Bucket) -> Bucket {
    let Some(logs) = logs else { return bucket };
    let options = config.options();
    let bucket = match options.access_logs {
        Some(_) => bucket.logging_configuration(
            LoggingConfiguration::new().destination_bucket_name(logs.bucket.reference()).log_file_prefix(ACCESS_LOGS),
        ),
        None => bucket,
    };
    match &options.inventory {
        Some(inventory) => bucket.inventory_configurations([configuration(inventory, &logs.bucket)]),
        None => bucket,
    }
}

fn expire(id: &str, prefix: &str, days: i64) -> Rule {
    Rule::new(Status::Enabled).id(id).prefix(prefix).expiration_in_days(days)
}

/// Lets a service write what it has about the bucket `source`, and nothing that another account asks it to.
fn delivery(
    logs: &Handle<Bucket>,
    sid: &str,
    service: &str,
    prefix: &str,
    source: &Value<String>,
) -> Statement<Resource> {
    let (arn, _) = arns(logs);
    Statement::allow_to(Principal::service(service), S3.put_object, sub!("${arn}/${prefix}*", arn, prefix))
        .sid(sid)
        .when(operator::ARN_EQUALS, "aws:SourceArn", bucket_arn(source))
        .when(operator::STRING_EQUALS, "aws:SourceAccount", pseudo::account_id())
}

fn configuration(inventory: &Inventory, logs: &Handle<Bucket>) -> InventoryConfiguration {
    let format = match inventory.format {
        InventoryFormat::Csv => Format::Csv,
        InventoryFormat::Orc => Format::Orc,
        InventoryFormat::Parquet => Format::Parquet,
    };
    InventoryConfiguration::new(InventoryConfigurationRequired {
        destination: Destination::new(logs.arn(), format).prefix(INVENTORY).bucket_account_id(pseudo::account_id()),
        enabled: true,
        id: "archive",
        included_object_versions: IncludedObjectVersions::All,
        schedule_frequency: match inventory.frequency {
            Frequency::Daily => ScheduleFrequency::Daily,
            Frequency::Weekly => ScheduleFrequency::Weekly,
        },
    })
    .optional_fields([
        OptionalField::Size,
        OptionalField::LastModifiedDate,
        OptionalField::StorageClass,
        OptionalField::ReplicationStatus,
        OptionalField::EncryptionStatus,
        OptionalField::BucketKeyStatus,
        OptionalField::ObjectLockMode,
        OptionalField::ObjectLockRetainUntilDate,
    ])
}
