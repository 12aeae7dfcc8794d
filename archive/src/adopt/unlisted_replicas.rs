//! Buckets that bear the name of a replica of the archive in a region that its configuration does not name.

use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws};

/// The regions, beside those of `config`, in which the account has a bucket with the name that the archive's replica would have there, and its
/// name. Those of another account that holds the replicas are not seen.
///
/// # Errors
/// The call failed.
pub async fn unlisted_replicas(aws: &Aws, config: &Config) -> Result<Vec<(Region, String)>, ApiError> {
    let home = config.region();
    let own = aws.own_buckets(home.as_str(), &format!("{}-archive-", config.prefix())).await?;
    let others = own.into_iter().filter_map(|(bucket, region)| {
        let region = Region::known(&region)?;
        let is_named = region == *home || config.replica_regions().any(|known| *known == region);
        (!is_named && config.replica_bucket_name(&region) == bucket).then_some((region, bucket))
    });
    Ok(others.collect())
}

/// What is said of a bucket that [`unlisted_replicas`] has found, and what to do about it.
pub fn describe(region: &Region, bucket: &str) -> (String, String) {
    (
        format!("{bucket} is in {region}, which the configuration does not name"),
        format!("if it is a replica of this archive, add \"{region}\" to  replications  or  detached"),
    )
}
