//! How a simulator is set up.

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
    /// Whether the two roles that SELF_MANAGED StackSets need are there in a new world. Default: they are.
    pub stack_set_roles: bool,
    /// Opt-in regions that are enabled in every account. Default: none.
    pub enabled_regions: Vec<String>,
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
            stack_set_roles: true,
            enabled_regions: Vec::new(),
            clock: Clock::Machine,
            faults: Faults::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let is_account = self.account.len() == 12 && self.account.bytes().all(|byte| byte.is_ascii_digit());
        if !is_account {
            let reason = "an account is twelve digits";
            return Err(Error::Config { field: "account", value: self.account.clone(), reason });
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
