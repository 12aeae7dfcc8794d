//! Backfills and restores, which may be killed: what they say is done is done.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use archive::audit::VersionSource;
use archive::backfill;
use archive::config::{Config, Region};
use archive::restore::{RestoreError, RestoreLog, RestoreOptions, Retrieval, Target, Told, plan, restore};
use archive_simulator::Faults;
use cfn_deploy::PollInterval;
use cfn_deploy::aws::{ApiError, BatchState, RetrievalTier};
use test_support::simulated_aws::ACCOUNT;

use crate::hand::{elements, text};
use crate::ledger::{history, versions};
use crate::person::{ApproveAll, Person};
use crate::schedule::{RUNS, Schedule};
use crate::wanted::REGION;

/// Nobody listens.
struct Quiet;

impl RestoreLog for Quiet {
    fn told(&mut self, _: &Told) -> io::Result<()> {
        Ok(())
    }

    fn done(&mut self, _: (u64, u64), _: (u64, u64)) {}

    fn planned(&mut self, _: u64) {}

    fn note(&mut self, _: String) {}
}

/// What a backfill found to be done, versions and those on their way, or why it ended.
type Found = Result<(u64, u64), String>;

fn told(error: impl ToString) -> String {
    error.to_string()
}

impl Person {
    /// Has S3 replicate what a replica lacks, in the way of the archive's own commands.
    async fn backfill(&self, config: &Config) -> Found {
        let engine = self.engine(&ApproveAll);
        archive::bootstrap::deploy_backfill(config, &engine).await.map_err(told)?;
        let Some(made) = backfill::resources(&engine, config).await.map_err(told)? else {
            return Err("the role is not there yet".to_owned());
        };
        let (of, interval) = ((config, ACCOUNT), PollInterval::LOCAL);
        let jobs = backfill::jobs(&self.aws, config, ACCOUNT).await.map_err(told)?;
        if let Some(running) = jobs.iter().find(|job| !job.state.is_over()) {
            let id = running.id.as_str();
            return self.follow(of, id, interval).await.map_err(told).map(|()| (1, 0));
        }
        let source = (VersionSource::Listing, "");
        let selected = backfill::lacking(self.clients(config), config, source, &self.kept).await;
        let (selection, _) = selected.map_err(told)?;
        let found = (selection.estimate.versions, selection.pending);
        if found.0 > 0 {
            let last = jobs.first().map(|job| job.id.as_str());
            let started = backfill::start(&self.aws, config, (ACCOUNT, &made), &selection, last).await;
            let id = started.map_err(told)?;
            self.follow(of, &id, interval).await.map_err(told)?;
        }
        Ok(found)
    }

    async fn follow(&self, of: (&Config, &str), id: &str, interval: PollInterval) -> Result<(), ApiError> {
        let job = backfill::follow(&self.aws, of, id, interval, &self.kept).await?;
        if job.state == BatchState::AwaitingConfirmation {
            self.aws.confirm_batch_job(REGION, ACCOUNT, id).await?;
            backfill::follow(&self.aws, of, id, interval, &self.kept).await?;
        }
        Ok(())
    }

    /// Restores what the primary bucket has into a folder. Gives how many objects are still missing there.
    async fn restore(&self, config: &Config, folder: &Path) -> Result<u64, RestoreError> {
        let options = RestoreOptions {
            target: Target::Folder(folder.to_owned()),
            keys: &[],
            prefixes: &[],
            at: None,
            from: Region::known(REGION),
            overwrite: false,
            retrieval: Retrieval { tier: RetrievalTier::Standard, days: 1, wait: None },
            concurrency: 2,
            part_size: 5 << 20,
        };
        let planned = plan(self.clients(config), config, options, &mut Quiet).await?;
        Ok(restore(&planned, &mut Quiet).await?.lacking)
    }
}

impl Schedule {
    /// Somebody has S3 replicate what replicas lack; the process may be killed.
    pub(super) async fn backfill(&mut self) {
        let Some(config) = self.kept_archive() else { return };
        let cut = (self.chance.u8(0..3) == 0).then(|| self.chance.u64(0..60));
        let work = Box::pin(self.ours.backfill(&config));
        let ended = match cut {
            Some(requests) => self.ours.until_cut(requests, work).await,
            None => Some(work.await),
        };
        self.note(format!("backfill, cut at {cut:?}: {ended:?}"));
        if let Some(Ok((0, 0))) = ended {
            self.check_replicas(&config);
        }
        if cut.is_some() {
            self.another_process().await;
        }
    }

    /// Somebody restores the archive into a folder, and goes on after being killed.
    pub(super) async fn restore(&mut self) {
        let Some(config) = self.kept_archive().filter(|_| self.damage.is_empty()) else { return };
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            let requests = self.chance.u64(0..30);
            let work = Box::pin(self.ours.restore(&config, folder.path()));
            let ended = self.ours.until_cut(requests, work).await;
            self.another_process().await;
            let is_done = matches!(ended, Some(Ok(0)));
            self.note(format!("restore, cut at {requests}: {ended:?}"));
            if is_done {
                break;
            }
        }
        for _ in 0..RUNS {
            match Box::pin(self.ours.restore(&config, folder.path())).await {
                Ok(0) => return self.check_restored(folder.path()),
                ended => self.note(format!("restore: {ended:?}")),
            }
        }
        self.assert(false, || format!("the archive is not restored in {RUNS} runs"));
    }

    /// The configuration of an archive whose buckets are there.
    fn kept_archive(&self) -> Option<Config> {
        let is_kept = self.wanted.attached_buckets().iter().all(|(region, bucket)| self.ledger.keeps(region, bucket));
        self.wanted.config().filter(|_| is_kept && self.has_opt_in)
    }

    /// The folder has the current objects of the primary bucket, and nothing else.
    fn check_restored(&self, folder: &Path) {
        let (region, bucket) = self.wanted.primary();
        let listed = self.hand.s3(&region, "GET", &format!("/{bucket}?list-type=2"), "");
        let keys = elements(&listed.text, "Contents").into_iter().filter_map(|one| text(one, "Key"));
        let model: BTreeMap<String, String> =
            keys.map(|key| (key.clone(), self.hand.s3(&region, "GET", &format!("/{bucket}/{key}"), "").text)).collect();
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
        let found: BTreeMap<String, String> = files
            .map(|file| (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap()))
            .collect();
        self.assert(found == model, || format!("restored are {found:?}, not {model:?}"));
    }

    /// Every replica that gets objects has every version of the primary bucket, but for those that the rules are about to replicate.
    fn check_replicas(&self, config: &Config) {
        let mut lacks = self.replicas_lack(config);
        let is_pending = |(key, id): &(String, String)| {
            let target = format!("/{}/{key}?versionId={id}", config.bucket_name());
            let version = self.hand.s3(REGION, "HEAD", &target, "");
            version.header("x-amz-replication-status") == Some("PENDING")
        };
        lacks.retain(|(_, version)| !is_pending(version));
        self.assert(lacks.is_empty(), || format!("nothing is to be replicated, and yet replicas lack {lacks:?}"));
    }

    /// The versions, key and ID, that each region lacks.
    fn replicas_lack(&self, config: &Config) -> Vec<(String, (String, String))> {
        let primary = versions(&self.hand, REGION, &config.bucket_name());
        let mut lacks = Vec::new();
        let mut replicas = self.wanted.attached_buckets().split_off(1);
        // Nothing is replicated to another account before its key is in the configuration.
        replicas.retain(|(region, _)| !config.awaiting_key().iter().any(|waiting| waiting.as_str() == region));
        for (region, bucket) in replicas {
            let there = history(&self.hand, &region, &bucket);
            let missing = primary.iter().filter(|version| !there.contains(*version));
            lacks.extend(missing.map(|version| (region.clone(), version.clone())));
        }
        lacks
    }

    /// What no rule replicates, because it is older than the rule or was written to a promoted replica, comes by a backfill.
    pub(super) async fn check_backfill(&mut self) {
        let Some(config) = self.wanted.config() else { return };
        self.cloud.set_faults(Faults::default());
        let mut found = Vec::new();
        for _ in 0..RUNS {
            if self.replicas_lack(&config).is_empty() {
                return;
            }
            found.push(Box::pin(self.ours.backfill(&config)).await);
        }
        let lacks = self.replicas_lack(&config);
        self.assert(lacks.is_empty(), || format!("after backfills {found:?} replicas lack {lacks:?}"));
    }
}
