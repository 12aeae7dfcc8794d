//! Everything the simulated AWS knows: accounts, regions and what lies in them.

pub(crate) mod advance;
pub(crate) mod blobs;
mod file;
pub(crate) mod store;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cloudformation::transform::macros::Macros;
use crate::faults::Adversary;
use crate::ids::Ids;
use crate::scope::{Scope, is_opt_in, is_region};
use crate::state::generic::GenericResource;
use crate::state::s3::Bucket;
use crate::state::s3control::Job;
use crate::state::{cloudformation, iam, kms};
use crate::timestamp::Timestamp;
use blobs::Blobs;

/// The world, as it is saved.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    /// Simulated time. Everything that was to happen by now has happened.
    pub(crate) now: Timestamp,
    pub(crate) ids: Ids,
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Bucket names are unique over all accounts and regions.
    pub(crate) buckets: BTreeMap<String, Bucket>,
    /// What is on its way from one bucket to another.
    #[serde(default)]
    pub(crate) replications: Vec<crate::state::s3::replication::Job>,
    /// What access keys stand for that are not those of root users.
    #[serde(default)]
    pub(crate) sessions: BTreeMap<String, iam::Session>,
    /// The role of the session whose request is being answered.
    #[serde(skip)]
    pub(crate) acting: Option<String>,
    #[serde(skip)]
    pub(crate) settings: Settings,
    #[serde(skip)]
    pub(crate) adversary: Adversary,
    /// What stands in for the functions of macros.
    #[serde(skip)]
    pub(crate) macros: Macros,
    #[serde(skip)]
    pub(crate) blobs: Blobs,
}

/// What the configuration says; not part of the saved world.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// How long CloudFormation works on one resource.
    pub(crate) resource_delay: Duration,
    /// How long it takes until other regions know a new role.
    pub(crate) iam_delay: Duration,
    /// How long an object is on its way to a replica.
    pub(crate) replication_delay: Duration,
    /// How long a restoration of the tier Standard takes.
    pub(crate) restore_delay: Duration,
    /// How long a job of S3 Batch Operations is in each of its states.
    pub(crate) batch_delay: Duration,
    /// The time between two daily inventories.
    pub(crate) inventory_interval: Duration,
    /// The accounts of each organizational unit; there is no organization where there are no units.
    pub(crate) organizational_units: BTreeMap<String, Vec<String>>,
    /// Opt-in regions that are enabled in every account.
    pub(crate) enabled_regions: Vec<String>,
}

/// One account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) iam: iam::State,
    pub(crate) regions: BTreeMap<String, Region>,
}

/// One region of one account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Region {
    pub(crate) kms: kms::State,
    pub(crate) cloudformation: cloudformation::State,
    /// Jobs of S3 Batch Operations, by their id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) jobs: BTreeMap<String, Job>,
    /// Resources of services whose own API is not served, by type and physical id.
    #[serde(default)]
    pub(crate) resources: BTreeMap<String, BTreeMap<String, GenericResource>>,
    /// The same as earlier versions saved them: properties alone.
    #[serde(default, skip_serializing)]
    other: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

impl World {
    /// Takes over what earlier versions saved in another form.
    pub(crate) fn migrate(&mut self) {
        for region in self.accounts.values_mut().flat_map(|account| account.regions.values_mut()) {
            for (kind, resources) in std::mem::take(&mut region.other) {
                let of_kind = region.resources.entry(kind).or_default();
                for (id, properties) in resources {
                    let properties = properties.as_object().cloned().unwrap_or_default();
                    of_kind.insert(id, GenericResource { properties, attributes: serde_json::Map::new() });
                }
            }
        }
    }

    /// A world in which nothing was done yet.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            now: Timestamp::EPOCH,
            ids: Ids::new(seed),
            accounts: BTreeMap::new(),
            buckets: BTreeMap::new(),
            replications: Vec::new(),
            sessions: BTreeMap::new(),
            acting: None,
            settings: Settings::default(),
            adversary: Adversary::default(),
            macros: Macros::default(),
            blobs: Blobs::default(),
        }
    }

    pub(crate) fn iam(&mut self, scope: &Scope) -> &mut iam::State {
        &mut self.accounts.entry(scope.account.clone()).or_default().iam
    }

    pub(crate) fn region(&mut self, scope: &Scope) -> &mut Region {
        let account = self.accounts.entry(scope.account.clone()).or_default();
        account.regions.entry(scope.region.clone()).or_default()
    }

    /// The region if anything was ever done in it.
    pub(crate) fn region_ref(&self, scope: &Scope) -> Option<&Region> {
        self.accounts.get(&scope.account)?.regions.get(&scope.region)
    }

    pub(crate) fn kms(&mut self, scope: &Scope) -> &mut kms::State {
        &mut self.region(scope).kms
    }

    pub(crate) fn cloudformation(&mut self, scope: &Scope) -> &mut cloudformation::State {
        &mut self.region(scope).cloudformation
    }

    /// Whether the accounts may use the region.
    pub(crate) fn is_enabled(&self, region: &str) -> bool {
        is_region(region) && (!is_opt_in(region) || self.settings.enabled_regions.iter().any(|name| name == region))
    }

    /// Every account and region in which something was ever done.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        let of_account = |(account, state): (&String, &Account)| {
            state.regions.keys().map(|region| Scope::new(account, region)).collect::<Vec<_>>()
        };
        self.accounts.iter().flat_map(of_account).collect()
    }

    /// When CloudFormation is done with a resource on which it starts now.
    pub(crate) fn resource_due(&self) -> Timestamp {
        self.now.after(self.settings.resource_delay)
    }
}
