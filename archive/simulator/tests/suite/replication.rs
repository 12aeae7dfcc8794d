//! Replication from the primary bucket to the replicas, subject to the policies.

use std::time::Duration;

use archive_simulator::Config;
use serde_json::{Value, json};

use crate::aws::{Aws, HOME, Reply};
use crate::templates::{primary, replica};

const FAILURE: &str = "x-archive-simulator-replication-failure";

/// An archive without delays, deployed from a template.
async fn archive(template: &Value) -> Aws {
    let aws =
        Aws::start(Config { resource_delay: Duration::ZERO, replication_delay: Duration::ZERO, ..Config::in_memory() })
            .await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", template).await, "CREATE_COMPLETE");
    aws
}

async fn put(aws: &Aws, headers: &[(&str, &str)]) -> Reply {
    let put = aws.send(("s3", HOME), "PUT", "/acme-archive/photo", headers, b"content").await;
    assert_eq!(put.status, 200, "{}", put.text());
    aws.s3(HOME, "HEAD", "/acme-archive/photo", "").await
}

async fn in_replica(aws: &Aws, target: &str) -> Reply {
    aws.s3("eu-west-1", "GET", &format!("/acme-replica-eu-west-1/photo{target}"), "").await
}

#[tokio::test]
async fn an_object_is_replicated_and_encrypted_with_the_key_of_each_replica() {
    let aws = archive(&primary(&["eu-west-1", "eu-north-1"])).await;
    let source = put(&aws, &[("x-amz-tagging", "a=b"), ("x-amz-meta-who", "me")]).await;
    assert_eq!(source.header("x-amz-replication-status"), Some("COMPLETED"));
    for region in ["eu-west-1", "eu-north-1"] {
        let replica = aws.s3(region, "GET", &format!("/acme-replica-{region}/photo"), "").await;
        assert_eq!(replica.text(), "content");
        assert_eq!(replica.header("x-amz-replication-status"), Some("REPLICA"));
        assert_eq!(replica.header("x-amz-version-id"), source.header("x-amz-version-id"));
        assert_eq!(replica.header("x-amz-meta-who"), Some("me"));
        assert_eq!(replica.header("x-amz-tagging-count"), Some("1"));
        let key = replica.header("x-amz-server-side-encryption-aws-kms-key-id").expect("encrypted with a key");
        assert!(key.starts_with(&format!("arn:aws:kms:{region}:")), "{key}");
    }
}

#[tokio::test]
async fn delete_markers_and_tags_are_replicated_but_version_deletions_are_not() {
    let aws = archive(&primary(&["eu-west-1"])).await;
    let source = put(&aws, &[]).await;
    let version = source.header("x-amz-version-id").expect("a version").to_owned();
    let tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
    aws.s3(HOME, "PUT", "/acme-archive/photo?tagging", tags).await;
    assert_eq!(in_replica(&aws, "?tagging").await.get("Value"), "v");

    aws.s3(HOME, "DELETE", "/acme-archive/photo", "").await;
    let hidden = in_replica(&aws, "").await;
    assert_eq!((hidden.status, hidden.header("x-amz-delete-marker")), (404, Some("true")));

    aws.s3(HOME, "DELETE", &format!("/acme-archive/photo?versionId={version}"), "").await;
    assert_eq!(in_replica(&aws, &format!("?versionId={version}")).await.text(), "content");
}

#[tokio::test]
async fn replication_takes_the_configured_time() {
    let aws = Aws::start(Config {
        resource_delay: Duration::ZERO,
        replication_delay: Duration::from_millis(150),
        ..Config::in_memory()
    })
    .await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    assert_eq!(put(&aws, &[]).await.header("x-amz-replication-status"), Some("PENDING"));
    assert_eq!(in_replica(&aws, "").await.status, 404);
    tokio::time::sleep(Duration::from_millis(160)).await;
    assert_eq!(in_replica(&aws, "").await.status, 200);
    let source = aws.s3(HOME, "HEAD", "/acme-archive/photo", "").await;
    assert_eq!(source.header("x-amz-replication-status"), Some("COMPLETED"));
}

/// Changes the replication policy of the role and returns the replication status of an object.
async fn with_statement(statement: usize, change: impl FnOnce(&mut Value)) -> (Reply, Aws) {
    let mut template = primary(&["eu-west-1"]);
    change(&mut template["Resources"]["Policy"]["Properties"]["PolicyDocument"]["Statement"][statement]);
    let aws = archive(&template).await;
    (put(&aws, &[("x-amz-tagging", "a=b")]).await, aws)
}

#[tokio::test]
async fn each_missing_permission_fails_replication_with_its_code() {
    let cases = [
        (0, "s3:ListBucket", "SrcGetObjectNotPermitted"),
        (1, "s3:GetObjectVersionForReplication", "SrcGetObjectNotPermitted"),
        (1, "s3:GetObjectVersionAcl", "SrcGetAclNotPermitted"),
        (1, "s3:GetObjectVersionTagging", "SrcGetTaggingNotPermitted"),
        (2, "s3:ReplicateObject", "DstPutObjectNotPermitted"),
        (2, "s3:ReplicateTags", "DstPutTaggingNotPermitted"),
        (3, "kms:Decrypt", "SrcGetObjectNotPermitted"),
        (3, "kms:Encrypt", "DstPutObjectNotPermitted"),
        (3, "kms:GenerateDataKey", "DstPutObjectNotPermitted"),
    ];
    for (statement, action, code) in cases {
        let (source, aws) = with_statement(statement, |statement| {
            let actions = statement["Action"].as_array_mut().expect("a list of actions");
            actions.retain(|other| other != action);
        })
        .await;
        assert_eq!(source.header("x-amz-replication-status"), Some("FAILED"), "{action}");
        let failure = source.header(FAILURE).expect("a reason");
        assert!(failure.starts_with(&format!("acme-replica-eu-west-1 {code}: {action} on ")), "{failure}");
        assert_eq!(in_replica(&aws, "").await.status, 404);
    }
}

/// The reference grants `kms:Encrypt` on the ARN of an alias, which has no effect.
#[tokio::test]
async fn a_grant_on_an_alias_arn_has_no_effect() {
    let (source, _aws) = with_statement(3, |statement| {
        statement["Resource"] = json!([
            "arn:aws:kms:eu-central-1:123456789012:key/*",
            "arn:aws:kms:eu-west-1:123456789012:alias/acme/replication",
        ]);
    })
    .await;
    let failure = source.header(FAILURE).expect("a reason");
    assert!(failure.contains("DstPutObjectNotPermitted: kms:Encrypt on arn:aws:kms:eu-west-1"), "{failure}");
}

#[tokio::test]
async fn conditions_are_evaluated_with_the_keys_that_s3_sends() {
    let grant = |via: &str, encrypted: &str, alias: &str| {
        json!([
            {
                "Effect": "Allow",
                "Action": "kms:Decrypt",
                "Resource": "arn:aws:kms:eu-central-1:123456789012:key/*",
                "Condition": {"StringEquals": {
                    "kms:ViaService": "s3.eu-central-1.amazonaws.com",
                    "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::acme-archive",
                }},
            },
            {
                "Effect": "Allow",
                "Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
                "Resource": "arn:aws:kms:eu-west-1:123456789012:key/*",
                "Condition": {
                    "StringEquals": {"kms:ViaService": via, "kms:EncryptionContext:aws:s3:arn": encrypted},
                    "ForAnyValue:StringEquals": {"kms:ResourceAliases": alias},
                },
            },
        ])
    };
    let good = ("s3.eu-west-1.amazonaws.com", "arn:aws:s3:::acme-replica-eu-west-1", "alias/acme/replication");
    let cases = [
        (good, "COMPLETED"),
        (("s3.eu-central-1.amazonaws.com", good.1, good.2), "FAILED"),
        // With a bucket key, the encryption context has the bucket instead of the object.
        ((good.0, "arn:aws:s3:::acme-replica-eu-west-1/photo", good.2), "FAILED"),
        ((good.0, good.1, "alias/other"), "FAILED"),
    ];
    for ((via, encrypted, alias), status) in cases {
        let mut template = primary(&["eu-west-1"]);
        let statements = &mut template["Resources"]["Policy"]["Properties"]["PolicyDocument"]["Statement"];
        let statements = statements.as_array_mut().expect("a list of statements");
        statements.pop();
        statements.extend(grant(via, encrypted, alias).as_array().expect("a list").clone());
        let aws = archive(&template).await;
        let source = put(&aws, &[]).await;
        assert_eq!(source.header("x-amz-replication-status"), Some(status), "{via} {encrypted} {alias}");
    }
}

#[tokio::test]
async fn the_key_of_a_replica_has_to_be_usable_and_its_policy_is_evaluated() {
    let aws = archive(&primary(&["eu-west-1"])).await;
    let aliases = aws.kms("eu-west-1", "ListAliases", &json!({})).await.json();
    let id = aliases["Aliases"][0]["TargetKeyId"].clone();
    let only_describe = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": ["kms:Describe*", "kms:Put*"],
        "Resource": "*",
    }]});
    aws.kms("eu-west-1", "PutKeyPolicy", &json!({"KeyId": id, "Policy": only_describe.to_string()})).await;
    let failure = put(&aws, &[]).await.header(FAILURE).map(str::to_owned).expect("a reason");
    assert!(failure.contains("DstPutObjectNotPermitted: kms:Encrypt"), "{failure}");

    aws.kms("eu-west-1", "ScheduleKeyDeletion", &json!({"KeyId": id})).await;
    let failure = put(&aws, &[]).await.header(FAILURE).map(str::to_owned).expect("a reason");
    assert!(failure.contains("DstKmsKeyInvalidState"), "{failure}");
    aws.kms("eu-west-1", "DeleteAlias", &json!({"AliasName": "alias/acme/replication"})).await;
    let failure = put(&aws, &[]).await.header(FAILURE).map(str::to_owned).expect("a reason");
    assert!(failure.contains("DstKmsKeyNotFound"), "{failure}");
}

#[tokio::test]
async fn the_role_has_to_trust_s3() {
    let mut template = primary(&["eu-west-1"]);
    template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] =
        json!({"Service": "lambda.amazonaws.com"});
    let aws = archive(&template).await;
    let failure = put(&aws, &[]).await.header(FAILURE).map(str::to_owned).expect("a reason");
    assert!(failure.contains("AssumeRoleNotPermitted"), "{failure}");
}

#[tokio::test]
async fn the_policy_of_a_destination_can_deny_replication() {
    let mut template = primary(&["eu-west-1"]);
    let mut inner = replica();
    inner["Resources"]["BucketPolicy"] = json!({
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:ReplicateDelete",
                "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
            }]},
        },
    });
    template["Resources"]["StackSet"]["Properties"]["TemplateBody"] = json!(inner.to_string());
    let aws = archive(&template).await;
    assert_eq!(put(&aws, &[]).await.header("x-amz-replication-status"), Some("COMPLETED"));
    aws.s3(HOME, "DELETE", "/acme-archive/photo", "").await;
    assert_eq!(in_replica(&aws, "").await.text(), "content", "the marker was not let in");
}

#[tokio::test]
async fn a_bucket_policy_also_applies_to_the_owner() {
    let mut template = primary(&["eu-west-1"]);
    template["Resources"]["Guard"] = json!({
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": ["s3:DeleteBucket", "s3:DeleteObjectVersion"],
                    "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}],
                },
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                },
            ]},
        },
    });
    let aws = archive(&template).await;
    let version = put(&aws, &[]).await.header("x-amz-version-id").map(str::to_owned).expect("a version");
    let refused = aws.s3(HOME, "DELETE", &format!("/acme-archive/photo?versionId={version}"), "").await;
    assert_eq!((refused.status, refused.get("Code").as_str()), (403, "AccessDenied"));
    assert!(refused.get("Message").contains("explicit deny in a resource-based policy"));
    assert_eq!(aws.s3(HOME, "DELETE", "/acme-archive/photo", "").await.status, 204);
    assert_eq!(aws.s3(HOME, "DELETE", "/acme-archive", "").await.get("Code"), "AccessDenied");
}
