//! Who owns a bucket, and whether it is empty.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use serde_json::Value;

use super::{ApiError, Aws};

/// Who owns the name of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketOwner {
    /// The name is available.
    Nobody,
    /// The given account, in the given region.
    Account,
    /// Another account, or the caller has no permission to read it.
    AnotherAccount,
    /// A bucket in another region.
    AnotherRegion,
}

impl Aws {
    /// Who owns the name `bucket`, from the point of view of `account` in `region`.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_owner(&self, region: &str, bucket: &str, account: &str) -> Result<BucketOwner, ApiError> {
        self.head_bucket(region, bucket, Some(account)).await
    }

    /// Creates a bucket with the defaults of S3: encrypted, and closed to the public.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn create_bucket(&self, region: &str, bucket: &str) -> Result<(), ApiError> {
        // The region that has no name in S3 must not be named.
        let elsewhere = (region != "us-east-1").then(|| {
            let region = BucketLocationConstraint::from(region);
            CreateBucketConfiguration::builder().location_constraint(region).build()
        });
        let call = self.s3(region).create_bucket().bucket(bucket).set_create_bucket_configuration(elsewhere);
        call.send().await.map(|_| ()).map_err(|error| ApiError::new("CreateBucket", region, error))
    }

    /// Whether a bucket exists, in any account.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_exists(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        Ok(self.head_bucket(region, bucket, None).await? != BucketOwner::Nobody)
    }

    /// The region of a bucket, in any account, as it is told in `region`; `None` if there is no such bucket.
    ///
    /// # Errors
    /// If the call fails, or S3 does not say where the bucket is.
    pub async fn bucket_region(&self, region: &str, bucket: &str) -> Result<Option<String>, ApiError> {
        const OPERATION: &str = "HeadBucket";
        match self.s3(region).head_bucket().bucket(bucket).send().await {
            Ok(answer) => Ok(Some(answer.bucket_region.unwrap_or_else(|| region.to_owned()))),
            Err(error) => {
                let at = error.raw_response().and_then(|raw| raw.headers().get("x-amz-bucket-region"));
                let at = at.filter(|at| *at != region).map(str::to_owned);
                match ApiError::new(OPERATION, region, error) {
                    error if error.is("NotFound") || error.is("NoSuchBucket") => Ok(None),
                    error => at.map(Some).ok_or(error),
                }
            }
        }
    }

    /// Whether there is a bucket, asked once and for no longer than `limit`: for a region that may be gone. Who may not ask for the bucket is
    /// told that there is one.
    ///
    /// # Errors
    /// The region does not answer, or the call failed otherwise.
    pub async fn bucket_answers(&self, region: &str, bucket: &str, limit: Duration) -> Result<bool, ApiError> {
        const OPERATION: &str = "HeadBucket";
        let once = aws_sdk_s3::config::Config::builder().retry_config(RetryConfig::disabled());
        let sent = self.s3(region).head_bucket().bucket(bucket).customize().config_override(once).send();
        match tokio::time::timeout(limit, sent).await {
            Err(_) => {
                let why = format_args!("it did not answer within {} seconds", limit.as_secs());
                Err(ApiError::interrupted(OPERATION, region, why))
            }
            Ok(Ok(_)) => Ok(true),
            Ok(Err(error)) => match ApiError::new(OPERATION, region, error) {
                error if error.is("NotFound") || error.is("NoSuchBucket") => Ok(false),
                error if error.is_denied() => Ok(true),
                error => Err(error),
            },
        }
    }

    async fn head_bucket(&self, region: &str, bucket: &str, owner: Option<&str>) -> Result<BucketOwner, ApiError> {
        let call = self.s3(region).head_bucket().bucket(bucket).set_expected_bucket_owner(owner.map(str::to_owned));
        match call.send().await.map_err(|error| ApiError::new("HeadBucket", region, error)) {
            Ok(_) => Ok(BucketOwner::Account),
            Err(error) if error.is("NotFound") || error.is("NoSuchBucket") => Ok(BucketOwner::Nobody),
            Err(error) if error.is_denied() => Ok(BucketOwner::AnotherAccount),
            Err(error) if error.is_wrong_region() => Ok(BucketOwner::AnotherRegion),
            Err(error) => Err(error),
        }
    }

    /// The buckets of the caller's account whose names begin with `prefix`: the name of each, and its region.
    ///
    /// # Errors
    /// If a call fails, or S3 does not say where a bucket is.
    pub async fn own_buckets(&self, region: &str, prefix: &str) -> Result<Vec<(String, String)>, ApiError> {
        const OPERATION: &str = "ListBuckets";
        let mut pages = self.s3(region).list_buckets().prefix(prefix).into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(OPERATION, region, error))?;
            // A service that does not know the prefix lists every bucket.
            let buckets = page.buckets.into_iter().flatten();
            for bucket in buckets.filter(|bucket| bucket.name().is_some_and(|name| name.starts_with(prefix))) {
                match (bucket.name, bucket.bucket_region) {
                    (Some(name), Some(region)) => found.push((name, region)),
                    (Some(name), None) => {
                        return Err(ApiError::unreadable(OPERATION, region, format!("{name} has no region")));
                    }
                    (None, _) => {}
                }
            }
        }
        Ok(found)
    }

    /// The policy of a bucket; `None` if it has none.
    ///
    /// # Errors
    /// If the call fails or the policy cannot be parsed.
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

    /// Whether a bucket is empty: no object versions and no delete markers.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn bucket_is_empty(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let sent = self.s3(region).list_object_versions().bucket(bucket).max_keys(1).send().await;
        let answer = sent.map_err(|error| ApiError::new("ListObjectVersions", region, error))?;
        Ok(answer.versions().is_empty() && answer.delete_markers().is_empty())
    }
}
