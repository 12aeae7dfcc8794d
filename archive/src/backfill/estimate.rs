//! What a job is about to cost, at the prices of us-east-1; other regions cost up to several times as much.

use std::collections::BTreeMap;
use std::fmt;

use crate::bytes::human;
use crate::config::Region;
use crate::cost::{Item, prices};

/// The region whose prices the estimate takes.
const REGION: &str = "us-east-1";

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
    /// US dollars for the job, its requests and the transfer between regions; `None` where the table of prices lacks one of them. Not in it:
    /// storage, requests to KMS, and the lists that were read.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn dollars(&self) -> Option<f64> {
        let copies: u64 = self.regions.values().map(|(versions, _)| versions).sum();
        let copied: u64 = self.regions.values().map(|(_, bytes)| bytes).sum();
        let price = |item: Item| prices().of(REGION, item);
        Some(
            price(Item::BatchJob)?
                + self.versions as f64 * price(Item::BatchObject)?
                + copies as f64 * price(Item::Put(None))?
                + copied as f64 * price(Item::Transfer)?,
        )
    }

    /// The place and the day of the prices, for people.
    pub fn basis() -> String {
        format!("at the prices of {REGION} of {}", prices().date)
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (versions, bytes) = (self.versions, human(self.bytes));
        let word = if versions == 1 { "version" } else { "versions" };
        write!(f, "{versions} {word} with {bytes}, for ")?;
        match self.dollars() {
            Some(dollars) => write!(f, "about {dollars:.2} US dollars"),
            None => f.write_str("a price that is not known"),
        }
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
        assert_eq!(format!("{:.2}", one.dollars().unwrap()), "51.25");
        assert_eq!(one.to_string(), "1000000 versions with 931.3 GiB, for about 51.25 US dollars");
    }
}
