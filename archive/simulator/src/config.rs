//! The configuration of a simulator.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use iam_evaluator::{Policy, PolicyKind};

use crate::error::Error;
use crate::faults::Faults;

/// The configuration. Create it with [`Config::new`] or [`Config::in_memory`] and change its fields.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder in which the state is saved; without one it is lost when the simulator stops.
    pub state_dir: Option<PathBuf>,
    /// The account of requests: twelve digits. Default `123456789012`.
    pub account: String,
    /// The seed of random identifiers. The same seed and the same requests give the same state, apart from times if the
    /// clock is the machine's.
    pub seed: u64,
    /// How long CloudFormation works on a resource. Default 20 milliseconds; with zero, an operation is complete before
    /// the response to its request is sent.
    pub resource_delay: Duration,
    /// How long replication of an object takes. Default 20 milliseconds.
    pub replication_delay: Duration,
    /// How long a restoration takes in the tier Standard; Expedited takes a sixtieth of it, Bulk three times as long. Default 20
    /// milliseconds; AWS takes hours.
    pub restore_delay: Duration,
    /// How long an S3 Batch Operations job has each status. Default 20 milliseconds.
    pub batch_delay: Duration,
    /// The interval of daily inventory reports; that of weekly ones is seven times as long. The first report is written one interval after
    /// its configuration. Default: a day.
    pub inventory_interval: Duration,
    /// The most events of a stack in one answer. Default 100; AWS does not say how many it has.
    pub event_page: usize,
    /// Whether a new state has the two roles that SELF_MANAGED StackSets require. Default: it has.
    pub stack_set_roles: bool,
    /// Further accounts, to which StackSets can deploy. A request whose access key is such an account ID acts in that
    /// account.
    pub other_accounts: Vec<String>,
    /// The accounts of each organizational unit, such as `ou-root-storage1`, for SERVICE_MANAGED StackSets. `account`
    /// is the management account of the organization. Default: there is no organization.
    pub organizational_units: BTreeMap<String, Vec<String>>,
    /// How long it takes until regions other than us-east-1 accept a new role as a principal in key policies. Default:
    /// zero.
    pub iam_delay: Duration,
    /// Opt-in regions that are enabled in every account. Default: none.
    pub enabled_regions: Vec<String>,
    /// The account's values of quotas, by their codes in Service Quotas; the others have AWS's defaults. They are reported, not enforced.
    pub quotas: BTreeMap<String, f64>,
    /// Callers with limited permissions: an access key, which is also the name of their role, and the policy of the
    /// role. Every other access key is that of the root user. Default: none.
    pub callers: BTreeMap<String, serde_json::Value>,
    /// What advances the simulated clock.
    pub clock: Clock,
    /// The faults. Default: none.
    pub faults: Faults,
}

/// What advances the simulated clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// Only requests: each advances the clock by this much. Runs repeat exactly, and fast.
    Requests(Duration),
}

impl Config {
    /// A simulator that saves its state in a folder.
    #[must_use]
    pub fn new(state_dir: impl Into<PathBuf>) -> Self {
        Self { state_dir: Some(state_dir.into()), ..Self::in_memory() }
    }

    /// A simulator whose state is lost when it stops.
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
            event_page: 100,
            stack_set_roles: true,
            other_accounts: Vec::new(),
            organizational_units: BTreeMap::new(),
            iam_delay: Duration::ZERO,
            enabled_regions: Vec::new(),
            quotas: BTreeMap::new(),
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
        let is_invalid = |(_, policy): &(&String, &serde_json::Value)| {
            Policy::parse(PolicyKind::Identity, "caller", policy).is_err()
        };
        if let Some((name, _)) = self.callers.iter().find(is_invalid) {
            let reason = "the policy of the caller is not an identity-based policy";
            return Err(Error::Config { field: "callers", value: name.clone(), reason });
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
