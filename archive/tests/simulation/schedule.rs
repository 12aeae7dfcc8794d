//! One schedule, all of it from its seed: what is done, what goes wrong, and in which order requests arrive.

use std::collections::BTreeSet;
use std::time::Duration;

use archive_simulator::{Clock, Cloud, Config, Faults, Probabilities, ResourceFault};
use cfn_deploy::{Error, Outcome};

use crate::damage::Damage;
use crate::failover::Promoted;
use crate::hand::Hand;
use crate::history::History;
use crate::judge;
use crate::ledger::{Ledger, Operations};
use crate::person::{ApproveAll, Person, follow_remedy};
use crate::step::Step;
use crate::wanted::{OPT_IN, OTHER_ACCOUNT, Wanted};

/// After so many faults by chance the world is well again.
pub(super) const FAULTS: u32 = 20;
/// How often a deployment may be run again before it must have converged.
pub(super) const RUNS: u32 = 12;

/// How a schedule ended: two runs of one seed have the same history and end in the same state, byte for byte.
pub(crate) struct Ending {
    /// Every step and every request with its answer.
    pub(crate) history: Vec<String>,
    /// The simulated AWS, with its whole state.
    pub(crate) cloud: Cloud,
}

/// Where a schedule stands.
pub(crate) struct Schedule {
    pub(super) seed: u64,
    pub(super) chance: fastrand::Rng,
    pub(super) history: History,
    /// The simulated AWS's folder, in schedules in which it is restarted.
    pub(super) folder: Option<tempfile::TempDir>,
    pub(super) cloud: Cloud,
    pub(super) hand: Hand,
    pub(super) ours: Person,
    pub(super) wanted: Wanted,
    pub(super) ledger: Ledger,
    pub(super) operations: Operations,
    pub(super) damage: Vec<Damage>,
    pub(super) chances: Probabilities,
    /// The replicas that were ever promoted: region and bucket.
    pub(super) promoted_once: BTreeSet<(String, String)>,
    /// Objects written so far.
    pub(super) written: u32,
    /// Whether the account has the region that can be disabled.
    pub(super) has_opt_in: bool,
}

fn chances(chance: &mut fastrand::Rng) -> Probabilities {
    let mut some = |most: f64| if chance.bool() { chance.f64() * most } else { 0.0 };
    Probabilities {
        throttling: some(0.15),
        server_error: some(0.1),
        reset: some(0.1),
        lost_reply: some(0.1),
        silence: some(0.03),
        late: some(0.1),
        stale_read: some(0.15),
        resource_failure: some(0.12),
    }
}

pub(super) fn configuration(seed: u64, folder: Option<&tempfile::TempDir>) -> Config {
    let mut chance = fastrand::Rng::with_seed(seed ^ 0xc10d);
    // Each request moves time on by this much; the work on a resource takes a few requests.
    let step = Duration::from_millis(chance.u64(20..1500));
    Config {
        state_dir: folder.map(|folder| folder.path().to_owned()),
        seed,
        clock: Clock::Requests(step),
        resource_delay: step.mul_f64(6.0 * chance.f64()),
        replication_delay: step.mul_f64(20.0 * chance.f64()),
        batch_delay: step.mul_f64(6.0 * chance.f64()),
        event_page: chance.usize(10..=40),
        enabled_regions: vec![OPT_IN.to_owned()],
        other_accounts: vec![OTHER_ACCOUNT.to_owned()],
        ..Config::in_memory()
    }
}

/// Runs the schedule of a seed.
///
/// # Panics
/// Something does not hold that must; the message tells what happened before.
pub(crate) async fn run(seed: u64) -> Ending {
    // What the engine and the SDK draw is drawn from this thread's source.
    fastrand::seed(seed);
    let mut chance = fastrand::Rng::with_seed(seed);
    let steps = Step::draw(&mut chance);
    let mut schedule = Schedule::new(seed, chance, steps.contains(&Step::Restart)).await;
    for step in steps {
        schedule.history.step(format!("{step:?}"));
        schedule.take(step).await;
        schedule.check();
    }
    schedule.repair().await;
    schedule.converge().await;
    schedule.check();
    schedule.check_both_sides().await;
    schedule.check_backfill().await;
    schedule.check();
    schedule.check_replication().await;
    schedule.check();
    Ending { history: schedule.history.all(), cloud: schedule.cloud }
}

impl Schedule {
    async fn new(seed: u64, mut chance: fastrand::Rng, restarts: bool) -> Self {
        let history = History::default();
        let wanted = Wanted::draw(&mut chance);
        let chances = chances(&mut chance);
        let folder = restarts.then(|| tempfile::tempdir().unwrap());
        let cloud = Cloud::open(configuration(seed, folder.as_ref())).unwrap();
        let ours = Person::new("we", &cloud, &history, seed).await;
        history.step(format!("seed {seed}, {}, {chances:?}", wanted.describe()));
        let hand = Hand { cloud: cloud.clone(), replicas: wanted.replica_account() };
        let schedule = Self {
            seed,
            chance,
            history,
            folder,
            cloud,
            hand,
            ours,
            wanted,
            ledger: Ledger::default(),
            operations: Operations::default(),
            damage: Vec::new(),
            promoted_once: BTreeSet::new(),
            chances,
            written: 0,
            has_opt_in: true,
        };
        schedule.trouble(Vec::new(), FAULTS);
        schedule
    }

    /// From now on these resources fail, and so many faults by chance are still to come.
    pub(super) fn trouble(&self, resources: Vec<ResourceFault>, limit: u32) {
        self.faults(Faults { resources, ..Faults::default() }, limit);
    }

    /// From now on there are these faults, and so many by chance.
    pub(super) fn faults(&self, faults: Faults, limit: u32) {
        let seed = self.seed ^ self.history.len() as u64;
        self.cloud.set_faults(Faults {
            seed,
            chances: self.chances,
            silence_for: Duration::from_secs(70),
            late_by: Duration::from_secs(2),
            limit: Some(limit),
            ..faults
        });
    }

    pub(super) fn note(&self, line: impl Into<String>) {
        self.history.step(format!("  {}", line.into()));
    }

    pub(crate) fn assert(&self, holds: bool, what: impl FnOnce() -> String) {
        assert!(holds, "{}\n{}", what(), self.history.tail());
    }

    /// Whether a reader may be told what was true before: then the engine can be misled, though never into losing anything.
    pub(super) fn may_be_misled(&self) -> bool {
        self.chances.stale_read > 0.0
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Deploy => _ = self.deploy().await,
            Step::Change => {
                self.wanted.change();
                let _ = self.deploy().await;
            }
            Step::Grow => {
                let has_opt_in = self.has_opt_in;
                self.wanted.grow(|region| has_opt_in || region != OPT_IN);
                let _ = self.deploy().await;
            }
            Step::Shrink => {
                self.wanted.shrink();
                let _ = self.deploy().await;
            }
            Step::DetachOrAttach => {
                self.wanted.detach_or_attach();
                let _ = self.deploy().await;
            }
            Step::Disable => self.disable().await,
            Step::Enable => {
                if !self.has_opt_in {
                    self.set_opt_in(true);
                    if self.chance.bool() {
                        self.wanted.bring_opt_in_back();
                        let _ = self.deploy().await;
                    }
                }
            }
            Step::Put => self.put(),
            Step::BackFill => self.backfill().await,
            Step::Restore => self.restore().await,
            Step::FailOver => self.fail_over().await,
            Step::FailBack => self.fail_back(true).await,
            Step::Destroy => self.destroy().await,
            Step::CutDeployment => {
                self.wanted.change();
                self.cut_off(true).await;
                if self.chance.bool() {
                    // At once, so that what was begun is likely to be in progress.
                    let _ = self.deploy().await;
                }
            }
            Step::CutDestruction => self.cut_off(false).await,
            Step::Restart => self.restart().await,
            Step::Refuse => self.refuse().await,
            Step::FailInRegion => {
                let region = self.chance.choice(self.wanted.buckets().into_iter().skip(1)).map(|(region, _)| region);
                self.fail(ResourceFault { region, ..ResourceFault::default() }).await;
            }
            Step::FailRollback => {
                let status = Some("UPDATE_IN_PROGRESS".into());
                self.fail(ResourceFault { status, ..ResourceFault::default() }).await;
            }
            Step::FailDeletion => {
                let status = Some("DELETE_IN_PROGRESS".into());
                self.prepare_failure(ResourceFault { status, ..ResourceFault::default() });
                self.destroy().await;
                self.destroy_what_failed().await;
            }
            Step::TakenName => self.deploy_over_taken_name().await,
            Step::SameAtOnce => self.two_at_once(true).await,
            Step::OtherAtOnce => self.two_at_once(false).await,
            Step::Meddle => self.meddle().await,
            Step::Damage => {
                let done = Damage::inflict(&self.hand, &mut self.ledger, &self.wanted, &mut self.chance);
                self.note(format!("{done:?}"));
                self.damage.extend(done);
            }
            Step::Repair => self.repair().await,
        }
    }

    fn prepare_failure(&mut self, fault: ResourceFault) {
        let times = self.chance.u32(1..4);
        let reason =
            "Resource handler returned message: \"the service is unwell\" (HandlerErrorCode: InternalFailure)".into();
        self.trouble(vec![ResourceFault { times, reason, ..fault }], FAULTS / 2);
    }

    async fn fail(&mut self, fault: ResourceFault) {
        self.prepare_failure(fault);
        self.wanted.change();
        let _ = self.deploy().await;
    }

    /// Deploys once, and judges how that ended.
    pub(super) async fn deploy(&mut self) -> Result<Outcome, Error> {
        self.wanted.write_keys(&self.hand);
        let promoted = Promoted::look(&self.hand).filter(|_| self.is_at_rest());
        let ended = self.ours.deploy(&self.wanted, &ApproveAll).await;
        self.after_deployment(&ended, false);
        let is_kept = promoted.is_none() || Promoted::look(&self.hand) == promoted;
        self.assert(is_kept || self.may_be_misled(), || format!("the deployment ended the promotion {promoted:?}"));
        ended
    }

    pub(super) fn after_deployment(&mut self, ended: &Result<Outcome, Error>, disturbed: bool) {
        let begun = self.operations.look(&self.hand);
        match ended {
            Ok(outcome) => {
                self.note(format!(
                    "deployed {}: {}, unchanged {}",
                    self.wanted.describe(),
                    outcome.status,
                    outcome.unchanged
                ));
                self.keep_all();
            }
            Err(error) => self.failed(error, disturbed),
        }
        let overtaken = self.ours.wire.overtaken();
        self.assert(overtaken == 0 || disturbed || self.may_be_misled(), || {
            format!("{overtaken} calls over an operation in progress")
        });
        let changes =
            begun.iter().filter(|one| matches!(one.status.as_str(), "CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS"));
        let count = changes.count();
        // What replicates both ways is created in two steps.
        let most = 1 + usize::from(self.wanted.is_two_way());
        self.assert(disturbed || count <= most, || format!("one deployment began {count} operations: {begun:?}"));
    }

    /// What was deployed is not to be lost from now on.
    pub(super) fn keep_all(&mut self) {
        for (region, bucket) in self.wanted.buckets() {
            if self.hand.s3(&region, "HEAD", &format!("/{bucket}"), "").is_ok() {
                self.ledger.keep(&self.hand, &region, &bucket);
            }
        }
    }

    pub(super) fn failed(&self, error: &Error, disturbed: bool) {
        self.note(format!("failed: {error}"));
        // What somebody else did to a bucket or key may keep it from being taken back.
        let is_refused = matches!(error, Error::Request(_));
        let is_damaged = is_refused && !self.damage.is_empty();
        // A rollback orders the deletion of a multi-Region key though a replica of it stays: a person has to save it, as the remedy says.
        let is_helped = is_refused
            && !is_damaged
            && follow_remedy(&self.hand, &archive::remedy::of_error(error).unwrap_or_default());
        let misled = is_helped || is_damaged || disturbed || self.may_be_misled();
        if let Err(fault) = judge::error(error, misled) {
            self.assert(false, || fault);
        }
    }

    /// Somebody writes an object, now and then over one that is there, or deletes one.
    pub(super) fn put(&mut self) {
        let away = self.wanted.config().and_then(|config| Self::second_bucket(&self.hand, &config));
        let away = away.filter(|_| self.chance.bool());
        let (region, bucket) = away.unwrap_or_else(|| self.wanted.primary());
        if !self.ledger.keeps(&region, &bucket) {
            return;
        }
        let key = format!("object-{}", self.chance.u32(0..3));
        let target = format!("/{bucket}/{key}");
        if self.chance.u8(0..4) == 0 {
            self.hand.s3(&region, "DELETE", &target, "");
            return;
        }
        self.written += 1;
        let put = self.hand.s3(&region, "PUT", &target, &format!("body {} of seed {}", self.written, self.seed));
        self.note(format!("{target}: {}", put.status));
    }

    /// Whoever did damage undoes it.
    async fn repair(&mut self) {
        let mut shattered = false;
        // Who repairs reaches every region.
        self.cloud.set_enabled_regions(vec![OPT_IN.to_owned()]);
        while let Some(damage) = self.damage.pop() {
            shattered |= damage.repair(&self.hand, &mut self.ledger);
        }
        self.set_opt_in(self.has_opt_in);
        if shattered {
            self.begin_again().await;
        }
    }

    /// What must hold after every step.
    fn check(&mut self) {
        let lost = self.ledger.losses(&self.hand, (!self.has_opt_in).then_some(OPT_IN));
        self.assert(lost.is_empty(), || lost.join("\n"));
        self.operations.look(&self.hand);
        self.assert(!self.operations.has_twins(), || "one request began two operations".to_owned());
    }
}
