//! Proof by doing: an object is written, and every replica must come to have it, under its own key.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::config::{Config, Region};
use cfn_deploy::DeletionOutcome;
use cfn_deploy::aws::{ApiError, Aws};

/// How the object fared in one replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplicationResult {
    /// It arrived.
    Arrived {
        /// How long after it was written.
        after: Duration,
        /// Whether the replica's own key encrypts it; `None` if that key is not known.
        own_key: Option<bool>,
    },
    /// S3 gave up on it.
    Failed,
    /// It had not arrived within the time.
    Missing,
    /// The replica could not be asked.
    Unknown(ApiError),
}

/// Writes an object into the archive's bucket, waits until every replica has it, for `timeout` at most, and deletes it again.
///
/// `regions` are those of the replicas, which the deployed stack has. `replicas` is the connection to the account of the replicas; in one account it is the same. `resources` are the archive's resources in all regions, which tell the keys. Deleting hides the object behind a delete marker; the
/// archive lets nobody delete versions.
///
/// # Errors
/// The failure to write the object.
pub async fn verify(
    (aws, replicas): (&Aws, &Aws),
    (config, regions): (&Config, &[Region]),
    resources: &[DeletionOutcome],
    timeout: Duration,
) -> Result<Vec<(Region, ReplicationResult)>, ApiError> {
    let (region, bucket) = (config.region().as_str(), config.bucket_name());
    let key = format!("archive-verify/{:016x}", fastrand::u64(..));
    aws.put_object(region, &bucket, &key, b"archive verify".to_vec()).await?;
    let begin = Instant::now();
    let looks = regions.iter().map(|replica| {
        let (bucket, key) = (&bucket, &key);
        async move {
            (
                *replica,
                await_replica((aws, replicas), config, replica, (bucket, key), resources, (begin, timeout)).await,
            )
        }
    });
    let found = join_all(looks).await;
    aws.delete_object(region, &bucket, &key).await?;
    Ok(found)
}

async fn await_replica(
    (aws, replicas): (&Aws, &Aws),
    config: &Config,
    replica: &Region,
    (source, key): (&str, &str),
    resources: &[DeletionOutcome],
    (begin, timeout): (Instant, Duration),
) -> ReplicationResult {
    let bucket = config.replica_bucket_name(replica);
    let mut pause = Duration::from_millis(100);
    loop {
        match replicas.head_object(replica.as_str(), &bucket, key).await {
            Ok(Some(object)) => {
                let own = resources
                    .iter()
                    .find(|resource| {
                        resource.region == replica.as_str() && resource.resource_type.starts_with("AWS::KMS::")
                    })
                    .and_then(|key| key.arn.clone());
                return ReplicationResult::Arrived {
                    after: begin.elapsed(),
                    own_key: own.map(|own| object.kms_key == Some(own)),
                };
            }
            Ok(None) => {}
            Err(error) => return ReplicationResult::Unknown(error),
        }
        let source = aws.head_object(config.region().as_str(), source, key).await;
        if source
            .is_ok_and(|object| object.is_some_and(|object| object.replication_status.as_deref() == Some("FAILED")))
        {
            return ReplicationResult::Failed;
        }
        if begin.elapsed() > timeout {
            return ReplicationResult::Missing;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}
