//! Presigned URLs: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>. Their signature is not verified, but their
//! time is.

use time::PrimitiveDateTime;
use time::macros::format_description;

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::request::Request;
use crate::timestamp::Timestamp;

/// The longest time for which a URL can be valid, in seconds: a week.
const LONGEST: i64 = 604_800;

/// Rejects a presigned URL that is incomplete or has expired.
///
/// # Errors
/// `AuthorizationQueryParametersError`, or `AccessDenied` if it has expired.
pub(super) fn check(request: &Request, now: Timestamp) -> Result<(), ApiError> {
    if !request.has_query("X-Amz-Signature") {
        return Ok(());
    }
    let malformed = |why: &str| ApiError::new(400, "AuthorizationQueryParametersError", why);
    let required = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"];
    if !required.iter().all(|name| request.has_query(name)) {
        return Err(malformed(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, \
             X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ));
    }
    let seconds = request.query("X-Amz-Expires").and_then(parse::<i64>);
    let seconds = match seconds {
        None => return Err(malformed("X-Amz-Expires should be a number")),
        Some(seconds) if seconds < 0 => return Err(malformed("X-Amz-Expires must be non-negative")),
        Some(seconds) if seconds > LONGEST => {
            return Err(malformed("X-Amz-Expires must be less than a week (in seconds) that is 604800"));
        }
        Some(seconds) => seconds,
    };
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let date = request.query("X-Amz-Date").unwrap_or("");
    let date = PrimitiveDateTime::parse(date, format)
        .map_err(|_| malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""))?;
    let expires = Timestamp::from_system(date.assume_utc().into()).after_seconds(seconds);
    if now <= expires {
        return Ok(());
    }
    Err(ApiError::new(403, "AccessDenied", "Request has expired")
        .with_detail("X-Amz-Expires", seconds.to_string())
        .with_detail("Expires", expires.to_string())
        .with_detail("ServerTime", now.to_string()))
}
