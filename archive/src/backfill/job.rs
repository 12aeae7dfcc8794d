//! The job: found again, made once, followed to its end.
//!
//! A job is found by its description, which names the bucket. Its request has a token of what the manifest has in it and of
//! the job before it: two runs that find the same to be done make one job, and what a job did not mend is tried by another one.

use std::path::Path;

use super::selection::Selection;
use crate::config::{Config, Region};
use crate::stacks::{BACKFILL_BUCKET, BACKFILL_ROLE};
use cfn_deploy::aws::{ApiError, Aws, BatchJob, BatchState, ListedBatchJob, NewReplicationJob};
use cfn_deploy::{Engine, Error, Event, Level, PollInterval, Reporter};

/// The most characters of a client request token.
const TOKEN: usize = 64;

/// What `archive bootstrap --backfill` has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackfillResources {
    /// The ARN of the role.
    pub role: String,
    /// The name of the bucket.
    pub bucket: String,
}

/// The role and the bucket of the jobs; `None` if there are none.
///
/// # Errors
/// The stack cannot be read.
pub async fn resources(engine: &Engine<'_>, config: &Config) -> Result<Option<BackfillResources>, Error> {
    let stack = engine.describe(&config.backfill_stack_name()).await?;
    let outputs = stack.map(|stack| stack.outputs);
    let output = |name: &str| outputs.as_ref()?.get(name).cloned();
    let both = output(BACKFILL_ROLE).zip(output(BACKFILL_BUCKET));
    Ok(both.map(|(role, bucket)| BackfillResources { role, bucket }))
}

/// Whose jobs these are, and where S3 works on them.
#[derive(Debug, Clone)]
pub(crate) struct JobSite<'a> {
    /// The region of the bucket that is replicated.
    pub(crate) region: Region,
    /// The account.
    pub(crate) account: &'a str,
    /// By which the jobs are found again.
    pub(crate) description: String,
}

impl<'a> JobSite<'a> {
    fn of(config: &Config, account: &'a str) -> Self {
        let description = format!("archive backfill of {}", config.bucket_name());
        Self { region: *config.region(), account, description }
    }
}

/// The jobs of this archive that S3 remembers, the newest first.
///
/// # Errors
/// A call failed.
pub async fn jobs(aws: &Aws, config: &Config, account: &str) -> Result<Vec<ListedBatchJob>, ApiError> {
    jobs_at(aws, &JobSite::of(config, account)).await
}

/// As [`jobs`].
pub(crate) async fn jobs_at(aws: &Aws, site: &JobSite<'_>) -> Result<Vec<ListedBatchJob>, ApiError> {
    aws.replication_jobs(site.region.as_str(), site.account, &site.description).await
}

/// Makes the job for what was selected. `before` is the ID of the job before it.
///
/// # Errors
/// A call failed.
pub async fn start(
    aws: &Aws,
    config: &Config,
    (account, made): (&str, &BackfillResources),
    selection: &Selection,
    before: Option<&str>,
) -> Result<String, ApiError> {
    start_at(aws, &JobSite::of(config, account), made, selection.file(), before).await
}

/// Makes the job for what a manifest lists.
pub(crate) async fn start_at(
    aws: &Aws,
    site: &JobSite<'_>,
    made: &BackfillResources,
    manifest: &Path,
    before: Option<&str>,
) -> Result<String, ApiError> {
    let JobSite { region, account, description } = site;
    let place = (made.bucket.as_str(), *account);
    let manifest = aws.upload_csv(region.as_str(), place, "manifests", manifest).await?;
    let before = before.unwrap_or("first");
    let token: String = format!("{before}-{}", manifest.digest).chars().take(TOKEN).collect();
    let job = NewReplicationJob {
        account,
        token: &token,
        description,
        role: &made.role,
        bucket: &format!("arn:{}:s3:::{}", region.partition(), made.bucket),
        manifest: &manifest,
        reports: super::report::FOLDER,
    };
    aws.create_replication_job(region.as_str(), job).await
}

/// Follows a job until it is over, or until somebody has to confirm it.
///
/// # Errors
/// A call failed.
pub async fn follow(
    aws: &Aws,
    (config, account): (&Config, &str),
    id: &str,
    interval: PollInterval,
    reporter: &dyn Reporter,
) -> Result<BatchJob, ApiError> {
    follow_at(aws, &JobSite::of(config, account), id, interval, reporter).await
}

/// As [`follow`].
pub(crate) async fn follow_at(
    aws: &Aws,
    site: &JobSite<'_>,
    id: &str,
    interval: PollInterval,
    reporter: &dyn Reporter,
) -> Result<BatchJob, ApiError> {
    let mut pause = interval.initial;
    let (mut told, mut done) = (None, 0);
    loop {
        let job = aws.batch_job(site.region.as_str(), site.account, id).await?;
        if job.state == BatchState::Paused && told != Some(job.state) {
            let message = format!("S3 has paused the job {id}: jobs with a higher priority go first");
            reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
        }
        told = Some(job.state);
        if job.total > 0 {
            let now = job.succeeded + job.failed;
            reporter.report(&Event::Advance {
                subject: "versions replicated".to_owned(),
                done: now,
                total: Some(job.total),
            });
            if now > done {
                (done, pause) = (now, interval.initial);
            }
        }
        if job.state.is_over() || job.state == BatchState::AwaitingConfirmation {
            return Ok(job);
        }
        tokio::time::sleep(pause).await;
        pause = pause.mul_f64(1.4).min(interval.maximum);
    }
}
