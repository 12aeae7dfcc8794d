//! Object Lock settings of new objects.

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::request::Request;
use crate::state::s3::Bucket;
use crate::state::s3::lock::{Lock, Mode, Retention, invalid, retention};
use crate::timestamp::Timestamp;

fn default_retention(bucket: &Bucket, now: Timestamp) -> Option<Retention> {
    let default = bucket.configurations.get("object-lock")?.get("Rule")?.get("DefaultRetention")?;
    let number = |name: &str| default.text_at(&[name]).and_then(parse::<i64>);
    let days = number("Days").or_else(|| number("Years").map(|years| years.saturating_mul(365)))?;
    Some(Retention { mode: Mode::parse(default.text_at(&["Mode"])?)?, until: now.after_days(days) })
}

/// The lock that the headers of a put specify, or the default of the bucket.
///
/// # Errors
/// The headers conflict with each other or with the bucket.
pub(crate) fn of_put(bucket: &Bucket, request: &Request, now: Timestamp) -> Result<Lock, ApiError> {
    let mode = request.header("x-amz-object-lock-mode");
    let until = request.header("x-amz-object-lock-retain-until-date");
    let hold = request.header("x-amz-object-lock-legal-hold");
    if !bucket.object_lock {
        return match (mode, until, hold) {
            (None, None, None) => Ok(Lock::default()),
            _ => Err(invalid("Bucket is missing Object Lock Configuration")),
        };
    }
    let legal_hold = hold == Some("ON");
    let retention = match (mode, until) {
        (None, None) => default_retention(bucket, now),
        (Some(mode), Some(until)) => Some(retention(mode, until, now)?),
        _ => {
            return Err(invalid(
                "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
            ));
        }
    };
    Ok(Lock { retention, legal_hold })
}
