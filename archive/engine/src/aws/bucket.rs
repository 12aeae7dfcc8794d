//! Whose a bucket is, and what is in it: what must be known before its name is counted on.

use serde_json::Value;

use super::{ApiError, Aws};

/// Who has the name of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketOwner {
    /// Nobody: it is free.
    Nobody,
    /// The account that was asked for, in the region that was asked.
    Account,
    /// Another account; or the caller may not look at it.
    AnotherAccount,
    /// Somebody, in another region.
    AnotherRegion,
}

impl Aws {
    /// Who has the name `bucket`, seen from `account` in `region`.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_owner(&self, region: &str, bucket: &str, account: &str) -> Result<BucketOwner, ApiError> {
        self.head_bucket(region, bucket, Some(account)).await
    }

    /// Whether a bucket exists, whoever owns it.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_exists(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        Ok(self.head_bucket(region, bucket, None).await? != BucketOwner::Nobody)
    }

    async fn head_bucket(&self, region: &str, bucket: &str, owner: Option<&str>) -> Result<BucketOwner, ApiError> {
        let call = self.s3(region).head_bucket().bucket(bucket).set_expected_bucket_owner(owner.map(str::to_owned));
        match call.send().await.map_err(|error| ApiError::new("HeadBucket", region, error)) {
            Ok(_) => Ok(BucketOwner::Account),
            Err(error) if error.is("NotFound") || error.is("NoSuchBucket") => Ok(BucketOwner::Nobody),
            Err(error) if error.is_denied() => Ok(BucketOwner::AnotherAccount),
            Err(error) if error.is_elsewhere() => Ok(BucketOwner::AnotherRegion),
            Err(error) => Err(error),
        }
    }

    /// The policy of a bucket; `None` if it has none.
    ///
    /// # Errors
    /// The call's failure, or a policy that cannot be read.
    pub async fn bucket_policy(&self, region: &str, bucket: &str) -> Result<Option<Value>, ApiError> {
        const OPERATION: &str = "GetBucketPolicy";
        let sent = self.s3(region).get_bucket_policy().bucket(bucket).send().await;
        let answer = match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => answer,
            Err(error) if error.is("NoSuchBucketPolicy") => return Ok(None),
            Err(error) => return Err(error),
        };
        let policy = answer.policy.ok_or_else(|| ApiError::unreadable(OPERATION, region, "it has no policy"))?;
        serde_json::from_str(&policy).map(Some).map_err(|error| ApiError::unreadable(OPERATION, region, error))
    }

    /// Whether a bucket holds nothing at all: no version of an object, and no delete marker.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_is_empty(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let sent = self.s3(region).list_object_versions().bucket(bucket).max_keys(1).send().await;
        let answer = sent.map_err(|error| ApiError::new("ListObjectVersions", region, error))?;
        Ok(answer.versions().is_empty() && answer.delete_markers().is_empty())
    }
}
