//! `archive backfill`: has S3 replicate what is in the bucket already and is missing from a replica.

mod findings;

use std::collections::BTreeMap;

use super::super::args::{BackfillArgs, Cli};
use super::super::session::Session;
use super::audit;
use crate::backfill::{self, BackfillError, BackfillResources, Estimate, Selection};
use crate::bytes::human;
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::aws::{ApiError, BatchState, ListedBatchJob};
use cfn_deploy::{ApprovalRequest, Approver as _, Error, Event, Level, Remedy};

pub(super) async fn run(cli: &Cli, args: &BackfillArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("backfill");
    let ended = Run::new(&session, args).await?.run().await?;
    let result = match ended {
        Ended::Done(outputs, result) => {
            session.finished(result, outputs);
            Ok(Exit::Success)
        }
        Ended::Lacking(message) => Err(CommandError::Other {
            message,
            remedy: "follow the help of each finding, then run the same again".into(),
            exit: Exit::ActionRequired,
        }),
    };
    session.close().await;
    result
}

/// How it ended.
enum Ended {
    /// Nothing is left to do; or it was only shown, what there is.
    Done(BTreeMap<String, String>, &'static str),
    /// Something is still missing, or the job failed.
    Lacking(String),
}

/// One run of the command.
struct Run<'a> {
    session: &'a Session<'a>,
    args: &'a BackfillArgs,
    account: String,
    /// `None` where they are missing.
    made: Option<BackfillResources>,
}

impl<'a> Run<'a> {
    async fn new(session: &'a Session<'a>, args: &'a BackfillArgs) -> Result<Self, CommandError> {
        let config = &session.config;
        let identity = session.aws().identity(config.region().as_str()).await;
        let account = identity.map_err(|error| session.failed(Error::Api(error)))?.account;
        let made = backfill::resources(&session.engine(), config).await.map_err(|error| session.failed(error))?;
        Ok(Self { session, args, account, made })
    }

    async fn run(&self) -> Result<Ended, CommandError> {
        let made = match &self.made {
            Some(made) => made,
            None if self.args.dry_run => return self.show().await,
            None => {
                let archive = self.session.config.stack_name();
                if self.session.engine().describe(&archive).await?.is_none() {
                    return Err(Error::no_stack(&archive).into());
                }
                let stack = self.session.config.backfill_stack_name();
                return Err(CommandError::usage(
                    format!(
                        "S3 needs a role for its jobs, and a bucket for their manifests and reports: there is no stack {stack}"
                    ),
                    "create them with `archive bootstrap --backfill`",
                ));
            }
        };
        let before = self.jobs().await?;
        if let Some(running) = before.iter().find(|job| !job.state.is_over()) {
            let message = format!(
                "the job {} of an earlier run, or of another one, is not over: it is followed, and no other is made",
                running.id
            );
            self.note(message);
            return if self.args.dry_run {
                Ok(Ended::Done([].into(), "planned"))
            } else {
                self.follow(made, &running.id).await
            };
        }
        let selection = self.select().await?;
        self.report_selection(&selection);
        let Estimate { versions, bytes, .. } = selection.estimate;
        let outputs: BTreeMap<String, String> =
            [("Versions".to_owned(), versions.to_string()), ("Bytes".to_owned(), bytes.to_string())].into();
        if versions == 0 {
            return Ok(Ended::Done(outputs, "unchanged"));
        }
        if self.args.dry_run {
            return Ok(Ended::Done(outputs, "planned"));
        }
        self.ask(&format!("Replicate {}?", selection.estimate))?;
        let now = self.jobs().await?;
        let newest = |jobs: &[ListedBatchJob]| jobs.first().map(|job| job.id.clone());
        let id = match newest(&now) {
            Some(other) if newest(&before).as_ref() != Some(&other) => {
                self.note(format!(
                    "another run has made the job {other} meanwhile: it is followed, and no other is made"
                ));
                other
            }
            last => {
                let config = &self.session.config;
                let made = (self.account.as_str(), made);
                let started = backfill::start(self.session.aws(), config, made, &selection, last.as_deref()).await;
                let id = started.map_err(|error| self.failed(error))?;
                self.say(format!(
                    "S3 works on the job {id}; to stop watching does not stop it, and the same command watches it again"
                ));
                id
            }
        };
        self.follow(made, &id).await
    }

    /// Shows what there would be to do.
    async fn show(&self) -> Result<Ended, CommandError> {
        let selection = self.select().await?;
        self.report_selection(&selection);
        let Estimate { versions, bytes, .. } = selection.estimate;
        let outputs = [("Versions".to_owned(), versions.to_string()), ("Bytes".to_owned(), bytes.to_string())];
        Ok(Ended::Done(outputs.into(), if versions == 0 { "unchanged" } else { "planned" }))
    }

    async fn jobs(&self) -> Result<Vec<ListedBatchJob>, CommandError> {
        let jobs = backfill::jobs(self.session.aws(), &self.session.config, &self.account).await;
        jobs.map_err(|error| self.failed(error))
    }

    async fn select(&self) -> Result<Selection, CommandError> {
        let (session, reporter) = (self.session, self.session.reporter());
        let selected = match &self.args.manifest {
            Some(file) => backfill::given(session.aws(), &session.config, file, reporter).await,
            None => {
                let (source, keys) = (self.args.source.into(), self.args.keys.as_str());
                let clients = (session.aws(), session.replicas());
                backfill::lacking(clients, &session.config, (source, keys), reporter)
                    .await
                    .map(|(selection, _)| selection)
            }
        };
        match selected {
            Ok(selected) => Ok(selected),
            Err(error) => Err(unselected(session, error).await),
        }
    }

    /// Tells what is to be replicated, and what it costs.
    fn report_selection(&self, selection: &Selection) {
        let Selection { estimate, pending, not_objects, .. } = selection;
        if *pending > 0 {
            self.note(format!("{pending} replicas are still to arrive, which takes no job"));
        }
        if *not_objects > 0 {
            self.note(format!(
                "{not_objects} versions of the manifest are delete markers, or are not in the bucket any more"
            ));
        }
        if estimate.versions == 0 {
            self.say("nothing is missing from a replica: there is nothing to replicate".to_owned());
            return;
        }
        for (region, (versions, bytes)) in &estimate.regions {
            let at_most = if self.args.manifest.is_some() { "at most " } else { "" };
            let versions = counted(usize::try_from(*versions).unwrap_or(usize::MAX), "version", "versions");
            self.say(format!("to {region}: {at_most}{versions}, {}", human(*bytes)));
        }
        self.say(format!(
            "to be replicated: {estimate}: the job, its requests and the transfer {}; not the storage and the requests to KMS",
            Estimate::basis()
        ));
    }

    fn ask(&self, question: &str) -> Result<(), CommandError> {
        let question = ApprovalRequest { text: question.to_owned(), dangers: &[] };
        if self.session.approver().approves(&question) {
            return Ok(());
        }
        Err(CommandError::Other {
            message: "not approved, so nothing is replicated".to_owned(),
            remedy: Remedy::Confirm,
            exit: Exit::Refused,
        })
    }

    /// Follows a job to its end, and tells what came of it.
    async fn follow(&self, made: &BackfillResources, id: &str) -> Result<Ended, CommandError> {
        let session = self.session;
        let (aws, of) = (session.aws(), (&session.config, self.account.as_str()));
        let interval = session.shared.poll_interval();
        let mut job =
            backfill::follow(aws, of, id, interval, session.reporter()).await.map_err(|error| self.failed(error))?;
        if job.state == BatchState::AwaitingConfirmation {
            self.ask(&format!("The job {id} waits to be confirmed. Replicate {} versions?", job.total))?;
            let confirmed = aws.confirm_batch_job(session.config.region().as_str(), &self.account, id).await;
            confirmed.map_err(|error| self.failed(error))?;
            job = backfill::follow(aws, of, id, interval, session.reporter())
                .await
                .map_err(|error| self.failed(error))?;
        }
        self.report_failures(made, &job).await?;
        let (left, pending) = self.report_lacking().await?;
        let outputs: BTreeMap<String, String> = [
            ("JobId", id.to_owned()),
            ("Succeeded", job.succeeded.to_string()),
            ("Failed", job.failed.to_string()),
            ("Pending", pending.to_string()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        let lacks = counted(
            usize::try_from(left).unwrap_or(usize::MAX),
            "version is missing from a replica",
            "versions are missing from a replica",
        );
        Ok(match job.state {
            BatchState::Complete if job.failed == 0 && left == 0 => Ended::Done(outputs, "whole"),
            BatchState::Complete => Ended::Lacking(format!(
                "the job {id} is done, and failed on {} of {} versions; {lacks}",
                job.failed, job.total
            )),
            BatchState::Cancelled => Ended::Lacking(format!("the job {id} was cancelled; {lacks}")),
            _ => Ended::Lacking(format!("the job {id} failed; {lacks}")),
        })
    }

    fn failed(&self, error: ApiError) -> CommandError {
        self.session.failed(Error::Api(error))
    }

    fn say(&self, message: String) {
        self.session.reporter().report(&Event::Progress { message });
    }

    fn note(&self, message: String) {
        self.session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    }
}

async fn unselected(session: &Session<'_>, error: BackfillError) -> CommandError {
    match error {
        BackfillError::Audit(error) => audit::failed_in(session, error).await,
        BackfillError::Manifest { .. } => {
            CommandError::usage(error.to_string(), "make it with `archive audit --manifest FILE`")
        }
        BackfillError::TooLarge(_) => {
            CommandError::usage(error.to_string(), "replicate a part of the keys at a time, with --keys PREFIX")
        }
    }
}
