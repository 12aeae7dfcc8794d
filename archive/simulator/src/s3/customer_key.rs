//! Keys that callers provide with each request (SSE-C):
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api_error::ApiError;
use crate::protocol::checksum::md5_base64;
use crate::protocol::request::Request;
use crate::state::s3::Bucket;
use crate::state::s3::object::Encryption;

/// How the headers begin with the key of the object that is read or written.
pub(crate) const OF_READ: &str = "x-amz-server-side-encryption-customer-";
/// How the headers begin with the key of the source of a copy.
pub(crate) const OF_COPY: &str = "x-amz-copy-source-server-side-encryption-customer-";

/// The length of a key of AES-256.
const KEY_BYTES: usize = 32;

/// Whether a bucket blocks SSE-C, which it does unless its encryption configuration allows it:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html>.
pub(crate) fn is_blocked(bucket: &Bucket) -> bool {
    let rule = bucket.configurations.get("encryption").and_then(|document| document.get("Rule"));
    rule.and_then(|rule| rule.text_at(&["BlockedEncryptionTypes", "EncryptionType"])) != Some("NONE")
}

/// The digest of the key that a write sends along.
///
/// # Errors
/// The bucket blocks SSE-C, or the headers are incomplete.
pub(crate) fn of_write(request: &Request, bucket: &Bucket) -> Result<Option<String>, ApiError> {
    if !request.headers.iter().any(|(name, _)| name.starts_with(OF_READ)) {
        return Ok(None);
    }
    if is_blocked(bucket) {
        let why = "Server-side encryption with customer-provided keys is blocked for this bucket";
        return Err(ApiError::new(403, "AccessDenied", why));
    }
    digest(request, OF_READ).map(Some)
}

/// Validates the headers, and gives the digest of the key.
fn digest(request: &Request, start: &str) -> Result<String, ApiError> {
    let header = |name: &str| request.header(&format!("{start}{name}")).unwrap_or("");
    let invalid = |name: &str, why: &str| {
        Err(ApiError::new(400, "InvalidArgument", why).with_detail("ArgumentName", format!("{start}{name}")))
    };
    if header("algorithm") != "AES256" {
        return invalid("algorithm", "The encryption algorithm of a customer-provided key is AES256");
    }
    let key = match STANDARD.decode(header("key")) {
        Ok(key) if key.len() == KEY_BYTES => key,
        _ => return invalid("key", "The secret key was invalid for the specified algorithm."),
    };
    let md5 = md5_base64(&key);
    match header("key-md5") == md5 {
        true => Ok(md5),
        false => invalid("key-md5", "The calculated MD5 hash of the key did not match the hash that was provided."),
    }
}

/// Whether the request sends the key that an object was encrypted with; without one even HeadObject is refused.
///
/// # Errors
/// The key is missing, or another.
pub(crate) fn check_read(request: &Request, start: &str, encryption: &Encryption) -> Result<(), ApiError> {
    let Encryption::Customer { key_md5 } = encryption else { return Ok(()) };
    if request.header(&format!("{start}algorithm")).is_none() {
        let why = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided \
            to retrieve the object.";
        return Err(ApiError::new(400, "InvalidRequest", why));
    }
    match digest(request, start)? == *key_md5 {
        true => Ok(()),
        false => Err(ApiError::new(403, "AccessDenied", "Access Denied")),
    }
}
