//! S3, KMS, IAM and STS, called directly.

use std::time::Duration;

use archive_simulator::{Clock, Config};
use serde_json::json;

use crate::aws::{Aws, HOME};
use crate::templates::bucket;

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
const VERSIONED: &str = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

async fn make_bucket(aws: &Aws, name: &str) {
    let made = aws.s3(HOME, "PUT", &format!("/{name}"), LOCATION).await;
    assert_eq!(made.status, 200, "{}", made.text());
}

#[tokio::test]
async fn an_encryption_that_blocks_no_types_leaves_them_as_they_are() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    let rule = |blocked: &str| {
        format!(
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault>{blocked}</Rule></ServerSideEncryptionConfiguration>"
        )
    };
    let none = "<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>";
    for (blocked, then) in [("", "SSE-C"), (none, "NONE"), ("", "NONE")] {
        assert_eq!(aws.s3(HOME, "PUT", "/acme?encryption", &rule(blocked)).await.status, 200);
        assert_eq!(aws.s3(HOME, "GET", "/acme?encryption", "").await.get("EncryptionType"), then);
    }
    assert_eq!(aws.s3(HOME, "DELETE", "/acme?encryption", "").await.status, 204);
    assert_eq!(aws.s3(HOME, "GET", "/acme?encryption", "").await.get("EncryptionType"), "SSE-C");
}

#[tokio::test]
async fn a_new_bucket_is_private_and_encrypted() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    let encryption = aws.s3(HOME, "GET", "/acme?encryption", "").await;
    assert_eq!((encryption.get("SSEAlgorithm"), encryption.get("EncryptionType")), ("AES256".into(), "SSE-C".into()));
    assert_eq!(aws.s3(HOME, "GET", "/acme?publicAccessBlock", "").await.get("BlockPublicPolicy"), "true");
    let ownership = aws.s3(HOME, "GET", "/acme?ownershipControls", "").await;
    assert_eq!(ownership.get("ObjectOwnership"), "BucketOwnerEnforced");
    for (query, code) in [
        ("replication", "ReplicationConfigurationNotFoundError"),
        ("lifecycle", "NoSuchLifecycleConfiguration"),
        ("policy", "NoSuchBucketPolicy"),
        ("tagging", "NoSuchTagSet"),
        ("object-lock", "ObjectLockConfigurationNotFoundError"),
    ] {
        let reply = aws.s3(HOME, "GET", &format!("/acme?{query}"), "").await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (404, code));
    }
}

#[tokio::test]
async fn bucket_names_follow_the_rules_and_are_global() {
    let aws = Aws::instant().await;
    for name in ["ab", "Upper", "under_score", "-edge", "1.2.3.4", "xn--a", "a..b", "name-s3alias"] {
        let reply = aws.s3(HOME, "PUT", &format!("/{name}"), LOCATION).await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (400, "InvalidBucketName"), "{name}");
    }
    make_bucket(&aws, "acme").await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme", LOCATION).await.get("Code"), "BucketAlreadyOwnedByYou");
    let wrong = aws.s3("eu-west-1", "PUT", "/acme-two", LOCATION).await;
    assert_eq!(wrong.get("Code"), "IllegalLocationConstraintException");
}

#[tokio::test]
async fn a_bucket_can_only_be_used_in_its_region() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    let elsewhere = aws.s3("eu-west-1", "GET", "/acme?versioning", "").await;
    assert_eq!((elsewhere.status, elsewhere.header("x-amz-bucket-region")), (301, Some(HOME)));
    let head = aws.s3("eu-west-1", "HEAD", "/acme", "").await;
    assert_eq!((head.status, head.body.len()), (301, 0));
    assert_eq!(aws.s3("eu-west-1", "GET", "/acme?location", "").await.get("LocationConstraint"), HOME);
}

#[tokio::test]
async fn the_bucket_can_be_in_the_host_name() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    aws.s3(HOME, "PUT", "/acme/folder/photo", "x").await;
    for host in ["acme.s3.eu-central-1.amazonaws.com", "acme.localhost:4566"] {
        let got = aws.send(("s3", HOME), "GET", "/folder/photo", &[("Host", host)], b"").await;
        assert_eq!(got.text(), "x", "{host}");
    }
}

#[tokio::test]
async fn versions_and_delete_markers() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme?versioning", VERSIONED).await.status, 200);
    let first = aws.s3(HOME, "PUT", "/acme/photo", "one").await;
    let first = first.header("x-amz-version-id").expect("a version").to_owned();
    aws.s3(HOME, "PUT", "/acme/photo", "two").await;
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "two");
    assert_eq!(aws.s3(HOME, "GET", &format!("/acme/photo?versionId={first}"), "").await.text(), "one");

    let deleted = aws.s3(HOME, "DELETE", "/acme/photo", "").await;
    assert_eq!((deleted.status, deleted.header("x-amz-delete-marker")), (204, Some("true")));
    let marker = deleted.header("x-amz-version-id").expect("a version").to_owned();
    let gone = aws.s3(HOME, "GET", "/acme/photo", "").await;
    assert_eq!((gone.status, gone.header("x-amz-delete-marker")), (404, Some("true")));
    let listed = aws.s3(HOME, "GET", "/acme?versions", "").await;
    assert_eq!(listed.all("IsLatest"), ["true", "false", "false"]);
    assert!(aws.s3(HOME, "GET", "/acme?list-type=2", "").await.all("Key").is_empty());

    let refused = aws.s3(HOME, "DELETE", "/acme", "").await;
    assert_eq!((refused.status, refused.get("Code").as_str()), (409, "BucketNotEmpty"));
    aws.s3(HOME, "DELETE", &format!("/acme/photo?versionId={marker}"), "").await;
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "two");
    for version in aws.s3(HOME, "GET", "/acme?versions", "").await.all("VersionId") {
        aws.s3(HOME, "DELETE", &format!("/acme/photo?versionId={version}"), "").await;
    }
    assert_eq!(aws.s3(HOME, "DELETE", "/acme", "").await.status, 204);
}

#[tokio::test]
async fn lists_have_pages_and_common_prefixes() {
    let aws = Aws::instant().await;
    make_bucket(&aws, "acme").await;
    for key in ["a/1", "a/2", "b/1", "c", "d"] {
        aws.s3(HOME, "PUT", &format!("/acme/{key}"), "x").await;
    }
    let top = aws.s3(HOME, "GET", "/acme?list-type=2&delimiter=%2F", "").await;
    assert_eq!(top.all("Key"), ["c", "d"]);
    assert_eq!(top.all("Prefix")[1..], ["a/", "b/"]);
    let mut keys = Vec::new();
    let mut token = String::new();
    loop {
        let page = aws.s3(HOME, "GET", &format!("/acme?list-type=2&max-keys=2{token}"), "").await;
        keys.extend(page.all("Key"));
        if page.get("IsTruncated") == "false" {
            break;
        }
        token = format!("&continuation-token={}", page.get("NextContinuationToken"));
    }
    assert_eq!(keys, ["a/1", "a/2", "b/1", "c", "d"]);
}

#[tokio::test]
async fn objects_are_encrypted_with_the_key_of_their_bucket_and_require_it() {
    let aws = Aws::instant().await;
    let key = aws.kms(HOME, "CreateKey", &json!({})).await.json();
    let id = key["KeyMetadata"]["KeyId"].as_str().expect("an id").to_owned();
    let arn = key["KeyMetadata"]["Arn"].as_str().expect("an ARN").to_owned();
    aws.kms(HOME, "CreateAlias", &json!({"AliasName": "alias/acme", "TargetKeyId": id})).await;
    make_bucket(&aws, "acme").await;
    let encryption = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:eu-central-1:123456789012:alias/acme</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>";
    aws.s3(HOME, "PUT", "/acme?encryption", encryption).await;
    let put = aws.s3(HOME, "PUT", "/acme/photo", "x").await;
    assert_eq!(put.header("x-amz-server-side-encryption-aws-kms-key-id"), Some(arn.as_str()));
    assert_eq!(put.header("x-amz-server-side-encryption-bucket-key-enabled"), Some("true"));

    let scheduled = aws.kms(HOME, "ScheduleKeyDeletion", &json!({"KeyId": id, "PendingWindowInDays": 7})).await;
    assert_eq!(scheduled.json()["KeyState"], "PendingDeletion");
    let unreadable = aws.s3(HOME, "GET", "/acme/photo", "").await;
    assert_eq!(unreadable.get("Code"), "KMS.KMSInvalidStateException");
    aws.kms(HOME, "CancelKeyDeletion", &json!({"KeyId": id})).await;
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.get("Code"), "KMS.DisabledException");
    aws.kms(HOME, "EnableKey", &json!({"KeyId": id})).await;
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "x");

    // A write requires the alias; a read uses the key of the object.
    aws.kms(HOME, "DeleteAlias", &json!({"AliasName": "alias/acme"})).await;
    assert_eq!(aws.s3(HOME, "PUT", "/acme/other", "y").await.get("Code"), "KMS.NotFoundException");
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "x");
}

#[tokio::test]
async fn invalid_kms_requests_are_rejected() {
    let aws = Aws::instant().await;
    let refused = async |operation: &str, input: serde_json::Value| {
        let reply = aws.kms(HOME, operation, &input).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        reply.json()["__type"].as_str().expect("a type").to_owned()
    };
    let nowhere = "01234567-0123-0123-0123-012345678901";
    assert_eq!(refused("DescribeKey", json!({"KeyId": nowhere})).await, "NotFoundException");
    assert_eq!(
        refused("CreateAlias", json!({"AliasName": "alias/a", "TargetKeyId": nowhere})).await,
        "NotFoundException"
    );
    let id = aws.kms(HOME, "CreateKey", &json!({})).await.json()["KeyMetadata"]["KeyId"].clone();
    assert_eq!(refused("CreateAlias", json!({"AliasName": "a", "TargetKeyId": id})).await, "ValidationException");
    assert_eq!(
        refused("CreateAlias", json!({"AliasName": "alias/aws/a", "TargetKeyId": id})).await,
        "NotAuthorizedException"
    );
    aws.kms(HOME, "CreateAlias", &json!({"AliasName": "alias/a", "TargetKeyId": id})).await;
    assert_eq!(
        refused("CreateAlias", json!({"AliasName": "alias/a", "TargetKeyId": id})).await,
        "AlreadyExistsException"
    );
    assert_eq!(
        refused("ScheduleKeyDeletion", json!({"KeyId": id, "PendingWindowInDays": 3})).await,
        "ValidationException"
    );
    let stranger = json!({"Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:role/not-there"},
        "Action": "kms:*",
        "Resource": "*",
    }]});
    assert_eq!(
        refused("PutKeyPolicy", json!({"KeyId": id, "Policy": stranger.to_string()})).await,
        "MalformedPolicyDocumentException"
    );
    let lock_out = json!({"Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "kms:Describe*",
        "Resource": "*",
    }]});
    assert_eq!(
        refused("PutKeyPolicy", json!({"KeyId": id, "Policy": lock_out.to_string()})).await,
        "MalformedPolicyDocumentException"
    );
    let bypassed = json!({"KeyId": id, "Policy": lock_out.to_string(), "BypassPolicyLockoutSafetyCheck": true});
    assert_eq!(aws.kms(HOME, "PutKeyPolicy", &bypassed).await.status, 200);
}

#[tokio::test]
async fn replicas_of_a_multi_region_key_have_its_id() {
    let aws = Aws::instant().await;
    let primary = aws.kms(HOME, "CreateKey", &json!({"MultiRegion": true})).await.json()["KeyMetadata"].clone();
    let id = primary["KeyId"].as_str().expect("an id").to_owned();
    assert!(id.starts_with("mrk-"));
    let made = aws.kms(HOME, "ReplicateKey", &json!({"KeyId": id, "ReplicaRegion": "eu-west-1"})).await.json();
    assert_eq!(made["ReplicaKeyMetadata"]["Arn"], format!("arn:aws:kms:eu-west-1:123456789012:key/{id}"));
    assert_eq!(made["ReplicaKeyMetadata"]["MultiRegionConfiguration"]["MultiRegionKeyType"], "REPLICA");
    // A primary key is deleted after its replicas.
    let scheduled = aws.kms(HOME, "ScheduleKeyDeletion", &json!({"KeyId": id})).await.json();
    assert_eq!(scheduled["KeyState"], "PendingReplicaDeletion");
}

#[tokio::test]
async fn roles_can_be_assumed_if_their_trust_policy_allows_it() {
    let aws = Aws::instant().await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "123456789012"},
        "Action": "sts:AssumeRole",
    }]});
    let fields = [("RoleName", "acme"), ("AssumeRolePolicyDocument", &*trust.to_string()), ("Path", "/service-role/")];
    let made = aws.iam("CreateRole", &fields).await;
    assert_eq!(made.get("Arn"), "arn:aws:iam::123456789012:role/service-role/acme");
    assert_eq!(aws.iam("CreateRole", &fields).await.get("Code"), "EntityAlreadyExists");
    let policy = json!({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}).to_string();
    aws.iam("PutRolePolicy", &[("RoleName", "acme"), ("PolicyName", "p"), ("PolicyDocument", &policy)]).await;
    assert_eq!(aws.iam("DeleteRole", &[("RoleName", "acme")]).await.get("Code"), "DeleteConflict");
    aws.iam("DeleteRolePolicy", &[("RoleName", "acme"), ("PolicyName", "p")]).await;

    let arn = made.get("Arn");
    let assumed = aws.query(("sts", HOME), "AssumeRole", &[("RoleArn", &arn), ("RoleSessionName", "me")]).await;
    assert_eq!(assumed.get("Arn"), "arn:aws:sts::123456789012:assumed-role/acme/me");
    let denied = aws
        .query(
            ("sts", HOME),
            "AssumeRole",
            &[("RoleArn", "arn:aws:iam::123456789012:role/no"), ("RoleSessionName", "me")],
        )
        .await;
    assert_eq!((denied.status, denied.get("Code").as_str()), (403, "AccessDenied"));

    let elsewhere = trust.to_string().replace("123456789012", "999999999999");
    let made = aws.iam("CreateRole", &[("RoleName", "other"), ("AssumeRolePolicyDocument", &elsewhere)]).await;
    let fields = [("RoleArn", &*made.get("Arn")), ("RoleSessionName", "me")];
    assert_eq!(
        aws.query(("sts", HOME), "AssumeRole", &fields).await.get("Code"),
        "AccessDenied",
        "by the trust policy"
    );

    aws.iam("DeleteRole", &[("RoleName", "acme")]).await;
    assert_eq!(aws.iam("GetRole", &[("RoleName", "acme")]).await.get("Code"), "NoSuchEntity");
    let bad = json!({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/no"}, "Action": "sts:AssumeRole"}]});
    let refused = aws.iam("CreateRole", &[("RoleName", "b"), ("AssumeRolePolicyDocument", &bad.to_string())]).await;
    assert_eq!(refused.get("Code"), "MalformedPolicyDocument");
}

#[tokio::test]
async fn a_session_acts_as_its_role_until_it_expires() {
    let clock = Clock::Requests(Duration::from_secs(60));
    let mut aws = Aws::start(Config { clock, ..Config::in_memory() }).await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "123456789012"},
        "Action": "sts:AssumeRole",
    }]});
    aws.access_key = "222233334444".into();
    let made = aws.iam("CreateRole", &[("RoleName", "acme"), ("AssumeRolePolicyDocument", &trust.to_string())]).await;
    let everything = [("RoleName", "acme"), ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")];
    aws.iam("AttachRolePolicy", &everything).await;
    aws.access_key = "123456789012".into();
    let fields = [("RoleArn", &*made.get("Arn")), ("RoleSessionName", "me"), ("DurationSeconds", "900")];
    aws.access_key = aws.query(("sts", HOME), "AssumeRole", &fields).await.get("AccessKeyId");

    let caller = aws.query(("sts", HOME), "GetCallerIdentity", &[]).await;
    assert_eq!(caller.get("Arn"), "arn:aws:sts::222233334444:assumed-role/acme/me");
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &bucket("acme-session").to_string())]).await;
    let stack = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await;
    assert!(stack.get("StackId").contains(":222233334444:"), "{}", stack.text());

    for _ in 0..15 {
        aws.query(("cloudformation", HOME), "ListStacks", &[]).await;
    }
    let cfn = aws.query(("cloudformation", HOME), "ListStacks", &[]).await;
    let s3 = aws.s3(HOME, "GET", "/", "").await;
    let kms = aws.kms(HOME, "ListKeys", &json!({})).await.json();
    assert_eq!((cfn.status, cfn.get("Code"), s3.get("Code")), (403, "ExpiredToken".into(), "ExpiredToken".into()));
    assert_eq!(kms["__type"], "ExpiredTokenException");
}

#[tokio::test]
async fn unsupported_operations_are_rejected_by_name() {
    let aws = Aws::instant().await;
    let (code, message) = aws.refused("RegisterType", &[]).await;
    assert_eq!(code, "InvalidAction");
    assert!(message.contains("The simulator does not support RegisterType"), "{message}");
}
