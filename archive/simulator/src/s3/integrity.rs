//! Decodes the body of a request and verifies its checksums.

use bytes::Bytes;

use crate::api_error::ApiError;
use crate::protocol::checksum::{Algorithm, Checksum, hex, md5_base64};
use crate::protocol::chunked;
use crate::protocol::request::Request;

/// The body of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    pub(crate) body: Bytes,
    /// Its checksum, verified.
    pub(crate) checksum: Option<Checksum>,
    /// Whether the request has a checksum or a Content-MD5.
    pub(crate) is_verified: bool,
}

/// Decodes and verifies the body.
///
/// # Errors
/// S3's error for a body that is truncated, or does not match its checksums.
pub(crate) fn payload(request: &Request) -> Result<Payload, ApiError> {
    let signed = request.header("x-amz-content-sha256");
    let framed = signed.is_some_and(|hash| hash.starts_with("STREAMING-"))
        || request.header("content-encoding").is_some_and(|encoding| encoding.contains("aws-chunked"));
    let (body, trailers) = if framed { unframed(request)? } else { (request.body.clone(), Vec::new()) };
    if let Some(hash) = signed.filter(|hash| is_hex_digest(hash)) {
        let computed = hex(&Algorithm::Sha256.digest(&body));
        if !hash.eq_ignore_ascii_case(&computed) {
            let why = "The provided 'x-amz-content-sha256' header does not match what was computed.";
            return Err(ApiError::new(400, "XAmzContentSHA256Mismatch", why)
                .with_detail("ClientComputedContentSHA256", hash)
                .with_detail("S3ComputedContentSHA256", computed));
        }
    }
    let has_md5 = check_md5(request, &body)?;
    let checksum = checksum_of(request, &trailers)?;
    if let Some(given) = &checksum {
        let name = given.algorithm.name();
        if given.algorithm.of(&body).value != given.value {
            let why = format!("The {name} you specified did not match the calculated checksum.");
            return Err(ApiError::new(400, "BadDigest", why));
        }
    }
    Ok(Payload { body, is_verified: has_md5 || checksum.is_some(), checksum })
}

fn is_hex_digest(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The joined chunks, and the trailers.
fn unframed(request: &Request) -> Result<(Bytes, Vec<(String, String)>), ApiError> {
    let (body, trailers) = chunked::decode(&request.body)?;
    if let Some(announced) = request.header("x-amz-decoded-content-length")
        && announced.parse() != Ok(body.len())
    {
        return Err(chunked::incomplete());
    }
    if let Some(announced) = request.header("x-amz-trailer") {
        let came = |name: &str| trailers.iter().any(|(trailer, _)| trailer.eq_ignore_ascii_case(name.trim()));
        if !announced.split(',').all(came) {
            return Err(malformed_trailer());
        }
    }
    Ok((body, trailers))
}

fn malformed_trailer() -> ApiError {
    let why =
        "The request contained trailing data that was not well-formed or did not conform to our published schema.";
    ApiError::new(400, "MalformedTrailerError", why)
}

/// Verifies the Content-MD5. Returns whether there is one.
fn check_md5(request: &Request, body: &[u8]) -> Result<bool, ApiError> {
    let Some(given) = request.header("content-md5") else { return Ok(false) };
    if !Algorithm::Md5.is_value(given) {
        return Err(ApiError::new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
            .with_detail("Content-MD5", given));
    }
    let computed = md5_base64(body);
    if computed == given {
        return Ok(true);
    }
    Err(ApiError::new(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        .with_detail("ExpectedDigest", given)
        .with_detail("CalculatedDigest", computed))
}

/// The checksum of the headers or the trailers; more than one is an error.
fn checksum_of(request: &Request, trailers: &[(String, String)]) -> Result<Option<Checksum>, ApiError> {
    let headers = request.headers.iter().chain(trailers);
    let mut given = headers.filter_map(|(name, value)| Some((Algorithm::of_header(name)?, value)));
    let first = given.next();
    if given.next().is_some() {
        let why = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
        return Err(invalid(why));
    }
    let announced = request.header("x-amz-sdk-checksum-algorithm");
    let Some((algorithm, value)) = first else {
        return match announced {
            Some(name) if !request.body.is_empty() && Algorithm::of_name(name).is_some() => Err(invalid(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
            )),
            _ => Ok(None),
        };
    };
    if announced.is_some_and(|name| Algorithm::of_name(name) != Some(algorithm)) {
        return Err(invalid("Value for x-amz-sdk-checksum-algorithm header is invalid."));
    }
    if !algorithm.is_value(value) {
        return Err(invalid(&format!("Value for {} header is invalid.", algorithm.header())));
    }
    let kind = crate::protocol::checksum::ChecksumType::FullObject;
    Ok(Some(Checksum { algorithm, value: value.clone(), kind }))
}

fn invalid(why: &str) -> ApiError {
    ApiError::new(400, "InvalidRequest", why)
}
