//! Regions and partitions.

use std::fmt;

/// A region that AWS publishes a resource specification for, such as `eu-central-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(String);

impl Region {
    /// The region called `name`, or `None` if there is none.
    pub fn known(name: &str) -> Option<Self> {
        names().any(|known| known == name).then(|| Self(name.to_owned()))
    }

    /// The region's name, such as `eu-central-1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition that the region is in, such as `aws` or `aws-cn`: the second part of its resources' ARNs.
    pub fn partition(&self) -> &'static str {
        partition(&self.0)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The names of all known regions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    REGIONS.split_whitespace()
}

fn partition(name: &str) -> &'static str {
    match name {
        _ if name.starts_with("cn-") => "aws-cn",
        _ if name.starts_with("us-gov-") => "aws-us-gov",
        _ if name.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

// Moves to cfn-spec, which knows the regions from the specification.
const REGIONS: &str = "af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 \
    ap-southeast-2 ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 \
    eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 sa-east-1 us-east-1 us-east-2 \
    us-gov-east-1 us-gov-west-1 us-west-1 us-west-2";
