//! Requests to restore archived objects.

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::reply::Reply;
use crate::protocol::xml::malformed_xml;
use crate::s3::api::call::{Call, unsupported};
use crate::s3::restore::{RestoreStatus, begin};
use crate::state::s3::restoration::Tier;
use crate::world::World;

pub(super) fn handle(world: &mut World, call: &Call<'_>, version_id: Option<&str>) -> Result<Reply, ApiError> {
    let request = call.document("RestoreRequest")?;
    if request.get("Type").is_some() || request.get("SelectParameters").is_some() {
        return Err(unsupported("restorations that select from the object"));
    }
    let tier = request.text_at(&["GlacierJobParameters", "Tier"]).or_else(|| request.text_at(&["Tier"]));
    let tier = match tier {
        None => Tier::Standard,
        // The document was checked against S3's model.
        Some(text) => Tier::parse(text).ok_or_else(|| malformed_xml("there is no such Tier"))?,
    };
    let days = match request.text_at(&["Days"]) {
        None => None,
        Some(text) => {
            let days: Option<i64> = parse(text).filter(|days| *days > 0);
            Some(days.ok_or_else(|| malformed_xml("an archived object is restored for at least one of Days"))?)
        }
    };
    let begun = begin(world, &call.bucket, &call.key, version_id, (days, tier))?;
    Ok(Reply::empty(if begun == RestoreStatus::UnderWay { 202 } else { 200 }))
}
