//! Whether every region is open to the account.
//!
//! STS in a region answers credentials if the account may use the region: that is the very question, it needs no permission, and it is
//! the answer at this moment. `account:GetRegionOptStatus` tells what was asked for in the account's settings, and few may call it.

use futures_util::future::join_all;

use super::{Examination, Finding};
use crate::config::Region;

/// Looks at every region but the primary one, in which the caller was found out.
pub(super) async fn examine(context: &Examination<'_>) -> Vec<Finding> {
    let mut findings = vec![Finding::passed(format!("region {}", context.config.region()), "enabled in the account")];
    findings.extend(of(context, context.config.replica_regions()).await);
    findings
}

/// Looks at these regions.
pub(super) async fn of(context: &Examination<'_>, regions: impl IntoIterator<Item = &Region>) -> Vec<Finding> {
    join_all(regions.into_iter().map(|region| enabled(context, region))).await
}

async fn enabled(context: &Examination<'_>, region: &Region) -> Finding {
    let subject = format!("region {region}");
    match context.aws.identity(region.as_str()).await {
        Ok(_) => Finding::passed(subject, "enabled in the account"),
        // An administrator may close STS alone in a region that is always enabled.
        Err(error) if error.is("RegionDisabledException") => Finding::unknown(
            subject,
            "STS is turned off in this region, so the region cannot be checked",
            "check the account settings of IAM; the archive itself does not need STS there",
        ),
        Err(error) if error.is_credentials() && region.opt_in() == Some(false) => Finding::failed(
            subject,
            "rejects these credentials, although every account has this region",
            "sign in again; if it persists, a service control policy may deny the region",
        ),
        Err(error) if error.is_credentials() => Finding::failed(
            subject,
            "not enabled in the account",
            "enable it in the account settings and wait some minutes, or leave it out; session tokens of the global STS endpoint are \
             refused there too: set AWS_STS_REGIONAL_ENDPOINTS=regional",
        ),
        Err(error) => Finding::call_failed(subject, &error),
    }
}
