//! What every command that talks to AWS needs: the configuration, a connection, a reporter.

use std::collections::BTreeMap;
use std::path::Path;

use archive_simulator::{Config as SimulatorConfig, Simulator};

use super::approval::PromptApprover;
use super::args::{Answers, Cli};
use super::exit::{CommandError, Exit};
use super::reporting::Reporting;
use crate::config::{Config, Overrides, Source};
use crate::consequences;
use cfn_deploy::aws::{Aws, ConnectOptions};
use cfn_deploy::{Engine, Event, Level, PollInterval, Reporter};

/// A configuration and a connection that fits it.
pub(super) struct Session<'a> {
    pub(super) config: Config,
    /// What the configuration was read from.
    pub(super) source: Source,
    pub(super) aws: Aws,
    /// The connection to the account of the replicas, where they are in another account and there is a profile for it.
    replicas: Option<(String, Aws)>,
    pub(super) approver: PromptApprover<'a>,
    pub(super) reporter: &'a dyn Reporter,
    simulator: Option<Simulator>,
}

/// The simulated AWS of `--local`: a new account has no roles, as one of AWS.
pub(super) fn simulated(cli: &Cli) -> SimulatorConfig {
    SimulatorConfig { stack_set_roles: false, ..SimulatorConfig::new(&cli.connection.state) }
}

/// Reads the configuration of the current folder, with the flags over it.
pub(super) fn configuration(cli: &Cli) -> Result<Config, CommandError> {
    Ok(Config::load(Path::new(""), &Overrides::from(&cli.settings))?)
}

impl<'a> Session<'a> {
    /// Reads the configuration and connects to AWS, or starts the simulated one and connects to that.
    pub(super) async fn open(cli: &Cli, answers: &Answers, reporting: &'a Reporting) -> Result<Self, CommandError> {
        Self::open_with(Source::read(Path::new(""), &Overrides::from(&cli.settings))?, cli, answers, reporting).await
    }

    /// As [`open`](Self::open), for the configuration of a saved plan.
    pub(super) async fn open_with(
        source: Source,
        cli: &Cli,
        answers: &Answers,
        reporting: &'a Reporting,
    ) -> Result<Self, CommandError> {
        let config = source.config()?;
        if config.prefix_is_default() && !cli.connection.local {
            return Err(CommandError::usage(
                "no prefix is set, and bucket names are global",
                "write  prefix = \"…\"  in archive.toml or add --prefix; or add --local to try the archive in a simulated AWS",
            ));
        }
        let (simulator, options) = if cli.connection.local {
            let simulated = simulated(cli);
            let account = simulated.account.clone();
            let simulator =
                Simulator::start(simulated).await.map_err(|error| CommandError::Simulator(error.to_string()))?;
            let options = ConnectOptions {
                application: crate::APPLICATION,
                region: config.region().to_string(),
                endpoint_url: Some(simulator.endpoint_url()),
                simulated_account: Some(account),
                profile: None,
            };
            (Some(simulator), options)
        } else {
            let options = ConnectOptions {
                application: crate::APPLICATION,
                region: config.region().to_string(),
                profile: cli.connection.profile.clone(),
                endpoint_url: cli.connection.endpoint_url.clone(),
                simulated_account: None,
            };
            (None, options)
        };
        let aws = Aws::connect(options).await?;
        let config = match config.is_account_regional() {
            true => {
                let account = aws.identity(config.region().as_str()).await.map_err(cfn_deploy::Error::from)?.account;
                config.in_account(account)
            }
            false => config,
        };
        let replicas = match &cli.connection.replica_profile {
            Some(profile) => Some(replica_account(&config, &aws, profile).await?),
            None => None,
        };
        let approver = PromptApprover::new(answers, cli.connection.local, reporting);
        Ok(Self { config, source, aws, replicas, approver, reporter: reporting.reporter(), simulator })
    }

    /// An engine for the primary region.
    pub(super) fn engine(&self) -> Engine<'_> {
        let engine =
            Engine::new(&self.aws, self.config.region().as_str(), self.reporter, &self.approver, self.poll_interval());
        match &self.replicas {
            Some((account, aws)) => engine.with_account(account, aws),
            None => engine,
        }
    }

    /// The connection with which the replicas are looked at.
    pub(super) fn replicas(&self) -> &Aws {
        self.replicas.as_ref().map_or(&self.aws, |(_, aws)| aws)
    }

    /// Tells what begins.
    pub(super) fn started(&self, operation: &'static str) {
        self.reporter.report(&Event::Started {
            operation,
            stack: self.config.stack_name(),
            region: self.config.region().to_string(),
            simulated: self.simulator.is_some(),
        });
    }

    /// Tells what the configuration costs, or binds for long.
    pub(super) fn tell_consequences(&self) {
        for message in consequences::of(&self.config) {
            self.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
        }
    }

    /// Tells that the command is done.
    pub(super) fn finished(&self, result: impl Into<String>, outputs: BTreeMap<String, String>) {
        let calls = self.aws.calls().by_operation();
        self.reporter.report(&Event::Finished { result: result.into(), outputs, calls });
    }

    /// The failure of an operation: where a part of it was done, it is not one that changed nothing.
    pub(super) fn failed(&self, error: cfn_deploy::Error) -> CommandError {
        let error = CommandError::Deploy(error);
        let calls = self.aws.calls();
        match (error.exit(), error) {
            (Exit::Usage, CommandError::Deploy(error)) if calls.may_have_changed() => CommandError::Partly(error),
            // A template that was uploaded for its plan changes nothing.
            (Exit::Refused, CommandError::Deploy(error)) if calls.may_have_changed_beside("S3.PutObject") => {
                CommandError::Partly(error)
            }
            (_, error) => error,
        }
    }

    /// Stops the simulated AWS, so that its state is on disk.
    pub(super) async fn close(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }

    fn poll_interval(&self) -> PollInterval {
        // An address on this machine is not an AWS that would mind being asked often.
        let local = self
            .aws
            .endpoint_url()
            .is_some_and(|url| url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:"));
        if local { PollInterval::LOCAL } else { PollInterval::AWS }
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
