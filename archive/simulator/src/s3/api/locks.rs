//! Operations on the retention and the legal hold of a version.

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document};
use crate::s3::object;
use crate::state::s3::lock::Lock;
use crate::world::World;

/// Whether the caller bypasses governance retention.
pub(super) fn bypasses(call: &Call<'_>) -> bool {
    call.request.header("x-amz-bypass-governance-retention") == Some("true")
}

pub(super) fn handle(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let bucket = call.bucket(world)?;
    if !bucket.object_lock {
        return Err(ApiError::new(400, "InvalidRequest", "Bucket is missing Object Lock Configuration"));
    }
    let version = object::find(bucket, &call.key, version_id)?;
    let id = version.id.clone();
    let mut lock = version.content.as_ref().map_or_else(Lock::default, |content| content.lock.clone());
    let is_hold = call.operation.ends_with("LegalHold");
    match call.operation {
        "GetObjectRetention" | "GetObjectLegalHold" => show(&lock, is_hold),
        _ => {
            let body = call.document(if is_hold { "LegalHold" } else { "Retention" })?;
            if is_hold {
                lock.legal_hold = body.text_at(&["Status"]) == Some("ON");
            } else {
                lock.retain(&body, world.now, bypasses(call))?;
            }
            object::change(world, &call.bucket, &call.key, &id, |content| content.lock = lock)?;
            Ok(Reply::empty(200))
        }
    }
}

fn show(lock: &Lock, is_hold: bool) -> Result<Reply, ApiError> {
    if is_hold {
        let status = if lock.legal_hold { "ON" } else { "OFF" };
        return Ok(document(Element::new("LegalHold").with("Status", status)));
    }
    let retention = lock.retention.as_ref().ok_or_else(|| {
        let why = "The specified object does not have a ObjectLock configuration";
        ApiError::new(404, "NoSuchObjectLockConfiguration", why)
    })?;
    let root = Element::new("Retention").with("Mode", retention.mode.as_str()).with("RetainUntilDate", retention.until);
    Ok(document(root))
}
