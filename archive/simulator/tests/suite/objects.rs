//! Object Lock, multipart uploads, copies, and configurations with IDs.

use serde_json::json;

use crate::aws::{Aws, HOME, Reply};

/// A put with retention requires a digest: this is that of `x`.
const DIGEST: (&str, &str) = ("Content-MD5", "ndTkYSaMgDT1yFZOFVxnpg==");
const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

async fn send(aws: &Aws, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    aws.send(("s3", HOME), method, target, headers, body).await
}

#[tokio::test]
async fn locked_versions_stay() {
    let aws = Aws::instant().await;
    let template = |mode: &str| {
        json!({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {
            "BucketName": format!("acme-{}", mode.to_lowercase()),
            "ObjectLockEnabled": true,
            "VersioningConfiguration": {"Status": "Enabled"},
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": mode, "Days": 30}},
            },
        }}}})
    };
    for (mode, lifted) in [("GOVERNANCE", 204), ("COMPLIANCE", 403)] {
        let bucket = format!("/acme-{}", mode.to_lowercase());
        assert_eq!(aws.deploy("CREATE", &mode.to_lowercase(), &template(mode)).await, "CREATE_COMPLETE");
        let put = send(&aws, "PUT", &format!("{bucket}/photo"), &[DIGEST], b"x").await;
        let target = format!("{bucket}/photo?versionId={}", put.header("x-amz-version-id").expect("a version"));
        let head = send(&aws, "HEAD", &target, &[], b"").await;
        assert_eq!(head.header("x-amz-object-lock-mode"), Some(mode));
        let refused = send(&aws, "DELETE", &target, &[], b"").await;
        assert_eq!((refused.status, refused.get("Code").as_str()), (403, "AccessDenied"));
        // A delete marker does not delete the version.
        assert_eq!(send(&aws, "DELETE", &format!("{bucket}/photo"), &[], b"").await.status, 204);
        let bypass = [("x-amz-bypass-governance-retention", "true")];
        assert_eq!(send(&aws, "DELETE", &target, &bypass, b"").await.status, lifted, "{mode}");
    }
}

#[tokio::test]
async fn retention_and_legal_holds_can_be_put() {
    let aws = Aws::instant().await;
    let enabled = [("x-amz-bucket-object-lock-enabled", "true")];
    send(&aws, "PUT", "/acme", &enabled, LOCATION.as_bytes()).await;
    let put = send(&aws, "PUT", "/acme/photo", &[], b"x").await;
    let version = put.header("x-amz-version-id").expect("a version").to_owned();
    let none = send(&aws, "GET", "/acme/photo?retention", &[], b"").await;
    assert_eq!(none.get("Code"), "NoSuchObjectLockConfiguration");
    let until = |year: u32| {
        format!(
            "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>{year}-01-01T00:00:00Z</RetainUntilDate></Retention>"
        )
    };
    assert_eq!(send(&aws, "PUT", "/acme/photo?retention", &[], until(2099).as_bytes()).await.status, 200);
    assert_eq!(send(&aws, "GET", "/acme/photo?retention", &[], b"").await.get("Mode"), "COMPLIANCE");
    let shorter = send(&aws, "PUT", "/acme/photo?retention", &[], until(2098).as_bytes()).await;
    assert_eq!(shorter.status, 403, "compliance can only be prolonged");
    assert_eq!(
        send(&aws, "PUT", "/acme/photo?retention", &[], until(2020).as_bytes()).await.get("Code"),
        "InvalidRequest"
    );

    send(&aws, "PUT", "/acme/other", &[], b"x").await;
    send(&aws, "PUT", "/acme/other?legal-hold", &[], b"<LegalHold><Status>ON</Status></LegalHold>").await;
    assert_eq!(send(&aws, "GET", "/acme/other?legal-hold", &[], b"").await.get("Status"), "ON");
    let target = format!("/acme/photo?versionId={version}");
    assert_eq!(send(&aws, "DELETE", &target, &[], b"").await.status, 403);
}

#[tokio::test]
async fn a_large_object_is_uploaded_in_parts() {
    let aws = Aws::instant().await;
    send(&aws, "PUT", "/acme", &[], LOCATION.as_bytes()).await;
    let id = send(&aws, "POST", "/acme/film?uploads", &[("x-amz-meta-who", "me")], b"").await.get("UploadId");
    let large = vec![b'a'; 5 << 20];
    let part = async |number: u32, body: &[u8]| {
        let put = send(&aws, "PUT", &format!("/acme/film?partNumber={number}&uploadId={id}"), &[], body).await;
        put.header("etag").map(str::to_owned).unwrap_or_else(|| panic!("{}", put.text()))
    };
    let (first, second) = (part(1, &large).await, part(2, b"end").await);
    let list = |parts: &[(u32, &str)]| {
        let parts = parts.iter().map(|(number, etag)| {
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>", etag.replace('"', "&quot;"))
        });
        format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.collect::<String>())
    };
    let complete = async |parts: &[(u32, &str)]| {
        send(&aws, "POST", &format!("/acme/film?uploadId={id}"), &[], list(parts).as_bytes()).await
    };
    assert_eq!(complete(&[(2, &second), (1, &first)]).await.get("Code"), "InvalidPartOrder");
    assert_eq!(complete(&[(1, "no"), (2, &second)]).await.get("Code"), "InvalidPart");
    assert_eq!(complete(&[(1, &first), (2, &second)]).await.status, 200);
    let whole = send(&aws, "GET", "/acme/film", &[], b"").await;
    assert_eq!((whole.body.len(), whole.header("x-amz-meta-who")), ((5 << 20) + 3, Some("me")));
    assert_eq!(complete(&[(1, &first)]).await.get("Code"), "NoSuchUpload");
}

#[tokio::test]
async fn a_copy_keeps_content_metadata_and_tags() {
    let aws = Aws::instant().await;
    send(&aws, "PUT", "/acme", &[], LOCATION.as_bytes()).await;
    send(&aws, "PUT", "/acme/a%20b", &[("x-amz-meta-who", "me"), ("x-amz-tagging", "k=v")], b"content").await;
    let copied = send(&aws, "PUT", "/acme/copy", &[("x-amz-copy-source", "acme/a%20b")], b"").await;
    assert!(!copied.get("ETag").is_empty());
    let copy = send(&aws, "GET", "/acme/copy", &[], b"").await;
    assert_eq!((copy.text().as_str(), copy.header("x-amz-meta-who")), ("content", Some("me")));
    assert_eq!(copy.header("x-amz-tagging-count"), Some("1"));
    let missing = send(&aws, "PUT", "/acme/copy", &[("x-amz-copy-source", "acme/nothing")], b"").await;
    assert_eq!(missing.get("Code"), "NoSuchKey");
}

#[tokio::test]
async fn a_conditional_put_fails_if_the_object_exists() {
    let aws = Aws::instant().await;
    send(&aws, "PUT", "/acme", &[], LOCATION.as_bytes()).await;
    let first = [("If-None-Match", "*")];
    assert_eq!(send(&aws, "PUT", "/acme/photo", &first, b"x").await.status, 200);
    let second = send(&aws, "PUT", "/acme/photo", &first, b"y").await;
    assert_eq!((second.status, second.get("Code").as_str()), (412, "PreconditionFailed"));
}

#[tokio::test]
async fn inventories_and_metrics_are_put_and_deleted_by_id() {
    let aws = Aws::instant().await;
    let template = |ids: &[&str]| {
        let inventories: Vec<_> = ids
            .iter()
            .map(|id| {
                json!({
                    "Id": id,
                    "Enabled": true,
                    "IncludedObjectVersions": "All",
                    "ScheduleFrequency": "Weekly",
                    "OptionalFields": ["Size", "ReplicationStatus"],
                    "Destination": {"BucketArn": "arn:aws:s3:::acme-logs", "Format": "Parquet", "Prefix": "inventory"},
                })
            })
            .collect();
        json!({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {
            "BucketName": "acme",
            "InventoryConfigurations": inventories,
            "MetricsConfigurations": [{"Id": "EntireBucket"}],
        }}}})
    };
    assert_eq!(aws.deploy("CREATE", "stack", &template(&["one", "two"])).await, "CREATE_COMPLETE");
    let one = aws.s3(HOME, "GET", "/acme?inventory&id=one", "").await;
    assert_eq!((one.get("Frequency"), one.get("Format")), ("Weekly".into(), "Parquet".into()));
    assert_eq!(one.all("Field"), ["Size", "ReplicationStatus"]);
    assert_eq!(aws.s3(HOME, "GET", "/acme?metrics", "").await.all("Id"), ["EntireBucket"]);

    assert_eq!(aws.deploy("UPDATE", "stack", &template(&["two"])).await, "UPDATE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/acme?inventory", "").await.all("Id"), ["two"]);
    assert_eq!(aws.s3(HOME, "GET", "/acme?inventory&id=one", "").await.get("Code"), "NoSuchConfiguration");
    let id = aws.cfn("DetectStackDrift", &[("StackName", "stack")]).await.get("StackDriftDetectionId");
    let status = aws.cfn("DescribeStackDriftDetectionStatus", &[("StackDriftDetectionId", &id)]).await;
    assert_eq!(status.get("StackDriftStatus"), "IN_SYNC");
}

#[tokio::test]
async fn another_expected_bucket_owner_is_rejected() {
    let aws = Aws::instant().await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.status, 200);
    for (owner, status) in [("123456789012", 200), ("210987654321", 403)] {
        let headers = [("x-amz-expected-bucket-owner", owner)];
        assert_eq!(send(&aws, "HEAD", "/acme", &headers, b"").await.status, status);
        assert_eq!(send(&aws, "GET", "/acme?versions", &headers, b"").await.status, status);
    }
}
