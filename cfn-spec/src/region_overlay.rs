//! What regions and partitions lack, which AWS's list of regions does not say. Each entry has a link to AWS's documentation.

use crate::region::{self, Region};

/// A feature that is not in every region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// S3 buckets in the namespace of an account in a region.
    AccountRegionalBuckets,
    /// Trusted access of CloudFormation StackSets in AWS Organizations: StackSets with service-managed permissions.
    StackSetsTrustedAccess,
}

/// Where a feature is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Area {
    Region(&'static str),
    Partition(&'static str),
}

/// What a region or partition lacks.
#[derive(Clone, Copy, Debug)]
struct Entry {
    place: Area,
    lacks: Feature,
    link: &'static str,
}

const BUCKET_NAMESPACES: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html";
const STACK_SETS_IN_CHINA: &str =
    "https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-prereqs.html";

const ENTRIES: [Entry; 3] = [
    Entry { place: Area::Region("me-south-1"), lacks: Feature::AccountRegionalBuckets, link: BUCKET_NAMESPACES },
    Entry { place: Area::Region("me-central-1"), lacks: Feature::AccountRegionalBuckets, link: BUCKET_NAMESPACES },
    Entry { place: Area::Partition("aws-cn"), lacks: Feature::StackSetsTrustedAccess, link: STACK_SETS_IN_CHINA },
];

impl Area {
    fn is_of(self, region: &Region) -> bool {
        match self {
            Self::Region(name) => region.name == name,
            Self::Partition(name) => region.partition == name,
        }
    }
}

/// AWS's documentation that says that a region lacks a feature; `None` if nothing says so.
pub fn lacks(region: &Region, feature: Feature) -> Option<&'static str> {
    ENTRIES.iter().find(|entry| entry.lacks == feature && entry.place.is_of(region)).map(|entry| entry.link)
}

/// The places of entries that match no region of the snapshot.
pub fn unmatched() -> Vec<String> {
    let matches = |entry: &&Entry| region::pinned().iter().any(|region| entry.place.is_of(region));
    ENTRIES.iter().filter(|entry| !matches(entry)).map(|entry| format!("{:?}: {}", entry.place, entry.link)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_matches_a_region() {
        assert_eq!(unmatched(), Vec::<String>::new());
    }

    #[test]
    fn a_region_lacks_what_the_documents_say() {
        let bahrain = region::known("me-south-1").unwrap();
        assert_eq!(lacks(bahrain, Feature::AccountRegionalBuckets), Some(BUCKET_NAMESPACES));
        assert_eq!(lacks(bahrain, Feature::StackSetsTrustedAccess), None);
        let beijing = region::known("cn-north-1").unwrap();
        assert_eq!(lacks(beijing, Feature::StackSetsTrustedAccess), Some(STACK_SETS_IN_CHINA));
        assert_eq!(lacks(region::known("eu-west-1").unwrap(), Feature::AccountRegionalBuckets), None);
    }
}
