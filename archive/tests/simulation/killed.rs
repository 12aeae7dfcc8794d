//! The program itself, killed without warning after each of its events, and run again.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use archive::aws::{Aws, ConnectOptions};
use archive_simulator::{Config, Simulator};

/// A deployment tells more events than this; each is a point to be killed at.
const POINTS: usize = 24;

fn program(simulator: &str, folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archive"));
    command
        .args(["deploy", "--yes", "--output", "json", "--prefix", "acme"])
        .current_dir(folder)
        .env("AWS_ENDPOINT_URL", simulator)
        .env("AWS_ACCESS_KEY_ID", "SIMULATED")
        .env("AWS_SECRET_ACCESS_KEY", "simulated")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// What the world looks like in the end.
async fn final_state(aws: &Aws) -> (String, Vec<String>, usize) {
    let client = aws.cloudformation("eu-central-1");
    let stacks = client.describe_stacks().stack_name("acme-archive").send().await.unwrap();
    let status = stacks.stacks()[0].stack_status().unwrap().as_str().to_owned();
    let instances = client.list_stack_instances().stack_set_name("acme-archive-replication").send().await.unwrap();
    let mut regions: Vec<_> =
        instances.summaries().iter().map(|one| format!("{} {:?}", one.region().unwrap(), one.status())).collect();
    regions.sort();
    let events = client.describe_stack_events().stack_name("acme-archive").send().await.unwrap();
    let begun = events.stack_events().iter().filter(|event| {
        event.physical_resource_id() == event.stack_id()
            && event.resource_status().is_some_and(|status| status.as_str() == "CREATE_IN_PROGRESS")
    });
    (status, regions, begun.count())
}

async fn killed_after(point: usize) {
    let mut config = Config::in_memory();
    config.resource_delay = Duration::from_millis(5);
    let account = config.account.clone();
    let simulator = Simulator::start(config).await.unwrap();
    let url = simulator.endpoint_url();
    let folder = tempfile::tempdir().unwrap();
    let (path, address) = (folder.path().to_owned(), url.clone());
    let ended = tokio::task::spawn_blocking(move || {
        let mut first = program(&address, &path).spawn().unwrap();
        let lines = BufReader::new(first.stdout.take().unwrap()).lines().take(point).count();
        // On Unix this is SIGKILL: nothing in the program runs after it.
        first.kill().unwrap();
        first.wait().unwrap();
        (lines, program(&address, &path).output().unwrap())
    })
    .await
    .unwrap();
    let (lines, second) = ended;
    assert_eq!(lines, point, "the deployment told only {lines} events");
    let told = String::from_utf8_lossy(&second.stdout);
    assert!(second.status.success(), "killed after {point} events, the second run failed: {told}");
    assert!(told.lines().last().unwrap().contains(r#""BucketReplications":"eu-west-1,eu-north-1""#), "{told}");

    let options = ConnectOptions {
        region: "eu-central-1".into(),
        endpoint_url: Some(url),
        simulated_account: Some(account),
        profile: None,
    };
    let (status, regions, begun) = final_state(&Aws::connect(options).await.unwrap()).await;
    assert_eq!(status, "CREATE_COMPLETE", "killed after {point} events");
    assert_eq!(regions, ["eu-north-1 Some(Current)", "eu-west-1 Some(Current)"], "killed after {point} events");
    assert_eq!(begun, 1, "killed after {point} events, the creation was begun {begun} times");
    simulator.stop().await;
}

#[tokio::test]
async fn a_killed_deployment_is_taken_up_wherever_it_was() {
    for point in 1..=POINTS {
        killed_after(point).await;
    }
}
