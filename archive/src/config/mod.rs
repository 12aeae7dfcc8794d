//! What to deploy and where: `archive.toml`, the environment over it, and the flags over both.
//!
//! ```toml
//! # Starts every name; bucket names are global, so choose one of your own.
//! prefix = "acme"
//! # Where objects are written.
//! region = "eu-central-1"
//! # Where they are replicated to.
//! replications = ["eu-west-1", "eu-north-1"]
//! ```
//!
//! Reading never stops at the first problem: [`ConfigError`] has all of them.

mod arn;
mod document;
mod name;
pub mod options;
mod problem;
mod reference;
mod region;
mod resolve;
mod setting;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use self::document::{schema, starter};
pub use self::options::{Effective, Options};
pub use self::problem::{ConfigError, Origin, Problem};
pub use self::reference::reference;
pub use self::region::Region;
pub use self::setting::{Kind, Section, Setting};

use self::name::Purpose;
use self::options::{LockMode, Namespace};

/// The file that is read when no other is named.
pub const FILE_NAME: &str = "archive.toml";

/// The variables of the environment that are settings of the same name; the last is the name of the file.
pub const VARIABLES: [&str; 4] = ["ARCHIVE_PREFIX", "ARCHIVE_REGION", "ARCHIVE_REPLICATIONS", "ARCHIVE_CONFIG"];

/// The prefix when neither the file nor a flag has one. Good for the simulator only: bucket names are global, so a deployment to AWS
/// must name its own.
pub const DEFAULT_PREFIX: &str = "example";

/// Settings from the command line; each overrides the file's.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`: the file to read. Without it `archive.toml` is read, in the folder or the nearest parent that has one.
    pub file: Option<PathBuf>,
    /// The variables of the environment that are settings, by their names; flags take their place.
    pub environment: BTreeMap<String, String>,
    /// `--prefix`
    pub prefix: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--replications`
    pub replications: Option<Vec<String>>,
}

/// What a configuration is read from: a file's text, and the flags over it. A saved plan keeps it, so that the configuration that was
/// planned is the one that is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    file: PathBuf,
    text: String,
    prefix: Option<String>,
    region: Option<String>,
    replications: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    environment: BTreeMap<String, String>,
}

impl Source {
    /// Reads the file that `overrides` names, or `archive.toml` in `folder` or the nearest parent that has one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(folder: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let (file, text) = resolve::read_file(folder, overrides.file.as_deref(), &mut problems);
        let Overrides { prefix, region, replications, environment, .. } = overrides.clone();
        if problems.is_empty() {
            return Ok(Self { file, text, prefix, region, replications, environment });
        }
        Err(ConfigError { problems })
    }

    /// The same under further flags, each of which takes the place of an earlier one.
    #[must_use]
    pub fn under(mut self, overrides: &Overrides) -> Self {
        self.prefix = overrides.prefix.clone().or(self.prefix);
        self.region = overrides.region.clone().or(self.region);
        self.replications = overrides.replications.clone().or(self.replications);
        self
    }

    /// Checks the configuration.
    ///
    /// # Errors
    /// All problems of the text and of the values, each with its place and remedy.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let overrides = Overrides {
            file: None,
            environment: self.environment.clone(),
            prefix: self.prefix.clone(),
            region: self.region.clone(),
            replications: self.replications.clone(),
        };
        let mut problems = Vec::new();
        match resolve::resolve(self, &overrides, &mut problems) {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(ConfigError { problems }),
        }
    }
}

/// A checked configuration: every name that follows from it is legal and every region exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    prefix: String,
    prefix_is_default: bool,
    region: Region,
    replications: Vec<Region>,
    detached: Vec<Region>,
    options: Options,
    effective: Vec<Effective>,
    account: String,
}

impl Config {
    /// Reads the file that `overrides` names, or `archive.toml` in `folder` if there is one, lays the flags over it and checks the whole.
    ///
    /// # Errors
    /// All problems of the file and of the values, each with its place and remedy.
    pub fn load(folder: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        Source::read(folder, overrides)?.config()
    }

    /// Starts every name.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether nobody chose the prefix, so that it is [`DEFAULT_PREFIX`].
    pub fn prefix_is_default(&self) -> bool {
        self.prefix_is_default
    }

    /// The region of the primary bucket.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The regions that hold a replica, in the order in which they were written; never empty.
    pub fn replications(&self) -> &[Region] {
        &self.replications
    }

    /// The regions that keep their replica but get no new objects.
    pub fn detached(&self) -> &[Region] {
        &self.detached
    }

    /// Every region that the StackSet has an instance in: those that replicate, then those that are detached.
    pub fn replica_regions(&self) -> impl Iterator<Item = &Region> {
        self.replications.iter().chain(&self.detached)
    }

    /// Everything beyond the regions.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Every setting with its value and where it comes from, in the order in which they are documented.
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }

    /// The settings in effect as an `archive.toml`, each with where it comes from.
    pub fn show(&self) -> String {
        document::show(&self.effective)
    }

    /// Whether a deployment cannot be undone by anyone, so that it must be confirmed by typing: Object Lock in compliance mode.
    pub fn needs_typed_confirmation(&self) -> bool {
        self.options.object_lock.is_some_and(|lock| lock.mode == LockMode::Compliance)
    }

    /// The replicating regions that get no rule yet, because the ARN of their key in another account is not written down: after the first
    /// deployment it is an output of the replica's stack, and goes into `[replica.keys]`.
    pub fn awaiting_key(&self) -> Vec<Region> {
        match &self.options.replica_account {
            Some(replica) => self.replications.iter().filter(|region| replica.key(region).is_none()).copied().collect(),
            None => Vec::new(),
        }
    }

    /// The stack of the primary region: `<prefix>-archive`.
    pub fn stack_name(&self) -> String {
        format!("{}-archive", self.prefix)
    }

    /// The same configuration in the account with this number, which is part of names in the account-regional namespace.
    #[must_use]
    pub fn in_account(self, account: impl Into<String>) -> Self {
        Self { account: account.into(), ..self }
    }

    /// The primary bucket: `<prefix>-archive`; in the account-regional namespace `<prefix>-archive-<account>-<region>-an`, where `ACCOUNT`
    /// is in place of the account until [`in_account`](Self::in_account) tells it.
    pub fn bucket_name(&self) -> String {
        name::bucket(&self.prefix, Purpose::Primary, self.options.namespace, &self.account, self.region.as_str())
    }

    /// The replica bucket in `region`: `<prefix>-archive-replication-<region>`; in the account-regional namespace as
    /// [`bucket_name`](Self::bucket_name), with the account that owns the replicas.
    pub fn replica_bucket_name(&self, region: &Region) -> String {
        let account = self.options.replica_account.as_ref().map_or(&self.account, |replica| &replica.account);
        name::bucket(&self.prefix, Purpose::Replica, self.options.namespace, account, region.as_str())
    }

    /// The bucket in `region` that S3 writes logs and inventories to; `None` if the configuration wants neither.
    pub fn log_bucket_name(&self, region: &Region) -> Option<String> {
        let wanted = self.options.access_logs.is_some() || self.options.inventory.is_some();
        wanted.then(|| self.log_bucket_name_in(region))
    }

    /// What the log bucket in `region` is called, whether the configuration wants one or not.
    pub fn log_bucket_name_in(&self, region: &Region) -> String {
        let account = match &self.options.replica_account {
            Some(replica) if region != self.region() => &replica.account,
            _ => &self.account,
        };
        name::bucket(&self.prefix, Purpose::Logs, self.options.namespace, account, region.as_str())
    }

    /// The role that S3 replicates with: `<prefix>-archive-replication-<region>`. IAM is global, so the primary region is in the name.
    pub fn replication_role_name(&self) -> String {
        name::replication_role(&self.prefix, self.region.as_str())
    }

    /// The role of the jobs of `archive backfill`: `<prefix>-archive-backfill-<region>`.
    pub fn backfill_role_name(&self) -> String {
        name::backfill_role(&self.prefix, self.region.as_str())
    }

    /// The stack with that role and the bucket of its manifests and reports: `<prefix>-archive-backfill`.
    pub fn backfill_stack_name(&self) -> String {
        format!("{}-archive-backfill", self.prefix)
    }

    /// The role of `archive failback`: `<prefix>-archive-failback-<region>`, with the region of the promoted replica.
    pub fn failback_role_name(&self, region: &Region) -> String {
        format!("{}-archive-failback-{region}", self.prefix)
    }

    /// The stack with that role and the bucket of its jobs, in the region of the promoted replica: `<prefix>-archive-failback`.
    pub fn failback_stack_name(&self) -> String {
        format!("{}-archive-failback", self.prefix)
    }

    /// The StackSet of the replicas: `<prefix>-archive-replication`.
    pub fn stack_set_name(&self) -> String {
        format!("{}-archive-replication", self.prefix)
    }

    /// Whether the buckets are called after account and region.
    pub fn is_account_regional(&self) -> bool {
        self.options.namespace == Namespace::AccountRegional
    }
}
