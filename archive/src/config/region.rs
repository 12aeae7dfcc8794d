//! Regions and partitions, as the pinned specification knows them.

use std::fmt;
use std::str::FromStr;

use cfn_spec::region::{self, Region as Facts};
use cfn_spec::region_overlay::{self, Feature};
use models::check::nearest;

/// A region of AWS, such as `eu-central-1`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region(&'static Facts);

impl Region {
    /// The region called `name`, or `None` if there is none.
    pub fn known(name: &str) -> Option<Self> {
        region::known(name).map(Self)
    }

    /// Every region that the pinned specification knows.
    pub fn all() -> impl Iterator<Item = Self> {
        region::pinned().iter().map(Self)
    }

    /// The region's name, such as `eu-central-1`.
    pub fn as_str(&self) -> &'static str {
        &self.0.name
    }

    /// The partition that the region is in, such as `aws` or `aws-cn`: the second part of its resources' ARNs.
    pub fn partition(&self) -> &'static str {
        &self.0.partition
    }

    /// The domain under which the region's services are, such as `amazonaws.com`.
    pub fn dns_suffix(&self) -> &'static str {
        &self.0.dns_suffix
    }

    /// Whether AWS's documentation says that the region lacks a feature.
    pub fn lacks(&self, feature: Feature) -> bool {
        region_overlay::lacks(self.0, feature).is_some()
    }

    /// Whether an account must enable the region before use; `None` when it is not known.
    pub fn opt_in(&self) -> Option<bool> {
        self.0.opt_in
    }
}

impl FromStr for Region {
    /// What is wrong, and the region that was meant.
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::known(name).ok_or_else(|| match nearest(name, names()) {
            Some(meant) => format!("there is no such region; did you mean `{meant}`?"),
            None => "there is no such region; use a region's code, such as `eu-central-1`".to_owned(),
        })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({self})")
    }
}

/// The names of all known regions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    region::pinned().iter().map(|facts| facts.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_its_partition_and_domain() {
        let ireland = Region::known("eu-west-1").unwrap();
        assert_eq!(
            (ireland.partition(), ireland.dns_suffix(), ireland.opt_in()),
            ("aws", "amazonaws.com", Some(false))
        );
        assert_eq!(Region::known("cn-north-1").unwrap().partition(), "aws-cn");
        assert_eq!(Region::known("eu-wset-1"), None);
    }
}
