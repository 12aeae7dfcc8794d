//! Operations on objects.

use std::collections::BTreeMap;

use bytes::Bytes;
use iam_evaluator::Context;

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::checksum::Algorithm;
use crate::protocol::reply::Reply;
use crate::protocol::request::decode_path;
use crate::protocol::xml::{Element, malformed_xml};
use crate::s3::api::call::{Call, document, invalid_argument, unsupported};
use crate::s3::api::put::{MAX_OBJECT_TAGS, check_acl_document, put_options};
use crate::s3::api::{attributes, conditions, elements, locks, restore, rights, uploads};
use crate::s3::object::no_such_key;
use crate::s3::restore::{OF_COPY, OF_READ, check_readable};
use crate::s3::{access, customer_key, encryption, object, replication, restore as restoration, tags};
use crate::state::s3::lock::Lock;
use crate::state::s3::object::{Content, Encryption, ReplicationStatus, Version};
use crate::state::s3::restoration::ArchiveTier;
use crate::state::s3::{Versioning, no_such_bucket};
use crate::world::World;

pub(super) fn handle(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let version_id = call.request.query("versionId");
    match call.operation {
        "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload"
        | "AbortMultipartUpload"
        | "ListParts" => uploads::handle(world, call),
        "GetObjectRetention" | "PutObjectRetention" | "GetObjectLegalHold" | "PutObjectLegalHold" => {
            locks::handle(world, call, version_id)
        }
        "GetObjectTagging" | "PutObjectTagging" | "DeleteObjectTagging" => tagging(world, call, version_id),
        "RestoreObject" => restore::handle(world, call, version_id),
        "GetObjectAttributes" => attributes::get(world, call, version_id),
        "GetObjectAcl" => {
            let bucket = call.bucket(world)?;
            object::find(bucket, &call.key, version_id)?;
            Ok(document(elements::acl(&bucket.account)))
        }
        "PutObjectAcl" => {
            let bucket = call.bucket(world)?;
            object::find(bucket, &call.key, version_id)?;
            check_acl_document(call, bucket)?;
            Ok(Reply::empty(200))
        }
        "PutObject" => put(world, call),
        "CopyObject" => copy(world, call),
        "GetObject" | "HeadObject" => get(world, call, version_id),
        "DeleteObject" => {
            let deleted = object::delete(world, &call.bucket, &call.key, version_id, locks::bypasses(call))?;
            let marker = deleted.delete_marker.then_some("true");
            Ok(Reply::empty(204)
                .header_some("x-amz-version-id", deleted.version_id)
                .header_some("x-amz-delete-marker", marker))
        }
        operation => Err(unsupported(operation)),
    }
}

fn check_conditions(world: &World, call: &Call<'_>) -> Result<(), ApiError> {
    let etag = object::current(call.bucket(world)?, &call.key).map(|content| content.etag.as_str());
    conditions::of_write(call.request, &call.key, etag)
}

fn put(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    check_conditions(world, call)?;
    let options = put_options(call, call.bucket(world)?, world.now)?;
    rights::to_write(world, call, &options, rights::PUT)?;
    let body = call.payload.body.clone();
    let version = object::put(world, &call.bucket, &call.key, body, options)?;
    done(world, call, &version, Reply::empty(200))
}

fn copy(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    let request = call.request;
    check_conditions(world, call)?;
    let mut options = put_options(call, call.bucket(world)?, world.now)?;
    let source = copy_source(world, call)?;
    let content = source.content;
    let replaces = |name: &str| request.header(name) == Some("REPLACE");
    let changes = replaces("x-amz-metadata-directive")
        || options.storage_class.as_ref().is_some_and(|class| *class != content.storage_class)
        || options.algorithm.is_some()
        || source.version_id.is_some();
    if !changes && source.bucket == call.bucket && source.key == call.key {
        let why = "This copy request is illegal because it is trying to copy an object to itself without changing the \
            object's metadata, storage class, website redirect location or encryption attributes.";
        return Err(ApiError::new(400, "InvalidRequest", why));
    }
    if !replaces("x-amz-metadata-directive") {
        options.headers = content.headers;
    }
    if !replaces("x-amz-tagging-directive") {
        if !content.tags.is_empty() {
            rights::to_read_tags(world, call, (&source.bucket, &source.key), source.version_id.is_some())?;
        }
        options.tags = content.tags;
    }
    let wanted = match request.header("x-amz-checksum-algorithm") {
        Some(name) => Some(Algorithm::of_name(name).ok_or_else(|| {
            ApiError::new(400, "InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
        })?),
        None => content.checksum.map(|checksum| checksum.algorithm),
    };
    options.checksum = wanted.map(|algorithm| algorithm.of(&source.body));
    rights::to_write(world, call, &options, rights::PUT)?;
    let version = object::put(world, &call.bucket, &call.key, source.body, options)?;
    let mut result = Element::new("CopyObjectResult").with("LastModified", version.modified);
    if let Some(content) = &version.content {
        result = result.with("ETag", format!("\"{}\"", content.etag));
        if let Some(checksum) = &content.checksum {
            result = result
                .with(&checksum.algorithm.element(), &checksum.value)
                .with("ChecksumType", checksum.kind.as_str());
        }
    }
    let reply = document(result).header_some("x-amz-copy-source-version-id", source.version_id);
    done(world, call, &version, reply)
}

/// The response to a put.
fn done(world: &World, call: &Call<'_>, version: &Version, mut reply: Reply) -> Result<Reply, ApiError> {
    let versioned = call.bucket(world)?.versioning() != Versioning::Never;
    reply = reply.header_some("x-amz-version-id", versioned.then_some(&version.id));
    if let Some(content) = &version.content {
        reply = with_encryption(reply, content);
        if call.operation == "PutObject" {
            reply = with_checksum(reply.header("ETag", format!("\"{}\"", content.etag)), content);
        }
    }
    Ok(reply)
}

/// The source of a copy.
pub(super) struct CopySource {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) version_id: Option<String>,
    pub(super) body: Bytes,
    pub(super) content: Content,
}

/// The object that `x-amz-copy-source` names: `/bucket/key?versionId=…`.
pub(super) fn copy_source(world: &mut World, call: &Call<'_>) -> Result<CopySource, ApiError> {
    let source = call.request.header("x-amz-copy-source").unwrap_or("");
    let (path, version_id) = match source.split_once("?versionId=") {
        Some((path, version_id)) => (path, Some(version_id)),
        None => (source, None),
    };
    let path = decode_path(path.strip_prefix('/').unwrap_or(path));
    let invalid = || invalid_argument("Invalid copy source object key", "x-amz-copy-source", source);
    let (bucket, key) =
        path.split_once('/').filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()).ok_or_else(invalid)?;
    let action = if version_id.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
    access::check(world, call.caller, action, bucket, Some(key), Context::new())?;
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let version = object::find(found, key, version_id)?;
    let content = version.content.clone().ok_or_else(|| no_such_key(key))?;
    conditions::of_read(call.request, "x-amz-copy-source-", version, &content.etag)?;
    check_readable(&content, world.now, OF_COPY)?;
    rights::to_read(world, call, (bucket, key), &content.encryption)?;
    customer_key::check_read(call.request, customer_key::OF_COPY, &content.encryption)?;
    let body = world.blobs.get(&content.blob).map_err(|error| object::storage_failed(&error))?;
    let version_id = version_id.map(str::to_owned);
    Ok(CopySource { bucket: bucket.to_owned(), key: key.to_owned(), version_id, body, content })
}

fn with_checksum(reply: Reply, content: &Content) -> Reply {
    match &content.checksum {
        Some(checksum) => reply
            .header(&checksum.algorithm.header(), &checksum.value)
            .header("x-amz-checksum-type", checksum.kind.as_str()),
        None => reply,
    }
}

fn with_encryption(reply: Reply, content: &Content) -> Reply {
    match &content.encryption {
        Encryption::Aes256 => reply.header("x-amz-server-side-encryption", "AES256"),
        Encryption::Kms { key_arn, bucket_key } => reply
            .header("x-amz-server-side-encryption", "aws:kms")
            .header("x-amz-server-side-encryption-aws-kms-key-id", key_arn)
            .header_some("x-amz-server-side-encryption-bucket-key-enabled", bucket_key.then_some("true")),
        Encryption::Customer { key_md5 } => reply
            .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
            .header("x-amz-server-side-encryption-customer-key-md5", key_md5),
    }
}

/// The headers of a version.
fn version_headers(version: &Version, (content, lock): (&Content, &Lock), versioned: bool) -> Reply {
    let etag = format!("\"{}\"", content.etag);
    let mut reply = Reply::empty(200)
        .header("ETag", &etag)
        .header("Last-Modified", version.modified.http())
        .header("Accept-Ranges", "bytes")
        .header_some("x-amz-version-id", versioned.then_some(&version.id))
        .header_some("x-amz-replication-status", replication::status(version).map(ReplicationStatus::as_str));
    // AWS only reports this as an event.
    for outcome in &version.replication {
        if let Some((code, why)) = &outcome.failure {
            let text = format!("{} {code}: {why}", outcome.destination).replace(['\r', '\n'], " ");
            reply = reply.header("x-archive-simulator-replication-failure", text);
        }
    }
    reply = with_encryption(reply, content);
    if let Some(retention) = &lock.retention {
        reply = reply
            .header("x-amz-object-lock-mode", retention.mode.as_str())
            .header("x-amz-object-lock-retain-until-date", retention.until.to_string());
    }
    if lock.legal_hold {
        reply = reply.header("x-amz-object-lock-legal-hold", "ON");
    }
    if content.storage_class != "STANDARD" {
        reply = reply.header("x-amz-storage-class", &content.storage_class);
    }
    if !content.tags.is_empty() {
        reply = reply.header("x-amz-tagging-count", content.tags.len().to_string());
    }
    reply
}

fn get(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let bucket = call.bucket(world)?;
    let (versioned, scope) = (bucket.versioning() != Versioning::Never, bucket.scope());
    let version = rights::find(world, call, version_id)?;
    let Some(content) = &version.content else { return Err(no_such_key(&call.key)) };
    let request = call.request;
    // The checksum is encrypted as the content is.
    if request.method != "HEAD" || request.header("x-amz-checksum-mode") == Some("ENABLED") {
        rights::to_read(world, call, (&call.bucket, &call.key), &content.encryption)?;
    } else if let Encryption::Kms { key_arn, .. } = &content.encryption {
        encryption::usable_key(world, &scope, key_arn)?;
    }
    let lock = rights::visible_lock(world, call, content);
    customer_key::check_read(request, customer_key::OF_READ, &content.encryption)?;
    conditions::of_read(request, "", &version, &content.etag)?;
    if request.method != "HEAD" {
        check_readable(content, world.now, OF_READ)?;
    }
    let mut reply = version_headers(&version, (content, &lock), versioned)
        .header_some("x-amz-restore", restoration::header(content, world.now))
        .header_some("x-amz-archive-status", content.archive_tier_at(world.now).map(ArchiveTier::as_str));
    let range = match request.query("partNumber") {
        Some(number) => Some(range_of_part(content, number)?),
        None => request.header("range").map(str::to_owned),
    };
    if request.header("x-amz-checksum-mode") == Some("ENABLED") && range.is_none() {
        reply = with_checksum(reply, content);
    }
    for (name, value) in content.headers.iter().filter(|(name, _)| !name.starts_with("x-amz-checksum-")) {
        if request.query(&format!("response-{name}")).is_none() {
            reply = reply.header(name, value);
        }
    }
    for name in OVERRIDABLE_HEADERS {
        reply = reply.header_some(name, request.query(&format!("response-{name}")));
    }
    if !content.headers.contains_key("content-type") && request.query("response-content-type").is_none() {
        reply = reply.header("Content-Type", "binary/octet-stream");
    }
    if !content.parts.is_empty() && request.has_query("partNumber") {
        reply = reply.header("x-amz-mp-parts-count", content.parts.len().to_string());
    }
    if request.method == "HEAD" && range.is_none() {
        return Ok(reply.header("Content-Length", content.size.to_string()));
    }
    let body = world.blobs.get(&content.blob).map_err(|error| object::storage_failed(&error))?;
    let reply = match range {
        Some(range) => ranged(reply, &range, &body)?,
        None => reply.body(body),
    };
    if request.method == "HEAD" {
        let size = reply.body.len().to_string();
        return Ok(Reply { body: Bytes::new(), ..reply }.header("Content-Length", size));
    }
    Ok(world.fault_injector.harm_body(&call.key, &scope.region, reply))
}

/// Response headers that query parameters can override.
const OVERRIDABLE_HEADERS: &[&str] =
    &["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"];

/// The range of a part; an object that was not uploaded in parts is its own first part.
fn range_of_part(content: &Content, number: &str) -> Result<String, ApiError> {
    let unsatisfiable = || {
        ApiError::new(416, "InvalidPartNumber", "The requested partnumber is not satisfiable")
            .with_detail("ActualPartCount", content.parts.len().max(1).to_string())
            .with_detail("PartNumberRequested", number)
    };
    let wanted: u32 = number.parse().map_err(|_| {
        invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", number)
    })?;
    if content.parts.is_empty() {
        return if wanted == 1 { Ok("bytes=0-".into()) } else { Err(unsatisfiable()) };
    }
    let mut from = 0;
    for part in &content.parts {
        if part.number == wanted {
            return Ok(format!("bytes={from}-{}", from + part.size - 1));
        }
        from += part.size;
    }
    Err(unsatisfiable())
}

/// `bytes=FROM-TO`, `bytes=FROM-` or `bytes=-LAST`.
fn ranged(reply: Reply, range: &str, body: &Bytes) -> Result<Reply, ApiError> {
    let size = body.len();
    let bounds = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).and_then(|(from, to)| {
        let (from, end) = if from.is_empty() {
            (size.saturating_sub(parse(to)?), size)
        } else {
            let end = if to.is_empty() { size } else { parse::<usize>(to)?.saturating_add(1) };
            (parse(from)?, end.min(size))
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

fn tagging(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let version = object::find(call.bucket(world)?, &call.key, version_id)?;
    let id = version.id.clone();
    let (tags, status) = match call.operation {
        "GetObjectTagging" => {
            let tags = version.content.as_ref().map_or_else(BTreeMap::new, |content| content.tags.clone());
            let tags = tags.iter().map(|(key, value)| Element::new("Tag").with("Key", key).with("Value", value));
            let root = Element::new("Tagging").child(Element::new("TagSet").children(tags));
            return Ok(document(root).header("x-amz-version-id", id));
        }
        "PutObjectTagging" => (tags::of_document(&call.document("Tagging")?, MAX_OBJECT_TAGS, "Object tags")?, 200),
        _ => (BTreeMap::new(), 204),
    };
    object::set_tags(world, &call.bucket, &call.key, &id, tags)?;
    Ok(Reply::empty(status).header("x-amz-version-id", id))
}

/// The maximum number of keys of a DeleteObjects request.
const MAX_DELETED_KEYS: usize = 1000;

/// DeleteObjects: with a result for each key.
pub(super) fn delete_many(world: &mut World, call: &Call<'_>) -> Result<Reply, ApiError> {
    if !call.payload.is_verified {
        let why = "Missing required header for this request: Content-MD5";
        return Err(ApiError::new(400, "InvalidRequest", why));
    }
    let body = call.document("Delete")?;
    if body.all("Object").count() > MAX_DELETED_KEYS {
        return Err(malformed_xml(format!("there are more than {MAX_DELETED_KEYS} <Object>")));
    }
    let quiet = body.text_at(&["Quiet"]) == Some("true");
    let mut root = Element::new("DeleteResult");
    for item in body.all("Object") {
        let key = item.text_or_empty(&["Key"]);
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
