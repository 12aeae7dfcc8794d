//! How a simulator is set up.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::Error;
use crate::faults::Faults;

/// The settings of a simulator. Make one with [`Config::new`] or [`Config::in_memory`] and change what is to differ.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that keeps the state between runs; nothing is kept without one.
    pub state_dir: Option<PathBuf>,
    /// The account that requests act in: twelve digits. Default `123456789012`.
    pub account: String,
    /// Where identifiers and chance start from. The same seed and the same requests give the same world, apart from
    /// the times where the clock is the machine's.
    pub seed: u64,
    /// How long CloudFormation works on one resource. Default 20 milliseconds; with zero an operation is complete
    /// when the reply to the request that started it is sent.
    pub resource_delay: Duration,
    /// How long an object is on its way to a replica. Default 20 milliseconds.
    pub replication_delay: Duration,
    /// How long it takes until an archived object is restored in the tier Standard; Expedited takes a sixtieth of it, Bulk three times as
    /// long. Default 20 milliseconds; AWS takes hours.
    pub restore_delay: Duration,
    /// How long a job of S3 Batch Operations is in each of its states. Default 20 milliseconds.
    pub batch_delay: Duration,
    /// How often a daily inventory is written; a weekly one comes with every seventh. The first comes after as long. Default: a day.
    pub inventory_interval: Duration,
    /// Whether the two roles that SELF_MANAGED StackSets need are there in a new world. Default: they are.
    pub stack_set_roles: bool,
    /// Further accounts that stack sets may deploy to. Access keys that are such an account's number act in it.
    pub other_accounts: Vec<String>,
    /// The accounts of each organizational unit, such as `ou-root-storage1`, for SERVICE_MANAGED StackSets. The account
    /// is the management account of the organization. Default: there is no organization.
    pub organizational_units: BTreeMap<String, Vec<String>>,
    /// How long it takes until other regions than us-east-1 accept a new role as a principal in key policies.
    /// Default: no time.
    pub iam_delay: Duration,
    /// Opt-in regions that are enabled in every account. Default: none.
    pub enabled_regions: Vec<String>,
    /// Callers with limited rights: an access key that is the name of their role too, and the role's policy. Every other
    /// access key is that of a root user. Default: none.
    pub callers: BTreeMap<String, serde_json::Value>,
    /// What simulated time follows.
    pub clock: Clock,
    /// What is to go wrong. Default: nothing.
    pub faults: Faults,
}

/// What simulated time follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// Each request moves time on by this much, and nothing else does: runs repeat exactly, and fast.
    Requests(Duration),
}

impl Config {
    /// A simulator that keeps its state in a folder.
    #[must_use]
    pub fn new(state_dir: impl Into<PathBuf>) -> Self {
        Self { state_dir: Some(state_dir.into()), ..Self::in_memory() }
    }

    /// A simulator that forgets everything when it stops.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            state_dir: None,
            account: "123456789012".into(),
            seed: 0,
            resource_delay: Duration::from_millis(20),
            replication_delay: Duration::from_millis(20),
            restore_delay: Duration::from_millis(20),
            batch_delay: Duration::from_millis(20),
            inventory_interval: Duration::from_secs(86_400),
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
            return Err(Error::Config { field, value: account.clone(), reason: "an account is twelve digits" });
        }
        match self.enabled_regions.iter().find(|region| !crate::scope::is_region(region)) {
            Some(region) => {
                let reason = "AWS has no region of that name";
                Err(Error::Config { field: "enabled_regions", value: region.clone(), reason })
            }
            None => Ok(()),
        }
    }
}
