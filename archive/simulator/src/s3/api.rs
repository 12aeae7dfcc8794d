//! The API of S3: REST with XML, with the bucket in the path or in the host name.

mod attributes;
mod buckets;
mod call;
mod conditions;
mod elements;
mod listing;
mod locks;
mod objects;
mod operation;
mod presigned;
mod put;
mod restore;
mod rights;
mod uploads;

use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::caller::Caller;
use crate::protocol::reply::Reply;
use crate::protocol::request::{Request, decode_utf8_path};
use crate::protocol::xml::Element;
use crate::s3::api::call::Call;
use crate::s3::api::operation::Level;
use crate::s3::integrity::Payload;
use crate::s3::{access, bucket, integrity};
use crate::scope::url_suffix_of;
use crate::world::World;

/// Handles one request, including errors.
pub(crate) fn handle(world: &mut World, caller: &Caller, request: &Request, request_id: &str) -> Reply {
    let reply = match route(world, caller, request) {
        Ok(reply) => reply,
        Err(error) => error_reply(&error, request, request_id),
    };
    reply.header("x-amz-request-id", request_id)
}

/// The operation and the bucket of a request that is about a bucket.
pub(crate) fn bucket_operation(request: &Request) -> Option<(&'static str, String)> {
    let Ok((bucket, key)) = bucket_and_key(request) else { return None };
    if bucket.is_empty() || !key.is_empty() {
        return None;
    }
    match operation::of(request, Level::Bucket) {
        Ok(operation) => Some((operation, bucket)),
        Err(_) => None,
    }
}

/// Whether S3 answers with what was written last: it does of objects and of their lists, and may not of a bucket's configuration
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel>).
pub(crate) fn is_consistent(request: &Request) -> bool {
    match bucket_and_key(request) {
        Ok((_, key)) if !key.is_empty() => true,
        Ok(_) => operation::of(request, Level::Bucket).is_ok_and(|operation| operation.starts_with("ListObject")),
        Err(_) => false,
    }
}

fn route(world: &mut World, caller: &Caller, request: &Request) -> Result<Reply, ApiError> {
    presigned::check(request, world.now)?;
    let (bucket, key) = bucket_and_key(request)?;
    let level = match (bucket.is_empty(), key.is_empty()) {
        (true, _) => Level::Service,
        (_, true) => Level::Bucket,
        _ => Level::Object,
    };
    let operation = operation::of(request, level)?;
    check_key(&key)?;
    let mut call = Call { request, caller, scope: &caller.scope, operation, bucket, key, payload: Payload::default() };
    authorise(world, &call, level)?;
    // The checksum of CompleteMultipartUpload is that of the object; the body is a list of parts.
    call.payload = if operation == "CompleteMultipartUpload" {
        Payload { body: request.body.clone(), ..Payload::default() }
    } else {
        integrity::payload(request)?
    };
    match level {
        Level::Service => buckets::list(world, &call),
        Level::Bucket => buckets::handle(world, &call),
        Level::Object => objects::handle(world, &call),
    }
}

/// Checks that the bucket exists in this region and belongs to the expected owner, and authorises the caller.
fn authorise(world: &mut World, call: &Call<'_>, level: Level) -> Result<(), ApiError> {
    if level == Level::Service {
        return access::check_own(world, call.caller, "s3:ListAllMyBuckets", "*");
    }
    if call.operation == "CreateBucket" {
        let arn = arn::BUCKET.arn(call.scope, &call.bucket);
        return access::check_own(world, call.caller, "s3:CreateBucket", &arn);
    }
    if !world.buckets.contains_key(&call.bucket) {
        bucket::check_name(&call.bucket)?;
    }
    if call.operation != "GetBucketLocation" {
        check_region(world, call)?;
    }
    check_owner(world, call)?;
    if level == Level::Bucket {
        let action = access::bucket_action(call.request);
        return access::check(world, call.caller, &action, &call.bucket, None, Context::new());
    }
    let context = access::context_of(call.request);
    let action = access::object_action(call.request);
    access::check(world, call.caller, &action, &call.bucket, Some(&call.key), context)
}

/// The maximum length of a key, in bytes of UTF-8.
const MAX_KEY: usize = 1024;

fn check_key(key: &str) -> Result<(), ApiError> {
    if key.len() <= MAX_KEY {
        return Ok(());
    }
    Err(ApiError::new(400, "KeyTooLongError", "Your key is too long")
        .with_detail("Size", key.len().to_string())
        .with_detail("MaxSizeAllowed", MAX_KEY.to_string()))
}

/// A bucket can only be used in its own region.
fn check_region(world: &World, call: &Call<'_>) -> Result<(), ApiError> {
    let bucket = call.bucket(world)?;
    if bucket.region == call.scope.region {
        return Ok(());
    }
    let endpoint = format!("{}.s3.{}.{}", bucket.name, bucket.region, url_suffix_of(&bucket.region));
    let why = "The bucket you are attempting to access must be addressed using the specified endpoint. Please \
        send all future requests to this endpoint.";
    Err(ApiError::new(301, "PermanentRedirect", why)
        .with_detail("Bucket", &bucket.name)
        .with_detail("Endpoint", endpoint)
        .with_detail("x-amz-bucket-region", &bucket.region))
}

/// The header `x-amz-expected-bucket-owner`.
fn check_owner(world: &World, call: &Call<'_>) -> Result<(), ApiError> {
    let Some(expected) = call.request.header("x-amz-expected-bucket-owner") else { return Ok(()) };
    if call.bucket(world)?.account == expected {
        return Ok(());
    }
    Err(ApiError::new(403, "AccessDenied", "Access Denied"))
}

/// Bucket and key of the URL: `/bucket/key` or `bucket.s3.…/key`.
fn bucket_and_key(request: &Request) -> Result<(String, String), ApiError> {
    let path = request.path.strip_prefix('/').unwrap_or(&request.path);
    let host = request.header("host").unwrap_or("");
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let virtual_bucket = [".s3.", ".s3-", ".localhost"]
        .iter()
        .find_map(|mark| host.find(mark).map(|at| host[..at].to_owned()))
        .filter(|bucket| !bucket.is_empty() && bucket != "s3");
    let decode = |text: &str| {
        decode_utf8_path(text).ok_or_else(|| ApiError::new(400, "InvalidURI", "Couldn't parse the specified URI."))
    };
    match virtual_bucket {
        Some(bucket) => Ok((bucket, decode(path)?)),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            Ok((decode(bucket)?, decode(key)?))
        }
    }
}

/// An error response for an error that occurs before S3 handles the request.
pub(crate) fn error(error: &ApiError, request_id: &str) -> Reply {
    let root = Element::new("Error").with("Code", &error.code).with("Message", &error.message);
    let root = root.with("RequestId", request_id).with("HostId", crate::SERVER);
    Reply::empty(error.status).header("Content-Type", "application/xml").body(root.document())
}

fn error_reply(error: &ApiError, request: &Request, request_id: &str) -> Reply {
    let mut root = Element::new("Error").with("Code", &error.code).with("Message", &error.message);
    let mut reply = Reply::empty(error.status);
    for (name, value) in &error.details {
        if name.starts_with("x-amz-") {
            reply = reply.header(name, value);
        } else {
            root = root.with(name, value);
        }
    }
    root = root.with("RequestId", request_id).with("HostId", crate::SERVER);
    if request.method == "HEAD" || error.status == 304 {
        return reply;
    }
    reply.header("Content-Type", "application/xml").body(root.document())
}
