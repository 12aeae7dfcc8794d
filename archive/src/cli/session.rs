//! What every command that talks to AWS needs: the configuration, a connection, a reporter.

use std::collections::BTreeMap;
use std::path::Path;

use archive_simulator::{Config as SimulatorConfig, Faults};

use super::args::Cli;
use crate::config::{Config, Overrides, Region, Source};
use crate::consequences;
use cfn_command_line::arguments::Approvals;
use cfn_command_line::{self as shared, CommandError, Endpoint, Exit, PromptApprover, Reporting};
use cfn_deploy::aws::{Aws, Origin};
use cfn_deploy::{Engine, Event, Level, Remedy, Reporter};

/// A configuration and a connection that fits it.
pub(super) struct Session<'a> {
    pub(super) config: Config,
    /// What the configuration was read from.
    pub(super) source: Source,
    pub(super) shared: shared::Session<'a>,
    /// The connection to the account of the replicas, where they are in another account and there is a profile for it.
    replicas: Option<(String, Aws)>,
}

/// The simulated AWS of `--local`: a new account has no roles, as one of AWS.
pub(super) fn simulated(cli: &Cli) -> SimulatorConfig {
    let silent_regions = cli.connection.local_outage.iter().map(Region::to_string).collect();
    let faults = Faults { silent_regions, ..Faults::default() };
    SimulatorConfig { stack_set_roles: false, faults, ..SimulatorConfig::new(&cli.connection.state) }
}

/// Reads the configuration of the current folder, with the flags over it.
pub(super) fn configuration(cli: &Cli) -> Result<Config, CommandError> {
    Ok(Config::load(Path::new(""), &Overrides::from(&cli.settings))?)
}

impl<'a> Session<'a> {
    /// Reads the configuration and connects to AWS, or starts the simulated one and connects to that.
    pub(super) async fn open(cli: &Cli, approvals: &Approvals, reporting: &'a Reporting) -> Result<Self, CommandError> {
        Self::open_with(Source::read(Path::new(""), &Overrides::from(&cli.settings))?, cli, approvals, reporting).await
    }

    /// As [`open`](Self::open), for the configuration of a saved plan.
    pub(super) async fn open_with(
        source: Source,
        cli: &Cli,
        approvals: &Approvals,
        reporting: &'a Reporting,
    ) -> Result<Self, CommandError> {
        let config = source.config()?;
        if let (false, Some(region)) = (cli.connection.local, cli.connection.local_outage.first()) {
            return Err(CommandError::usage(
                format!(
                    "--local-outage {region} silences a region of the simulated AWS, and this command talks to AWS"
                ),
                "add --local, or leave out --local-outage",
            ));
        }
        if config.prefix_is_default() && !cli.connection.local {
            return Err(CommandError::usage(
                "no prefix is set, and bucket names are global",
                "write  prefix = \"…\"  in archive.toml or add --prefix; or add --local to try the archive in a simulated AWS",
            ));
        }
        let endpoint = match cli.connection.local {
            true => Endpoint::Simulated(Box::new(simulated(cli))),
            false => {
                Endpoint::Aws { profile: cli.connection.profile.clone(), url: cli.connection.endpoint_url.clone() }
            }
        };
        let region = config.region().to_string();
        let shared = shared::Session::open(endpoint, crate::APPLICATION, region, approvals, reporting).await?;
        let aws = &shared.aws;
        let config = match config.is_account_regional() {
            true => {
                let mut identity = aws.identity(config.region().as_str()).await;
                // Every region knows the caller, also when the primary one does not answer.
                for region in config.replications() {
                    if identity.as_ref().is_err_and(|error| error.origin == Origin::Transient) {
                        identity = aws.identity(region.as_str()).await;
                    }
                }
                config.in_account(identity.map_err(cfn_deploy::Error::from)?.account)
            }
            false => config,
        };
        let replicas = match &cli.connection.replica_profile {
            Some(profile) => Some(replica_account(&config, aws, profile).await?),
            None => None,
        };
        Ok(Self { config, source, shared, replicas })
    }

    /// The connection.
    pub(super) const fn aws(&self) -> &Aws {
        &self.shared.aws
    }

    /// Asks the user for approvals.
    pub(super) const fn approver(&self) -> &PromptApprover<'a> {
        &self.shared.approver
    }

    /// Where events are reported.
    pub(super) const fn reporter(&self) -> &'a dyn Reporter {
        self.shared.reporter
    }

    /// An engine for the primary region.
    pub(super) fn engine(&self) -> Engine<'_> {
        let engine = self.shared.engine(self.config.region().as_str());
        match &self.replicas {
            Some((account, aws)) => engine.with_account(account, aws),
            None => engine,
        }
    }

    /// The connection with which the replicas are looked at.
    pub(super) fn replicas(&self) -> &Aws {
        self.replicas.as_ref().map_or(self.aws(), |(_, aws)| aws)
    }

    /// Tells what begins.
    pub(super) fn started(&self, operation: &'static str) {
        self.shared.started(operation, self.config.stack_name(), self.config.region().to_string());
    }

    /// Warns of what the configuration costs, or cannot be undone for long.
    pub(super) fn warn_of_consequences(&self) {
        for message in consequences::of(&self.config) {
            self.reporter().report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
        }
    }

    /// Tells that the command is done.
    pub(super) fn finished(&self, result: impl Into<String>, outputs: BTreeMap<String, String>) {
        self.shared.finished(result, outputs);
    }

    /// The failure of an operation: where a part of it was done, it is not one that changed nothing.
    pub(super) fn failed(&self, error: cfn_deploy::Error) -> CommandError {
        self.shared.failed(error)
    }

    /// The failure of a command that found no bucket to work on: that the archive does not exist, where it does not, which one command
    /// creates; else what is gone, which the status shows.
    pub(super) async fn no_bucket(&self, message: String) -> CommandError {
        let name = self.config.stack_name();
        match self.engine().describe(&name).await {
            Ok(None) => cfn_deploy::Error::no_stack(&name).into(),
            // Whether there is a stack is not what was asked: a caller may be allowed to read the buckets alone.
            Ok(Some(_)) | Err(_) => {
                CommandError::Other { message, remedy: Remedy::ShowStatus, exit: Exit::ActionRequired }
            }
        }
    }

    /// Stops the simulated AWS, so that its state is on disk.
    pub(super) async fn close(self) {
        self.shared.close().await;
    }
}

/// The account of the replicas, and the connection to it with the credentials of `profile`.
async fn replica_account(config: &Config, aws: &Aws, profile: &str) -> Result<(String, Aws), CommandError> {
    let Some(replica) = &config.options().replica_account else {
        return Err(CommandError::usage(
            "the replicas are in the account of the archive, which needs no profile of its own",
            "leave out --replica-profile, or name the other account under [replica]",
        ));
    };
    let replicas = aws.as_profile(profile).await?;
    let identity = replicas.identity(config.region().as_str()).await.map_err(cfn_deploy::Error::from)?;
    if identity.account != replica.account {
        return Err(CommandError::usage(
            format!(
                "the profile {profile} is of the account {}, and the replicas are in {}",
                identity.account, replica.account
            ),
            "name a profile of the account of the replicas with --replica-profile",
        ));
    }
    Ok((identity.account, replicas))
}
