//! Buckets that bear the name of a replica of the archive in a region that its configuration does not name.

use futures_util::future::join_all;

use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, BucketOwner};

/// The regions of the partition, beside those of `config`, in which there is a bucket with the name that the archive's replica would have
/// there, and its name. A bucket that the caller may not look at is taken for somebody else's.
///
/// # Errors
/// The first call that failed.
pub async fn unlisted_replicas(aws: &Aws, config: &Config) -> Result<Vec<(Region, String)>, ApiError> {
    let home = config.region();
    let identity = aws.identity(home.as_str()).await?;
    let others = Region::all().filter(|region| {
        region.partition() == home.partition()
            && region != home
            && !config.replica_regions().any(|known| known == region)
    });
    let looked = join_all(others.map(|region| {
        let (bucket, account) = (config.replica_bucket_name(&region), &identity.account);
        async move {
            // From the primary region, which is open to the account; S3 tells of a bucket elsewhere that it is there.
            let owner = aws.bucket_owner(home.as_str(), &bucket, account).await?;
            let is_there = matches!(owner, BucketOwner::Account | BucketOwner::AnotherRegion);
            Ok::<_, ApiError>(is_there.then_some((region, bucket)))
        }
    }));
    Ok(looked.await.into_iter().collect::<Result<Vec<_>, ApiError>>()?.into_iter().flatten().collect())
}

/// What is said of a bucket that [`unlisted_replicas`] has found, and what to do about it.
pub fn describe(region: &Region, bucket: &str) -> (String, String) {
    (
        format!("{bucket} is in {region}, which the configuration does not name"),
        format!("if it is a replica of this archive, add \"{region}\" to  replications  or  detached"),
    )
}
