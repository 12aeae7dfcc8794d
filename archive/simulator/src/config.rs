//! The configuration of a simulator.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::Error;
use crate::faults::Faults;

/// The settings of a simulator. Create it with [`Config::new`] or [`Config::in_memory`] and change its fields.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder for the state; `None` keeps the state in memory.
    pub state_dir: Option<PathBuf>,
    /// The account of requests: twelve digits. Default `123456789012`.
    pub account: String,
    /// The seed of identifiers and random numbers. The same seed and requests give the same state, except for
    /// timestamps with the system clock.
    pub seed: u64,
    /// The duration of an operation on one resource. Default: 20 milliseconds; with zero, an operation is complete when
    /// the response to its request is sent.
    pub resource_delay: Duration,
    /// The duration of the replication of an object. Default: 20 milliseconds.
    pub replication_delay: Duration,
    /// Whether the two roles for SELF_MANAGED StackSets exist initially. Default: true.
    pub stack_set_roles: bool,
    /// Further accounts that stack sets can deploy to. An access key that equals such an account ID is used for that account.
    pub other_accounts: Vec<String>,
    /// The accounts of each organizational unit, such as `ou-root-storage1`, for SERVICE_MANAGED StackSets. `account`
    /// is the management account of the organization. Default: no organization.
    pub organizational_units: BTreeMap<String, Vec<String>>,
    /// The delay until regions other than us-east-1 accept a new role as a principal in key policies. Default: zero.
    pub iam_delay: Duration,
    /// Opt-in regions that are enabled in every account. Default: none.
    pub enabled_regions: Vec<String>,
    /// Callers with limited permissions: an access key, which is also the name of their role, and the policy of the
    /// role. All other access keys are those of root users. Default: none.
    pub callers: BTreeMap<String, serde_json::Value>,
    /// The clock of the simulation.
    pub clock: Clock,
    /// The faults. Default: none.
    pub faults: Faults,
}

/// The clock of the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system clock.
    Machine,
    /// Each request advances time by this duration, so runs are fast and reproducible.
    Requests(Duration),
}

impl Config {
    /// A simulator with its state in a folder.
    #[must_use]
    pub fn new(state_dir: impl Into<PathBuf>) -> Self {
        Self { state_dir: Some(state_dir.into()), ..Self::in_memory() }
    }

    /// A simulator with its state in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            state_dir: None,
            account: "123456789012".into(),
            seed: 0,
            resource_delay: Duration::from_millis(20),
            replication_delay: Duration::from_millis(20),
            stack_set_roles: true,
            other_accounts: Vec::new(),
            organizational_units: BTreeMap::new(),
            iam_delay: Duration::ZERO,
            enabled_regions: Vec::new(),
            callers: BTreeMap::new(),
            clock: Clock::Machine,
            faults: Faults::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let is_account = |text: &&String| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let fields = std::iter::once(("account", &self.account));
        let others = self.other_accounts.iter().map(|account| ("other_accounts", account));
        let units = self.organizational_units.values().flatten().map(|account| ("organizational_units", account));
        let mut fields = fields.chain(others).chain(units);
        if let Some((field, account)) = fields.find(|(_, account)| !is_account(account)) {
            return Err(Error::Config { field, value: account.clone(), reason: "an account ID has twelve digits" });
        }
        match self.enabled_regions.iter().find(|region| !crate::scope::is_region(region)) {
            Some(region) => {
                let reason = "unknown region";
                Err(Error::Config { field: "enabled_regions", value: region.clone(), reason })
            }
            None => Ok(()),
        }
    }
}
