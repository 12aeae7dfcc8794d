//! One schedule, all of it from its seed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use archive::aws::{Aws, ConnectOptions};
use archive::deploy::{Consent, DestroyOptions, Engine, Error, Event, Outcome, Pace, Question, Reporter, StackRequest};
use archive_simulator::{Chances, Config, Faults, Simulator};
use aws_sdk_cloudformation::types::Capability;
use serde_json::{Value, json};

const REGION: &str = "eu-central-1";
const STACK: &str = "acme-archive";
const PACE: Pace = Pace { first: Duration::from_millis(1), ceiling: Duration::from_millis(8) };
/// After so many faults by chance the world is well again.
const FAULTS: u32 = 25;
/// How often a deployment may be run again before it must have converged.
const RUNS: u32 = 40;

struct Silent;

impl Reporter for Silent {
    fn report(&self, _: &Event) {}
}

struct Yes;

impl Consent for Yes {
    fn grants(&self, _: &Question<'_>) -> bool {
        true
    }
}

/// Where a schedule stands.
struct Schedule {
    seed: u64,
    chance: fastrand::Rng,
    folder: tempfile::TempDir,
    simulator: Simulator,
    aws: Aws,
    /// Retained buckets have their names for ever, so every new life of the stack needs new ones.
    life: u32,
    /// What is in the template: the description of the key, and whether there is a second replica.
    version: (u32, bool),
    /// Buckets of stacks that were deployed: none may ever go.
    kept: BTreeSet<(String, String)>,
    told: Vec<String>,
}

fn faults(seed: u64, limit: u32) -> Faults {
    let mut chance = fastrand::Rng::with_seed(seed ^ 0x5eed);
    let mut some = |most: f64| if chance.bool() { chance.f64() * most } else { 0.0 };
    let chances = Chances {
        throttling: some(0.2),
        server_error: some(0.1),
        reset: some(0.1),
        lost_reply: some(0.1),
        stale_read: some(0.2),
        resource_failure: some(0.15),
        ..Chances::default()
    };
    Faults { seed, chances, limit: Some(limit), ..Faults::default() }
}

async fn start(folder: &std::path::Path, seed: u64, limit: u32) -> (Simulator, Aws) {
    let mut config = Config::new(folder);
    config.seed = seed;
    config.resource_delay = Duration::from_millis(1);
    config.faults = faults(seed, limit);
    let account = config.account.clone();
    let simulator = Simulator::start(config).await.unwrap();
    let aws = connect(&simulator, &account).await;
    (simulator, aws)
}

async fn connect(simulator: &Simulator, account: &str) -> Aws {
    let endpoint_url = Some(simulator.endpoint_url());
    let simulated_account = Some(account.to_owned());
    Aws::connect(ConnectOptions { region: REGION.into(), endpoint_url, simulated_account, profile: None })
        .await
        .unwrap()
}

impl Schedule {
    async fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (simulator, aws) = start(folder.path(), seed, FAULTS).await;
        Self {
            seed,
            chance: fastrand::Rng::with_seed(seed),
            folder,
            simulator,
            aws,
            life: 0,
            version: (0, false),
            kept: BTreeSet::new(),
            told: Vec::new(),
        }
    }

    fn note(&mut self, what: impl Into<String>) {
        self.told.push(what.into());
    }

    fn context(&self) -> String {
        format!("seed {}: {}", self.seed, self.told.join("; "))
    }

    fn regions(&self) -> &'static [&'static str] {
        if self.version.1 { &["eu-west-1", "eu-north-1"] } else { &["eu-west-1"] }
    }

    fn request(&self) -> StackRequest {
        let life = self.life;
        let retained = |resource: Value| {
            let mut resource = resource;
            resource["DeletionPolicy"] = json!("RetainExceptOnCreate");
            resource["UpdateReplacePolicy"] = json!("Retain");
            resource
        };
        let bucket = |name: Value| retained(json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": name } }));
        let replica = json!({ "Resources": { "Replica": bucket(json!({ "Fn::Sub": format!("replica-{life}-${{AWS::Region}}") })) } });
        let template = json!({ "Resources": {
            "Key": retained(json!({ "Type": "AWS::KMS::Key", "Properties": {
                "Description": format!("version {}", self.version.0),
                "KeyPolicy": { "Statement": [{ "Effect": "Allow", "Action": "kms:*", "Resource": "*",
                    "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } } }] },
            }})),
            "Bucket": bucket(json!(format!("primary-{life}"))),
            "Set": { "Type": "AWS::CloudFormation::StackSet", "Properties": {
                "StackSetName": "acme-replication",
                "PermissionModel": "SELF_MANAGED",
                "StackInstancesGroup": [{
                    "DeploymentTargets": { "Accounts": [{ "Ref": "AWS::AccountId" }] },
                    "Regions": self.regions(),
                }],
                "TemplateBody": replica.to_string(),
            }},
        }});
        StackRequest {
            name: STACK.into(),
            template: template.to_string(),
            capabilities: vec![Capability::CapabilityNamedIam],
            termination_protection: true,
            ..StackRequest::default()
        }
    }

    fn engine<'a>(&'a self, yes: &'a Yes) -> Engine<'a> {
        Engine::new(&self.aws, REGION, &Silent, yes, PACE)
    }

    /// Deploys once, and judges how that ended.
    async fn deploy(&mut self) -> Option<Outcome> {
        let ended = self.engine(&Yes).deploy(&self.request()).await;
        match ended {
            Ok(outcome) => {
                self.note(format!("deployed {:?}: {}", self.version, outcome.status));
                self.kept.insert((REGION.to_owned(), format!("primary-{}", self.life)));
                for region in self.regions() {
                    self.kept.insert(((*region).to_owned(), format!("replica-{}-{region}", self.life)));
                }
                Some(outcome)
            }
            Err(error) => {
                self.failed(&error);
                None
            }
        }
    }

    fn failed(&mut self, error: &Error) {
        self.note(format!("failed: {error}"));
        if error.to_string().contains("already exists") {
            // Something retained stays behind: where a creation failed and so did its rollback, or where one region of a StackSet was
            // complete before another failed. Somebody has to choose new names, or adopt it.
            self.life += 1;
        }
        if let Error::RolledBack(report) | Error::NeedsHuman { report, .. } = error {
            assert!(!report.resources.is_empty(), "a failure without its resource; {}", self.context());
            assert!(report.resources[0].event.reason.is_some(), "a failure without its reason; {}", self.context());
        }
    }

    /// Deploys, and is cut off somewhere.
    async fn crash(&mut self) {
        let after = Duration::from_micros(self.chance.u64(500..60_000));
        let cut = tokio::time::timeout(after, self.engine(&Yes).deploy(&self.request())).await;
        self.note(format!("cut off after {after:?}: {}", if cut.is_err() { "running" } else { "done" }));
        self.aws = connect(&self.simulator, "123456789012").await;
    }

    async fn destroy(&mut self) {
        let ended = self.engine(&Yes).destroy(STACK, &DestroyOptions::default()).await;
        match ended {
            Ok(destroyed) => {
                // A stale read may say that there is no stack; then nothing was deleted, and nothing needs a new name.
                self.note(if destroyed.existed { "destroyed" } else { "nothing to destroy" });
                self.life += u32::from(destroyed.existed);
            }
            Err(error) => self.failed(&error),
        }
    }

    /// The machine that simulates AWS goes down and comes up: what it had is on disk, whole.
    async fn restart(mut self) -> Self {
        self.note("restarted");
        let seed = self.seed + self.told.len() as u64;
        self.simulator.stop().await;
        (self.simulator, self.aws) = start(self.folder.path(), seed, FAULTS / 2).await;
        self
    }

    async fn step(mut self) -> Self {
        match self.chance.u32(0..10) {
            0..=2 => _ = self.deploy().await,
            3..=4 => {
                self.version.0 += 1;
                self.deploy().await;
            }
            5 => {
                self.version.1 = true;
                self.deploy().await;
            }
            6..=7 => self.crash().await,
            8 => self.destroy().await,
            _ => return self.restart().await,
        }
        self
    }

    /// What must hold after every step. Asked until a true answer comes: these questions meet faults as well.
    async fn check(&self) {
        for (region, bucket) in &self.kept {
            let exists = loop {
                match self.aws.bucket_exists(region, bucket).await {
                    Ok(true) => break true,
                    Ok(false) => break false,
                    Err(_) => tokio::time::sleep(PACE.first).await,
                }
            };
            assert!(exists, "the retained bucket {bucket} in {region} is lost; {}", self.context());
        }
    }

    /// Runs until nothing fails any more.
    async fn converge(&mut self) {
        for _ in 0..RUNS {
            if self.deploy().await.is_some() {
                let again = self.deploy().await;
                if again.is_some_and(|outcome| outcome.unchanged) {
                    return;
                }
            } else if matches!(self.engine(&Yes).describe(STACK).await, Ok(Some(stack)) if stack.status.as_str() == "DELETE_FAILED")
            {
                self.destroy().await;
            }
        }
        panic!("does not converge; {}", self.context());
    }
}

async fn run(seed: u64) {
    let mut schedule = Schedule::new(seed).await;
    for _ in 0..schedule.chance.u32(3..8) {
        schedule = schedule.step().await;
        schedule.check().await;
    }
    schedule.converge().await;
    schedule.check().await;
    schedule.simulator.stop().await;
}

fn seeds() -> Range<u64> {
    let Ok(range) = std::env::var("ARCHIVE_SEEDS") else { return 0..40 };
    let (from, to) = range.split_once("..").expect("ARCHIVE_SEEDS is written from..to");
    from.parse().unwrap()..to.parse().unwrap()
}

#[tokio::test]
async fn every_schedule_keeps_its_data_and_converges() {
    for seed in seeds() {
        let ended = tokio::time::timeout(Duration::from_secs(60), tokio::spawn(run(seed))).await;
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(panicked)) => panic!("seed {seed}: {panicked}; reproduce with ARCHIVE_SEEDS={seed}..{}", seed + 1),
            Err(_) => panic!("seed {seed} hangs; reproduce with ARCHIVE_SEEDS={seed}..{}", seed + 1),
        }
    }
}
