//! What S3 asks of a caller beside the action of the call: the key of the object, its tags, and what it shows to whom.

use archive_simulator::Config;
use serde_json::json;

use crate::aws::{Aws, HOME, Reply, encode};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const LIMITED: &str = "LIMITED";

/// A bucket with Object Lock whose objects are under a KMS key, and in it `photo`, which has a tag, a retention and a legal hold.
async fn world() -> Aws {
    let nothing = json!({ "Statement": { "Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*" } });
    let aws = Aws::start(Config { callers: [(LIMITED.to_owned(), nothing)].into(), ..Config::in_memory() }).await;
    let lock = [("x-amz-bucket-object-lock-enabled", "true")];
    assert_eq!(aws.send(("s3", HOME), "PUT", "/acme", &lock, LOCATION.as_bytes()).await.status, 200);
    let key = aws.kms(HOME, "CreateKey", &json!({})).await.json()["KeyMetadata"]["Arn"].clone();
    let key = key.as_str().unwrap();
    let rule = format!(
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
         <KMSMasterKeyID>{key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
    );
    assert_eq!(aws.s3(HOME, "PUT", "/acme?encryption", &rule).await.status, 200);
    let headers = [
        ("x-amz-tagging", "a=b"),
        ("x-amz-checksum-crc32", "NhCmhg=="),
        ("x-amz-object-lock-mode", "GOVERNANCE"),
        ("x-amz-object-lock-retain-until-date", "2099-01-01T00:00:00Z"),
        ("x-amz-object-lock-legal-hold", "ON"),
    ];
    let put = aws.send(("s3", HOME), "PUT", "/acme/photo", &headers, b"hello").await;
    assert_eq!(put.status, 200, "{}", put.text());
    aws
}

/// Sends a request as the limited caller, who may do this.
async fn sent(aws: &mut Aws, actions: &[&str], request: (&str, &str, &[(&str, &str)])) -> Reply {
    let (method, target, headers) = request;
    let policy =
        json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": actions, "Resource": "*" } });
    let fields = [("RoleName", LIMITED), ("PolicyName", "Granted"), ("PolicyDocument", &policy.to_string())];
    assert_eq!(aws.iam("PutRolePolicy", &fields).await.status, 200);
    let root = std::mem::replace(&mut aws.access_key, LIMITED.to_owned());
    let body =
        if method == "PUT" && headers.iter().all(|(name, _)| *name != "x-amz-copy-source") { "hello" } else { "" };
    let reply = aws.send(("s3", HOME), method, target, headers, body.as_bytes()).await;
    aws.access_key = root;
    reply
}

#[tokio::test]
async fn a_request_needs_the_key_and_the_tags_of_its_object_beside_its_own_action() {
    let mut aws = world().await;
    let tagging: &[(&str, &str)] = &[("x-amz-tagging", "a=b"), ("x-amz-checksum-crc32", "NhCmhg==")];
    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: [Case; 6] = [
        ("GET", "/acme/photo", &[], &["s3:GetObject", "kms:Decrypt"]),
        ("HEAD", "/acme/photo", &[("x-amz-checksum-mode", "ENABLED")], &["s3:GetObject", "kms:Decrypt"]),
        ("HEAD", "/acme/photo", &[], &["s3:GetObject"]),
        ("PUT", "/acme/new", tagging, &["s3:PutObject", "s3:PutObjectTagging", "kms:GenerateDataKey"]),
        (
            "PUT",
            "/acme/copy",
            &[("x-amz-copy-source", "/acme/photo")],
            &[
                "s3:GetObject",
                "s3:GetObjectTagging",
                "s3:PutObject",
                "s3:PutObjectTagging",
                "kms:Decrypt",
                "kms:GenerateDataKey",
            ],
        ),
        ("POST", "/acme/large?uploads", &[], &["s3:PutObject", "kms:Decrypt", "kms:GenerateDataKey"]),
    ];
    for (method, target, headers, actions) in cases {
        let request = (method, target, headers);
        let allowed = sent(&mut aws, actions, request).await;
        assert_eq!(allowed.status, 200, "{method} {target}: {}", allowed.text());
        for lacking in actions {
            let less: Vec<&str> = actions.iter().filter(|action| *action != lacking).copied().collect();
            let less = if less.is_empty() { vec!["s3:ListAllMyBuckets"] } else { less };
            let denied = sent(&mut aws, &less, request).await;
            assert_eq!(denied.status, 403, "{method} {target} without {lacking}");
        }
    }
}

#[tokio::test]
async fn locks_are_shown_to_those_who_may_see_them_and_what_is_missing_to_those_who_may_list() {
    let mut aws = world().await;
    let photo: (&str, &str, &[(&str, &str)]) = ("HEAD", "/acme/photo", &[]);
    for (action, header) in
        [("s3:GetObjectRetention", "x-amz-object-lock-mode"), ("s3:GetObjectLegalHold", "x-amz-object-lock-legal-hold")]
    {
        let hidden = sent(&mut aws, &["s3:GetObject"], photo).await;
        assert_eq!((hidden.status, hidden.header(header)), (200, None));
        let shown = sent(&mut aws, &["s3:GetObject", action], photo).await;
        assert!(shown.header(header).is_some(), "{header} with {action}");
    }
    let (missing, id) = ("/acme/none", encode("0".repeat(32).as_str()));
    for target in [missing.to_owned(), format!("/acme/photo?versionId={id}")] {
        let request = ("HEAD", target.as_str(), [].as_slice());
        let reads = ["s3:GetObject", "s3:GetObjectVersion"];
        assert_eq!(sent(&mut aws, &reads, request).await.status, 403, "{target}");
        let lists = [reads.as_slice(), &["s3:ListBucket"]].concat();
        assert_eq!(sent(&mut aws, &lists, request).await.status, 404, "{target}");
    }
}
