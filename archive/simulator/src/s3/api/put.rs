//! What the body and the headers of a put say.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::api_error::ApiError;
use crate::protocol::chunked;
use crate::protocol::request::Request;
use crate::s3::api::call::Call;
use crate::s3::lock;
use crate::state::s3::Bucket;
use crate::state::s3::object::PutOptions;
use crate::timestamp::Timestamp;

/// Headers that are kept with an object and given back.
pub(super) const KEPT_HEADERS: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-website-redirect-location",
];

/// The body without its framing, and the checksums that came with it.
pub(super) fn payload(request: &Request) -> Result<(Bytes, BTreeMap<String, String>), ApiError> {
    let is_checksum = |name: &str| name.starts_with("x-amz-checksum-") && name != "x-amz-checksum-mode";
    let headers = request.headers.iter().filter(|(name, _)| is_checksum(name)).cloned();
    let mut checksums: BTreeMap<String, String> = headers.collect();
    let framed = request.header("x-amz-content-sha256").is_some_and(|hash| hash.starts_with("STREAMING-"))
        || request.header("content-encoding").is_some_and(|encoding| encoding.contains("aws-chunked"));
    if !framed {
        return Ok((request.body.clone(), checksums));
    }
    let (body, trailers) = chunked::decode(&request.body)?;
    checksums.extend(trailers.into_iter().filter(|(name, _)| is_checksum(name)));
    Ok((body, checksums))
}

/// What the headers of a put say of the object.
pub(super) fn put_options(
    call: &Call<'_>,
    bucket: &Bucket,
    mut headers: BTreeMap<String, String>,
    now: Timestamp,
) -> Result<PutOptions, ApiError> {
    let request = call.request;
    let kept = |name: &str| KEPT_HEADERS.contains(&name) || name.starts_with("x-amz-meta-");
    for (name, value) in request.headers.iter().filter(|(name, _)| kept(name)) {
        let value = value.split(',').map(str::trim).filter(|part| *part != "aws-chunked");
        let value = value.collect::<Vec<_>>().join(", ");
        if !value.is_empty() {
            headers.insert(name.clone(), value);
        }
    }
    let owned = |name: &str| request.header(name).map(str::to_owned);
    let tags = request.header("x-amz-tagging").unwrap_or_default();
    Ok(PutOptions {
        algorithm: owned("x-amz-server-side-encryption"),
        kms_key: owned("x-amz-server-side-encryption-aws-kms-key-id"),
        bucket_key: request.header("x-amz-server-side-encryption-bucket-key-enabled").map(|flag| flag == "true"),
        storage_class: owned("x-amz-storage-class"),
        headers,
        tags: crate::protocol::request::form(tags).into_iter().collect(),
        lock: lock::of_put(bucket, request, now)?,
    })
}
