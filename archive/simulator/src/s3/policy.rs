//! Bucket policies, as far as S3 looks at them when they are put.

use iam_evaluator::{Policy, PolicyKind};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::state::s3::no_such_bucket;
use crate::world::World;

/// Gives a bucket its policy.
///
/// # Errors
/// There is no such bucket, or the policy is malformed, names another bucket, or a principal that does not exist.
pub(crate) fn put(world: &mut World, bucket: &str, policy: Value) -> Result<(), ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let (scope, arn) = (found.scope(), found.arn());
    Policy::parse(PolicyKind::Resource, "bucket policy", &policy).map_err(|error| malformed(&error.to_string()))?;
    let statements = match policy.get("Statement") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    for statement in statements {
        let principal = statement.get("Principal").or_else(|| statement.get("NotPrincipal"));
        for name in principal.map(|principal| crate::iam::principals_of(principal, "AWS")).unwrap_or_default() {
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
    if let Some(bucket) = world.buckets.get_mut(bucket) {
        bucket.policy = Some(policy);
    }
    Ok(())
}

fn malformed(why: &str) -> ApiError {
    ApiError::new(400, "MalformedPolicy", why)
}
