//! Names of enums that are better than the derived ones.

use super::Entry;

const API: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_Types.html";

const fn entry(
    at: &'static str,
    says: &'static str,
    because: &'static str,
    source: &'static str,
) -> Entry<&'static str> {
    Entry { at, says, because, source }
}

const VERSIONING: &str =
    "it is what people mean by the versioning status; `Status` is the set of most other properties";
const ENCRYPTION: &str =
    "two different enums are named after `SSEAlgorithm`, and this is the one of the bucket's objects";
const TRANSITION: &str = "two different enums are named after `StorageClass`, and neither is the obvious one";

pub(super) const ENTRIES: &[Entry<&str>] = &[
    entry("AWS::S3::Bucket.VersioningConfiguration/Status", "VersioningStatus", VERSIONING, API),
    entry("AWS::S3::Bucket.ServerSideEncryptionByDefault/SSEAlgorithm", "SseAlgorithm", ENCRYPTION, API),
    entry("AWS::S3::Bucket.Transition/StorageClass", "TransitionStorageClass", TRANSITION, API),
    entry("AWS::S3::Bucket.NoncurrentVersionTransition/StorageClass", "TransitionStorageClass", TRANSITION, API),
    entry("AWS::S3::Bucket.ReplicationDestination/StorageClass", "ReplicationStorageClass", TRANSITION, API),
];
