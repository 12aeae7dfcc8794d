//! Jobs of S3 Batch Operations: who may make them, what goes wrong, and what outlives the process. What they do is in
//! `tests/boto3/batch.py`.

use std::time::Duration;

use archive_simulator::{Config, Faults, TaskFault, WireFault, WireFaultKind};
use serde_json::json;

use crate::aws::{Aws, HOME, Reply, signature};
use crate::folder::Folder;

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const ROLE: &str = "arn:aws:iam::123456789012:role/batch";

fn config() -> Config {
    let maker = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["s3:CreateJob", "s3:DescribeJob"], "Resource": "*" },
    ]});
    Config {
        batch_delay: Duration::ZERO,
        restore_delay: Duration::ZERO,
        callers: [("MAKER".to_owned(), maker)].into(),
        ..Config::in_memory()
    }
}

/// A bucket with that many archived objects, and a role that may restore them.
async fn stage(aws: &Aws, objects: usize) {
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.status, 200);
    for number in 0..objects {
        let header = [("x-amz-storage-class", "GLACIER")];
        aws.send(("s3", HOME), "PUT", &format!("/acme/photo-{number:04}"), &header, b"x").await;
    }
    let trust = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": { "Service": "batchoperations.s3.amazonaws.com" }, "Action": "sts:AssumeRole",
    }});
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["s3:RestoreObject", "s3:PutInventoryConfiguration", "s3:PutObject"], "Resource": "*",
    }});
    let fields = [("RoleName", "batch"), ("AssumeRolePolicyDocument", &trust.to_string())];
    assert_eq!(aws.iam("CreateRole", &fields).await.status, 200);
    let fields = [("RoleName", "batch"), ("PolicyName", "own"), ("PolicyDocument", &policy.to_string())];
    assert_eq!(aws.iam("PutRolePolicy", &fields).await.status, 200);
}

fn request(token: &str) -> String {
    format!(
        "<CreateJobRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\">\
         <ConfirmationRequired>false</ConfirmationRequired>\
         <Operation><S3InitiateRestoreObject><ExpirationInDays>1</ExpirationInDays></S3InitiateRestoreObject></Operation>\
         <Report><Bucket>arn:aws:s3:::acme</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled>\
         <Prefix>reports</Prefix><ReportScope>FailedTasksOnly</ReportScope></Report>\
         <ClientRequestToken>{token}</ClientRequestToken><Priority>1</Priority><RoleArn>{ROLE}</RoleArn>\
         <ManifestGenerator><S3JobManifestGenerator><SourceBucket>arn:aws:s3:::acme</SourceBucket>\
         <EnableManifestOutput>false</EnableManifestOutput></S3JobManifestGenerator></ManifestGenerator></CreateJobRequest>"
    )
}

async fn create(aws: &Aws, by: &str, token: &str) -> Reply {
    let by = signature(by, "s3", HOME);
    let headers = [("Authorization", by.as_str()), ("x-amz-account-id", "123456789012")];
    aws.send(("s3", HOME), "POST", "/v20180820/jobs", &headers, request(token).as_bytes()).await
}

async fn describe(aws: &Aws, id: &str) -> Reply {
    aws.send(("s3", HOME), "GET", &format!("/v20180820/jobs/{id}"), &[("x-amz-account-id", "123456789012")], b"").await
}

#[tokio::test]
async fn tasks_that_fail_are_in_the_report_and_too_many_fail_the_job() {
    let aws = Aws::start(config()).await;
    stage(&aws, 1100).await;
    let fault = |times| TaskFault { key: None, times, status: 503, code: "SlowDown".into() };
    aws.simulator().set_faults(Faults { tasks: vec![fault(2)], ..Faults::default() });
    let done = describe(&aws, &create(&aws, "AKIDTEST", "some").await.get("JobId")).await;
    assert_eq!((done.get("Status").as_str(), done.get("NumberOfTasksFailed").as_str()), ("Complete", "2"));
    assert_eq!(done.get("NumberOfTasksSucceeded"), "1098");
    let reports = aws.s3(HOME, "GET", "/acme?list-type=2&prefix=reports/", "").await.all("Key");
    let result = reports.iter().find(|key| key.ends_with(".csv")).expect("a result");
    let report = aws.s3(HOME, "GET", &format!("/acme/{result}"), "").await.text();
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 2, "failed tasks alone were asked for: {report}");
    assert_eq!(lines.first(), Some(&"acme,photo-0000,null,failed,SlowDown,503,A fault of the simulation"));

    aws.simulator().set_faults(Faults { tasks: vec![fault(600)], ..Faults::default() });
    let failed = describe(&aws, &create(&aws, "AKIDTEST", "many").await.get("JobId")).await;
    assert_eq!(failed.get("Status"), "Failed", "more than half of a thousand tasks failed");
    assert!(!failed.get("FailureReason").is_empty() && !failed.text().contains("FailureCode"), "AWS documents no code");
    assert!(failed.get("FailureReason").contains("of 1000 tasks failed"), "{}", failed.text());
}

#[tokio::test]
async fn a_caller_needs_the_permission_and_may_pass_the_role() {
    let aws = Aws::start(config()).await;
    stage(&aws, 1).await;
    let denied = create(&aws, "MAKER", "one").await;
    assert_eq!((denied.status, denied.get("Code").as_str()), (403, "AccessDenied"));
    assert!(denied.get("Message").contains(&format!("iam:PassRole on resource: {ROLE}")), "{}", denied.text());
    let id = create(&aws, "AKIDTEST", "two").await.get("JobId");
    let by = signature("MAKER", "s3", HOME);
    for (method, path, allowed) in [
        ("GET", format!("/v20180820/jobs/{id}"), true),
        ("GET", "/v20180820/jobs".to_owned(), false),
        ("POST", format!("/v20180820/jobs/{id}/priority?priority=3"), false),
        ("POST", format!("/v20180820/jobs/{id}/status?requestedJobStatus=Cancelled"), false),
    ] {
        let reply = aws.send(("s3", HOME), method, &path, &[("Authorization", &by)], b"").await;
        assert_eq!(reply.status, if allowed { 200 } else { 403 }, "{method} {path}: {}", reply.text());
    }
}

#[tokio::test]
async fn faults_of_the_wire_meet_s3_control_by_the_names_of_its_operations() {
    let aws = Aws::start(config()).await;
    stage(&aws, 1).await;
    let throttled = WireFault::once("CreateJob", WireFaultKind::Throttling);
    aws.simulator().set_faults(Faults { wire: vec![throttled], ..Faults::default() });
    let refused = create(&aws, "AKIDTEST", "one").await;
    assert_eq!((refused.status, refused.get("Code").as_str()), (400, "TooManyRequestsException"));
    assert_eq!(create(&aws, "AKIDTEST", "one").await.status, 200);
    // S3 Control has the account in front of its host.
    let host = [("Host", "123456789012.127.0.0.1:4566")];
    assert_eq!(aws.send(("s3", HOME), "GET", "/v20180820/jobs", &host, b"").await.status, 200);
    let foreign = [("Host", "123456789012.example.com")];
    assert_eq!(aws.send(("s3", HOME), "GET", "/v20180820/jobs", &foreign, b"").await.status, 403);
}

#[tokio::test]
async fn a_job_outlives_the_process_that_began_it() {
    let folder = Folder::new("batch-jobs");
    let config = || Config { state_dir: Some(folder.path().to_owned()), ..config() };
    let aws = Aws::start(Config { batch_delay: Duration::from_secs(3600), ..config() }).await;
    stage(&aws, 1).await;
    let id = create(&aws, "AKIDTEST", "one").await.get("JobId");
    assert_eq!(describe(&aws, &id).await.get("Status"), "New");
    aws.stop().await;
    let aws = Aws::start(config()).await;
    assert_eq!(describe(&aws, &id).await.get("Status"), "New", "it goes on when its hour is over");
}

#[tokio::test]
async fn a_job_that_fails_has_the_codes_and_reasons_that_aws_documents() {
    let aws = Aws::start(config()).await;
    stage(&aws, 0).await;
    let id = create(&aws, "AKIDTEST", "nothing").await.get("JobId");
    let job = describe(&aws, &id).await;
    assert_eq!((job.get("Status").as_str(), job.get("FailureCode").as_str()), ("Failed", "InvalidManifestContent"));
    assert_eq!(job.get("FailureReason"), "Manifest generation found no keys matching the criteria.");

    aws.send(("s3", HOME), "PUT", "/acme/photo", &[("x-amz-storage-class", "GLACIER")], b"x").await;
    let policy = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Resource": "*",
        "Action": ["s3:RestoreObject", "s3:PutInventoryConfiguration"] } })
    .to_string();
    let fields = [("RoleName", "batch"), ("PolicyName", "own"), ("PolicyDocument", policy.as_str())];
    assert_eq!(aws.iam("PutRolePolicy", &fields).await.status, 200);
    let fault = TaskFault { key: None, times: 1, status: 503, code: "SlowDown".into() };
    aws.simulator().set_faults(Faults { tasks: vec![fault], ..Faults::default() });
    let id = create(&aws, "AKIDTEST", "no-report").await.get("JobId");
    let job = describe(&aws, &id).await;
    assert_eq!(job.get("Status"), "Failed");
    assert!(job.get("FailureReason").starts_with("The job report could not be written to your report bucket."));
}
