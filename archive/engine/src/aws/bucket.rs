//! Whose a bucket is, and what is in it: what must be known before its name is counted on.

use serde_json::Value;

use super::signed::{Answer, Call, Service};
use super::xml::{Reply, find};
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
        let owner = Some(("x-amz-expected-bucket-owner", account.to_owned()));
        match self.bucket_call("HeadBucket", region, "HEAD", bucket, Vec::new(), owner).await {
            Ok(_) => Ok(BucketOwner::Account),
            Err(error) if error.is("NotFound") || error.is("NoSuchBucket") => Ok(BucketOwner::Nobody),
            Err(error) if error.is_denied() => Ok(BucketOwner::AnotherAccount),
            Err(error) if error.message.contains("301") => Ok(BucketOwner::AnotherRegion),
            Err(error) => Err(error),
        }
    }

    /// The policy of a bucket; `None` if it has none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_policy(&self, region: &str, bucket: &str) -> Result<Option<Value>, ApiError> {
        let query = vec![("policy", String::new())];
        match self.bucket_call("GetBucketPolicy", region, "GET", bucket, query, None).await {
            Ok(answer) => serde_json::from_slice(&answer.body)
                .map(Some)
                .map_err(|error| ApiError::unreadable("GetBucketPolicy", region, error)),
            Err(error) if error.is("NoSuchBucketPolicy") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a bucket holds nothing at all: no version of an object, and no delete marker.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_is_empty(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let query = vec![("max-keys", "1".to_owned()), ("versions", String::new())];
        let answer = self.bucket_call("ListObjectVersions", region, "GET", bucket, query, None).await?;
        let reply = Reply::of("ListObjectVersions", region, &answer)?;
        let is_empty = reply.read(|root| {
            (root.tag_name().name() == "ListVersionsResult")
                .then(|| find(root, "Version").or_else(|| find(root, "DeleteMarker")).is_none())
        });
        // A bucket of which nothing is known must not pass for an empty one.
        is_empty
            .flatten()
            .ok_or_else(|| ApiError::unreadable("ListObjectVersions", region, "it is no list of versions"))
    }

    async fn bucket_call(
        &self,
        operation: &'static str,
        region: &str,
        method: &'static str,
        bucket: &str,
        query: Vec<(&'static str, String)>,
        header: Option<(&'static str, String)>,
    ) -> Result<Answer, ApiError> {
        self.call(Call {
            service: Service::S3,
            operation,
            region: region.to_owned(),
            method,
            path: format!("/{bucket}"),
            query,
            headers: header.into_iter().collect(),
            body: Vec::new(),
        })
        .await
    }
}
