//! Archived objects, and the copies of them that can be read for a time.

use std::time::Duration;

use archive_simulator::{Clock, Config, Faults};
use serde_json::json;

use crate::aws::{Aws, HOME, Reply, signature};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const MINUTE: Duration = Duration::from_secs(60);

/// A bucket with one object of each class. A request takes ten minutes, and a restoration two hours.
async fn world() -> Aws {
    let limited =
        json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" } });
    let config = Config {
        restore_delay: 120 * MINUTE,
        clock: Clock::Requests(10 * MINUTE),
        callers: [("READER".to_owned(), limited)].into(),
        ..Config::in_memory()
    };
    let aws = Aws::start(config).await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.status, 200);
    for class in ["STANDARD", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"] {
        let header = [("x-amz-storage-class", class)];
        let put = aws.send(("s3", HOME), "PUT", &format!("/acme/{class}"), &header, class.as_bytes()).await;
        assert_eq!(put.status, 200, "{}", put.text());
    }
    aws
}

async fn restore(aws: &Aws, key: &str, days: &str, tier: &str) -> Reply {
    let body = format!(
        "<RestoreRequest>{days}<GlacierJobParameters><Tier>{tier}</Tier></GlacierJobParameters></RestoreRequest>"
    );
    aws.s3(HOME, "POST", &format!("/acme/{key}?restore"), &body).await
}

async fn state(aws: &Aws, key: &str) -> Option<String> {
    let head = aws.s3(HOME, "HEAD", &format!("/acme/{key}"), "").await;
    assert_eq!(head.status, 200, "an archived object can be asked about");
    head.header("x-amz-restore").map(str::to_owned)
}

#[tokio::test]
async fn an_archived_object_is_read_for_the_days_that_it_is_restored_for() {
    let aws = world().await;
    let read = aws.s3(HOME, "GET", "/acme/GLACIER", "").await;
    assert_eq!(
        (read.status, read.get("Code").as_str(), read.get("StorageClass").as_str()),
        (403, "InvalidObjectState", "GLACIER")
    );
    let copy = aws.send(("s3", HOME), "PUT", "/acme/copy", &[("x-amz-copy-source", "/acme/GLACIER")], b"").await;
    assert_eq!((copy.status, copy.get("Code").as_str()), (403, "InvalidObjectState"));
    assert_eq!(aws.s3(HOME, "GET", "/acme/GLACIER_IR", "").await.text(), "GLACIER_IR", "instant retrieval is at once");
    assert_eq!(state(&aws, "GLACIER").await, None);

    assert_eq!(restore(&aws, "GLACIER", "<Days>2</Days>", "Standard").await.status, 202);
    let again = restore(&aws, "GLACIER", "<Days>2</Days>", "Standard").await;
    assert_eq!((again.status, again.get("Code").as_str()), (409, "RestoreAlreadyInProgress"));
    assert_eq!(state(&aws, "GLACIER").await.as_deref(), Some("ongoing-request=\"true\""));
    assert_eq!(aws.s3(HOME, "GET", "/acme/GLACIER", "").await.status, 403, "it is not there yet");
    assert_eq!(restore(&aws, "GLACIER", "<Days>2</Days>", "Expedited").await.status, 202, "a faster tier speeds it up");
    assert_eq!(aws.s3(HOME, "GET", "/acme/GLACIER", "").await.text(), "GLACIER");
    // The world begins on the first of January 2026. The copy goes after two whole days, at midnight.
    let there = state(&aws, "GLACIER").await;
    assert_eq!(there.as_deref(), Some("ongoing-request=\"false\", expiry-date=\"Sun, 04 Jan 2026 00:00:00 GMT\""));
    let copy = aws.send(("s3", HOME), "PUT", "/acme/copy", &[("x-amz-copy-source", "/acme/GLACIER")], b"").await;
    assert_eq!(copy.status, 200, "a restored object can be copied: {}", copy.text());
    assert_eq!(
        restore(&aws, "GLACIER", "<Days>1</Days>", "Standard").await.status,
        200,
        "a copy that is there gets a new time"
    );
    let shorter = state(&aws, "GLACIER").await;
    assert_eq!(shorter.as_deref(), Some("ongoing-request=\"false\", expiry-date=\"Sat, 03 Jan 2026 00:00:00 GMT\""));
    // Two days of six requests an hour.
    for _ in 0..2 * 24 * 6 {
        aws.s3(HOME, "HEAD", "/acme", "").await;
    }
    assert_eq!(state(&aws, "GLACIER").await, None, "the copy is gone, and the object is archived still");
    assert_eq!(aws.s3(HOME, "GET", "/acme/GLACIER", "").await.status, 403);
    assert_eq!(restore(&aws, "GLACIER", "<Days>1</Days>", "Bulk").await.status, 202, "and can be restored again");
}

#[tokio::test]
async fn what_cannot_be_restored_is_refused_as_s3_refuses_it() {
    let aws = world().await;
    for (key, days, tier, status, code) in [
        ("STANDARD", "<Days>1</Days>", "Standard", 403, "InvalidObjectState"),
        ("GLACIER_IR", "<Days>1</Days>", "Standard", 403, "InvalidObjectState"),
        ("DEEP_ARCHIVE", "<Days>1</Days>", "Expedited", 400, "InvalidArgument"),
        ("GLACIER", "", "Standard", 400, "MalformedXML"),
        ("GLACIER", "<Days>0</Days>", "Standard", 400, "MalformedXML"),
        ("GLACIER", "<Days>1</Days>", "Slow", 400, "MalformedXML"),
        ("nothing", "<Days>1</Days>", "Standard", 404, "NoSuchKey"),
    ] {
        let reply = restore(&aws, key, days, tier).await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (status, code), "{key} {days} {tier}: {}", reply.text());
    }
    let by = signature("READER", "s3", HOME);
    let body = b"<RestoreRequest><Days>1</Days></RestoreRequest>";
    let denied = aws.send(("s3", HOME), "POST", "/acme/GLACIER?restore", &[("Authorization", &by)], body).await;
    assert_eq!((denied.status, denied.get("Code").as_str()), (403, "AccessDenied"));
    assert!(denied.get("Message").contains("s3:RestoreObject"), "{}", denied.text());

    aws.simulator().set_faults(Faults { expedited_unavailable: 1, ..Faults::default() });
    let busy = restore(&aws, "GLACIER", "<Days>1</Days>", "Expedited").await;
    assert_eq!((busy.status, busy.get("Code").as_str()), (503, "GlacierExpeditedRetrievalNotAvailable"));
    assert_eq!(restore(&aws, "GLACIER", "<Days>1</Days>", "Expedited").await.status, 202, "there is capacity again");
}
