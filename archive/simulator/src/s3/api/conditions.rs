//! Conditional requests: If-Match, If-None-Match and their variants with times.

use crate::api_error::ApiError;
use crate::protocol::request::Request;
use crate::state::s3::object::Version;
use crate::timestamp::Timestamp;

fn failed(condition: &str) -> ApiError {
    let why = "At least one of the pre-conditions you specified did not hold";
    ApiError::new(412, "PreconditionFailed", why).with_detail("Condition", condition)
}

fn matches(wanted: &str, etag: &str) -> bool {
    wanted == "*" || wanted.split(',').any(|one| one.trim().trim_start_matches("W/").trim_matches('"') == etag)
}

/// The time of a header; an invalid one is ignored, as HTTP specifies.
#[expect(clippy::disallowed_methods, reason = "HTTP specifies that an invalid date is ignored")]
fn time(request: &Request, name: &str) -> Option<Timestamp> {
    let moment = httpdate::parse_http_date(request.header(name)?).ok()?;
    Some(Timestamp::from_system(moment))
}

/// Checks the conditions of a read. `prefix` is `x-amz-copy-source-` for the source of a copy.
///
/// # Errors
/// `PreconditionFailed`, or 304 if nothing changed.
pub(super) fn of_read(request: &Request, prefix: &str, version: &Version, etag: &str) -> Result<(), ApiError> {
    let name = |condition: &str| format!("{prefix}{condition}");
    let header = |condition: &str| request.header(&name(condition));
    // HTTP dates have a resolution of one second.
    let modified = version.modified.whole_seconds();
    match header("if-match") {
        Some(wanted) if !matches(wanted, etag) => return Err(failed("If-Match")),
        Some(_) => {}
        None if time(request, &name("if-unmodified-since")).is_some_and(|since| modified > since) => {
            return Err(failed("If-Unmodified-Since"));
        }
        None => {}
    }
    let unchanged = match header("if-none-match") {
        Some(wanted) => matches(wanted, etag).then_some("If-None-Match"),
        None => time(request, &name("if-modified-since"))
            .is_some_and(|since| modified <= since)
            .then_some("If-Modified-Since"),
    };
    match unchanged {
        None => Ok(()),
        Some(condition) if !prefix.is_empty() => Err(failed(condition)),
        Some(_) => Err(ApiError::new(304, "NotModified", "Not Modified")),
    }
}

/// Checks the conditions of a write, against the ETag of the existing object.
///
/// # Errors
/// `PreconditionFailed`; `NoSuchKey` if If-Match is given for an object that does not exist.
pub(super) fn of_write(request: &Request, key: &str, etag: Option<&str>) -> Result<(), ApiError> {
    match (request.header("if-none-match"), etag) {
        (Some("*"), Some(_)) => return Err(failed("If-None-Match")),
        (Some("*") | None, _) => {}
        (Some(_), _) => {
            let why = "A header you provided implies functionality that is not implemented";
            return Err(ApiError::new(501, "NotImplemented", why).with_detail("Header", "If-None-Match"));
        }
    }
    match (request.header("if-match"), etag) {
        (Some(_), None) => Err(crate::s3::object::no_such_key(key)),
        (Some(wanted), Some(etag)) if !matches(wanted, etag) => Err(failed("If-Match")),
        _ => Ok(()),
    }
}
