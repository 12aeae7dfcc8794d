//! What an archive has to be, said without looking at its templates.

use crate::resolve::Place;

/// The archive that a configuration asks for.
#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    /// The bucket that objects are written to.
    pub(crate) source: Store,
    /// The buckets that it is replicated to.
    pub(crate) replicas: Vec<Store>,
    /// The buckets that keep their replicas and get no new ones.
    pub(crate) detached: Vec<Store>,
    /// Whether the buckets have Object Lock, so that S3 replicates retention and legal holds.
    pub(crate) object_lock: bool,
    /// Whether the replica is replicated back.
    pub(crate) two_way: bool,
    /// Whether delete markers are replicated.
    pub(crate) delete_markers: bool,
    /// Whether replication is measured.
    pub(crate) metrics: bool,
    /// Days in which the deletion of a key can be called off.
    pub(crate) pending_window_days: i64,
    /// Whether a replica's key is granted in the minutes in which KMS does not see its alias yet.
    pub(crate) granted_without_alias: bool,
    /// The service that writes to a log bucket beside each bucket, and where in it.
    pub(crate) logs: Vec<(&'static str, &'static str)>,
    /// The ARN of the topic that hears of failures, if the archive creates it.
    pub(crate) failure_topic: Option<String>,
    /// Whether topics in every region hear of destructive calls.
    pub(crate) calls_reported: bool,
}

/// A bucket with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Store {
    pub(crate) place: Place,
    pub(crate) bucket: String,
    /// The bucket that its logs go to, if it has any.
    pub(crate) log_bucket: String,
}

impl Store {
    /// The ARN of the bucket.
    pub(crate) fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.place.partition(), self.bucket)
    }

    /// The ARN of an object in it.
    pub(crate) fn object(&self, key: &str) -> String {
        format!("{}/{key}", self.arn())
    }

    /// The ARN of the log bucket.
    pub(crate) fn log_arn(&self) -> String {
        format!("arn:{}:s3:::{}", self.place.partition(), self.log_bucket)
    }
}

impl Expectation {
    /// Every bucket with data, the source first.
    pub(crate) fn stores(&self) -> impl Iterator<Item = &Store> {
        std::iter::once(&self.source).chain(&self.replicas).chain(&self.detached)
    }

    /// Which bucket is replicated to which.
    pub(crate) fn flows(&self) -> Vec<(&Store, &Store)> {
        let there = self.replicas.iter().map(|replica| (&self.source, replica));
        let back = self.replicas.iter().filter(|_| self.two_way).map(|replica| (replica, &self.source));
        there.chain(back).collect()
    }
}
