//! The state of the simulated AWS: accounts, regions and their resources.

pub(crate) mod advance;
pub(crate) mod blobs;
mod file;
pub(crate) mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cloudformation::transform::macros::Macros;
use crate::events::Published;
use crate::faults::FaultInjector;
use crate::ids::Ids;
use crate::scope::{Scope, is_opt_in, is_region};
use crate::state::generic::GenericResource;
use crate::state::s3::Bucket;
use crate::state::s3control::Job;
use crate::state::{cloudformation, iam, kms};
use crate::timestamp::Timestamp;
use blobs::BlobStore;

/// The whole state, as it is saved.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    /// The simulated time. Everything that was due has been done.
    pub(crate) now: Timestamp,
    pub(crate) ids: Ids,
    pub(crate) accounts: BTreeMap<String, Account>,
    /// By name, which is unique across accounts and regions.
    pub(crate) buckets: BTreeMap<String, Bucket>,
    /// Pending replication.
    #[serde(default)]
    pub(crate) replications: Vec<crate::state::s3::replication::Job>,
    /// Role sessions by access key. Other access keys are those of root users.
    #[serde(default)]
    pub(crate) sessions: BTreeMap<String, iam::Session>,
    /// The role of the session whose request is being handled.
    #[serde(skip)]
    pub(crate) acting_role: Option<String>,
    /// What each role did: the actions that it was asked for and had, by its ARN.
    #[serde(skip)]
    pub(crate) used_actions: BTreeMap<String, BTreeSet<String>>,
    /// What was published to topics.
    #[serde(skip)]
    pub(crate) published: Vec<Published>,
    #[serde(skip)]
    pub(crate) settings: Settings,
    #[serde(skip)]
    pub(crate) fault_injector: FaultInjector,
    /// The replacements for the functions of macros.
    #[serde(skip)]
    pub(crate) macros: Macros,
    #[serde(skip)]
    pub(crate) blobs: BlobStore,
}

/// Settings from the configuration; they are not saved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// How long CloudFormation works on a resource.
    pub(crate) resource_delay: Duration,
    /// How long it takes until other regions know a new role.
    pub(crate) iam_delay: Duration,
    /// How long replication of an object takes.
    pub(crate) replication_delay: Duration,
    /// How long a restoration of the tier Standard takes.
    pub(crate) restore_delay: Duration,
    /// How long a job of S3 Batch Operations is in each of its states.
    pub(crate) batch_delay: Duration,
    /// The time between two daily inventories.
    pub(crate) inventory_interval: Duration,
    /// The most events of a stack in one answer.
    pub(crate) event_page: usize,
    /// The accounts of each organizational unit; without units there is no organization.
    pub(crate) organizational_units: BTreeMap<String, Vec<String>>,
    /// Opt-in regions that are enabled in every account.
    pub(crate) enabled_regions: Vec<String>,
    /// The account's values of quotas, by their codes.
    pub(crate) quotas: BTreeMap<String, f64>,
}

/// An account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) iam: iam::State,
    pub(crate) regions: BTreeMap<String, Region>,
}

/// A region of an account.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Region {
    pub(crate) kms: kms::State,
    pub(crate) cloudformation: cloudformation::State,
    /// Jobs of S3 Batch Operations, by their id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) jobs: BTreeMap<String, Job>,
    /// Resources of services whose API is not simulated, by type and physical ID.
    #[serde(default)]
    pub(crate) resources: BTreeMap<String, BTreeMap<String, GenericResource>>,
    /// The same as saved by earlier versions: only properties.
    #[serde(default, skip_serializing)]
    other: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

impl Region {
    /// A resource of a service whose API is not simulated.
    pub(crate) fn resource(&mut self, kind: &str, id: &str) -> Option<&mut GenericResource> {
        self.resources.get_mut(kind)?.get_mut(id)
    }

    pub(crate) fn insert_resource(&mut self, kind: &str, id: &str, resource: GenericResource) {
        self.resources.entry(kind.to_owned()).or_default().insert(id.to_owned(), resource);
    }

    pub(crate) fn remove_resource(&mut self, kind: &str, id: &str) {
        if let Some(of_kind) = self.resources.get_mut(kind) {
            of_kind.remove(id);
        }
    }
}

impl World {
    /// Converts what earlier versions saved.
    pub(crate) fn migrate(&mut self) {
        for region in self.accounts.values_mut().flat_map(|account| account.regions.values_mut()) {
            for (kind, resources) in std::mem::take(&mut region.other) {
                let of_kind = region.resources.entry(kind).or_default();
                for (id, properties) in resources {
                    let serde_json::Value::Object(properties) = properties else { continue };
                    of_kind.insert(id, GenericResource { properties, attributes: serde_json::Map::new() });
                }
            }
        }
    }

    /// An empty state.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            now: Timestamp::EPOCH,
            ids: Ids::new(seed),
            accounts: BTreeMap::new(),
            buckets: BTreeMap::new(),
            replications: Vec::new(),
            sessions: BTreeMap::new(),
            acting_role: None,
            used_actions: BTreeMap::new(),
            published: Vec::new(),
            settings: Settings::default(),
            fault_injector: FaultInjector::default(),
            macros: Macros::default(),
            blobs: BlobStore::default(),
        }
    }

    pub(crate) fn iam(&mut self, scope: &Scope) -> &mut iam::State {
        &mut self.accounts.entry(scope.account.clone()).or_default().iam
    }

    pub(crate) fn region(&mut self, scope: &Scope) -> &mut Region {
        let account = self.accounts.entry(scope.account.clone()).or_default();
        account.regions.entry(scope.region.clone()).or_default()
    }

    /// The region, if it has ever been used.
    pub(crate) fn region_ref(&self, scope: &Scope) -> Option<&Region> {
        self.accounts.get(&scope.account)?.regions.get(&scope.region)
    }

    pub(crate) fn kms(&mut self, scope: &Scope) -> &mut kms::State {
        &mut self.region(scope).kms
    }

    pub(crate) fn cloudformation(&mut self, scope: &Scope) -> &mut cloudformation::State {
        &mut self.region(scope).cloudformation
    }

    /// Whether the region is enabled.
    pub(crate) fn is_enabled(&self, region: &str) -> bool {
        is_region(region) && (!is_opt_in(region) || self.settings.enabled_regions.iter().any(|name| name == region))
    }

    /// All accounts and regions that have been used.
    pub(crate) fn scopes(&self) -> Vec<Scope> {
        let of_account = |(account, state): (&String, &Account)| {
            state.regions.keys().map(|region| Scope::new(account, region)).collect::<Vec<_>>()
        };
        self.accounts.iter().flat_map(of_account).collect()
    }

    /// Remembers that the role with the ARN `role` needed `action` and had it.
    pub(crate) fn remember_use(&mut self, role: &str, action: &str) {
        match self.used_actions.get_mut(role) {
            Some(used) if used.contains(action) => {}
            Some(used) => _ = used.insert(action.to_owned()),
            None => _ = self.used_actions.insert(role.to_owned(), [action.to_owned()].into()),
        }
    }

    /// When work on a resource that starts now is complete.
    pub(crate) fn resource_due(&self) -> Timestamp {
        self.now.after(self.settings.resource_delay)
    }
}
