//! What every command that talks to AWS needs: a connection, a reporter, an approver.

use std::collections::BTreeMap;

use archive_simulator::{Config as SimulatorConfig, Simulator};

use crate::approval::PromptApprover;
use crate::arguments::Approvals;
use crate::exit::{CommandError, Exit};
use crate::output::counted;
use crate::reporting::Reporting;
use cfn_deploy::aws::{Application, Aws, ConnectOptions};
use cfn_deploy::{Engine, Event, PollInterval, Remedy, Reporter};

/// Whom to talk to.
#[derive(Debug, Clone)]
pub enum Endpoint {
    /// AWS, or a service that is compatible with it.
    Aws {
        /// A profile of the configuration files.
        profile: Option<String>,
        /// The address of all services.
        url: Option<String>,
    },
    /// A simulated AWS that this process starts.
    Simulated(Box<SimulatorConfig>),
}

/// A connection, and how to tell what is done with it.
pub struct Session<'a> {
    /// The connection.
    pub aws: Aws,
    /// Asks the user for approvals.
    pub approver: PromptApprover<'a>,
    /// Where events are reported.
    pub reporter: &'a dyn Reporter,
    simulator: Option<Simulator>,
}

impl<'a> Session<'a> {
    /// Connects to AWS as `application`, or starts the simulated one and connects to that. Ordinary questions to a simulated AWS are
    /// answered with yes.
    ///
    /// # Errors
    /// If there are no usable credentials, or the simulated AWS cannot be started.
    pub async fn open(
        endpoint: Endpoint,
        application: Application,
        region: String,
        approvals: &Approvals,
        reporting: &'a Reporting,
    ) -> Result<Self, CommandError> {
        let is_simulated = matches!(endpoint, Endpoint::Simulated(_));
        let (simulator, options) = match endpoint {
            Endpoint::Simulated(simulated) => {
                let account = simulated.account.clone();
                let simulator =
                    Simulator::start(*simulated).await.map_err(|error| CommandError::Simulator(error.to_string()))?;
                let endpoint_url = Some(simulator.endpoint_url());
                let simulated_account = Some(account);
                let options = ConnectOptions { application, region, endpoint_url, simulated_account, profile: None };
                (Some(simulator), options)
            }
            Endpoint::Aws { profile, url } => {
                let options =
                    ConnectOptions { application, region, profile, endpoint_url: url, simulated_account: None };
                (None, options)
            }
        };
        let aws = Aws::connect(options).await?;
        let approver = PromptApprover::new(approvals, is_simulated, reporting);
        Ok(Self { aws, approver, reporter: reporting.reporter(), simulator })
    }

    /// An engine for a region.
    pub fn engine<'s>(&'s self, region: &'s str) -> Engine<'s> {
        self.engine_through(&self.aws, region)
    }

    /// An engine for a region of another account, through the connection to it.
    pub fn engine_through<'s>(&'s self, aws: &'s Aws, region: &'s str) -> Engine<'s> {
        Engine::new(aws, region, self.reporter, &self.approver, self.poll_interval())
    }

    /// Whether AWS is simulated by this process.
    pub const fn is_simulated(&self) -> bool {
        self.simulator.is_some()
    }

    /// Tells what begins.
    pub fn started(&self, operation: &'static str, stack: String, region: String) {
        self.reporter.report(&Event::Started { operation, stack, region, simulated: self.simulator.is_some() });
    }

    /// Tells that the command is done.
    pub fn finished(&self, result: impl Into<String>, outputs: BTreeMap<String, String>) {
        let calls = self.aws.calls().by_operation();
        self.reporter.report(&Event::Finished { result: result.into(), outputs, calls });
    }

    /// The failure of an operation: where a part of it was done, it is not one that changed nothing.
    pub fn failed(&self, error: cfn_deploy::Error) -> CommandError {
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
    pub async fn close(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }

    /// How often to ask AWS, or a simulated one on this machine, how far it is.
    pub fn poll_interval(&self) -> PollInterval {
        // An address on this machine is not an AWS that would mind being asked often.
        let local = self
            .aws
            .endpoint_url()
            .is_some_and(|url| url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:"));
        if local { PollInterval::LOCAL } else { PollInterval::AWS }
    }
}

/// What a command that changes nothing has found.
#[derive(Debug, Clone, Copy)]
pub struct CheckResult {
    /// Whether the command was asked to fail for it.
    pub check: bool,
    /// How much was found.
    pub count: usize,
    /// What was found, if it is one and if it is several.
    pub what: [&'static str; 2],
}

impl CheckResult {
    /// Of a comparison of templates that found this many differing values.
    #[must_use]
    pub const fn differences(check: bool, count: usize) -> Self {
        Self {
            check,
            count,
            what: ["value differs from what would be deployed", "values differ from what would be deployed"],
        }
    }

    /// Of a drift detection that found this many resources and stacks drifted, and could not tell of others. With it, the result of the
    /// command.
    #[must_use]
    pub const fn drift(check: bool, drifted: usize, unknown: usize) -> (Self, &'static str) {
        let what = [
            "resource or stack drifted, or its drift is unknown",
            "resources or stacks drifted, or their drift is unknown",
        ];
        let result = match (drifted, unknown) {
            (0, 0) => "in sync",
            (0, _) => "unknown",
            _ => "drifted",
        };
        (Self { check, count: drifted + unknown, what }, result)
    }

    /// Ends the command: with `--check`, a look that finds something ends with the exit code of what needs a decision, and its last event
    /// is the error.
    ///
    /// # Errors
    /// With `--check`, if something was found.
    pub async fn end(
        self,
        session: Session<'_>,
        result: &str,
        remedy: impl Into<Remedy>,
    ) -> Result<Exit, CommandError> {
        let fails = self.check && self.count > 0;
        if !fails {
            session.finished(result, [].into());
        }
        session.close().await;
        if !fails {
            return Ok(Exit::Success);
        }
        let [one, many] = self.what;
        let message = counted(self.count, one, many);
        Err(CommandError::Other { message, remedy: remedy.into(), exit: Exit::ActionRequired })
    }
}
