//! The last of a schedule: what is missing from a replica, because it was written while the region was not attached or because S3 gave up on it, is
//! replicated by jobs, after which nothing is missing.

use archive::audit::VersionSource;
use archive::{backfill, bootstrap};
use cfn_deploy::PollInterval;
use cfn_deploy::aws::BatchState;
use test_support::deployer::Recorder;
use test_support::simulated_aws::ACCOUNT;

use crate::person::ApproveAll;
use crate::schedule::Schedule;

/// How often it is looked whether what S3 is replicating by itself has arrived.
const LOOKS: u32 = 100;

impl Schedule {
    /// Replicates what is missing.
    pub(super) async fn check_backfill(&self) {
        let Some(config) = self.wanted.config() else { return };
        let (aws, engine, told) = (&self.ours.aws, self.ours.engine(&ApproveAll), Recorder::default());
        let made = bootstrap::deploy_backfill(&config, &engine).await;
        self.assert(made.is_ok(), || format!("{made:?}"));
        let made = backfill::resources(&engine, &config).await.unwrap().expect("they were just made");
        let mut jobs = 0;
        for _ in 0..LOOKS {
            let clients = (aws, if self.wanted.replica_account().is_some() { self.ours.replicas() } else { aws });
            let looked = backfill::lacking(clients, &config, (VersionSource::Listing, ""), &told).await;
            let (selection, _) = looked.unwrap_or_else(|error| panic!("{error}\n{}", self.history.tail()));
            let estimate = &selection.estimate;
            if estimate.versions == 0 && selection.pending == 0 {
                return;
            }
            if estimate.versions == 0 {
                continue;
            }
            self.note(format!("lacking: {estimate:?}"));
            jobs += 1;
            self.assert(jobs < 3, || format!("after {} jobs is missing {estimate:?}", jobs - 1));
            let before = backfill::jobs(aws, &config, ACCOUNT).await.unwrap();
            let before = before.first().map(|job| job.id.as_str());
            let id = backfill::start(aws, &config, (ACCOUNT, &made), &selection, before).await.unwrap();
            let job = backfill::follow(aws, (&config, ACCOUNT), &id, PollInterval::LOCAL, &told).await.unwrap();
            self.assert(job.state == BatchState::Complete, || format!("{job:?}"));
            if job.failed > 0 {
                let why = backfill::failures(aws, &config, &made, &id).await;
                self.note(format!("{why:?}"));
            }
        }
        self.assert(false, || "what S3 replicates by itself does not arrive".to_owned());
    }
}
