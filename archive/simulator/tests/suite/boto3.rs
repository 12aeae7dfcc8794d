//! Drives the simulator with boto3, an independent implementation of the wire protocols.

use std::process::Command;
use std::time::Duration;

use archive_simulator::{Clock, Config};

use crate::aws::Aws;

/// Runs a script with the Python that has boto3, or prints `SKIPPED`.
fn run(script: &str, endpoint: &str) {
    let Some(python) = test_support::machine::python_with("boto3", "boto3") else { return };
    let path = format!("{}/tests/boto3/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(&python)
        .arg(path)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .output()
        .expect("python runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_can_use_every_service() {
    let aws = Aws::instant().await;
    run("drive.py", &aws.endpoint_url());
    aws.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_drives_batch_jobs_inventories_and_restorations() {
    // Days pass by requests, so that the machine's speed decides nothing.
    let hour = Duration::from_secs(3600);
    let config = Config {
        resource_delay: Duration::ZERO,
        replication_delay: Duration::ZERO,
        batch_delay: hour / 2,
        restore_delay: hour * 2,
        clock: Clock::Requests(hour),
        ..Config::in_memory()
    };
    let aws = Aws::start(config).await;
    run("batch.py", &aws.endpoint_url());
    aws.stop().await;
}
