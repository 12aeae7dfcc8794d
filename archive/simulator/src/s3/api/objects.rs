//! Requests about objects.

use std::collections::BTreeMap;

use bytes::Bytes;
use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::request::decode_path;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, unserved};
use crate::s3::api::put::{payload, put_options};
use crate::s3::api::{elements, locks, uploads};
use crate::s3::encryption;
use crate::s3::object::no_such_key;
use crate::s3::{access, object, replication};
use crate::state::s3::object::{Content, Encryption, ReplicationStatus, Version};
use crate::state::s3::{Versioning, no_such_bucket};
use crate::world::World;

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    let version_id = request.query("versionId");
    match request.method.as_str() {
        _ if request.has_query("uploads") || request.has_query("uploadId") => uploads::handle(world, call),
        _ if request.has_query("retention") || request.has_query("legal-hold") => {
            locks::handle(world, call, version_id)
        }
        method if request.has_query("tagging") => tagging(world, call, method, version_id),
        "GET" if request.has_query("acl") => {
            let bucket = call.bucket(world)?;
            object::find(bucket, &call.key, version_id)?;
            Ok(document(elements::acl(&bucket.account)))
        }
        "PUT" if !super::has_subresource(request) => put(world, call),
        "GET" | "HEAD" => get(world, call, version_id),
        "DELETE" => {
            let deleted = object::delete(world, &call.bucket, &call.key, version_id, locks::bypasses(call))?;
            let marker = deleted.delete_marker.then_some("true");
            Ok(Reply::empty(204)
                .header_some("x-amz-version-id", deleted.version_id)
                .header_some("x-amz-delete-marker", marker))
        }
        method => Err(unserved(method, "an object")),
    }
}

fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    let exists = object::find(call.bucket(world)?, &call.key, None).is_ok();
    if exists && request.header("if-none-match") == Some("*") {
        let why = "At least one of the pre-conditions you specified did not hold";
        return Err(ApiError::new(412, "PreconditionFailed", why).with_detail("Condition", "If-None-Match"));
    }
    let (body, headers) = payload(request)?;
    let mut options = put_options(call, call.bucket(world)?, headers, world.now)?;
    let copied = match request.header("x-amz-copy-source") {
        Some(source) => Some(copy_source(world, call, source)?),
        None => None,
    };
    let is_copy = copied.is_some();
    let body = match copied {
        Some((body, content)) => {
            let replaces = |name: &str| request.header(name) == Some("REPLACE");
            if !replaces("x-amz-metadata-directive") {
                options.headers = content.headers;
            }
            if !replaces("x-amz-tagging-directive") {
                options.tags = content.tags;
            }
            body
        }
        None => body,
    };
    let version = object::put(world, &call.bucket, &call.key, body, options)?;
    let versioned = call.bucket(world)?.versioning() != Versioning::Never;
    let copied = version.content.as_ref().filter(|_| is_copy).map(|content| {
        Element::new("CopyObjectResult")
            .with("LastModified", version.modified)
            .with("ETag", format!("\"{}\"", content.etag))
    });
    let mut reply = copied
        .map_or_else(|| Reply::empty(200), document)
        .header_some("x-amz-version-id", versioned.then_some(&version.id));
    if let Some(content) = &version.content {
        reply = reply.header("ETag", format!("\"{}\"", content.etag));
        reply = with_encryption(reply, content);
        for (name, value) in content.headers.iter().filter(|(name, _)| name.starts_with("x-amz-checksum-")) {
            reply = reply.header(name, value);
        }
    }
    Ok(reply)
}

/// The object that a copy takes its content from: `/bucket/key?versionId=…`.
fn copy_source(world: &mut World, call: &Call<'_>, source: &str) -> Result<(Bytes, Content), ApiError> {
    let (path, version_id) = match source.split_once("?versionId=") {
        Some((path, version_id)) => (path, Some(version_id)),
        None => (source, None),
    };
    let path = decode_path(path.strip_prefix('/').unwrap_or(path));
    let (bucket, key) =
        path.split_once('/').ok_or_else(|| ApiError::new(400, "InvalidArgument", "Invalid copy source object key"))?;
    let action = if version_id.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
    access::check(world, call.caller, action, bucket, Some(key), Context::new())?;
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let scope = found.scope();
    let content = object::find(found, key, version_id)?.content.clone().ok_or_else(|| no_such_key(key))?;
    if let Encryption::Kms { key_arn, .. } = &content.encryption {
        encryption::usable_key(world, &scope, key_arn)?;
    }
    let body = world.blobs.get(&content.blob).map_err(|error| object::storage_failed(&error))?;
    Ok((body, content))
}

fn with_encryption(reply: Reply, content: &Content) -> Reply {
    match &content.encryption {
        Encryption::Aes256 => reply.header("x-amz-server-side-encryption", "AES256"),
        Encryption::Kms { key_arn, bucket_key } => reply
            .header("x-amz-server-side-encryption", "aws:kms")
            .header("x-amz-server-side-encryption-aws-kms-key-id", key_arn)
            .header_some("x-amz-server-side-encryption-bucket-key-enabled", bucket_key.then_some("true")),
    }
}

fn get(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let bucket = call.bucket(world)?;
    let (versioned, scope) = (bucket.versioning() != Versioning::Never, bucket.scope());
    let version: Version = object::find(bucket, &call.key, version_id)?.clone();
    let Some(content) = &version.content else { return Err(no_such_key(&call.key)) };
    if let Encryption::Kms { key_arn, .. } = &content.encryption {
        encryption::usable_key(world, &scope, key_arn)?;
    }
    let request = call.request;
    let etag = format!("\"{}\"", content.etag);
    if request.header("if-none-match").is_some_and(|wanted| wanted == "*" || wanted.contains(&etag)) {
        return Err(ApiError::new(304, "NotModified", "Not Modified"));
    }
    let mut reply = Reply::empty(200)
        .header("ETag", &etag)
        .header("Last-Modified", version.modified.http())
        .header("Accept-Ranges", "bytes")
        .header_some("x-amz-version-id", versioned.then_some(&version.id))
        .header_some("x-amz-replication-status", replication::status(&version).map(ReplicationStatus::as_str));
    // AWS tells this in an event; whoever looks at a simulation wants to know at once.
    for outcome in &version.replication {
        if let Some((code, why)) = &outcome.failure {
            let text = format!("{} {code}: {why}", outcome.destination).replace(['\r', '\n'], " ");
            reply = reply.header("x-archive-simulator-replication-failure", text);
        }
    }
    reply = with_encryption(reply, content);
    if let Some(retention) = &content.lock.retention {
        reply = reply
            .header("x-amz-object-lock-mode", retention.mode.as_str())
            .header("x-amz-object-lock-retain-until-date", retention.until.to_string());
    }
    if content.lock.legal_hold {
        reply = reply.header("x-amz-object-lock-legal-hold", "ON");
    }
    if content.storage_class != "STANDARD" {
        reply = reply.header("x-amz-storage-class", &content.storage_class);
    }
    if !content.tags.is_empty() {
        reply = reply.header("x-amz-tagging-count", content.tags.len().to_string());
    }
    let wants_checksum = request.header("x-amz-checksum-mode") == Some("ENABLED") && request.header("range").is_none();
    for (name, value) in &content.headers {
        if wants_checksum || !name.starts_with("x-amz-checksum-") {
            reply = reply.header(name, value);
        }
    }
    if !content.headers.contains_key("content-type") {
        reply = reply.header("Content-Type", "binary/octet-stream");
    }
    if request.method == "HEAD" {
        return Ok(reply.header("Content-Length", content.size.to_string()));
    }
    let body = world.blobs.get(&content.blob).map_err(|error| object::storage_failed(&error))?;
    match request.header("range") {
        Some(range) => ranged(reply, range, &body),
        None => Ok(reply.body(body)),
    }
}

/// `bytes=FROM-TO`, `bytes=FROM-` or `bytes=-LAST`.
fn ranged(reply: Reply, range: &str, body: &Bytes) -> Result<Reply, ApiError> {
    let size = body.len();
    let bounds = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).and_then(|(from, to)| {
        let (from, end) = if from.is_empty() {
            (size.saturating_sub(to.parse().ok()?), size)
        } else {
            let end = if to.is_empty() { size } else { to.parse::<usize>().ok()?.saturating_add(1) };
            (from.parse().ok()?, end.min(size))
        };
        (from < end).then_some((from, end))
    });
    let Some((from, end)) = bounds else {
        return Err(ApiError::new(416, "InvalidRange", "The requested range is not satisfiable"));
    };
    let last = end - 1;
    let reply = Reply { status: 206, ..reply };
    Ok(reply.header("Content-Range", format!("bytes {from}-{last}/{size}")).body(body.slice(from..end)))
}

fn tagging(world: &mut World, call: &Call<'_>, method: &str, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let version = object::find(call.bucket(world)?, &call.key, version_id)?;
    let id = version.id.clone();
    let tags = version.content.as_ref().map(|content| content.tags.clone()).unwrap_or_default();
    let tags = match method {
        "GET" => {
            let tags = tags.iter().map(|(key, value)| Element::new("Tag").with("Key", key).with("Value", value));
            let root = Element::new("Tagging").child(Element::new("TagSet").children(tags));
            return Ok(document(root).header("x-amz-version-id", id));
        }
        "PUT" => {
            let body = Element::parse(&call.request.body)?;
            let set = body.get("TagSet").map(|set| set.children.clone()).unwrap_or_default();
            let text = |tag: &Element, name| tag.text_at(&[name]).unwrap_or_default().to_owned();
            set.iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect()
        }
        "DELETE" => BTreeMap::new(),
        method => return Err(unserved(method, "an object's tags")),
    };
    object::set_tags(world, &call.bucket, &call.key, &id, tags)?;
    let status = if method == "DELETE" { 204 } else { 200 };
    Ok(Reply::empty(status).header("x-amz-version-id", id))
}

/// DeleteObjects: each key has its own result.
pub(super) fn delete_many(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let (body, _) = payload(call.request)?;
    let body = Element::parse(&body)?;
    let quiet = body.text_at(&["Quiet"]) == Some("true");
    let mut root = Element::new("DeleteResult");
    for item in body.all("Object") {
        let key = item.text_at(&["Key"]).unwrap_or_default();
        let version_id = item.text_at(&["VersionId"]);
        let action = if version_id.is_some() { "s3:DeleteObjectVersion" } else { "s3:DeleteObject" };
        let allowed = access::check(world, call.caller, action, &call.bucket, Some(key), Context::new());
        match allowed.and_then(|()| object::delete(world, &call.bucket, key, version_id, locks::bypasses(call))) {
            Ok(_) if quiet => {}
            Ok(deleted) => {
                let marker = (version_id.is_none() && deleted.delete_marker).then_some(deleted.version_id).flatten();
                let element = Element::new("Deleted")
                    .with("Key", key)
                    .with_some("VersionId", version_id)
                    .with_some("DeleteMarker", deleted.delete_marker.then_some(true))
                    .with_some("DeleteMarkerVersionId", marker);
                root = root.child(element);
            }
            Err(error) => {
                let element = Element::new("Error")
                    .with("Key", key)
                    .with_some("VersionId", version_id)
                    .with("Code", error.code)
                    .with("Message", error.message);
                root = root.child(element);
            }
        }
    }
    Ok(document(root))
}
