//! Independent witnesses: two emulators of AWS that others wrote see our engine use the protocol as AWS does.
//!
//! They know change sets, rollbacks and retention for plain stacks, and no StackSet resources; so the replica's template goes through
//! its whole life as a stack: create, no-op, update, failing update, delete with retention; and a large template goes through S3. The
//! programs are looked for next to the Python interpreter that `ARCHIVE_TEST_PYTHON` names; without them the tests skip, and say so.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use archive::config::{Config, Overrides};
use archive::stacks;
use cfn_deploy::aws::Origin;
use cfn_deploy::{DestroyOptions, Error, PollInterval, StackRequest};
use serde_json::{Value, json};
use test_support::deployer::{ApproveAll, Deployer};
use test_support::emulator::Emulator;
use test_support::simulated_aws::{ACCOUNT, connect};

const REGION: &str = "eu-west-1";
const STACK: &str = "acme-archive-replica";
const BUCKET: &str = "acme-archive-replication-eu-west-1";

/// The replica's stack, as it is or with `extra` resources.
fn request(extra: Value) -> StackRequest {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), "prefix = 'acme'").unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap();
    let mut template = stacks::replica(&config).unwrap().to_value();
    template["Resources"].as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let role = "arn:aws:iam::123456789012:role/service-role/acme-archive-replication-eu-central-1";
    let parameters = [("Prefix".to_owned(), "acme".to_owned()), ("ReplicationRole".to_owned(), role.to_owned())];
    StackRequest {
        name: STACK.into(),
        template: template.to_string(),
        parameters: parameters.into(),
        ..StackRequest::default()
    }
}

fn topic(name: &str) -> Value {
    json!({ "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": name } } })
}

/// What a witness does as AWS does, beyond the life cycle itself.
struct Knows {
    outputs: bool,
    nothing_to_change: bool,
    failing_update: Option<Value>,
    retention: bool,
    /// The resources that the template retains; `None` where it lists resources without their ids and types.
    survivors: Option<&'static [&'static str]>,
}

async fn deployer(server: &Emulator) -> Deployer {
    let aws = connect(&server.url, archive::APPLICATION, REGION, ACCOUNT).await;
    Deployer::new(aws, REGION).with_poll_interval(PollInterval::LOCAL)
}

/// A template that is too large for a request goes through S3; it is uploaded once, where the witness keeps checksums as S3 does.
async fn large_template(server: &Emulator, keeps_checksums: bool) {
    let bucket = json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "acme-templates" } });
    let template = json!({ "Resources": { "Bucket": bucket } }).to_string();
    let templates = StackRequest { name: "templates".into(), template, ..StackRequest::default() };
    let mut large = request(json!({}));
    let mut template: Value = serde_json::from_str(&large.template).unwrap();
    template["Metadata"] = json!({ "Padding": "x".repeat(60_000) });
    large.template = template.to_string();
    large.template_bucket = Some("acme-templates".into());

    let first = deployer(server).await;
    let engine = first.engine(&ApproveAll);
    engine.deploy(&templates).await.unwrap();
    assert_eq!(engine.deploy(&large).await.unwrap().status, "CREATE_COMPLETE");
    assert!(first.aws.bucket_exists(REGION, BUCKET).await.unwrap());
    assert_eq!(first.aws.calls().by_operation()["S3.PutObject"], 1);
    let again = deployer(server).await;
    // Where it says that there is nothing to change, as AWS does, there is no plan.
    let planned = again.engine(&ApproveAll).plan(&large).await.unwrap();
    assert!(planned.is_none_or(|(plan, _)| plan.changes.is_empty()));
    let uploads = again.aws.calls().by_operation().get("S3.PutObject").copied().unwrap_or_default();
    assert_eq!(uploads, u64::from(!keeps_checksums), "what is there already is not recognised");
}

async fn life_cycle(server: &Emulator, knows: Knows) {
    let deployer = deployer(server).await;
    let (aws, engine) = (&deployer.aws, deployer.engine(&ApproveAll));

    let created = engine.deploy(&request(json!({}))).await.unwrap();
    assert_eq!((created.unchanged, created.status.as_str()), (false, "CREATE_COMPLETE"));
    if knows.outputs {
        assert_eq!(created.outputs["BucketName"], BUCKET);
    }
    assert!(aws.bucket_exists(REGION, BUCKET).await.unwrap());

    if knows.nothing_to_change {
        let again = engine.deploy(&request(json!({}))).await.unwrap();
        assert!(again.unchanged, "{again:?}");
    }

    let updated = engine.deploy(&request(topic("one"))).await.unwrap();
    assert_eq!((updated.unchanged, updated.status.as_str()), (false, "UPDATE_COMPLETE"));

    if let Some(broken) = knows.failing_update {
        match engine.deploy(&request(broken)).await {
            Err(Error::RolledBack(report)) => assert_eq!(report.status, "UPDATE_ROLLBACK_COMPLETE"),
            other => panic!("{other:?}"),
        }
        let mended = engine.deploy(&request(topic("two"))).await.unwrap();
        assert_eq!(mended.status, "UPDATE_COMPLETE");
    }

    let Some(survivors) = knows.survivors else {
        // What stays cannot be told, so nothing is deleted.
        match engine.destroy(STACK, &DestroyOptions::default()).await {
            Err(Error::Api(error)) => assert_eq!(error.origin, Origin::Unreadable),
            other => panic!("{other:?}"),
        }
        assert!(engine.describe(STACK).await.unwrap().is_some());
        return;
    };
    let destroyed = engine.destroy(STACK, &DestroyOptions::default()).await.unwrap();
    let stays: Vec<_> = destroyed
        .outcomes
        .iter()
        .filter(|outcome| outcome.retained == Some(true))
        .map(|outcome| outcome.logical_id.as_str())
        .collect();
    assert_eq!(stays, survivors);
    assert!(engine.describe(STACK).await.unwrap().is_none());
    if knows.retention {
        assert!(aws.bucket_exists(REGION, BUCKET).await.unwrap(), "a retained bucket is gone");
    }
}

#[tokio::test]
async fn ministack_sees_a_whole_life() {
    let Some(server) = Emulator::ministack() else { return };
    // The address of a function that does not exist: accepted in a change set, refused when it is executed.
    let broken = json!({ "Url": {
        "Type": "AWS::Lambda::Url",
        "Properties": { "TargetFunctionArn": "none-of-this-name", "AuthType": "AWS_IAM" },
    }});
    life_cycle(
        &server,
        Knows {
            outputs: true,
            nothing_to_change: true,
            failing_update: Some(broken),
            retention: true,
            survivors: Some(&["Key", "Bucket", "BucketPolicy"]),
        },
    )
    .await;
}

#[tokio::test]
async fn ministack_reads_a_large_template_from_s3() {
    let Some(server) = Emulator::ministack() else { return };
    large_template(&server, true).await;
}

#[tokio::test]
async fn moto_reads_a_large_template_from_s3() {
    let Some(mut server) = Emulator::moto() else { return };
    // By this name it knows that an address of itself is one of S3.
    server.url = server.url.replace("127.0.0.1", "localhost");
    large_template(&server, false).await;
}

#[tokio::test]
async fn moto_sees_a_whole_life() {
    let Some(server) = Emulator::moto() else { return };
    // It lists a bucket policy without id and type, rolls no update back, and deletes what is to be retained.
    life_cycle(
        &server,
        Knows { outputs: false, nothing_to_change: true, failing_update: None, retention: false, survivors: None },
    )
    .await;
}
