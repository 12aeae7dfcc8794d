//! What came of a job: why it or tasks of it failed, and what is missing after it.

use super::{Run, unselected};
use crate::backfill::{self, BackfillResources};
use cfn_command_line::{CommandError, output::counted};
use cfn_deploy::Event;
use cfn_deploy::aws::BatchJob;

const BOOTSTRAP: &str = "`archive bootstrap --backfill` makes role and bucket of the jobs as they have to be";
const LACKING: &str = "`archive status` shows what replication depends on, and `archive deploy --revert-drift` puts back what was changed";

/// What to do about a job that failed as a whole.
fn remedy_of_job(code: &str) -> &'static str {
    if code == "TooManyFailedTasks" { LACKING } else { BOOTSTRAP }
}

/// What to do about tasks that failed. [S3 User Guide, "Amazon S3 replication failure reasons"]
fn remedy_of_task(code: &str) -> &'static str {
    match code {
        "AccessDenied" | "InitiateReplicationNotPermitted" => BOOTSTRAP,
        "SrcKeyNotFound" | "SrcObjectNotFound" | "SrcVersionNotFound" => {
            "they are not in the bucket any more, so that there is nothing to replicate"
        }
        // S3 does not replicate again what was deleted in a replica by its version ID.
        "DstObjectHardDeleted" => {
            "copy each over itself in the primary bucket, which makes a new version, and S3 replicates it: aws s3 cp with --sse aws:kms --sse-kms-key-id"
        }
        _ => LACKING,
    }
}

fn of_versions(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "version", "versions")
}

impl Run<'_> {
    /// Tells why a job failed, and why tasks of it did.
    pub(super) async fn report_failures(&self, made: &BackfillResources, job: &BatchJob) -> Result<(), CommandError> {
        for (code, reason) in &job.failures {
            self.finding(format!("job {}", job.id), format!("failed: {code}: {reason}"), remedy_of_job(code));
        }
        if job.failed == 0 {
            return Ok(());
        }
        let read = backfill::failures(self.session.aws(), &self.session.config, made, &job.id).await;
        let Some(failures) = read.map_err(|error| self.failed(error))? else {
            let message = format!("failed on {} versions, and S3 has written no report", job.failed);
            self.finding(format!("job {}", job.id), message, BOOTSTRAP);
            return Ok(());
        };
        for (code, found) in failures {
            let message =
                format!("failed on {}, the first is {}: {}", of_versions(found.count), found.key, found.message);
            self.finding(code.clone(), message, remedy_of_task(&code));
        }
        Ok(())
    }

    /// Compares the buckets again: how many versions of the primary are missing from a replica, and how many replicas are still to arrive.
    pub(super) async fn report_lacking(&self) -> Result<(u64, u64), CommandError> {
        let (session, keys) = (self.session, self.args.keys.as_str());
        let clients = (session.aws(), session.replicas());
        let looked =
            backfill::lacking(clients, &session.config, (self.args.source.into(), keys), session.reporter()).await;
        let (selection, audited) = match looked {
            Ok(looked) => looked,
            Err(error) => return Err(unselected(session, error).await),
        };
        for region in audited.regions.iter().skip(1) {
            let lacks = selection.estimate.regions.get(&region.region).map_or(0, |(versions, _)| *versions);
            let subject = format!("{} in {}", region.bucket, region.region);
            if lacks > 0 {
                self.finding(subject, format!("{} not there", of_versions(lacks)), LACKING);
            } else {
                let message = format!("{} of the primary bucket are there", of_versions(audited.versions));
                session.reporter().report(&Event::Check { subject, passed: Some(true), message, remedies: Vec::new() });
            }
        }
        if selection.pending > 0 {
            self.note(format!("{} replicas are still to arrive", selection.pending));
        }
        Ok((selection.estimate.versions, selection.pending))
    }

    fn finding(&self, subject: String, message: String, remedy: &'static str) {
        let remedies = vec![remedy.into()];
        self.session.reporter().report(&Event::Check { subject, passed: Some(false), message, remedies });
    }
}
