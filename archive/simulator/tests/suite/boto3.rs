//! boto3, unmodified, against the simulator: an independent reader of the wire protocols.

use std::process::Command;

use crate::aws::Aws;

/// Runs a script with the Python that has boto3, or skips and says so.
fn run(script: &str, endpoint: &str) {
    let python = std::env::var("ARCHIVE_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let has_boto3 = Command::new(&python).args(["-c", "import boto3"]).output();
    if !has_boto3.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: {python} has no boto3; set ARCHIVE_TEST_PYTHON to one that has");
        return;
    }
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
async fn boto3_reads_and_drives_everything() {
    let aws = Aws::instant().await;
    run("drive.py", &aws.endpoint_url());
    aws.stop().await;
}
