//! Restoring archived objects: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html>.

use crate::api_error::ApiError;
use crate::protocol::xml::malformed_xml;
use crate::s3::object;
use crate::state::s3::no_such_bucket;
use crate::state::s3::object::Content;
use crate::state::s3::restoration::{ArchiveTier, Restoration, Tier};
use crate::timestamp::Timestamp;
use crate::world::World;

/// The result of a restore request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RestoreStatus {
    /// The restoration is in progress.
    UnderWay,
    /// The object was restored already; the new days apply to the copy.
    Extended,
}

/// Starts the restoration of a version, or changes the expiry of its copy.
///
/// # Errors
/// There is no such version, its storage class has no restoration or not this tier, or a restoration is in progress.
pub(crate) fn begin(
    world: &mut World,
    bucket: &str,
    key: &str,
    version_id: Option<&str>,
    (days, tier): (Option<i64>, Tier),
) -> Result<RestoreStatus, ApiError> {
    let now = world.now;
    let found = world.buckets.get(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let version = object::find(found, key, version_id)?;
    let id = version.id.clone();
    let content = version.content.as_ref().ok_or_else(|| object::no_such_key(key))?;
    let (is_tiered, is_archived) = (content.archive_tier.is_some(), !content.is_readable(now));
    if !content.is_archived() || (is_tiered && !is_archived) {
        let why = "Restore is not allowed for the object's current storage class";
        return Err(ApiError::new(403, "InvalidObjectState", why).with_detail("StorageClass", &content.storage_class));
    }
    let days = match (days, is_tiered) {
        (Some(days), false) => days,
        (None, true) => 0,
        (None, false) => return Err(malformed_xml("an archived object is restored for at least one of Days")),
        // What is moved to another tier does not expire.
        (Some(_), true) => {
            let why = "Days cannot be specified for objects in the archive tiers of INTELLIGENT_TIERING";
            return Err(ApiError::new(400, "InvalidArgument", why));
        }
    };
    let is_deep = content.storage_class == "DEEP_ARCHIVE" || content.archive_tier == Some(ArchiveTier::Deep);
    if is_deep && tier == Tier::Expedited {
        let why = "Retrieval option is not supported by this storage class";
        return Err(ApiError::new(400, "InvalidArgument", why));
    }
    let before = content.restoration.clone();
    let begun = match &before {
        // A faster tier upgrades the restoration in progress, with its days.
        Some(copy) if copy.is_under_way(now) && tier >= copy.tier => {
            return Err(ApiError::new(409, "RestoreAlreadyInProgress", "Object restore is already in progress"));
        }
        Some(copy) if copy.is_there(now) => RestoreStatus::Extended,
        _ => RestoreStatus::UnderWay,
    };
    if begun == RestoreStatus::UnderWay && tier == Tier::Expedited && world.fault_injector.lacks_expedited_capacity() {
        let why = "Glacier expedited retrievals are currently not available, please try again later";
        return Err(ApiError::new(503, "GlacierExpeditedRetrievalNotAvailable", why));
    }
    let ready = now.after(tier.takes(world.settings.restore_delay));
    let restoration = match (begun, before) {
        (RestoreStatus::Extended, Some(copy)) => Restoration { days, expires: Restoration::expiry(now, days), ..copy },
        (RestoreStatus::UnderWay, Some(copy)) if copy.is_under_way(now) => {
            let ready = ready.min(copy.ready);
            Restoration { tier, ready, expires: Restoration::expiry(ready, copy.days), ..copy }
        }
        _ => Restoration { tier, days, ready, expires: Restoration::expiry(ready, days) },
    };
    object::change(world, bucket, key, &id, |content| content.restoration = Some(restoration))?;
    Ok(begun)
}

/// The header `x-amz-restore` of a restoration in progress or of a copy.
pub(crate) fn header(content: &Content, now: Timestamp) -> Option<String> {
    let copy = content.restoration.as_ref()?;
    if content.archive_tier.is_some() && !copy.is_under_way(now) {
        return None;
    }
    if copy.is_under_way(now) {
        return Some("ongoing-request=\"true\"".into());
    }
    copy.is_there(now).then(|| format!("ongoing-request=\"false\", expiry-date=\"{}\"", copy.expires.http()))
}

/// Refuses reads of archived objects that are not restored.
///
/// # Errors
/// `InvalidObjectState` with this message.
pub(crate) fn check_readable(content: &Content, now: Timestamp, why: &str) -> Result<(), ApiError> {
    if content.is_readable(now) {
        return Ok(());
    }
    let refused = ApiError::new(403, "InvalidObjectState", why).with_detail("StorageClass", &content.storage_class);
    Err(match content.archive_tier {
        Some(tier) => refused.with_detail("AccessTier", tier.as_str()),
        None => refused,
    })
}

/// The message for reads.
pub(crate) const OF_READ: &str = "The operation is not valid for the object's storage class";

/// The message for the source of a copy.
pub(crate) const OF_COPY: &str = "Operation is not valid for the source object's storage class";
