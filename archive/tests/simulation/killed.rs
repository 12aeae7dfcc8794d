//! The program itself, killed without warning after each of its events, and run again: in a creation, an update, a creation that fails and
//! is rolled back, and a destruction.

use std::io::{BufRead as _, BufReader};
use std::ops::RangeInclusive;
use std::process::{Command, Stdio};
use std::time::Duration;

use archive_simulator::ResourceFault;
use cfn_deploy::aws::Aws;
use test_support::program::{Ended, command};
use test_support::simulated_aws::{ACCOUNT, SimulatedAws, fault};

const STACK: &str = "acme-archive";
const REGION: &str = "eu-central-1";
/// Everything that a second run may have to be allowed.
const ALLOWED: &str = "failed-stack-deletion,stack-deletion,policy-broadening";

/// The simulated AWS in which a program is killed.
struct Stage {
    simulator: SimulatedAws,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new(faults: Vec<ResourceFault>) -> Self {
        let simulator = SimulatedAws::start(|config| {
            config.resource_delay = Duration::from_millis(5);
            config.faults.resources = faults;
        });
        Self { simulator, folder: tempfile::tempdir().unwrap() }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        program
            .args(["--yes", "--allow", ALLOWED, "--output", "json", "--prefix", "acme"])
            .env("AWS_ENDPOINT_URL", self.simulator.endpoint_url())
            .env("AWS_ACCESS_KEY_ID", "SIMULATED")
            .env("AWS_SECRET_ACCESS_KEY", "simulated");
        program
    }

    /// Runs the program to its end.
    fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&mut self.program(arguments))
    }

    /// Runs the program and kills it as soon as it has told `point` events.
    fn kill(&self, arguments: &[&str], point: usize) {
        let mut program = self.program(arguments);
        let mut running = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let told = BufReader::new(running.stdout.take().unwrap()).lines().take(point).count();
        // On Unix this is SIGKILL: nothing in the program runs after it.
        running.kill().unwrap();
        running.wait().unwrap();
        assert_eq!(told, point, "{arguments:?} tells fewer events than {point}");
    }

    async fn aws(&self) -> Aws {
        self.simulator.connect(archive::APPLICATION, REGION, ACCOUNT).await
    }
}

fn succeeded(ended: &Ended, when: &str) {
    assert_eq!(ended.code, 0, "{when}, the next run failed: {}", ended.out);
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
        let stage = Stage::new(Vec::new());
        stage.kill(DEPLOY, point);
        let second = stage.run(DEPLOY);
        succeeded(&second, &when);
        let told = &second.out;
        assert!(told.lines().last().unwrap().contains(r#""BucketReplications":"eu-west-1,eu-north-1""#), "{told}");
        let (status, regions, begun) = found(&stage.aws().await, "CREATE_IN_PROGRESS").await;
        assert_eq!(status, "CREATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT"], "{when}");
        assert_eq!(begun, 1, "{when}, the creation was begun {begun} times");
    }
}

#[tokio::test]
async fn a_killed_update_is_taken_up_wherever_it_was() {
    const POINTS: RangeInclusive<usize> = 1..=12;
    for point in POINTS {
        let when = format!("updating, killed after {point} events");
        let stage = Stage::new(Vec::new());
        succeeded(&stage.run(DEPLOY), "at first");
        stage.kill(WIDER, point);
        succeeded(&stage.run(WIDER), &when);
        let (status, regions, begun) = found(&stage.aws().await, "UPDATE_IN_PROGRESS").await;
        assert_eq!(status, "UPDATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT", "eu-west-3 CURRENT"], "{when}");
        assert_eq!(begun, 1, "{when}, the update was begun {begun} times");
    }
}

#[tokio::test]
async fn a_killed_deployment_that_is_rolled_back_can_be_run_again() {
    const POINTS: RangeInclusive<usize> = 1..=8;
    let unwell = fault("ReplicationRole", "CREATE_IN_PROGRESS", 1, "the service is unwell");
    for point in POINTS {
        let when = format!("failing, killed after {point} events");
        let stage = Stage::new(vec![unwell.clone()]);
        stage.kill(DEPLOY, point);
        let second = stage.run(DEPLOY);
        if second.code != 0 {
            // It saw the end of what the first had begun, and says why that failed.
            let told = &second.out;
            assert!(told.contains("ReplicationRole") && told.contains("the service is unwell"), "{when}: {told}");
            succeeded(&stage.run(DEPLOY), &when);
        }
        let (status, regions, _) = found(&stage.aws().await, "CREATE_IN_PROGRESS").await;
        assert_eq!(status, "CREATE_COMPLETE", "{when}");
        assert_eq!(regions, ["eu-north-1 CURRENT", "eu-west-1 CURRENT"], "{when}");
    }
}

#[tokio::test]
async fn a_killed_destruction_is_taken_up_wherever_it_was() {
    const POINTS: RangeInclusive<usize> = 1..=10;
    for point in POINTS {
        let when = format!("destroying, killed after {point} events");
        let stage = Stage::new(Vec::new());
        succeeded(&stage.run(DEPLOY), "at first");
        let aws = stage.aws().await;
        let stacks = aws.cloudformation(REGION).describe_stacks().stack_name(STACK).send().await.unwrap();
        let stack = stacks.stacks()[0].stack_id().unwrap().to_owned();
        stage.kill(DESTROY, point);
        succeeded(&stage.run(DESTROY), &when);
        let gone = aws.cloudformation(REGION).describe_stacks().stack_name(STACK).send().await;
        assert!(gone.is_err(), "{when}, the stack is still there");
        let begun = begun(&aws, &stack, "DELETE_IN_PROGRESS").await;
        assert_eq!(begun, 1, "{when}, the deletion was begun {begun} times");
        for (region, bucket) in [(REGION, STACK), ("eu-west-1", "acme-archive-replication-eu-west-1")] {
            assert!(aws.bucket_exists(region, bucket).await.unwrap(), "{when}, {bucket} is lost");
        }
    }
}
