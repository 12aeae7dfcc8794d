//! Bucket policies, and S3's validation of them.

use iam_evaluator::{Policy, PolicyKind};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::s3::public;
use crate::state::s3::no_such_bucket;
use crate::world::World;

/// The maximum size of a policy, in bytes.
const MAX_LENGTH: usize = 20 << 10;

/// Puts the policy of a bucket. `caller` is the ARN of the caller.
///
/// # Errors
/// The bucket does not exist; the policy is malformed, or has another bucket or a principal that does not exist; or the
/// policy is public and the bucket blocks public policies.
pub(crate) fn put(world: &mut World, caller: &str, bucket: &str, policy: Value) -> Result<(), ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let (scope, arn) = (found.scope(), found.arn());
    if policy.to_string().len() > MAX_LENGTH {
        return Err(ApiError::new(400, "PolicyTooLarge", "The bucket policy is larger than 20 KB."));
    }
    Policy::parse(PolicyKind::Resource, "bucket policy", &policy).map_err(|error| malformed(&error.to_string()))?;
    let statements = match policy.get("Statement") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    for statement in statements {
        let principal = statement.get("Principal").or_else(|| statement.get("NotPrincipal"));
        for name in principal.into_iter().flat_map(|principal| crate::iam::principals_of(principal, "AWS")) {
            if !crate::iam::principal_exists(world, &scope, name) {
                return Err(malformed("Invalid principal in policy"));
            }
        }
        let resources = statement.get("Resource").or_else(|| statement.get("NotResource"));
        let resources = match resources {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => return Err(malformed("Missing required field Resource")),
        };
        let is_own =
            |resource: &&str| *resource == arn || resource.strip_prefix(&arn).is_some_and(|rest| rest.starts_with('/'));
        if !resources.iter().all(is_own) {
            return Err(malformed("Policy has invalid resource"));
        }
    }
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    if public::blocks(found, "BlockPublicPolicy") && public::is_public(&policy) {
        let why = format!(
            "User: {caller} is not authorized to perform: s3:PutBucketPolicy on resource: \"{arn}\" because public \
             policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        );
        return Err(ApiError::new(403, "AccessDenied", why));
    }
    if let Some(bucket) = world.buckets.get_mut(bucket) {
        bucket.policy = Some(policy);
    }
    Ok(())
}

fn malformed(why: &str) -> ApiError {
    ApiError::new(400, "MalformedPolicy", why)
}
