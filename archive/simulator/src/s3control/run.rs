//! The life of a job: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html>.

use crate::s3control::operation::Operation;
use crate::s3control::role::{Failure, JobRole};
use crate::s3control::{generator, manifest, report};
use crate::scope::Scope;
use crate::state::s3control::{Job, JobStatus};
use crate::timestamp::Timestamp;
use crate::world::World;

/// The number of tasks from which a job fails if more than half of them failed.
const THRESHOLD: usize = 1000;

/// Changes every job that is due to its next status. Returns whether there was one.
pub(crate) fn step(world: &mut World) -> bool {
    let now = world.now;
    let mut due: Vec<(std::cmp::Reverse<u32>, Timestamp, Scope, String)> = Vec::new();
    for (account, state) in &world.accounts {
        for (region, state) in &state.regions {
            let jobs = state.jobs.values().filter(|job| goes_on(job) && job.due <= now);
            let scope = || Scope::new(account, region);
            due.extend(jobs.map(|job| (std::cmp::Reverse(job.priority), job.created, scope(), job.id.clone())));
        }
    }
    // The more important job goes first.
    due.sort();
    for (_, _, scope, id) in &due {
        if let Some(job) = world.region(scope).jobs.remove(id) {
            let job = advance(world, scope, job);
            world.region(scope).jobs.insert(id.clone(), job);
        }
    }
    !due.is_empty()
}

/// When jobs change to their next status.
pub(crate) fn next_due(world: &World) -> impl Iterator<Item = Timestamp> {
    let regions = world.accounts.values().flat_map(|account| account.regions.values());
    regions.flat_map(|region| region.jobs.values()).filter(|job| goes_on(job)).map(|job| job.due)
}

fn goes_on(job: &Job) -> bool {
    !job.status.is_terminal() && job.status != JobStatus::Suspended
}

fn advance(world: &mut World, scope: &Scope, mut job: Job) -> Job {
    let next = match job.status {
        JobStatus::New => Ok(JobStatus::Preparing),
        JobStatus::Preparing => prepare(world, scope, &mut job),
        JobStatus::Ready => Ok(JobStatus::Active),
        JobStatus::Active => work(world, scope, &mut job),
        JobStatus::Completing => finish(world, scope, &job).map(|()| JobStatus::Complete),
        JobStatus::Failing => finish(world, scope, &job).map(|()| JobStatus::Failed),
        JobStatus::Cancelling => finish(world, scope, &job).map(|()| JobStatus::Cancelled),
        over => Ok(over),
    };
    job.status = next.unwrap_or_else(|failure| {
        job.failure = Some(failure);
        JobStatus::Failed
    });
    job.due = world.now.after(world.settings.batch_delay);
    if job.status.is_terminal() {
        job.ended = Some(world.now);
    }
    job
}

/// Reads or generates the manifest.
fn prepare(world: &mut World, scope: &Scope, job: &mut Job) -> Result<JobStatus, Failure> {
    let worker = JobRole::assume(world, &scope.account, job.role())?;
    job.tasks = match (job.request.get("Manifest"), job.request.get("ManifestGenerator")) {
        (Some(given), _) => manifest::tasks(world, &worker, given)?,
        (None, Some(given)) => {
            let (tasks, generated) = generator::tasks(world, &worker, &job.id, given)?;
            job.generated = generated;
            tasks
        }
        (None, None) => Vec::new(),
    };
    if job.tasks.is_empty() {
        let is_given = job.request.get("Manifest").is_some();
        let why = if is_given { "The manifest lists no objects" } else { manifest::NOTHING_FITS };
        return Err(manifest::invalid(why));
    }
    if job.request.text_at(&["ConfirmationRequired"]) == Some("true") {
        job.suspended = Some(world.now);
        return Ok(JobStatus::Suspended);
    }
    Ok(JobStatus::Ready)
}

/// Runs all tasks.
fn work(world: &mut World, scope: &Scope, job: &mut Job) -> Result<JobStatus, Failure> {
    job.active_seconds = world.settings.batch_delay.as_secs();
    let operation = job.request.get("Operation").and_then(|operation| operation.children.first());
    let operation = operation.ok_or_else(|| ("InvalidOperation".to_owned(), "The job has no operation".to_owned()))?;
    let operation = Operation::read(operation).map_err(|error| (error.code, error.message))?;
    let worker = JobRole::assume(world, &scope.account, job.role())?;
    let mut failed = 0;
    for (before, task) in job.tasks.iter_mut().enumerate() {
        let outcome = operation.carry_out(world, &worker, task);
        failed += usize::from(!outcome.succeeded);
        task.outcome = Some(outcome);
        let done = before + 1;
        if done >= THRESHOLD && failed * 2 > done {
            job.failure = Some(("TooManyFailedTasks".into(), format!("{failed} of {done} tasks failed")));
            return Ok(JobStatus::Failing);
        }
    }
    Ok(JobStatus::Completing)
}

fn finish(world: &mut World, scope: &Scope, job: &Job) -> Result<(), Failure> {
    // A job that was cancelled before it was active has no report.
    if job.tasks.iter().all(|task| task.outcome.is_none()) {
        return Ok(());
    }
    let worker = JobRole::assume(world, &scope.account, job.role())?;
    report::write(world, &worker, job)
}
