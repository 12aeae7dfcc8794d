//! What an audit is asked for, and what comes of it.

use std::collections::BTreeMap;
use std::io;

use super::damage::{Damage, DamageKind};
use super::rows::Site;
use crate::config::Region;
use cfn_deploy::aws::ApiError;

/// Where the versions are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionSource {
    /// From inventories where each bucket has one, else by listing.
    Automatic,
    /// From inventories.
    Inventory,
    /// By listing.
    Listing,
}

/// How much of each version is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything that can be compared.
    Everything,
    /// Whether it is there: S3 is asked only about versions that a list or an inventory of a replica lacks.
    Presence,
}

/// What is audited.
#[derive(Debug, Clone, Copy)]
pub struct AuditOptions<'a> {
    /// Where the versions are taken from.
    pub source: VersionSource,
    /// How the keys begin; all keys if it is empty.
    pub prefix: &'a str,
    /// How much of each version is compared.
    pub extent: Extent,
}

/// What was found in one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionSummary {
    /// The region.
    pub region: Region,
    /// The bucket.
    pub bucket: String,
    /// The versions that are damaged, by kind.
    pub damage: BTreeMap<DamageKind, u64>,
}

impl RegionSummary {
    pub(super) fn of(site: &Site<'_>) -> Self {
        Self { region: site.region, bucket: site.bucket.clone(), damage: BTreeMap::new() }
    }
}

/// What an audit has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The primary bucket's region first.
    pub regions: Vec<RegionSummary>,
    /// The versions and delete markers of the primary bucket.
    pub versions: u64,
    /// Replicas that are still to arrive.
    pub pending: u64,
    /// Replicas without a checksum that the primary's version has too.
    pub unverified: u64,
    /// Of when the oldest inventory is; `None` if the buckets were listed.
    pub inventory: Option<String>,
    /// The versions that replicating again mends, and their bytes.
    pub replicable: (u64, u64),
}

impl Audit {
    /// Everything that is damaged: a version counts in each region, and for each kind.
    pub fn damaged(&self) -> u64 {
        self.regions.iter().flat_map(|region| region.damage.values()).sum()
    }
}

/// Why an audit could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A call failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A bucket is not encrypted with a key that can be used, so that S3 describes nothing in it.
    #[error("{bucket} in {region} is not encrypted with a KMS key that can be used")]
    NoKey {
        /// The bucket.
        bucket: String,
        /// Its region.
        region: Region,
    },
    /// An inventory cannot be read.
    #[error("{file} cannot be read as an inventory: {why}")]
    Inventory {
        /// Its address.
        file: String,
        /// Why.
        why: String,
    },
    /// Inventories were asked for, and there is none.
    #[error("{0}")]
    NoInventory(String),
    /// Files of the audit cannot be written or read again.
    #[error("a file of the audit: {0}")]
    File(#[from] io::Error),
}

/// What happens during an audit.
pub trait AuditLog {
    /// Something is damaged.
    ///
    /// # Errors
    /// It cannot be written down.
    fn damaged(&mut self, damage: &Damage) -> io::Result<()>;

    /// So many versions have been examined.
    fn examined(&mut self, versions: u64);

    /// Something to know.
    fn note(&mut self, message: String);
}
