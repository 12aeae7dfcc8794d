//! What a job is about to cost.
//!
//! The prices are those of S3 in us-east-1 in 2025, <https://aws.amazon.com/s3/pricing/>; other regions cost up to several times as much.
//! They are typed here because AWS publishes no price in the documents that the snapshot is made from.

use std::collections::BTreeMap;
use std::fmt;

use crate::bytes::human;
use crate::config::Region;

/// A job of S3 Batch Operations.
const JOB: f64 = 0.25;
/// An object that a job is about.
const TASK: f64 = 1.0 / 1_000_000.0;
/// A `PUT` into S3 Standard.
const PUT: f64 = 0.005 / 1000.0;
/// A GB (10^9 bytes) from one region to another.
const TRANSFER: f64 = 0.02;
const GB: f64 = 1e9;

/// What is to be replicated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Estimate {
    /// The versions and delete markers of the primary bucket.
    pub versions: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them are missing from each region, and their bytes.
    pub regions: BTreeMap<Region, (u64, u64)>,
}

impl Estimate {
    /// US dollars for the job, its requests and the transfer between regions, at the prices of us-east-1. Not in it: storage, requests to
    /// KMS, and the lists that were read.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn dollars(&self) -> f64 {
        let copies: u64 = self.regions.values().map(|(versions, _)| versions).sum();
        let copied: u64 = self.regions.values().map(|(_, bytes)| bytes).sum();
        JOB + self.versions as f64 * TASK + copies as f64 * PUT + copied as f64 / GB * TRANSFER
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (versions, bytes) = (self.versions, human(self.bytes));
        let word = if versions == 1 { "version" } else { "versions" };
        write!(f, "{versions} {word} with {bytes}, for about {:.2} US dollars", self.dollars())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_objects_in_two_regions_cost_the_job_the_tasks_the_requests_and_the_transfer() {
        let region: Vec<Region> = ["eu-west-1", "eu-north-1"].map(|name| Region::known(name).unwrap()).into();
        let one = Estimate {
            versions: 1_000_000,
            bytes: 1_000_000_000_000,
            regions: region.into_iter().map(|region| (region, (1_000_000, 1_000_000_000_000))).collect(),
        };
        assert_eq!(format!("{:.2}", one.dollars()), "51.25");
        assert_eq!(one.to_string(), "1000000 versions with 931.3 GiB, for about 51.25 US dollars");
    }
}
