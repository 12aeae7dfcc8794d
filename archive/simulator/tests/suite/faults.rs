//! Fault injection.

use std::time::{Duration, Instant};

use archive_simulator::{Clock, Cloud, Config, Faults, Probabilities, WireFault, WireFaultKind};
use serde_json::json;

use crate::aws::{Aws, HOME, signature};
use crate::templates::bucket;

async fn with(wire: Vec<WireFault>) -> Aws {
    let aws = Aws::instant().await;
    aws.simulator().set_faults(Faults { wire, ..Faults::default() });
    aws
}

#[tokio::test]
async fn throttling_and_internal_errors_have_the_codes_of_each_service() {
    for (kind, codes) in [
        (WireFaultKind::Throttling, ["Throttling", "Throttling", "SlowDown", "ThrottlingException"]),
        (WireFaultKind::ServerError, ["InternalFailure", "InternalFailure", "InternalError", "KMSInternalException"]),
    ] {
        let aws = with(vec![WireFault { operation: None, after: 0, times: 4, kind }]).await;
        let cfn = aws.query(("cloudformation", HOME), "ListStacks", &[]).await;
        let iam = aws.iam("ListRoles", &[]).await;
        let s3 = aws.s3(HOME, "GET", "/", "").await;
        let kms = aws.kms(HOME, "ListKeys", &json!({})).await;
        let kms = kms.json()["__type"].as_str().expect("a type").to_owned();
        assert_eq!([cfn.get("Code"), iam.get("Code"), s3.get("Code"), kms], codes);
        assert_eq!(aws.query(("cloudformation", HOME), "ListStacks", &[]).await.status, 200, "four times and no more");
    }
}

#[tokio::test]
async fn missing_permissions_and_expired_credentials_can_be_injected() {
    for (kind, codes) in [
        (WireFaultKind::Denied, ["AccessDenied", "AccessDenied", "AccessDenied", "AccessDeniedException"]),
        (WireFaultKind::ExpiredCredentials, ["ExpiredToken", "ExpiredToken", "ExpiredToken", "ExpiredTokenException"]),
    ] {
        let aws = with(vec![WireFault { operation: None, after: 0, times: 4, kind }]).await;
        let cfn = aws.query(("cloudformation", HOME), "DeleteStack", &[("StackName", "stack")]).await;
        let iam = aws.iam("ListRoles", &[]).await;
        let s3 = aws.s3(HOME, "GET", "/", "").await;
        let kms = aws.kms(HOME, "ListKeys", &json!({})).await;
        let kms = kms.json()["__type"].as_str().expect("a type").to_owned();
        assert_eq!([cfn.get("Code"), iam.get("Code"), s3.get("Code"), kms], codes);
        assert_eq!(aws.query(("cloudformation", HOME), "ListStacks", &[]).await.status, 200, "four times and no more");
    }
}

#[tokio::test]
async fn a_lost_response_carries_the_request_out_and_a_reset_does_not() {
    let fields = [("StackName", "stack"), ("TemplateBody", &*bucket("acme-lost").to_string())];
    for (kind, stacks) in [(WireFaultKind::LostReply, 1), (WireFaultKind::Reset, 0)] {
        let aws = with(vec![WireFault::once("CreateStack", kind)]).await;
        let mut form = "Action=CreateStack".to_owned();
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", crate::aws::encode(value)));
        }
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let reply = aws.try_send(("cloudformation", HOME), "POST", "/", &headers, form.as_bytes()).await;
        assert!(reply.is_none(), "the connection breaks: {reply:?}");
        assert_eq!(aws.cfn("DescribeStacks", &[]).await.items("Stacks").len(), stacks);
    }
}

#[tokio::test]
async fn responses_can_be_late_or_missing() {
    let wire = vec![
        WireFault::once("ListStacks", WireFaultKind::Delay(Duration::from_millis(80))),
        WireFault::once("ListExports", WireFaultKind::Silence(Duration::from_millis(80))),
    ];
    let aws = with(wire).await;
    let begun = Instant::now();
    assert_eq!(aws.query(("cloudformation", HOME), "ListStacks", &[]).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(80));
    let begun = Instant::now();
    let target = "/?Action=ListExports&Version=2010-05-15";
    assert!(aws.try_send(("cloudformation", HOME), "GET", target, &[], b"").await.is_none());
    assert!(begun.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_request_without_response_is_carried_out_after_the_client_times_out() {
    let aws = Aws::instant().await;
    let chances = Probabilities { silence: 1.0, ..Probabilities::default() };
    let silence_for = Duration::from_secs(60);
    aws.simulator().set_faults(Faults { chances, silence_for, limit: Some(1), ..Faults::default() });
    let body = crate::aws::encode(&bucket("acme-silent").to_string());
    let target = format!("/?Action=CreateStack&Version=2010-05-15&StackName=stack&TemplateBody={body}");
    let request = aws.try_send(("cloudformation", HOME), "GET", &target, &[], b"");
    assert!(tokio::time::timeout(Duration::from_millis(100), request).await.is_err(), "the client gives up first");
    assert_eq!(aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("StackStatus"), "CREATE_COMPLETE");
}

#[tokio::test]
async fn a_stale_read_returns_an_earlier_response() {
    let stale =
        WireFault { operation: Some("DescribeStacks".into()), after: 1, times: 1, kind: WireFaultKind::StaleRead };
    let aws = with(vec![stale]).await;
    let set = aws.change_set("CREATE", "stack", &bucket("acme-stale"), &[]).await;
    let status = async || aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("StackStatus");
    assert_eq!(status().await, "REVIEW_IN_PROGRESS");
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(status().await, "REVIEW_IN_PROGRESS", "stale");
    assert_eq!(status().await, "CREATE_COMPLETE");
}

#[tokio::test]
async fn random_faults_repeat_with_the_seed_and_stop_at_the_limit() {
    let run = async |seed| {
        let chances = Probabilities { throttling: 0.2, server_error: 0.1, reset: 0.1, ..Probabilities::default() };
        let faults = Faults { seed, chances, limit: Some(12), ..Faults::default() };
        let clock = Clock::Requests(Duration::from_millis(10));
        let aws = Aws::start(Config { clock, faults, ..Config::in_memory() }).await;
        let mut met = Vec::new();
        for _ in 0..100 {
            let target = "/?Action=ListStacks&Version=2010-05-15";
            let reply = aws.try_send(("cloudformation", HOME), "GET", target, &[], b"").await;
            met.push(reply.map_or(0, |reply| reply.status));
        }
        met
    };
    let first = run(1).await;
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
    assert_eq!(first.iter().filter(|status| **status != 200).count(), 12);
    for status in [0, 400, 500] {
        assert!(first.contains(&status), "{status} in {first:?}");
    }
}

/// A request to list the stacks.
fn list() -> hyper::Request<bytes::Bytes> {
    hyper::Request::get("/?Action=ListStacks&Version=2010-05-15")
        .header("Authorization", signature("AKIDTEST", "cloudformation", HOME))
        .body(bytes::Bytes::new())
        .expect("a request")
}

#[tokio::test(start_paused = true)]
async fn requests_without_a_server_work_and_can_bypass_faults() {
    let clock = Clock::Requests(Duration::from_secs(1));
    let cloud = Cloud::open(Config { clock, ..Config::in_memory() }).expect("a world");
    let late_by = Duration::from_secs(3);
    let always = |chances| Faults { chances, late_by, ..Faults::default() };
    cloud.set_faults(always(Probabilities { late: 1.0, ..Probabilities::default() }));
    let begun = tokio::time::Instant::now();
    assert_eq!(cloud.answer(list()).await.map(|reply| reply.status().as_u16()), Some(200));
    assert_eq!(begun.elapsed(), late_by, "late by tokio's clock, which takes no time here");

    cloud.set_faults(always(Probabilities { reset: 1.0, ..Probabilities::default() }));
    assert!(cloud.answer(list()).await.is_none());
    let before = cloud.state().expect("a state");
    assert_eq!(cloud.respond_without_faults(list()).status().as_u16(), 200);
    assert_eq!(cloud.state().expect("a state"), before, "no time passes without a fault");
}
