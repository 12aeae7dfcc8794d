//! What the execution role is for: which actions, in which regions, on which buckets.

use std::collections::BTreeSet;

use models::check::Findings;

use super::deployed::Deployed;
use super::permissions::{self, Permission};
use super::replica;
use crate::config::{Config, Region};

/// The replicas as they are to be, and as they are until then: a role that no longer knew what is deployed could neither change it nor
/// delete it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// What CloudFormation is to be allowed.
    pub(crate) permissions: BTreeSet<Permission>,
    /// What it is to be allowed in order to read what is there.
    pub(crate) readable: BTreeSet<Permission>,
    /// Where.
    pub(crate) regions: Vec<Region>,
    /// Whether there are log buckets.
    pub(crate) has_logs: bool,
}

impl Scope {
    /// The scope of a configuration, beside what is deployed.
    ///
    /// # Errors
    /// What is wrong with the replica's template.
    pub(crate) fn new(config: &Config, deployed: Option<&Deployed>) -> Result<Self, Findings> {
        // Tags can be given with every deployment.
        let template = replica(config)?.to_value();
        let mut permissions = permissions::of_template(&template, true);
        let mut readable = permissions::to_read(&template);
        let mut regions: Vec<Region> = config.replica_regions().copied().collect();
        let mut has_logs = config.options().access_logs.is_some() || config.options().inventory.is_some();
        if let Some(deployed) = deployed {
            permissions.extend(permissions::of_template(deployed.replica(), true));
            readable.extend(permissions::to_read(deployed.replica()));
            regions
                .extend(deployed.regions().iter().filter(|region| !config.replica_regions().any(|own| own == *region)));
            has_logs |= deployed.has_logs();
        }
        Ok(Self { permissions, readable, regions, has_logs })
    }
}
