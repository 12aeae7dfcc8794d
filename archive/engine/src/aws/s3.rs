//! The few calls of S3 that are needed.

use std::collections::BTreeMap;

use aws_smithy_types::base64;
use roxmltree::Node;
use sha2::{Digest as _, Sha256};

use super::signed::{Answer, Call, Service, Variant, address, percent_encode, xml_text};
use super::xml::{Reply, child, elements, under};
use super::{ApiError, Aws, Origin};

const CHECKSUM: &str = "x-amz-checksum-sha256";

/// How a bucket is replicated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// The ARN of the role that S3 replicates with.
    pub role: String,
    /// The rules.
    pub rules: Vec<ReplicationRule>,
}

/// One rule, as far as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicationRule {
    /// Whether it is on.
    pub enabled: bool,
    /// The ARN of the bucket that it leads to.
    pub destination: String,
    /// The key of the replicas: an ARN of a key or of an alias.
    pub key: Option<String>,
}

/// An object as S3 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectHead {
    /// The ARN of the KMS key that encrypts it.
    pub kms_key: Option<String>,
    /// At the source `PENDING`, `COMPLETED` or `FAILED`; at a replica `REPLICA`.
    pub replication_status: Option<String>,
}

impl Aws {
    /// Writes an object.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn put_object(&self, region: &str, bucket: &str, key: &str, body: Vec<u8>) -> Result<(), ApiError> {
        self.s3("PutObject", region, "PUT", object_path(bucket, key), None, body).await.map(|_| ())
    }

    /// Writes an object into a bucket of the account `owner`, with a checksum that S3 verifies and keeps, and nothing if the bucket has
    /// just this object already. Says whether it was written. Encryption is left to the bucket's default.
    ///
    /// # Errors
    /// The call's failure.
    pub(crate) async fn keep_object(
        &self,
        region: &str,
        (bucket, owner): (&str, &str),
        key: &str,
        body: Vec<u8>,
    ) -> Result<bool, ApiError> {
        let checksum = base64::encode(Sha256::digest(&body));
        let owner = ("x-amz-expected-bucket-owner", owner.to_owned());
        let call = |operation, method, header, body| Call {
            service: Service::S3,
            operation,
            region: region.to_owned(),
            method,
            path: object_path(bucket, key),
            query: Vec::new(),
            headers: BTreeMap::from([owner.clone(), header]),
            body,
        };
        let look = call("HeadObject", "HEAD", ("x-amz-checksum-mode", "ENABLED".to_owned()), Vec::new());
        match self.call(look).await {
            Ok(answer) if answer.headers.get(CHECKSUM) == Some(&checksum) => return Ok(false),
            // Without a body to tell why, a refusal may mean that the object is not there; writing it tells.
            Ok(_) => {}
            Err(error) if error.origin == Origin::Service => {}
            Err(error) => return Err(error),
        }
        self.call(call("PutObject", "PUT", (CHECKSUM, checksum), body)).await.map(|_| true)
    }

    /// Deletes an object: in a bucket with versions, this hides it behind a delete marker.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn delete_object(&self, region: &str, bucket: &str, key: &str) -> Result<(), ApiError> {
        self.s3("DeleteObject", region, "DELETE", object_path(bucket, key), None, Vec::new()).await.map(|_| ())
    }

    /// What S3 says of an object; `None` if there is none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn head_object(&self, region: &str, bucket: &str, key: &str) -> Result<Option<ObjectHead>, ApiError> {
        match self.s3("HeadObject", region, "HEAD", object_path(bucket, key), None, Vec::new()).await {
            Ok(answer) => {
                let header = |name: &str| answer.headers.get(name).cloned();
                Ok(Some(ObjectHead {
                    kms_key: header("x-amz-server-side-encryption-aws-kms-key-id"),
                    replication_status: header("x-amz-replication-status"),
                }))
            }
            Err(error) if error.is("NotFound") || error.is("NoSuchKey") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a bucket exists, whoever owns it.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_exists(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        match self.s3("HeadBucket", region, "HEAD", format!("/{bucket}"), None, Vec::new()).await {
            Ok(_) => Ok(true),
            Err(error) if error.is("NotFound") || error.is("NoSuchBucket") => Ok(false),
            // It is there, and belongs to somebody else or is in another region.
            Err(error) if error.is_denied() || error.message.contains("301") => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Whether a bucket keeps versions.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_is_versioned(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let answer =
            self.s3("GetBucketVersioning", region, "GET", format!("/{bucket}"), Some("versioning"), Vec::new()).await?;
        Ok(xml_text(&String::from_utf8_lossy(&answer.body), "Status") == Some("Enabled"))
    }

    /// The key that a bucket encrypts with by default, as its configuration names it; `None` if it names none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_key(&self, region: &str, bucket: &str) -> Result<Option<String>, ApiError> {
        let answer =
            self.s3("GetBucketEncryption", region, "GET", format!("/{bucket}"), Some("encryption"), Vec::new()).await?;
        Ok(xml_text(&String::from_utf8_lossy(&answer.body), "KMSMasterKeyID").map(str::to_owned))
    }

    /// Whether the bucket locks its objects.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn bucket_locks(&self, region: &str, bucket: &str) -> Result<bool, ApiError> {
        let path = format!("/{bucket}");
        match self.s3("GetObjectLockConfiguration", region, "GET", path, Some("object-lock"), Vec::new()).await {
            Ok(answer) => Ok(xml_text(&String::from_utf8_lossy(&answer.body), "ObjectLockEnabled") == Some("Enabled")),
            Err(error) if error.is("ObjectLockConfigurationNotFoundError") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// How a bucket is replicated; `None` if it is not.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn replication(&self, region: &str, bucket: &str) -> Result<Option<Replication>, ApiError> {
        const OPERATION: &str = "GetBucketReplication";
        match self.s3(OPERATION, region, "GET", format!("/{bucket}"), Some("replication"), Vec::new()).await {
            Ok(answer) => match Reply::of(OPERATION, region, &answer)?.read(replication).flatten() {
                Some(replication) => Ok(Some(replication)),
                None => {
                    Err(ApiError::unreadable(OPERATION, region, "a part of the replication configuration is missing"))
                }
            },
            Err(error) if error.is("ReplicationConfigurationNotFoundError") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The address of an object, as other services take it: by path, over HTTPS, at the region's plain endpoint, unless another address
    /// replaces AWS's own.
    pub(crate) fn object_url(&self, region: &str, bucket: &str, key: &str) -> String {
        let host = self.override_of(Service::S3).unwrap_or_else(|| address(Service::S3, region, Variant::default()));
        format!("{host}{}", object_path(bucket, key))
    }

    async fn s3(
        &self,
        operation: &'static str,
        region: &str,
        method: &'static str,
        path: String,
        subresource: Option<&'static str>,
        body: Vec<u8>,
    ) -> Result<Answer, ApiError> {
        self.call(Call {
            service: Service::S3,
            operation,
            region: region.to_owned(),
            method,
            path,
            query: subresource.map(|name| (name, String::new())).into_iter().collect(),
            headers: [].into(),
            body,
        })
        .await
    }
}

fn object_path(bucket: &str, key: &str) -> String {
    let key: Vec<String> = key.split('/').map(percent_encode).collect();
    format!("/{bucket}/{}", key.join("/"))
}

/// `None` if something of it is missing: a rule that cannot be read is not one that is not there.
fn replication(root: Node<'_, '_>) -> Option<Replication> {
    let rules = elements(root).filter(|node| node.tag_name().name() == "Rule");
    Some(Replication {
        role: child(root, "Role")?.to_owned(),
        rules: rules
            .map(|rule| {
                let destination = under(rule, "Destination")?;
                let key = under(destination, "EncryptionConfiguration").and_then(|it| child(it, "ReplicaKmsKeyID"));
                Some(ReplicationRule {
                    // Statuses stand inside a rule too; its own is right under it.
                    enabled: child(rule, "Status") == Some("Enabled"),
                    destination: child(destination, "Bucket")?.to_owned(),
                    key: key.map(str::to_owned),
                })
            })
            .collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ConnectOptions;

    #[test]
    fn a_rule_is_on_by_its_own_status() {
        for own in ["Enabled", "Disabled"] {
            let xml = format!(
                "<ReplicationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Role>arn:r</Role><Rule>\
                 <DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication>\
                 <Destination><Bucket>arn:aws:s3:::b</Bucket><Metrics><Status>Enabled</Status></Metrics>\
                 <EncryptionConfiguration><ReplicaKmsKeyID>arn:k</ReplicaKmsKeyID></EncryptionConfiguration></Destination>\
                 <Status>{own}</Status></Rule></ReplicationConfiguration>"
            );
            let document = roxmltree::Document::parse(&xml).unwrap();
            let enabled = own == "Enabled";
            let rule = ReplicationRule { enabled, destination: "arn:aws:s3:::b".into(), key: Some("arn:k".into()) };
            assert_eq!(
                replication(document.root_element()).unwrap(),
                Replication { role: "arn:r".into(), rules: vec![rule] }
            );
        }
    }

    #[tokio::test]
    async fn cloudformation_is_given_an_address_of_s3_that_it_accepts() {
        let aws = Aws::connect(ConnectOptions {
            application: crate::aws::Application::default(),
            region: "eu-central-1".into(),
            simulated_account: Some("123456789012".into()),
            ..ConnectOptions::default()
        });
        let aws = aws.await.unwrap();
        for (region, url) in [
            ("eu-central-1", "https://s3.eu-central-1.amazonaws.com/acme.templates/archive-templates/a/b"),
            ("us-east-1", "https://s3.us-east-1.amazonaws.com/acme.templates/archive-templates/a/b"),
            ("cn-north-1", "https://s3.cn-north-1.amazonaws.com.cn/acme.templates/archive-templates/a/b"),
        ] {
            assert_eq!(aws.object_url(region, "acme.templates", "archive-templates/a/b"), url);
        }
    }

    #[test]
    fn a_key_keeps_its_slashes() {
        assert_eq!(object_path("b", "a b/c"), "/b/a%20b/c");
    }
}
