//! Requests about buckets and their configurations.

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, unserved};
use crate::s3::api::elements::{acl, owner};
use crate::s3::api::{listing, objects};
use crate::s3::bucket::{create_bucket, delete_bucket};
use crate::s3::{configuration, many};
use crate::state::s3::Bucket;
use crate::world::World;

/// The buckets of the account.
pub(super) fn list(world: &World, call: &Call<'_>) -> Reply {
    let request = call.request;
    let prefix = request.query("prefix").unwrap_or_default();
    let region = request.query("bucket-region");
    let after = request.query("continuation-token").unwrap_or_default();
    let limit = request.query("max-buckets").and_then(|text| text.parse().ok()).unwrap_or(10_000_usize);
    let mut own = world.buckets.values().filter(|bucket| {
        bucket.account == call.scope.account
            && bucket.name.starts_with(prefix)
            && region.is_none_or(|region| region == bucket.region)
            && bucket.name.as_str() > after
    });
    let shown: Vec<&Bucket> = own.by_ref().take(limit).collect();
    let token = own.next().and_then(|_| shown.last()).map(|bucket| &bucket.name);
    let buckets = shown.iter().map(|bucket| {
        Element::new("Bucket")
            .with("Name", &bucket.name)
            .with("CreationDate", bucket.created)
            .with("BucketRegion", &bucket.region)
            .with("BucketArn", bucket.arn())
    });
    let root = Element::new("ListAllMyBucketsResult")
        .child(owner(&call.scope.account))
        .child(Element::new("Buckets").children(buckets))
        .with_some("ContinuationToken", token);
    document(root)
}

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    if let Some(kind) = configuration::KINDS.iter().find(|kind| request.has_query(kind.query)) {
        return configure(world, call, kind);
    }
    if let Some(kind) = many::KINDS.iter().find(|kind| request.has_query(kind.query)) {
        return configure_many(world, call, kind);
    }
    let method = request.method.as_str();
    match method {
        "GET" if request.has_query("location") => {
            let region = &call.bucket(world)?.region;
            let text = if region == "us-east-1" { "" } else { region };
            Ok(document(Element::leaf("LocationConstraint", text)))
        }
        _ if request.has_query("policy") => policy(world, call),
        "GET" if request.has_query("policyStatus") => {
            call.bucket(world)?;
            Ok(document(Element::new("PolicyStatus").with("IsPublic", false)))
        }
        "GET" if request.has_query("acl") => {
            let bucket = call.bucket(world)?;
            Ok(document(acl(&bucket.account)))
        }
        "GET" if request.has_query("versions") => listing::versions(call, call.bucket(world)?),
        "GET" if request.has_query("uploads") => {
            call.bucket(world)?;
            Ok(document(Element::new("ListMultipartUploadsResult").with("IsTruncated", false)))
        }
        "GET" if request.query("list-type") == Some("2") => listing::objects(call, call.bucket(world)?),
        "GET" if !super::has_subresource(request) || request.has_query("prefix") || request.has_query("max-keys") => {
            listing::objects_v1(call, call.bucket(world)?)
        }
        "POST" if request.has_query("delete") => objects::delete_many(world, call),
        "PUT" if !super::has_subresource(request) => create(world, call),
        "HEAD" => {
            let bucket = call.bucket(world)?;
            Ok(Reply::empty(200).header("x-amz-bucket-region", &bucket.region).header("x-amz-bucket-arn", bucket.arn()))
        }
        "DELETE" if !super::has_subresource(request) => {
            delete_bucket(world, &call.bucket)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unserved(method, &describe(request))),
    }
}

fn describe(request: &Request) -> String {
    let names: Vec<&str> = request.query.iter().map(|(name, _)| name.as_str()).collect();
    format!("a bucket's {}", names.join(", "))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let region = &call.scope.region;
    let asked = if call.request.body.is_empty() {
        None
    } else {
        let body = Element::parse(&call.request.body)?;
        body.text_at(&["LocationConstraint"]).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let fits = match asked.as_deref() {
        None => region == "us-east-1",
        Some("EU") => region == "eu-west-1",
        Some(asked) => asked == region,
    };
    if !fits {
        let asked = asked.as_deref().unwrap_or("unspecified");
        let why = format!(
            "The {asked} location constraint is incompatible for the region specific endpoint this request was sent to."
        );
        return Err(ApiError::new(400, "IllegalLocationConstraintException", why));
    }
    if !world.is_enabled(region) {
        return Err(ApiError::new(
            403,
            "AccessDenied",
            format!("The region {region} is not enabled for this account."),
        ));
    }
    let lock = call.request.header("x-amz-bucket-object-lock-enabled") == Some("true");
    create_bucket(world, call.scope, &call.bucket, lock)?;
    Ok(Reply::empty(200).header("Location", format!("/{}", call.bucket)))
}

fn configure(world: &mut World, call: &Call<'_>, kind: &configuration::Kind) -> Result<Reply, ApiError> {
    match call.request.method.as_str() {
        "GET" => configuration::get(call.bucket(world)?, kind).map(document),
        "PUT" => {
            let body = Element::parse(&call.request.body)?;
            configuration::put(world, &call.bucket, kind, body)?;
            Ok(Reply::empty(200))
        }
        "DELETE" => {
            configuration::delete(world, &call.bucket, kind)?;
            Ok(Reply::empty(204))
        }
        method => Err(unserved(method, kind.root)),
    }
}

fn configure_many(world: &mut World, call: &Call<'_>, kind: &many::Kind) -> Result<Reply, ApiError> {
    let id = call.request.query("id");
    match (call.request.method.as_str(), id) {
        ("GET", Some(id)) => many::get(call.bucket(world)?, kind, id).map(document),
        ("GET", None) => Ok(document(many::list(call.bucket(world)?, kind))),
        ("PUT", _) => {
            let body = Element::parse(&call.request.body)?;
            many::put(world, &call.bucket, kind, body)?;
            Ok(Reply::empty(200))
        }
        ("DELETE", Some(id)) => {
            many::delete(world, &call.bucket, kind, id)?;
            Ok(Reply::empty(204))
        }
        (method, _) => Err(unserved(method, kind.root)),
    }
}

fn policy(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    match call.request.method.as_str() {
        "GET" => {
            let bucket = call.bucket(world)?;
            let policy = bucket.policy.as_ref().ok_or_else(|| {
                ApiError::new(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
                    .with_detail("BucketName", &bucket.name)
            })?;
            Ok(Reply::empty(200).header("Content-Type", "application/json").body(policy.to_string()))
        }
        "PUT" => {
            let policy = serde_json::from_slice(&call.request.body).map_err(|error| {
                ApiError::new(400, "MalformedPolicy", format!("Policies must be valid JSON: {error}"))
            })?;
            crate::s3::policy::put(world, &call.bucket, policy)?;
            Ok(Reply::empty(204))
        }
        "DELETE" => {
            call.bucket_mut(world)?.policy = None;
            Ok(Reply::empty(204))
        }
        method => Err(unserved(method, "a bucket policy")),
    }
}
