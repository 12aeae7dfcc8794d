//! Failing over to a replica and back: with objects written on both sides, processes that are killed, and a primary region that is silent.

use std::collections::BTreeSet;
use std::time::Duration;

use archive::config::{Config, Region};
use archive::failover::Returned;
use archive_simulator::Faults;
use cfn_deploy::Error;

use crate::hand::Hand;
use crate::ledger::history;
use crate::schedule::{FAULTS, Schedule};
use crate::wanted::{REGION, STACK, STACK_SET};

/// So many objects are written while one failback runs.
const MEANWHILE: u32 = 4;

/// A replica that is promoted, as its own stack tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promoted {
    pub(crate) region: Region,
    pub(crate) stage: String,
}

impl Promoted {
    /// The replica of the StackSet that is promoted.
    pub(crate) fn look(hand: &Hand) -> Option<Self> {
        hand.instances(STACK_SET).into_iter().find_map(|(region, stack)| {
            let stage = hand.output(&region, &stack, "Promotion")?;
            Some(Self { region: Region::known(&region)?, stage })
        })
    }
}

impl Schedule {
    /// The bucket that is written to beside the primary one.
    pub(super) fn second_bucket(hand: &Hand, config: &Config) -> Option<(String, String)> {
        let promoted = Promoted::look(hand).filter(|promoted| promoted.stage != "closed")?;
        Some((promoted.region.to_string(), config.replica_bucket_name(&promoted.region)))
    }

    /// Somebody promotes a replica, in every second schedule because the primary region does not answer.
    pub(super) async fn fail_over(&mut self) {
        let Some(config) = self.wanted.config().filter(|_| self.wanted.replica_account().is_none()) else { return };
        if Promoted::look(&self.hand).is_some() {
            return;
        }
        let instances = self.hand.instances(STACK_SET);
        let is_there = |name: &str| instances.iter().any(|(region, _)| region == name);
        let mut replicas = self.wanted.attached_buckets().split_off(1);
        replicas.retain(|(region, _)| is_there(region));
        let Some((name, bucket)) = self.chance.choice(replicas) else { return };
        let region = Region::known(&name).expect("replicas are in AWS's regions");
        let is_silent = self.chance.bool();
        if is_silent {
            self.faults(Faults { silent_regions: vec![REGION.to_owned()], ..Faults::default() }, FAULTS / 2);
        }
        let cut = (self.chance.u8(0..3) == 0).then(|| self.chance.u64(0..25));
        let since = self.hand.now();
        let work = Box::pin(self.ours.fail_over(&config, region, since));
        let ended = match cut {
            Some(requests) => self.ours.until_cut(requests, work).await,
            None => Some(work.await),
        };
        let stage = Promoted::look(&self.hand).map(|promoted| promoted.stage);
        self.note(format!("failover to {name}, silent {is_silent}, cut at {cut:?}: {stage:?}"));
        match ended {
            Some(Ok(())) => self
                .assert(stage.is_some() || self.may_be_misled(), || format!("the replica in {name} is not promoted")),
            Some(Err(error)) => self.failed(&error, false),
            None => {}
        }
        self.promoted_once.insert((name, bucket));
        for _ in 0..self.chance.u32(0..3) {
            self.put();
        }
        if cut.is_some() {
            self.another_process().await;
        }
        if is_silent {
            self.trouble(Vec::new(), FAULTS / 2);
        }
    }

    /// Somebody returns what was written, while others write on.
    pub(super) async fn fail_back(&mut self, may_be_cut: bool) {
        let Some(promoted) = Promoted::look(&self.hand) else { return };
        let Some(config) = self.wanted.config() else { return };
        let region = promoted.region;
        let cut = (may_be_cut && self.chance.u8(0..3) == 0).then(|| self.chance.u64(0..90));
        let puts = self.puts_meanwhile();
        let seed = self.seed;
        let hand = self.hand.clone();
        let others = async {
            for (number, (after, is_away, key)) in puts.into_iter().enumerate() {
                tokio::time::sleep(after).await;
                let away = Self::second_bucket(&hand, &config).filter(|_| is_away);
                let (place, bucket) = away.unwrap_or_else(|| (REGION.to_owned(), config.bucket_name()));
                hand.s3(&place, "PUT", &format!("/{bucket}/{key}"), &format!("meanwhile {number} of seed {seed}"));
            }
        };
        let work = Box::pin(self.ours.fail_back(&config, region));
        let work = async {
            match cut {
                Some(requests) => self.ours.until_cut(requests, work).await,
                None => Some(work.await),
            }
        };
        let (ended, ()) = tokio::join!(work, others);
        self.after_failback(&config, region, &ended);
        if cut.is_some() {
            self.another_process().await;
        }
    }

    /// When, on which side and under which key others write.
    fn puts_meanwhile(&mut self) -> Vec<(Duration, bool, String)> {
        let count = self.chance.u32(0..=MEANWHILE);
        let mut one = || {
            let after = Duration::from_millis(self.chance.u64(0..2000));
            (after, self.chance.bool(), format!("object-{}", self.chance.u32(0..3)))
        };
        (0..count).map(|_| one()).collect()
    }

    /// Whoever has failed back has everything in the primary bucket that the replica has.
    fn after_failback(&mut self, config: &Config, region: Region, ended: &Option<Result<Option<Returned>, Error>>) {
        let stage = Promoted::look(&self.hand).map(|promoted| promoted.stage);
        self.note(format!("failback of {region}: {stage:?}"));
        match ended {
            Some(Ok(Some(returned))) if returned.is_replica => {
                let lacks = self.lacks(config, region);
                self.assert(lacks.is_empty(), || {
                    format!("after the failback of {region}: {returned:?}, lacking {lacks:?}")
                });
            }
            Some(Ok(returned)) => self.note(format!("not returned: {returned:?}")),
            Some(Err(error)) => self.failed(error, false),
            None => {}
        }
    }

    /// The versions and delete markers that a replica has and the primary bucket has not.
    fn lacks(&self, config: &Config, region: Region) -> BTreeSet<(String, String)> {
        let replica = history(&self.hand, region.as_str(), &config.replica_bucket_name(&region));
        let primary = history(&self.hand, REGION, &config.bucket_name());
        replica.difference(&primary).cloned().collect()
    }

    /// What somebody else has turned back into a replica before it was returned comes back by failing over and back again.
    pub(super) async fn check_both_sides(&mut self) {
        let Some(config) = self.wanted.config() else { return };
        self.cloud.set_faults(Faults::default());
        let attached = self.wanted.attached_buckets();
        for place in self.promoted_once.clone() {
            let region = Region::known(&place.0).expect("replicas are in AWS's regions");
            if !attached.contains(&place) || self.lacks(&config, region).is_empty() {
                continue;
            }
            self.note(format!("what was written to {region} is still there only"));
            let promoted = self.ours.fail_over(&config, region, self.hand.now()).await;
            self.assert(promoted.is_ok(), || format!("{promoted:?}"));
            let returned = self.ours.fail_back(&config, region).await;
            self.assert(matches!(&returned, Ok(Some(all)) if all.is_replica), || format!("{returned:?}"));
            let lacks = self.lacks(&config, region);
            self.assert(lacks.is_empty(), || format!("the primary bucket lacks {lacks:?} of {region}"));
        }
    }

    /// Whether nothing is in progress that a killed deployment has begun, or somebody else.
    pub(super) fn is_at_rest(&self) -> bool {
        let status = self.hand.status(REGION, STACK).unwrap_or_default();
        let operations = self.hand.cloudformation(REGION, "ListStackSetOperations", &[("StackSetName", STACK_SET)]);
        let works = ["RUNNING", "QUEUED", "STOPPING"].iter().any(|status| operations.text.contains(status));
        !works && (!status.ends_with("_IN_PROGRESS") || status == "REVIEW_IN_PROGRESS")
    }
}
