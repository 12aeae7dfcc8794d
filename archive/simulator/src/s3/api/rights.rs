//! What an operation on an object takes beside its own action: the use of the object's key, and the permissions without which S3 leaves
//! something out of an answer.

use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::arn;
use crate::s3::api::call::Call;
use crate::s3::{access, encryption, object};
use crate::state::s3::lock::Lock;
use crate::state::s3::no_such_bucket;
use crate::state::s3::object::{Content, Encryption, PutOptions, Version};
use crate::world::World;

/// What writing an object at once takes on its key: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>.
pub(super) const PUT: &[&str] = &["kms:GenerateDataKey"];
/// The same of an upload in parts, which S3 reads before it joins them:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>.
pub(super) const UPLOAD: &[&str] = &["kms:GenerateDataKey", "kms:Decrypt"];

/// Has the caller use the key that the new object gets, if it gets one, and tag it, if it is to have tags.
///
/// # Errors
/// The key cannot be used, or not by the caller; the caller may not tag objects.
pub(super) fn to_write(
    world: &mut World,
    call: &Call<'_>,
    options: &PutOptions,
    actions: &[&str],
) -> Result<(), ApiError> {
    if !options.tags.is_empty() {
        access::check(world, call.caller, "s3:PutObjectTagging", &call.bucket, Some(&call.key), Context::new())?;
    }
    let encryption = encryption::encryption_of_put(world, &call.bucket, options)?;
    use_key(world, call, (&call.bucket, &call.key), &encryption, actions)
}

/// Has the caller decrypt an object, if a KMS key encrypts it.
///
/// # Errors
/// The key cannot be used, or not by the caller.
pub(super) fn to_read(
    world: &mut World,
    call: &Call<'_>,
    object: (&str, &str),
    encryption: &Encryption,
) -> Result<(), ApiError> {
    use_key(world, call, object, encryption, &["kms:Decrypt"])
}

fn use_key(
    world: &mut World,
    call: &Call<'_>,
    (bucket, key): (&str, &str),
    encryption: &Encryption,
    actions: &[&str],
) -> Result<(), ApiError> {
    let Encryption::Kms { key_arn, bucket_key } = encryption else { return Ok(()) };
    let scope = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?.scope();
    let used = encryption::usable_key(world, &scope, key_arn)?.clone();
    let bucket = arn::BUCKET.arn(&scope, bucket);
    let encrypted = if *bucket_key { bucket } else { format!("{bucket}/{key}") };
    actions.iter().try_for_each(|action| access::check_key(world, call.caller, action, &used, &encrypted))
}

/// The version that is asked for. That there is none is told to those who may list the bucket:
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>.
///
/// # Errors
/// There is none.
pub(super) fn find(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Version, ApiError> {
    let found = object::find(call.bucket(world)?, &call.key, version_id).cloned();
    if found.as_ref().is_err_and(|error| error.status == 404) {
        access::check(world, call.caller, "s3:ListBucket", &call.bucket, None, Context::new())?;
    }
    found
}

/// Has the caller read the tags of the object that is copied with them.
///
/// # Errors
/// The caller may not read them.
pub(super) fn to_read_tags(
    world: &mut World,
    call: &Call<'_>,
    (bucket, key): (&str, &str),
    is_version: bool,
) -> Result<(), ApiError> {
    let action = if is_version { "s3:GetObjectVersionTagging" } else { "s3:GetObjectTagging" };
    access::check(world, call.caller, action, bucket, Some(key), Context::new())
}

/// What of the lock of an object is told to the caller:
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>.
pub(super) fn visible_lock(world: &mut World, call: &Call<'_>, content: &Content) -> Lock {
    let mut may =
        |action: &str| access::check(world, call.caller, action, &call.bucket, Some(&call.key), Context::new()).is_ok();
    let Lock { retention, legal_hold } = content.lock.clone();
    Lock {
        retention: retention.filter(|_| may("s3:GetObjectRetention")),
        legal_hold: legal_hold && may("s3:GetObjectLegalHold"),
    }
}
