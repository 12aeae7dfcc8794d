//! The calls to S3 Control: jobs of S3 Batch Operations that replicate objects.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3control::types::{
    JobManifest, JobManifestFieldName, JobManifestFormat, JobManifestLocation, JobManifestSpec, JobOperation,
    JobReport, JobReportFormat, JobReportScope, JobStatus, OperationName, RequestedJobStatus,
    S3ReplicateObjectOperation,
};
use aws_smithy_types::timeout::TimeoutConfig;
use sha2::{Digest as _, Sha256};

use super::{ApiError, Aws, present};

/// How long an upload of a file may take: a file may have gigabytes.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(2 * 60 * 60);

/// The state of a job, as far as it makes a difference to who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// S3 reads its manifest.
    Preparing,
    /// It waits until somebody confirms it.
    AwaitingConfirmation,
    /// A job with a higher priority goes first.
    Paused,
    /// S3 works on it, or is about to begin or to end.
    Active,
    /// It is done; tasks of it may have failed.
    Complete,
    /// It failed.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
}

impl BatchState {
    /// Whether the job is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Cancelled)
    }

    fn read(status: Option<&JobStatus>) -> Option<Self> {
        Some(match status? {
            JobStatus::New | JobStatus::Preparing => Self::Preparing,
            JobStatus::Suspended => Self::AwaitingConfirmation,
            JobStatus::Paused | JobStatus::Pausing => Self::Paused,
            JobStatus::Ready
            | JobStatus::Active
            | JobStatus::Completing
            | JobStatus::Failing
            | JobStatus::Cancelling => Self::Active,
            JobStatus::Complete => Self::Complete,
            JobStatus::Failed => Self::Failed,
            JobStatus::Cancelled => Self::Cancelled,
            _ => return None,
        })
    }
}

/// A job in the list of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBatchJob {
    /// Its ID.
    pub id: String,
    /// Its state.
    pub state: BatchState,
    /// When it was created, in seconds since 1970.
    pub created: i64,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchJob {
    /// Its ID.
    pub id: String,
    /// Its state.
    pub state: BatchState,
    /// How many objects it is about; 0 until its manifest is read.
    pub total: u64,
    /// On how many it succeeded.
    pub succeeded: u64,
    /// On how many it failed.
    pub failed: u64,
    /// Why it failed as a whole: codes and reasons.
    pub failures: Vec<(String, String)>,
}

/// A job that replicates what a manifest lists.
#[derive(Debug, Clone, Copy)]
pub struct NewReplicationJob<'a> {
    /// The account that owns the job.
    pub account: &'a str,
    /// A request with the same token makes no second job.
    pub token: &'a str,
    /// By which the job is found again, up to 256 characters.
    pub description: &'a str,
    /// The ARN of the role that S3 works as.
    pub role: &'a str,
    /// The ARN of the bucket with the manifest, which gets the report too.
    pub bucket: &'a str,
    /// The manifest: rows of bucket, key and version ID.
    pub manifest: &'a StoredFile,
    /// Where the report is written, without a slash at the end.
    pub reports: &'a str,
}

/// A file as S3 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The key.
    pub key: String,
    /// The ETag, without quotes.
    pub etag: String,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub digest: String,
}

impl Aws {
    /// The jobs of S3 Batch Operations that replicate and have this description, the newest first. S3 forgets a job 90 days after its end.
    ///
    /// # Errors
    /// If a call fails, or a job has no ID, status or time.
    pub async fn replication_jobs(
        &self,
        region: &str,
        account: &str,
        description: &str,
    ) -> Result<Vec<ListedBatchJob>, ApiError> {
        const OPERATION: &str = "ListJobs";
        let mut pages = self.s3_control(region).list_jobs().account_id(account).into_paginator().send();
        let mut jobs = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(OPERATION, region, error))?;
            for job in page.jobs.into_iter().flatten() {
                let replicates = job.operation == Some(OperationName::S3ReplicateObject);
                if !replicates || job.description.as_deref() != Some(description) {
                    continue;
                }
                let lacking = || ApiError::unreadable(OPERATION, region, "a job has no ID, status or time");
                jobs.push(ListedBatchJob {
                    state: BatchState::read(job.status.as_ref()).ok_or_else(lacking)?,
                    created: job.creation_time.ok_or_else(lacking)?.secs(),
                    id: job.job_id.and_then(present).ok_or_else(lacking)?,
                });
            }
        }
        jobs.sort_by_key(|job| std::cmp::Reverse(job.created));
        Ok(jobs)
    }

    /// Describes a job.
    ///
    /// # Errors
    /// If the call fails, or the job has no status.
    pub async fn batch_job(&self, region: &str, account: &str, id: &str) -> Result<BatchJob, ApiError> {
        const OPERATION: &str = "DescribeJob";
        let sent = self.s3_control(region).describe_job().account_id(account).job_id(id).send().await;
        let answer = sent.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let lacking = || ApiError::unreadable(OPERATION, region, "the job has no status");
        let job = answer.job.ok_or_else(lacking)?;
        let count = |count: Option<i64>| count.map_or(0, |count| u64::try_from(count).unwrap_or(0));
        let progress = job.progress_summary.as_ref();
        Ok(BatchJob {
            id: id.to_owned(),
            state: BatchState::read(job.status.as_ref()).ok_or_else(lacking)?,
            total: count(progress.and_then(|progress| progress.total_number_of_tasks)),
            succeeded: count(progress.and_then(|progress| progress.number_of_tasks_succeeded)),
            failed: count(progress.and_then(|progress| progress.number_of_tasks_failed)),
            failures: job
                .failure_reasons()
                .iter()
                .map(|failure| (named(failure.failure_code()), named(failure.failure_reason())))
                .collect(),
        })
    }

    /// Makes a job that replicates what a manifest lists, and gives its ID; of one that was made with the same token before, that one's.
    /// The report of it has the tasks that failed.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn create_replication_job(&self, region: &str, job: NewReplicationJob<'_>) -> Result<String, ApiError> {
        const OPERATION: &str = "CreateJob";
        let built = |error| ApiError::client(OPERATION, region, error);
        let fields = [JobManifestFieldName::Bucket, JobManifestFieldName::Key, JobManifestFieldName::VersionId];
        let spec = JobManifestSpec::builder().format(JobManifestFormat::S3BatchOperationsCsv20180820);
        let location = JobManifestLocation::builder()
            .object_arn(format!("{}/{}", job.bucket, job.manifest.key))
            .e_tag(&job.manifest.etag);
        let manifest = JobManifest::builder()
            .spec(spec.set_fields(Some(fields.into())).build().map_err(built)?)
            .location(location.build().map_err(built)?)
            .build();
        let report = JobReport::builder()
            .enabled(true)
            .bucket(job.bucket)
            .prefix(job.reports)
            .format(JobReportFormat::ReportCsv20180820)
            .report_scope(JobReportScope::FailedTasksOnly);
        let operation = S3ReplicateObjectOperation::builder().build();
        let call = self
            .s3_control(region)
            .create_job()
            .account_id(job.account)
            .client_request_token(job.token)
            .description(job.description)
            .confirmation_required(false)
            .priority(10)
            .role_arn(job.role)
            .operation(JobOperation::builder().s3_replicate_object(operation).build())
            .manifest(manifest)
            .report(report.build());
        let answer = call.send().await.map_err(|error| ApiError::new(OPERATION, region, error))?;
        answer.job_id.and_then(present).ok_or_else(|| ApiError::unreadable(OPERATION, region, "the job has no ID"))
    }

    /// Confirms a job that waits for it.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn confirm_batch_job(&self, region: &str, account: &str, id: &str) -> Result<(), ApiError> {
        let call = self.s3_control(region).update_job_status().account_id(account).job_id(id);
        let sent = call.requested_job_status(RequestedJobStatus::Ready).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("UpdateJobStatus", region, error))
    }

    /// Uploads a file into `folder` of a bucket, as CSV, under its SHA-256: the same content has the same key, and is stored once.
    ///
    /// # Errors
    /// If the file cannot be read, or the call fails.
    pub async fn upload_csv(
        &self,
        region: &str,
        (bucket, owner): (&str, &str),
        folder: &str,
        file: &Path,
    ) -> Result<StoredFile, ApiError> {
        const OPERATION: &str = "PutObject";
        let unread =
            |error: io::Error| ApiError::client(OPERATION, region, format_args!("{}: {error}", file.display()));
        let digest = digest(file).map_err(unread)?;
        let key = format!("{folder}/{digest}.csv");
        let body = ByteStream::from_path(file).await.map_err(|error| ApiError::client(OPERATION, region, error))?;
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(UPLOAD_TIMEOUT).build();
        let call = self.s3(region).put_object().bucket(bucket).key(&key).expected_bucket_owner(owner).body(body);
        let call = call.customize().config_override(aws_sdk_s3::config::Config::builder().timeout_config(timeouts));
        let answer = call.send().await.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let etag = answer.e_tag.and_then(present);
        let etag = etag.ok_or_else(|| ApiError::unreadable(OPERATION, region, "the object has no ETag"))?;
        Ok(StoredFile { key, etag: etag.trim_matches('"').to_owned(), digest })
    }
}

/// What S3 calls something, or that it does not.
fn named(text: Option<&str>) -> String {
    text.unwrap_or("unknown").to_owned()
}

/// The SHA-256 of a file, in hexadecimal digits.
fn digest(file: &Path) -> io::Result<String> {
    let mut open = File::open(file)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = open.read(&mut piece)?;
        if count == 0 {
            break;
        }
        hash.update(&piece[..count]);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
