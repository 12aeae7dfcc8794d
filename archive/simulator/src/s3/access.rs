//! Authorises S3 requests with the bucket's policy and the caller's.
//!
//! A root user is allowed everything in its account unless the bucket policy denies it; a session of a role needs an
//! allow from its policies or the bucket's.

use iam_evaluator::{Context, Request as Asked, Verdict};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::iam::authorise::authorise;
use crate::iam::caller::Caller;
use crate::protocol::request::Request;
use crate::s3::{configuration, configuration_with_id, public};
use crate::scope::{Scope, url_suffix_of};
use crate::state::kms::Key;
use crate::state::s3::no_such_bucket;
use crate::world::World;

/// Headers of a put that are condition keys, as `s3:<name>`.
const CONDITION_HEADERS: &[&str] = &[
    "x-amz-acl",
    "x-amz-copy-source",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-storage-class",
];

/// Authorises a request about a bucket or an object.
///
/// # Errors
/// `AccessDenied`, or `NoSuchBucket`.
pub(crate) fn check(
    world: &mut World,
    caller: &Caller,
    action: &str,
    bucket: &str,
    key: Option<&str>,
    context: Context,
) -> Result<(), ApiError> {
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    if found.policy.is_none() && found.account == caller.scope.account && caller.is_root() {
        return Ok(());
    }
    let account = found.account.clone();
    // With RestrictPublicBuckets, a public policy has no effect for other accounts.
    let restricted = account != caller.scope.account && public::blocks(found, "RestrictPublicBuckets");
    let policy = found.policy.clone().filter(|policy| !(restricted && public::is_public(policy)));
    let resource = key.map_or_else(|| found.arn(), |key| format!("{}/{key}", found.arn()));
    // The requests represent ones over TLS to AWS's endpoints.
    let context = context.with("aws:SecureTransport", "true");
    let asked = Asked::new(caller.principal(), action, &resource, &account).context(context);
    decided(world, caller, &asked, policy.as_ref())
}

/// Authorises the caller to use the key of an object, through S3.
///
/// # Errors
/// `AccessDenied`.
pub(crate) fn check_key(
    world: &mut World,
    caller: &Caller,
    action: &str,
    key: &Key,
    encrypted: &str,
) -> Result<(), ApiError> {
    if caller.is_root() && caller.scope.account == key.account {
        return Ok(());
    }
    let region = Scope::of_arn(&key.arn).map_or_else(|| caller.scope.region.clone(), |scope| scope.region);
    let context = Context::new()
        .with("kms:ViaService", format!("s3.{region}.{}", url_suffix_of(&region)))
        .with("kms:CallerAccount", caller.scope.account.as_str())
        .with("kms:EncryptionContext:aws:s3:arn", encrypted)
        .with_values("kms:EncryptionContextKeys", ["aws:s3:arn"])
        .with("aws:SecureTransport", "true");
    let asked = Asked::new(caller.principal(), action, &key.arn, &key.account).context(context);
    decided(world, caller, &asked, Some(&key.policy))
}

/// Authorises a request that is not about an existing bucket.
///
/// # Errors
/// `AccessDenied`.
pub(crate) fn check_own(world: &mut World, caller: &Caller, action: &str, resource: &str) -> Result<(), ApiError> {
    if caller.is_root() {
        return Ok(());
    }
    decided(world, caller, &Asked::new(caller.principal(), action, resource, &caller.scope.account), None)
}

fn decided(world: &mut World, caller: &Caller, asked: &Asked, policy: Option<&Value>) -> Result<(), ApiError> {
    let reason = match authorise(world, asked, policy).verdict {
        Verdict::Allowed => return Ok(()),
        Verdict::ExplicitDeny if caller.is_root() => "with an explicit deny in a resource-based policy",
        Verdict::ExplicitDeny => "with an explicit deny",
        Verdict::ImplicitDeny if caller.is_root() => "because no resource-based policy allows the action",
        Verdict::ImplicitDeny => "because no policy allows the action",
    };
    let (user, Asked { action, resource, .. }) = (caller.arn(), asked);
    let why = format!("User: {user} is not authorized to perform: {action} on resource: \"{resource}\" {reason}");
    Err(ApiError::new(403, "AccessDenied", why))
}

/// The condition keys from the headers of a request.
pub(crate) fn context_of(request: &Request) -> Context {
    let set = CONDITION_HEADERS.iter().filter_map(|name| Some((name, request.header(name)?)));
    set.fold(Context::new(), |context, (name, value)| context.with(&format!("s3:{name}"), value))
}

/// The IAM action of a bucket request.
pub(crate) fn bucket_action(request: &Request) -> String {
    let has = |name: &str| request.has_query(name);
    let verb = match request.method.as_str() {
        "GET" | "HEAD" => "Get",
        // Deleting a configuration requires the action of putting it, except for policies.
        "DELETE" if has("policy") => "Delete",
        _ => "Put",
    };
    let part = configuration::KINDS.iter().find(|kind| has(kind.query)).map(|kind| kind.action);
    let part =
        part.or_else(|| configuration_with_id::KINDS.iter().find(|kind| has(kind.query)).map(|kind| kind.action));
    let part = part.or_else(|| {
        let others = [
            ("policy", "BucketPolicy"),
            ("policyStatus", "BucketPolicyStatus"),
            ("acl", "BucketAcl"),
            ("location", "BucketLocation"),
            ("requestPayment", "BucketRequestPayment"),
        ];
        others.iter().find(|(query, _)| has(query)).map(|(_, part)| *part)
    });
    match (part, request.method.as_str()) {
        (Some(part), _) => format!("s3:{verb}{part}"),
        (None, "DELETE") => "s3:DeleteBucket".into(),
        (None, "GET") if has("uploads") => "s3:ListBucketMultipartUploads".into(),
        (None, "GET") if has("versions") => "s3:ListBucketVersions".into(),
        (None, "POST") if has("delete") => "s3:ListBucket".into(),
        (None, _) => "s3:ListBucket".into(),
    }
}

/// The IAM action of an object request.
pub(crate) fn object_action(request: &Request) -> String {
    let version = if request.has_query("versionId") { "Version" } else { "" };
    let part = ["tagging", "acl", "retention", "legal-hold"].into_iter().find(|name| request.has_query(name));
    let method = request.method.as_str();
    let verb = match method {
        "GET" | "HEAD" => "Get",
        "DELETE" => "Delete",
        _ => "Put",
    };
    match part {
        None if request.has_query("uploadId") && method == "GET" => "s3:ListMultipartUploadParts".into(),
        None if request.has_query("uploadId") && method == "DELETE" => "s3:AbortMultipartUpload".into(),
        None if request.has_query("restore") && method == "POST" => "s3:RestoreObject".into(),
        None if request.has_query("attributes") => format!("s3:GetObject{version}Attributes"),
        Some("tagging") => format!("s3:{verb}Object{version}Tagging"),
        Some("acl") => format!("s3:{verb}Object{version}Acl"),
        Some("retention") => format!("s3:{verb}ObjectRetention"),
        Some(_) => format!("s3:{verb}ObjectLegalHold"),
        None if verb == "Put" => "s3:PutObject".into(),
        None => format!("s3:{verb}Object{version}"),
    }
}
