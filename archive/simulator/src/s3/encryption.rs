//! The encryption key of an object.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::arn;
use crate::scope::{Scope, url_suffix_of};
use crate::state::kms::{Key, KeyState};
use crate::state::s3::no_such_bucket;
use crate::state::s3::object::{Encryption, PutOptions};
use crate::world::World;
use serde_json::{Value, json};

/// The encryption of a new object: requested, or the default of the bucket.
pub(crate) fn encryption_of_put(world: &mut World, bucket: &str, options: &PutOptions) -> Result<Encryption, ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let scope = found.scope();
    if let Some(key_md5) = &options.customer_key_md5 {
        return Ok(Encryption::Customer { key_md5: key_md5.clone() });
    }
    let rule = found.configurations.get("encryption").and_then(|document| document.get("Rule"));
    let default = |path: &[&str]| rule.and_then(|rule| rule.text_at(path)).map(str::to_owned);
    let default_algorithm = default(&["ApplyServerSideEncryptionByDefault", "SSEAlgorithm"]);
    let default_key = default(&["ApplyServerSideEncryptionByDefault", "KMSMasterKeyID"]);
    let default_bucket_key = default(&["BucketKeyEnabled"]).is_some_and(|flag| flag == "true");
    let algorithm = options.algorithm.clone().or(default_algorithm).unwrap_or_else(|| "AES256".into());
    if !algorithm.starts_with("aws:kms") {
        return Ok(Encryption::Aes256);
    }
    // A request for SSE-KMS that names no key gets the key of AWS, not that of the bucket.
    let name =
        options.kms_key.clone().or(default_key.filter(|_| options.algorithm.is_none())).filter(|name| !name.is_empty());
    let key_arn = match name {
        Some(name) => usable_key(world, &scope, &name)?.arn.clone(),
        None => managed_key(world, &scope),
    };
    Ok(Encryption::Kms { key_arn, bucket_key: options.bucket_key.unwrap_or(default_bucket_key) })
}

/// The key for encrypting or decrypting.
///
/// # Errors
/// With S3's code: the key does not exist, or cannot be used in its state.
pub(crate) fn usable_key<'a>(world: &'a mut World, scope: &Scope, name: &str) -> Result<&'a Key, ApiError> {
    let owner = Scope::of_arn(name).unwrap_or_else(|| scope.clone());
    let key = world.kms(&owner).resolve(&owner, name);
    let key = key.map_err(|error| ApiError::new(400, "KMS.NotFoundException", error.message))?;
    match key.state {
        KeyState::Enabled => Ok(key),
        KeyState::Disabled => Err(ApiError::new(400, "KMS.DisabledException", format!("{} is disabled.", key.arn))),
        KeyState::PendingDeletion | KeyState::PendingReplicaDeletion => {
            Err(ApiError::new(400, "KMS.KMSInvalidStateException", format!("{} is pending deletion.", key.arn)))
        }
    }
}

/// The AWS managed key `aws/s3` of an account, for `aws:kms` without a key.
fn managed_key(world: &mut World, scope: &Scope) -> String {
    if let Ok(key) = world.kms(scope).resolve(scope, "alias/aws/s3") {
        return key.arn.clone();
    }
    let id = world.ids.uuid();
    let now = world.now;
    let key = Key {
        arn: arn::KEY.arn(scope, &id),
        account: scope.account.clone(),
        description: "Default key that protects my S3 objects when no other key is defined".into(),
        created: now,
        state: KeyState::Enabled,
        deletion_date: None,
        policy: managed_key_policy(scope),
        rotation_days: Some(365),
        spec: "SYMMETRIC_DEFAULT".into(),
        usage: "ENCRYPT_DECRYPT".into(),
        origin: "AWS_KMS".into(),
        manager: "AWS".into(),
        primary_region: None,
        tags: BTreeMap::new(),
        id: id.clone(),
    };
    let arn = key.arn.clone();
    let state = world.kms(scope);
    state.keys.insert(id.clone(), key);
    let alias = crate::state::kms::Alias { target: id, created: now, updated: now };
    state.aliases.insert("alias/aws/s3".into(), alias);
    arn
}

/// Everybody in the account who may use S3 may use its managed key through S3, without a policy of their own:
/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key>.
fn managed_key_policy(scope: &Scope) -> Value {
    let service = format!("s3.{}.{}", scope.region, url_suffix_of(&scope.region));
    json!({
        "Version": "2012-10-17",
        "Id": "auto-s3-2",
        "Statement": [
            {
                "Sid": "Allow access through S3 for all principals in the account that are authorized to use S3",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {"kms:CallerAccount": scope.account, "kms:ViaService": service}},
            },
            {
                "Sid": "Allow direct access to key metadata to the account",
                "Effect": "Allow",
                "Principal": {"AWS": arn::ROOT_USER.arn(scope, "")},
                "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
                "Resource": "*",
            },
        ],
    })
}
