//! Operations on buckets and their configurations.

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, invalid_argument, unsupported};
use crate::s3::api::elements::{acl, owner};
use crate::s3::api::put::check_acl_document;
use crate::s3::api::{listing, objects};
use crate::s3::bucket::{create_bucket, delete_bucket};
use crate::s3::{configuration, configuration_with_id, public, replication, tags};
use crate::scope::is_region;
use crate::state::s3::Bucket;
use crate::world::World;

/// Lists the buckets of the account.
pub(super) fn list(world: &World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    let prefix = request.query_or_empty("prefix");
    let region = request.query("bucket-region");
    let after = request.query_or_empty("continuation-token");
    let limit: usize = match request.query("max-buckets") {
        Some(text) => text.parse().map_err(|_| {
            invalid_argument("Provided max-buckets not an integer or within integer range", "max-buckets", text)
        })?,
        None => 10_000,
    };
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
    Ok(document(root))
}

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    if let Some(kind) = configuration::KINDS.iter().find(|kind| request.has_query(kind.query)) {
        return configure(world, call, kind);
    }
    if let Some(kind) = configuration_with_id::KINDS.iter().find(|kind| request.has_query(kind.query)) {
        return configure_with_id(world, call, kind);
    }
    match call.operation {
        "GetBucketLocation" => {
            let region = &call.bucket(world)?.region;
            let text = if region == "us-east-1" { "" } else { region };
            Ok(document(Element::leaf("LocationConstraint", text)))
        }
        "GetBucketPolicy" | "PutBucketPolicy" | "DeleteBucketPolicy" => policy(world, call),
        "GetBucketPolicyStatus" => {
            let policy = policy_of(call.bucket(world)?)?;
            Ok(document(Element::new("PolicyStatus").with("IsPublic", public::is_public(policy))))
        }
        "GetBucketAcl" => Ok(document(acl(&call.bucket(world)?.account))),
        "PutBucketAcl" => {
            check_acl_document(call, call.bucket(world)?)?;
            Ok(Reply::empty(200))
        }
        "GetBucketRequestPayment" => {
            call.bucket(world)?;
            Ok(document(Element::new("RequestPaymentConfiguration").with("Payer", "BucketOwner")))
        }
        "ListObjects" => listing::objects_v1(call, call.bucket(world)?),
        "ListObjectsV2" => listing::objects(call, call.bucket(world)?),
        "ListObjectVersions" => listing::versions(call, call.bucket(world)?),
        "ListMultipartUploads" => listing::uploads(call, call.bucket(world)?),
        "DeleteObjects" => objects::delete_many(world, call),
        "CreateBucket" => create(world, call),
        "HeadBucket" => {
            let bucket = call.bucket(world)?;
            Ok(Reply::empty(200).header("x-amz-bucket-region", &bucket.region).header("x-amz-bucket-arn", bucket.arn()))
        }
        "DeleteBucket" => {
            delete_bucket(world, &call.bucket)?;
            Ok(Reply::empty(204))
        }
        operation => Err(unsupported(operation)),
    }
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let region = &call.scope.region;
    let body = if call.payload.body.is_empty() { None } else { Some(call.document("CreateBucketConfiguration")?) };
    let asked = body.as_ref().and_then(|body| body.text_at(&["LocationConstraint"])).filter(|text| !text.is_empty());
    if let Some(asked) = asked.filter(|asked| *asked == "us-east-1" || (*asked != "EU" && !is_region(asked))) {
        let why = "The specified location-constraint is not valid";
        return Err(ApiError::new(400, "InvalidLocationConstraint", why).with_detail("LocationConstraint", asked));
    }
    if body.as_ref().is_some_and(|body| body.get("Bucket").is_some() || body.get("Location").is_some()) {
        return Err(unsupported("directory buckets"));
    }
    let set =
        body.as_ref().and_then(|body| body.get("Tags")).map(|tags| Element { name: "TagSet".into(), ..tags.clone() });
    let tagging = set.map(|set| Element::new("Tagging").child(set));
    if let Some(tagging) = &tagging {
        tags::of_document(tagging, MAX_BUCKET_TAGS, "Bucket tag count")?;
    }
    let ownership = call.request.header("x-amz-object-ownership");
    if let Some(value) = ownership.filter(|value| !OWNERSHIP.contains(value)) {
        return Err(invalid_argument("Invalid x-amz-object-ownership header", "x-amz-object-ownership", value));
    }
    let fits = match asked {
        None => region == "us-east-1",
        Some("EU") => region == "eu-west-1",
        Some(asked) => asked == region,
    };
    if !fits {
        let asked = asked.unwrap_or("unspecified");
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
    let configurations = &mut call.bucket_mut(world)?.configurations;
    if let Some(tagging) = tagging {
        configurations.insert("tagging".into(), tagging);
    }
    if let Some(ownership) = ownership {
        let rule = Element::new("Rule").with("ObjectOwnership", ownership);
        configurations.insert("ownershipControls".into(), Element::new("OwnershipControls").child(rule));
    }
    Ok(Reply::empty(200).header("Location", format!("/{}", call.bucket)))
}

/// The maximum number of tags of a bucket.
const MAX_BUCKET_TAGS: usize = 50;

const OWNERSHIP: &[&str] = &["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

fn configure(world: &mut World, call: &Call<'_>, kind: &configuration::Kind) -> Result<Reply, ApiError> {
    match call.request.method.as_str() {
        "GET" => configuration::get(call.bucket(world)?, kind).map(document),
        "PUT" => {
            let body = call.document(kind.root)?;
            if kind.query == "tagging" {
                tags::of_document(&body, MAX_BUCKET_TAGS, "Bucket tag count")?;
            }
            if kind.query == "replication" {
                replication::configuration::check_prefixed(&body)?;
            }
            configuration::put(world, &call.bucket, kind, body)?;
            Ok(Reply::empty(if kind.query == "tagging" { 204 } else { 200 }))
        }
        "DELETE" => {
            configuration::delete(world, &call.bucket, kind)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unsupported(call.operation)),
    }
}

fn configure_with_id(
    world: &mut World,
    call: &Call<'_>,
    kind: &configuration_with_id::Kind,
) -> Result<Reply, ApiError> {
    let id = call.request.query("id");
    match (call.request.method.as_str(), id) {
        ("GET", Some(id)) => {
            let bucket = call.bucket(world)?;
            let schedule = bucket.inventories.get(id).filter(|_| kind.query == "inventory");
            // AWS tells this in its console alone.
            let failure =
                schedule.and_then(|schedule| schedule.failure.as_deref()).map(|why| why.replace(['\r', '\n'], " "));
            let reply = document(configuration_with_id::get(bucket, kind, id)?);
            Ok(reply.header_some("x-archive-simulator-inventory-failure", failure))
        }
        ("GET", None) => Ok(document(configuration_with_id::list(call.bucket(world)?, kind))),
        ("PUT", id) => {
            let body = call.document(kind.root)?;
            if body.text_at(&["Id"]) != id {
                let why = "The specified configuration id does not match the id in the document";
                return Err(invalid_argument(why, "id", id.unwrap_or("")));
            }
            configuration_with_id::put(world, &call.bucket, kind, body)?;
            Ok(Reply::empty(200))
        }
        ("DELETE", Some(id)) => {
            configuration_with_id::delete(world, &call.bucket, kind, id)?;
            Ok(Reply::empty(204))
        }
        _ => Err(unsupported(call.operation)),
    }
}

fn policy_of(bucket: &Bucket) -> Result<&serde_json::Value, ApiError> {
    bucket.policy.as_ref().ok_or_else(|| {
        ApiError::new(404, "NoSuchBucketPolicy", "The bucket policy does not exist")
            .with_detail("BucketName", &bucket.name)
    })
}

/// A caller with the permission must also be of the account that owns the bucket.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
fn policy(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    if call.bucket(world)?.account != call.caller.scope.account {
        return Err(ApiError::new(
            405,
            "MethodNotAllowed",
            "The specified method is not allowed against this resource.",
        )
        .with_detail("Method", &call.request.method)
        .with_detail("ResourceType", "BUCKETPOLICY"));
    }
    match call.operation {
        "GetBucketPolicy" => {
            let policy = policy_of(call.bucket(world)?)?;
            Ok(Reply::empty(200).header("Content-Type", "application/json").body(policy.to_string()))
        }
        "PutBucketPolicy" => {
            let policy = serde_json::from_slice(&call.payload.body).map_err(|error| {
                ApiError::new(400, "MalformedPolicy", format!("Policies must be valid JSON: {error}"))
            })?;
            crate::s3::policy::put(world, &call.caller.arn(), &call.bucket, policy)?;
            Ok(Reply::empty(204))
        }
        _ => {
            call.bucket_mut(world)?.policy = None;
            Ok(Reply::empty(204))
        }
    }
}
