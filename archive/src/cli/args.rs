//! The command line.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

pub(super) use super::doctor_args::DoctorArgs;
pub(super) use super::failover_args::{FailbackArgs, FailoverArgs};
use super::hints::HINTS;
pub(super) use super::look_args::{CostArgs, PlanArgs, StatusArgs};
use crate::config::{Overrides, Region, VARIABLES};
use cfn_command_line::arguments::{
    self, Approvals, DestroyArgs, Display, EXIT_CODES, EventsArgs, RecoverArgs, StackSettings,
};
use cfn_command_line::build_facts;
use cfn_command_line::graph::GraphArgs;
use cfn_command_line::hints::with_hint;

/// Where the simulated AWS keeps its state, unless `--state` says otherwise.
pub const DEFAULT_STATE: &str = ".archive/simulator";

/// A multi-region S3 archive, deployed with one command.
#[derive(Debug, Parser)]
#[command(name = "archive", version, long_version = long_version(), about, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    pub(super) color: arguments::Color,
    #[command(flatten)]
    pub(super) settings: Settings,
    #[command(flatten)]
    pub(super) connection: Connection,
    #[command(flatten)]
    pub(super) display: Display,
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Cli {
    /// Parses the arguments, the program's name first.
    ///
    /// # Errors
    /// What there is to print instead of running a command: an error, the help or the version.
    pub(super) fn parse_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        // What is valid shows no help, and to make the help of every command takes longer than to read the arguments.
        match Self::command().try_get_matches_from(&arguments).and_then(|matches| Self::from_arg_matches(&matches)) {
            Ok(cli) => return Ok(cli),
            Err(shown) if shown.kind() == ErrorKind::DisplayVersion => return Err(shown),
            Err(_) => {}
        }
        let mut program = Self::command();
        // Adds the global options to each command, so that its help can leave them out.
        program.build();
        let note = "See 'archive --help' for the options of all commands.";
        let mut program = arguments::without_global_options_in_help(program, note);
        let matches = program.try_get_matches_from_mut(arguments).map_err(|error| with_hint(error, HINTS))?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut program))
    }
}

/// The version, and what the program was built from and for.
fn long_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| build_facts(env!("CARGO_PKG_VERSION"), &[]));
    &VERSION
}

/// What to deploy and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct Settings {
    /// The configuration file [default: ARCHIVE_CONFIG, or the nearest archive.toml of this folder and its parents]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The prefix of every name; bucket names are global, so choose your own
    #[arg(long, global = true)]
    prefix: Option<String>,
    /// The region of the primary bucket
    #[arg(long, global = true)]
    region: Option<String>,
    /// The regions of the replicas, separated by commas
    #[arg(long, global = true, value_delimiter = ',', value_name = "REGION,…")]
    replications: Option<Vec<String>>,
}

impl Settings {
    /// `--config`.
    pub(super) fn file(&self) -> Option<&Path> {
        self.config.as_deref()
    }
}

impl From<&Settings> for Overrides {
    fn from(settings: &Settings) -> Self {
        // What is not UTF-8 is no region and no prefix: it is refused as it is shown.
        let read = |name: &str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
            Some((name.to_owned(), value.to_string_lossy().into_owned()))
        };
        let environment: BTreeMap<_, _> = VARIABLES.into_iter().filter_map(read).collect();
        Self {
            file: settings.config.clone().or_else(|| environment.get("ARCHIVE_CONFIG").map(PathBuf::from)),
            environment,
            prefix: settings.prefix.clone(),
            region: settings.region.clone(),
            replications: settings.replications.clone(),
        }
    }
}

/// Whom to talk to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct Connection {
    /// A profile of the AWS configuration files [default: AWS_PROFILE]
    #[arg(long, global = true)]
    pub(super) profile: Option<String>,
    /// A profile of the account of the replicas, where they are in another account
    #[arg(long, global = true, value_name = "PROFILE", conflicts_with = "local")]
    pub(super) replica_profile: Option<String>,
    /// The address of all services [default: AWS_ENDPOINT_URL, or AWS itself]. The sign-in of a profile uses AWS_ENDPOINT_URL only
    #[arg(long, global = true, value_name = "URL")]
    pub(super) endpoint_url: Option<String>,
    /// Use a simulated AWS on this machine: no account, no costs, no network
    #[arg(long, global = true, conflicts_with_all = ["profile", "endpoint_url"])]
    pub(super) local: bool,
    /// A region of the simulated AWS that does not answer, to rehearse its loss; may be given several times
    #[arg(long, global = true, value_name = "REGION")]
    pub(super) local_outage: Vec<Region>,
    /// The directory in which the simulated AWS keeps its state
    #[arg(long, global = true, value_name = "DIR", default_value = DEFAULT_STATE)]
    pub(super) state: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the primary stack's template
    Synth {
        /// The format of the template
        #[arg(long, value_enum, default_value_t = TemplateFormat::Json)]
        format: TemplateFormat,
        /// Print the template that the StackSet deploys in each replica region
        #[arg(long)]
        replica: bool,
    },
    /// Print the archive's resources in every region, what they refer to and who may decrypt what, as a graph; AWS is not called
    Graph(GraphArgs),
    /// Create, show and describe the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print a policy of an AWS organization that denies tampering with the archive to the account's administrators too
    Policy {
        /// A service control policy (applies to the account's principals), or a resource control policy (applies to
        /// every request to its buckets and keys)
        #[arg(value_enum)]
        kind: ControlKind,
        /// A role that deploys the archive, or is for emergencies; may be given several times, in addition to exempt_roles in [protection]
        #[arg(long = "exempt-role", value_name = "ARN")]
        exempt_roles: Vec<String>,
    },
    /// Create the roles that a self-managed StackSet needs, before the first deployment and again for other regions or options
    Bootstrap(BootstrapArgs),
    /// Create or update the archive
    Deploy(DeployArgs),
    /// Show what a deployment would change
    Plan(PlanArgs),
    /// Compare the deployed template with the one that would be deployed
    Diff {
        /// Exit with code 5 if they differ
        #[arg(long)]
        check: bool,
    },
    /// Show the state of the stack, its replicas and the replication
    Status(StatusArgs),
    /// Detect drift in every region
    Drift {
        /// Exit with code 5 if something drifted
        #[arg(long)]
        check: bool,
    },
    /// Show the events of the last operation
    Events(EventsArgs),
    /// Show the events of the last operation in every region, by time
    Logs,
    /// Check everything that a deployment depends on
    Doctor(DoctorArgs),
    /// Write an object and wait until every replica has it under its own key
    Verify {
        /// How many minutes to wait
        #[arg(long, default_value_t = 20, value_name = "MINUTES")]
        timeout: u64,
        /// How many objects to check for an encryption other than their bucket's, in the order of their keys
        #[arg(long, default_value_t = 1000, value_name = "COUNT")]
        objects: usize,
    },
    /// Examine every version in every region: there, under the right key, with the right retention, tags and checksum
    Audit(AuditArgs),
    /// Have S3 replicate what is in the bucket already and is missing from a replica, with a job of S3 Batch Replication
    Backfill(BackfillArgs),
    /// Restore objects, as they are or as they were at a time, to a folder or a bucket; the archive is only read
    Restore(RestoreArgs),
    /// Show deleted objects again: what their delete markers hide
    Undelete(UndeleteArgs),
    /// Make a replica the bucket to write to, when the primary region is gone; nothing in the primary region is needed
    Failover(FailoverArgs),
    /// Return what was written to a promoted replica to the primary bucket, and make it a replica again
    Failback(FailbackArgs),
    /// Delete the archive's stacks; buckets and keys stay
    Destroy(DestroyArgs),
    /// Import the buckets and keys that a deleted archive retained
    Adopt {
        #[command(flatten)]
        approvals: Approvals,
    },
    /// Roll back a failed operation that was not rolled back
    Rollback(RecoverArgs),
    /// Continue a rollback that failed
    Continue {
        #[command(flatten)]
        recover: RecoverArgs,
        /// Do not roll this resource back, and continue without it; may be given several times
        #[arg(long, value_name = "LOGICAL_ID")]
        skip: Vec<String>,
    },
    /// Serve the simulated AWS until interrupted
    Simulate {
        /// The port to listen on; 0 picks a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

/// The formats of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TemplateFormat {
    Json,
    Yaml,
}

/// The policies of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ControlKind {
    Scp,
    Rcp,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Write an archive.toml in which every setting is explained
    Init,
    /// Print every setting with its value and where it comes from
    Show,
    /// Print the JSON Schema of archive.toml, for editors
    Schema,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// Write every version that is not as it should be into this file: .csv, .json (one object a line) or .txt; may be given several times
    #[arg(long = "report", value_name = "FILE")]
    pub(super) reports: Vec<PathBuf>,
    /// Write the versions that are to be replicated again into this file, as a job of S3 Batch Operations takes it
    #[arg(long, value_name = "FILE")]
    pub(super) manifest: Option<PathBuf>,
    /// Examine only keys that begin with this
    #[arg(long, value_name = "PREFIX", default_value = "")]
    pub(super) keys: String,
    /// Where the versions are taken from: S3's inventories, which do not show KMS keys, tags and checksums, or lists of the buckets, with one
    /// or two requests for each version in each region; auto takes inventories where every bucket has one
    #[arg(long, value_enum, default_value_t = AuditSource::Auto)]
    pub(super) source: AuditSource,
}

#[derive(Debug, Args)]
pub(super) struct BackfillArgs {
    #[command(flatten)]
    pub(super) approvals: Approvals,
    /// Replicate what this manifest lists, as `archive audit --manifest FILE` writes it, instead of all that is missing from a replica
    #[arg(long, value_name = "FILE", conflicts_with = "keys")]
    pub(super) manifest: Option<PathBuf>,
    /// Replicate only keys that begin with this
    #[arg(long, value_name = "PREFIX", default_value = "")]
    pub(super) keys: String,
    /// Where the versions are taken from: S3's inventories, or lists of the buckets; auto takes inventories where every bucket has one
    #[arg(long, value_enum, default_value_t = AuditSource::Auto)]
    pub(super) source: AuditSource,
    /// Show what would be replicated and what it would cost, and make no job
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
}

/// Where an audit takes the versions from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AuditSource {
    Auto,
    Inventory,
    Listing,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// A folder, or  s3://BUCKET/PREFIX  of a bucket that is not of the archive
    #[arg(value_name = "TO")]
    pub(super) to: String,
    /// Restore this key; may be given several times
    #[arg(long = "key", value_name = "KEY")]
    pub(super) key: Vec<String>,
    /// Restore only keys that begin with this; may be given several times [default: every key]
    #[arg(long = "keys", value_name = "PREFIX")]
    pub(super) keys: Vec<String>,
    /// Restore what each key was at this time, to the second, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<String>,
    /// Read this region only [default: the primary says what there is, and the nearest region that has a version is read]
    #[arg(long, value_name = "REGION")]
    pub(super) from: Option<String>,
    /// How fast S3 restores what is in archive tiers
    #[arg(long, value_enum, default_value_t = TierArg::Standard)]
    pub(super) tier: TierArg,
    /// For how many days S3 keeps the copies of what is in archive tiers
    #[arg(long, default_value_t = 7, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..=365))]
    pub(super) days: i32,
    /// Wait until S3 has restored what is in archive tiers; without it, run the command again later
    #[arg(long)]
    pub(super) wait: bool,
    /// Replace files and objects that are there with another content
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Write what is not restored, and what is restored under another name, into this file: .csv, .json (one object a line) or .txt; may be
    /// given several times
    #[arg(long = "report", value_name = "FILE")]
    pub(super) reports: Vec<PathBuf>,
    /// How many objects to restore at once
    #[arg(long, default_value_t = 16, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) concurrency: u16,
    /// Read or copy larger objects in parts of this size, four at once
    #[arg(long, default_value_t = 16, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(super) part_size: u64,
    /// Show what would be restored, and write nothing
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) approvals: Approvals,
}

#[derive(Debug, Args)]
pub(super) struct UndeleteArgs {
    /// Undelete this key; may be given several times
    #[arg(long = "key", value_name = "KEY")]
    pub(super) key: Vec<String>,
    /// Undelete only keys that begin with this; may be given several times [default: every key]
    #[arg(long = "keys", value_name = "PREFIX")]
    pub(super) keys: Vec<String>,
    /// Undelete only what was deleted at this time or later, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
    /// Write what is not undeleted into this file: .csv, .json (one object a line) or .txt; may be given several times
    #[arg(long = "report", value_name = "FILE")]
    pub(super) reports: Vec<PathBuf>,
    /// Show what would be undeleted, and change nothing
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) approvals: Approvals,
}

/// How fast S3 restores what is in archive tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TierArg {
    Expedited,
    Standard,
    Bulk,
}

#[derive(Debug, Args)]
pub(super) struct BootstrapArgs {
    #[command(flatten)]
    pub(super) approvals: Approvals,
    /// Print the template for this configuration instead of deploying it, without regard to what is deployed
    #[arg(long)]
    pub(super) print: bool,
    /// Print the template for the account of the replicas, where they are in another account; deploy it there
    #[arg(long)]
    pub(super) replica_account: bool,
    /// Create the role and the bucket of `archive backfill` instead, or put them back as they have to be
    #[arg(long, conflicts_with = "replica_account")]
    pub(super) backfill: bool,
    /// Create what `archive failback` needs in the region of a promoted replica instead, or put it back as it has to be
    #[arg(long, value_name = "REGION", conflicts_with_all = ["replica_account", "backfill"])]
    pub(super) failback: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct DeployArgs {
    #[command(flatten)]
    pub(super) approvals: Approvals,
    #[command(flatten)]
    pub(super) stack: StackSettings,
    /// Execute exactly this plan, saved by `archive plan --out FILE`
    #[arg(long, value_name = "FILE", conflicts_with = "StackSettings")]
    pub(super) plan: Option<PathBuf>,
    /// Also undo what was changed or deleted by hand, in every region (CloudFormation's drift-aware change sets)
    #[arg(long, conflicts_with = "plan")]
    pub(super) revert_drift: bool,
    /// Show what would be changed, and change nothing: the same as `archive plan`
    #[arg(long, short = 'n', conflicts_with_all = ["plan", "revert_drift", "fail_on_empty"])]
    pub(super) dry_run: bool,
    /// Exit with code 3 if there are no changes
    #[arg(long)]
    pub(super) fail_on_empty: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
