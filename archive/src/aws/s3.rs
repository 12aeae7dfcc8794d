//! The few calls of S3 that are needed.

use std::collections::BTreeMap;

use super::signed::{Call, Service, percent_encode};
use super::{ApiError, Aws};

impl Aws {
    /// Writes an object.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn put_object(&self, region: &str, bucket: &str, key: &str, body: Vec<u8>) -> Result<(), ApiError> {
        self.s3("PutObject", region, "PUT", object_path(bucket, key), body).await.map(|_| ())
    }

    /// Whether a bucket exists, whoever owns it.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_exists(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        match self.s3("HeadBucket", region, "HEAD", format!("/{bucket}"), Vec::new()).await {
            Ok(_) => Ok(true),
            Err(error) if error.is("NotFound") || error.is("NoSuchBucket") => Ok(false),
            // It is there, and belongs to somebody else or is in another region.
            Err(error) if error.is_denied() || error.message.contains("301") => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The address of an object, as other services take it.
    pub(crate) fn object_url(&self, region: &str, bucket: &str, key: &str) -> String {
        format!("{}{}", self.address(Service::S3, region), object_path(bucket, key))
    }

    async fn s3(
        &self,
        operation: &'static str,
        region: &str,
        method: &'static str,
        path: String,
        body: Vec<u8>,
    ) -> Result<super::signed::Answer, ApiError> {
        self.call(Call {
            service: Service::S3,
            operation,
            region: region.to_owned(),
            method,
            path,
            query: Vec::new(),
            headers: BTreeMap::new(),
            body,
        })
        .await
    }
}

fn object_path(bucket: &str, key: &str) -> String {
    let key: Vec<String> = key.split('/').map(percent_encode).collect();
    format!("/{bucket}/{}", key.join("/"))
}
