//! The headers of a put.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::protocol::xml::{Element, malformed_xml};
use crate::s3::api::call::{Call, invalid_argument, unsupported};
use crate::s3::api::elements::owner;
use crate::s3::{customer_key, lock, tags};
use crate::state::s3::Bucket;
use crate::state::s3::lock::Lock;
use crate::state::s3::object::PutOptions;
use crate::timestamp::Timestamp;

/// Headers that are stored with an object and returned.
const KEPT_HEADERS: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-website-redirect-location",
];

const STORAGE_CLASSES: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "GLACIER_IR",
    "DEEP_ARCHIVE",
];

/// The maximum size of user-defined metadata, in bytes: names and values.
const MAX_METADATA: usize = 2048;

/// The maximum number of tags of an object.
pub(super) const MAX_OBJECT_TAGS: usize = 10;

/// Parses the headers of a put.
///
/// # Errors
/// They conflict with each other or with the bucket, or request something unsupported.
pub(super) fn put_options(call: &Call<'_>, bucket: &Bucket, now: Timestamp) -> Result<PutOptions, ApiError> {
    let request = call.request;
    check_acl(call, bucket)?;
    let mut headers = BTreeMap::new();
    let kept = |name: &str| KEPT_HEADERS.contains(&name) || name.starts_with("x-amz-meta-");
    let mut metadata = 0;
    for (name, value) in request.headers.iter().filter(|(name, _)| kept(name)) {
        let value = value.split(',').map(str::trim).filter(|part| *part != "aws-chunked");
        let value = value.collect::<Vec<_>>().join(", ");
        if let Some(name) = name.strip_prefix("x-amz-meta-") {
            metadata += name.len() + value.len();
        }
        if !value.is_empty() {
            headers.insert(name.clone(), value);
        }
    }
    if metadata > MAX_METADATA {
        let why = "Your metadata headers exceed the maximum allowed metadata size";
        return Err(ApiError::new(400, "MetadataTooLarge", why)
            .with_detail("Size", metadata.to_string())
            .with_detail("MaxSizeAllowed", MAX_METADATA.to_string()));
    }
    let owned = |name: &str| request.header(name).map(str::to_owned);
    let tagging = request.header("x-amz-tagging").unwrap_or("");
    let storage_class = owned("x-amz-storage-class");
    if storage_class.as_ref().is_some_and(|class| !STORAGE_CLASSES.contains(&class.as_str())) {
        let why = "The storage class you specified is not valid";
        return Err(ApiError::new(400, "InvalidStorageClass", why));
    }
    let lock = lock::of_put(bucket, request, now)?;
    if lock != Lock::default() && call.operation == "PutObject" && !call.payload.is_verified {
        let why = "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock \
            parameters";
        return Err(ApiError::new(400, "InvalidRequest", why));
    }
    let customer_key_md5 = customer_key::of_write(request, bucket)?;
    if customer_key_md5.is_some() && !matches!(call.operation, "PutObject" | "CopyObject") {
        return Err(unsupported("multipart uploads with customer-provided keys (SSE-C)"));
    }
    Ok(PutOptions {
        algorithm: algorithm(call)?,
        customer_key_md5,
        kms_key: owned("x-amz-server-side-encryption-aws-kms-key-id"),
        bucket_key: request.header("x-amz-server-side-encryption-bucket-key-enabled").map(|flag| flag == "true"),
        storage_class,
        headers,
        tags: tags::check(crate::protocol::request::form(tagging), MAX_OBJECT_TAGS, "Object tags")?,
        lock,
        checksum: call.payload.checksum.clone(),
    })
}

/// The requested encryption.
fn algorithm(call: &Call<'_>) -> Result<Option<String>, ApiError> {
    let request = call.request;
    let asked = request.header("x-amz-server-side-encryption");
    let has_key = request.header("x-amz-server-side-encryption-aws-kms-key-id").is_some();
    match asked {
        None if has_key => Err(invalid_argument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
            "x-amz-server-side-encryption",
            "null",
        )),
        Some("AES256") if has_key => Err(invalid_argument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
            "x-amz-server-side-encryption",
            "AES256",
        )),
        None | Some("AES256" | "aws:kms" | "aws:kms:dsse") => Ok(asked.map(str::to_owned)),
        Some(other) => Err(invalid_argument(
            "The encryption method specified is not supported",
            "x-amz-server-side-encryption",
            other,
        )),
    }
}

/// ACLs are disabled in new buckets, and not simulated otherwise.
fn check_acl(call: &Call<'_>, bucket: &Bucket) -> Result<(), ApiError> {
    let request = call.request;
    let canned = request.header("x-amz-acl").filter(|acl| *acl != "bucket-owner-full-control");
    let grants = request.headers.iter().any(|(name, _)| name.starts_with("x-amz-grant-"));
    let enforced = has_enforced_owner(bucket);
    match canned {
        None if !grants => Ok(()),
        _ if enforced => Err(ApiError::new(400, "AccessControlListNotSupported", "The bucket does not allow ACLs")),
        Some("private") if !grants => Ok(()),
        _ => Err(unsupported("access control lists other than private")),
    }
}

/// Validates the document of `PutBucketAcl` or `PutObjectAcl`: only one that gives the owner everything, and nobody else anything, is the same
/// as no list.
///
/// # Errors
/// The document is malformed, or the bucket or the simulator has no access control lists.
pub(super) fn check_acl_document(call: &Call<'_>, bucket: &Bucket) -> Result<(), ApiError> {
    check_acl(call, bucket)?;
    if call.payload.body.is_empty() {
        return Ok(());
    }
    let document = Element::parse(&call.payload.body)?;
    let grants: Vec<&Element> =
        document.get("AccessControlList").into_iter().flat_map(|list| list.all("Grant")).collect();
    if document.name != "AccessControlPolicy" || document.get("AccessControlList").is_none() {
        return Err(malformed_xml("the document is not an AccessControlPolicy with an AccessControlList"));
    }
    let owner = owner(&bucket.account);
    let id = owner.text_at(&["ID"]);
    let is_owners = |grant: &&Element| {
        grant.text_at(&["Grantee", "ID"]) == id && grant.text_at(&["Permission"]) == Some("FULL_CONTROL")
    };
    if grants.len() == 1 && grants.iter().all(is_owners) {
        return Ok(());
    }
    if has_enforced_owner(bucket) {
        return Err(ApiError::new(400, "AccessControlListNotSupported", "The bucket does not allow ACLs"));
    }
    Err(unsupported("access control lists other than private"))
}

fn has_enforced_owner(bucket: &Bucket) -> bool {
    let ownership = bucket.configurations.get("ownershipControls").and_then(|controls| controls.get("Rule"));
    ownership.and_then(|rule| rule.text_at(&["ObjectOwnership"])) == Some("BucketOwnerEnforced")
}
