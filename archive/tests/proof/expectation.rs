//! What an archive has to be, said without looking at its templates.

use crate::resolve::Place;

/// The archive that a configuration asks for.
#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    /// The account and region of the bucket that objects are written to.
    pub(crate) source: Place,
    /// The name of that bucket.
    pub(crate) bucket: String,
    /// The buckets that it is replicated to.
    pub(crate) replicas: Vec<Replica>,
    /// Whether the buckets have Object Lock, so that S3 replicates retention and legal holds.
    pub(crate) object_lock: bool,
    /// Whether a replica's key is granted in the minutes in which KMS does not see its alias yet.
    pub(crate) granted_without_alias: bool,
    /// Whether replicas are replicated back.
    pub(crate) two_way: bool,
}

/// A bucket that holds replicas.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    pub(crate) place: Place,
    pub(crate) bucket: String,
}

impl Expectation {
    pub(crate) fn arn(&self, bucket: &str) -> String {
        format!("arn:{}:s3:::{bucket}", self.source.partition())
    }

    /// The buckets of the archive with where they are, the source first.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (&str, &Place)> {
        let replicas = self.replicas.iter().map(|replica| (replica.bucket.as_str(), &replica.place));
        std::iter::once((self.bucket.as_str(), &self.source)).chain(replicas)
    }
}
