//! What a bucket's lifecycle rules delete.

use aws_sdk_s3::types::{ExpirationStatus, LifecycleRule};

use super::{ApiError, Aws};

/// The versions that an enabled lifecycle rule deletes. A rule can have one of each kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// The rule's id.
    pub rule: String,
    /// Whether it is about current versions; otherwise about noncurrent ones.
    pub is_current: bool,
    /// After how many days; `None` if on a date, or at once.
    pub days: Option<i32>,
    /// How many noncurrent versions it leaves.
    pub keeps: i32,
}

impl Aws {
    /// What the enabled lifecycle rules of a bucket delete, whatever part of the bucket they are about. The parts of incomplete uploads
    /// and delete markers without versions are not counted: they hold no data.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_expiries(&self, region: &str, bucket: &str) -> Result<Vec<Expiry>, ApiError> {
        let sent = self.s3(region).get_bucket_lifecycle_configuration().bucket(bucket).send().await;
        match sent.map_err(|error| ApiError::new("GetBucketLifecycleConfiguration", region, error)) {
            Ok(answer) => Ok(answer.rules().iter().flat_map(expiries).collect()),
            Err(error) if error.is("NoSuchLifecycleConfiguration") => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

fn expiries(rule: &LifecycleRule) -> Vec<Expiry> {
    // A status that is not known is taken for an enabled one.
    if rule.status() == &ExpirationStatus::Disabled {
        return Vec::new();
    }
    let name = rule.id().unwrap_or("without an id").to_owned();
    let current = rule.expiration().filter(|expiration| expiration.days().is_some() || expiration.date().is_some());
    let current =
        current.map(|expiration| Expiry { rule: name.clone(), is_current: true, days: expiration.days(), keeps: 0 });
    let noncurrent = rule.noncurrent_version_expiration().map(|expiration| Expiry {
        rule: name.clone(),
        is_current: false,
        days: expiration.noncurrent_days(),
        keeps: expiration.newer_noncurrent_versions().unwrap_or(0),
    });
    current.into_iter().chain(noncurrent).collect()
}
