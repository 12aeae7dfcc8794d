//! The program itself, killed without warning after each of its events, and run again: in a creation, an update, a creation that fails and
//! is rolled back, and a destruction.

use std::io::{BufRead as _, BufReader};
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use archive_simulator::{Config, ResourceFault, Simulator};
use cfn_deploy::aws::{Aws, ConnectOptions};

const STACK: &str = "acme-archive";
const REGION: &str = "eu-central-1";
/// Everything that a second run may have to be allowed.
const ALLOWED: &str = "failed-stack-deletion,stack-deletion,policy-broadening";

/// The simulated AWS in which a program is killed.
struct Stage {
    simulator: Simulator,
    folder: tempfile::TempDir,
    account: String,
}

impl Stage {
    async fn new(faults: Vec<ResourceFault>) -> Self {
        let mut config = Config::in_memory();
        config.resource_delay = Duration::from_millis(5);
        config.faults.resources = faults;
        let account = config.account.clone();
        let simulator = Simulator::start(config).await.unwrap();
        Self { simulator, folder: tempfile::tempdir().unwrap(), account }
    }

    /// Runs the program to its end.
    async fn run(&self, arguments: &'static [&'static str]) -> Output {
        let mut program = program(&self.simulator.endpoint_url(), self.folder.path(), arguments);
        tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap()
    }

    /// Runs the program and kills it as soon as it has told `point` events.
    async fn kill(&self, arguments: &'static [&'static str], point: usize) {
        let mut program = program(&self.simulator.endpoint_url(), self.folder.path(), arguments);
        let told = tokio::task::spawn_blocking(move || {
            let mut running = program.spawn().unwrap();
            let told = BufReader::new(running.stdout.take().unwrap()).lines().take(point).count();
            // On Unix this is SIGKILL: nothing in the program runs after it.
            running.kill().unwrap();
            running.wait().unwrap();
            told
        });
        assert_eq!(told.await.unwrap(), point, "{arguments:?} tells fewer events than {point}");
    }

    async fn aws(&self) -> Aws {
        let options = ConnectOptions {
            application: archive::APPLICATION,
            region: REGION.into(),
            endpoint_url: Some(self.simulator.endpoint_url()),
            simulated_account: Some(self.account.clone()),
            profile: None,
        };
        Aws::connect(options).await.unwrap()
    }
}

fn program(simulator: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archive"));
    command
        .args(arguments)
        .args(["--yes", "--allow", ALLOWED, "--output", "json", "--prefix", "acme"])
        .current_dir(folder)
        .env("AWS_ENDPOINT_URL", simulator)
        .env("AWS_ACCESS_KEY_ID", "SIMULATED")
        .env("AWS_SECRET_ACCESS_KEY", "simulated")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn succeeded(output: &Output, when: &str) {
    assert!(output.status.success(), "{when}, the next run failed: {}", String::from_utf8_lossy(&output.stdout));
}

/// The status of the stack, its instances by region, and how often the stack's events begin an operation with `status`.
async fn found(aws: &Aws, begin: &str) -> (String, Vec<String>, usize) {
    let client = aws.cloudformation(REGION);
    let stacks = client.describe_stacks().stack_name(STACK).send().await.unwrap();
    let status = stacks.stacks()[0].stack_status().unwrap().as_str().to_owned();
    let instances = client.list_stack_instances().stack_set_name("acme-archive-replication").send().await.unwrap();
    let mut regions: Vec<_> = instances
        .summaries()
        .iter()
        .map(|one| format!("{} {}", one.region().unwrap(), one.status().unwrap().as_str()))
        .collect();
    regions.sort();
    (status, regions, begun(aws, STACK, begin).await)
}

/// How often an operation with this first status began on a stack.
async fn begun(aws: &Aws, stack: &str, begin: &str) -> usize {
    let events = aws.cloudformation(REGION).describe_stack_events().stack_name(stack).send().await.unwrap();
    let begins = events.stack_events().iter().filter(|event| {
        event.physical_resource_id() == event.stack_id()
            && event.resource_status().is_some_and(|status| status.as_str() == begin)
    });
    begins.count()
}

const DEPLOY: &[&str] = &["deploy"];
const WIDER: &[&str] = &["deploy", "--replications", "eu-west-1,eu-north-1,eu-west-3"];
const DESTROY: &[&str] = &["destroy"];

#[tokio::test]
async fn a_killed_deployment_is_taken_up_wherever_it_was() {
    const POINTS: RangeInclusive<usize> = 1..=24;
    for point in POINTS {
        let when = format!("killed after {point} events");
        let stage = Stage::new(Vec::new()).await;
        stage.kill(DEPLOY, point).await;
        let second = stage.run(DEPLOY).await;
        succeeded(&second, &when);
        let told = String::from_utf8_lossy(&second.stdout).into_owned();
        assert!(told.lines().last().unwrap().contains(r#""BucketReplications":"eu-west-1,eu-north-1""#), "{told}");
        let (status, regions, begun) = found(&stage.aws().await, "CREATE_IN_PROGRESS").await;
        assert_eq!(status, "CREATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT"], "{when}");
        assert_eq!(begun, 1, "{when}, the creation was begun {begun} times");
        stage.simulator.stop().await;
    }
}

#[tokio::test]
async fn a_killed_update_is_taken_up_wherever_it_was() {
    const POINTS: RangeInclusive<usize> = 1..=12;
    for point in POINTS {
        let when = format!("updating, killed after {point} events");
        let stage = Stage::new(Vec::new()).await;
        succeeded(&stage.run(DEPLOY).await, "at first");
        stage.kill(WIDER, point).await;
        succeeded(&stage.run(WIDER).await, &when);
        let (status, regions, begun) = found(&stage.aws().await, "UPDATE_IN_PROGRESS").await;
        assert_eq!(status, "UPDATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT", "eu-west-3 CURRENT"], "{when}");
        assert_eq!(begun, 1, "{when}, the update was begun {begun} times");
        stage.simulator.stop().await;
    }
}

#[tokio::test]
async fn a_killed_deployment_that_is_rolled_back_can_be_run_again() {
    const POINTS: RangeInclusive<usize> = 1..=8;
    for point in POINTS {
        let when = format!("failing, killed after {point} events");
        let fault = ResourceFault {
            logical_id: Some("ReplicationRole".into()),
            status: Some("CREATE_IN_PROGRESS".into()),
            times: 1,
            reason: "the service is unwell".into(),
            ..ResourceFault::default()
        };
        let stage = Stage::new(vec![fault]).await;
        stage.kill(DEPLOY, point).await;
        let second = stage.run(DEPLOY).await;
        if !second.status.success() {
            // It saw the end of what the first had begun, and says why that failed.
            let told = String::from_utf8_lossy(&second.stdout).into_owned();
            assert!(told.contains("ReplicationRole") && told.contains("the service is unwell"), "{when}: {told}");
            succeeded(&stage.run(DEPLOY).await, &when);
        }
        let (status, regions, _) = found(&stage.aws().await, "CREATE_IN_PROGRESS").await;
        assert_eq!(status, "CREATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT"], "{when}");
        stage.simulator.stop().await;
    }
}

#[tokio::test]
async fn a_killed_destruction_is_taken_up_wherever_it_was() {
    const POINTS: RangeInclusive<usize> = 1..=10;
    for point in POINTS {
        let when = format!("destroying, killed after {point} events");
        let stage = Stage::new(Vec::new()).await;
        succeeded(&stage.run(DEPLOY).await, "at first");
        let aws = stage.aws().await;
        let stacks = aws.cloudformation(REGION).describe_stacks().stack_name(STACK).send().await.unwrap();
        let stack = stacks.stacks()[0].stack_id().unwrap().to_owned();
        stage.kill(DESTROY, point).await;
        succeeded(&stage.run(DESTROY).await, &when);
        let gone = aws.cloudformation(REGION).describe_stacks().stack_name(STACK).send().await;
        assert!(gone.is_err(), "{when}, the stack is still there");
        let begun = begun(&aws, &stack, "DELETE_IN_PROGRESS").await;
        assert_eq!(begun, 1, "{when}, the deletion was begun {begun} times");
        for (region, bucket) in [(REGION, STACK), ("eu-west-1", "acme-archive-replication-eu-west-1")] {
            assert!(aws.bucket_exists(region, bucket).await.unwrap(), "{when}, {bucket} is lost");
        }
        stage.simulator.stop().await;
    }
}
