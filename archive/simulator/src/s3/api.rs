//! S3 over the wire: REST with XML, the bucket in the path or in the host name.

mod buckets;
mod call;
mod elements;
mod listing;
mod locks;
mod objects;
mod put;
mod uploads;

use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::iam::caller::Caller;
use crate::protocol::reply::Reply;
use crate::protocol::request::{Request, decode_path};
use crate::protocol::xml::Element;
use crate::s3::access;
use crate::s3::api::call::{Call, has_subresource, unserved};
use crate::scope::url_suffix_of;
use crate::world::World;

/// Answers one request, errors included.
pub(crate) fn handle(world: &mut World, caller: &Caller, request: &Request, request_id: &str) -> Reply {
    let (bucket, key) = address(request);
    let call = Call { request, caller, scope: &caller.scope, bucket, key };
    let answer = route(world, &call);
    let reply = match answer {
        Ok(reply) => reply,
        Err(error) => error_reply(&error, request, request_id),
    };
    reply.header("x-amz-request-id", request_id)
}

fn route(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    if call.bucket.is_empty() {
        return match call.request.method.as_str() {
            "GET" => {
                access::check_own(world, call.caller, "s3:ListAllMyBuckets", "*")?;
                Ok(buckets::list(world, call))
            }
            method => Err(unserved(method, "the list of buckets")),
        };
    }
    let is_creation = call.key.is_empty() && call.request.method == "PUT" && !has_subresource(call.request);
    if !is_creation && !call.request.has_query("location") {
        check_region(world, call)?;
        check_owner(world, call)?;
    }
    if !is_creation {
        check_owner(world, call)?;
    }
    if call.key.is_empty() {
        if is_creation {
            access::check_own(
                world,
                call.caller,
                "s3:CreateBucket",
                &format!("arn:{}:s3:::{}", call.scope.partition(), call.bucket),
            )?;
        } else {
            access::check(
                world,
                call.caller,
                &access::bucket_action(call.request),
                &call.bucket,
                None,
                Context::new(),
            )?;
        }
        return buckets::handle(world, call);
    }
    let context = access::context_of(call.request);
    access::check(world, call.caller, &access::object_action(call.request), &call.bucket, Some(&call.key), context)?;
    objects::handle(world, call)
}

/// A bucket is served in its own region alone.
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

/// A caller may say whose bucket it expects.
fn check_owner(world: &World, call: &Call<'_>) -> Result<(), ApiError> {
    let Some(expected) = call.request.header("x-amz-expected-bucket-owner") else { return Ok(()) };
    if call.bucket(world)?.account == expected {
        return Ok(());
    }
    Err(ApiError::new(403, "AccessDenied", "Access Denied"))
}

/// Bucket and key, from `/bucket/key` or from `bucket.s3.…/key`.
fn address(request: &Request) -> (String, String) {
    let path = request.path.strip_prefix('/').unwrap_or(&request.path);
    let host = request.header("host").unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let virtual_bucket = [".s3.", ".s3-", ".localhost"]
        .iter()
        .find_map(|mark| host.find(mark).map(|at| host[..at].to_owned()))
        .filter(|bucket| !bucket.is_empty() && bucket != "s3");
    match virtual_bucket {
        Some(bucket) => (bucket, decode_path(path)),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            (decode_path(bucket), decode_path(key))
        }
    }
}

/// An error that arises outside of S3 itself.
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
