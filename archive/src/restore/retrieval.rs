//! What is in archive tiers: S3 restores it, which takes minutes to days, and it is read then.

use futures_util::stream::{self, StreamExt as _};

use super::outcome::{Outcome, RestoreError, Why};
use super::plan::Plan;
use super::read::{Unread, lacking};
use super::site::Site;
use super::spool::{Entry, State};
use cfn_deploy::aws::{ApiError, Restoration, RetrievalTier};

/// So many requests are under way at once.
const REQUESTS: usize = 16;

/// The tier that an archive has: deep ones have no expedited one.
pub fn tier_of(wanted: RetrievalTier, deep: bool) -> RetrievalTier {
    match wanted {
        RetrievalTier::Expedited if deep => RetrievalTier::Standard,
        tier => tier,
    }
}

/// How long it takes until S3 has restored what is archived:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html>.
pub fn takes(tier: RetrievalTier, deep: bool) -> &'static str {
    match (tier_of(tier, deep), deep) {
        (RetrievalTier::Expedited, _) => "1 to 5 minutes",
        (RetrievalTier::Standard, false) => "3 to 5 hours",
        (RetrievalTier::Bulk, false) => "5 to 12 hours",
        (RetrievalTier::Standard, true) => "up to 12 hours",
        (RetrievalTier::Bulk, true) => "up to 48 hours",
    }
}

/// Has S3 restore everything that is archived and is not being restored yet. Gives the first refusal.
///
/// # Errors
/// The credentials cannot be used any more, or the plan cannot be read.
pub(super) async fn begin(plan: &Plan<'_>) -> Result<Option<ApiError>, RestoreError> {
    let asked = plan.spool.entries().map_err(RestoreError::plan)?.map(|entry| async move {
        let entry = entry.map_err(RestoreError::plan)?;
        let State::Archived { site, deep, tiered, under_way: false } = entry.state else { return Ok(None) };
        let site = &plan.sites.all[site];
        let retrieval = plan.options.retrieval;
        let version = (site.bucket.as_str(), entry.key.as_str(), entry.id.as_str());
        let days = (!tiered).then_some(retrieval.days);
        let asked = site.aws.restore_version(site.region.as_str(), version, days, tier_of(retrieval.tier, deep)).await;
        Ok::<_, RestoreError>(asked.err())
    });
    let mut asked = stream::iter(asked).buffered(REQUESTS);
    let mut denied = None;
    while let Some(failed) = asked.next().await {
        match failed? {
            Some(error) if error.is_credentials() => return Err(error.into()),
            // It is told of the version in its turn.
            Some(error) if error.is_denied() => denied = denied.or(Some(error)),
            _ => {}
        }
    }
    Ok(denied)
}

/// Whether there is a copy of an archived version: `None` if there is, else what is told of it. Waits for it if that is asked for.
///
/// # Errors
/// The credentials cannot be used any more.
pub(super) async fn await_copy(
    site: &Site<'_>,
    entry: &Entry,
    plan: &Plan<'_>,
) -> Result<Option<Outcome>, RestoreError> {
    let State::Archived { deep, .. } = entry.state else { return Ok(None) };
    let retrieval = plan.options.retrieval;
    loop {
        let looked = site.aws.head_version(site.region.as_str(), &site.bucket, &entry.key, &entry.id).await;
        let head = match looked {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(None),
            Err(error) if is_passing(&error, retrieval.wait.is_some()) => {
                tokio::time::sleep(retrieval.wait.unwrap_or(std::time::Duration::ZERO)).await;
                continue;
            }
            Err(error) => return lacking(Unread::Api(error)).map(Some),
        };
        if head.is_readable() {
            return Ok(None);
        }
        let takes = takes(retrieval.tier, deep);
        if head.restoration == Restoration::None {
            let why = format!("S3 did not begin to restore it from its archive tier in {}", site.region);
            return Ok(Some(Outcome::not(Why::Archived, why)));
        }
        match retrieval.wait {
            Some(pause) => tokio::time::sleep(pause).await,
            None => {
                let why = format!("S3 is restoring it from its archive tier in {}, which takes {takes}", site.region);
                return Ok(Some(Outcome::not(Why::Archived, why)));
            }
        }
    }
}

/// Whether a restore that waits for hours waits on.
fn is_passing(error: &ApiError, waits: bool) -> bool {
    waits && error.origin == cfn_deploy::aws::Origin::Transient
}
