//! Callers other than root users have the permissions of their role's policies, which can be simulated.

use archive_simulator::Config;
use serde_json::json;

use crate::aws::{Aws, HOME, Reply, encode, signature};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

/// A state with the caller LIMITED, who can describe stacks and keys, and use one bucket.
async fn world() -> Aws {
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "cloudformation:Describe*", "Resource": "arn:aws:cloudformation:*:*:stack/acme/*" },
        { "Effect": "Allow", "Action": ["s3:CreateBucket", "s3:GetBucketVersioning"], "Resource": "arn:aws:s3:::acme" },
        { "Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*" },
        { "Effect": "Deny", "Action": "iam:DeleteRole", "Resource": "*" },
    ]});
    Aws::start(Config { callers: [("LIMITED".to_owned(), policy)].into(), ..Config::in_memory() }).await
}

async fn query(aws: &Aws, service: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
    let mut form = format!("Action={action}");
    fields.iter().for_each(|(name, value)| form.push_str(&format!("&{name}={}", encode(value))));
    let by = signature("LIMITED", service, HOME);
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", by.as_str())];
    aws.send((service, HOME), "POST", "/", &headers, form.as_bytes()).await
}

async fn s3(aws: &Aws, method: &str, target: &str, body: &str) -> Reply {
    let by = signature("LIMITED", "s3", HOME);
    aws.send(("s3", HOME), method, target, &[("Authorization", by.as_str())], body.as_bytes()).await
}

#[tokio::test]
async fn a_caller_has_exactly_the_permissions_of_its_policy() {
    let aws = world().await;
    let who = query(&aws, "sts", "GetCallerIdentity", &[]).await;
    assert_eq!(who.get("Arn"), "arn:aws:sts::123456789012:assumed-role/LIMITED/caller");

    let allowed = query(&aws, "cloudformation", "DescribeStacks", &[("StackName", "acme")]).await;
    assert_eq!(allowed.get("Code"), "ValidationError", "there is no such stack, and it may be asked for");
    for (service, action, fields) in [
        ("cloudformation", "DescribeStacks", [("StackName", "other")]),
        ("cloudformation", "DeleteStack", [("StackName", "acme")]),
        ("cloudformation", "ListStackInstances", [("StackSetName", "acme")]),
        ("iam", "GetRole", [("RoleName", "LIMITED")]),
        ("iam", "DeleteRole", [("RoleName", "LIMITED")]),
    ] {
        let denied = query(&aws, service, action, &fields).await;
        assert_eq!((denied.status, denied.get("Code").as_str()), (403, "AccessDenied"), "{action}");
        assert!(
            denied
                .get("Message")
                .contains(&format!("assumed-role/LIMITED/caller is not authorized to perform: {service}:{action}"))
        );
    }
    assert_eq!(aws.iam("GetRole", &[("RoleName", "LIMITED")]).await.status, 200, "the role was deleted");
}

#[tokio::test]
async fn a_caller_can_use_the_buckets_and_keys_of_its_policy() {
    let aws = world().await;
    assert_eq!(s3(&aws, "PUT", "/other", LOCATION).await.get("Code"), "AccessDenied");
    assert_eq!(s3(&aws, "PUT", "/acme", LOCATION).await.status, 200);
    assert_eq!(s3(&aws, "GET", "/acme?versioning", "").await.status, 200);
    assert_eq!(s3(&aws, "GET", "/acme?encryption", "").await.get("Code"), "AccessDenied");
    assert_eq!(s3(&aws, "GET", "/", "").await.get("Code"), "AccessDenied");

    let made = aws.kms(HOME, "CreateKey", &json!({})).await.json();
    let key = json!({ "KeyId": made["KeyMetadata"]["KeyId"] });
    let by = signature("LIMITED", "kms", HOME);
    for (operation, status) in [("DescribeKey", 200), ("GetKeyPolicy", 400)] {
        let target = format!("TrentService.{operation}");
        let headers = [("X-Amz-Target", target.as_str()), ("Authorization", by.as_str())];
        let reply = aws.send(("kms", HOME), "POST", "/", &headers, key.to_string().as_bytes()).await;
        assert_eq!(reply.status, status, "{operation}: {}", reply.text());
    }
}

#[tokio::test]
async fn an_assumed_role_has_the_permissions_of_the_role() {
    let aws = world().await;
    let role = "arn:aws:iam::123456789012:role/LIMITED";
    let assumed = aws.query(("sts", HOME), "AssumeRole", &[("RoleArn", role), ("RoleSessionName", "me")]).await;
    let by = signature(&assumed.get("AccessKeyId"), "s3", HOME);
    let denied = aws.send(("s3", HOME), "GET", "/", &[("Authorization", by.as_str())], b"").await;
    assert_eq!(denied.get("Code"), "AccessDenied");
    assert!(denied.get("Message").contains("assumed-role/LIMITED/me"), "{}", denied.text());
}

#[tokio::test]
async fn simulate_principal_policy_decides_each_action_and_resource() {
    let aws = world().await;
    let role = "arn:aws:iam::123456789012:role/LIMITED";
    let fields = [
        ("PolicySourceArn", role),
        ("ActionNames.member.1", "s3:CreateBucket"),
        ("ActionNames.member.2", "iam:DeleteRole"),
        ("ResourceArns.member.1", "arn:aws:s3:::acme"),
        ("ResourceArns.member.2", "arn:aws:s3:::other"),
    ];
    let results = aws.iam("SimulatePrincipalPolicy", &fields).await;
    assert_eq!(
        results.all("EvalDecision"),
        ["allowed", "implicitDeny", "explicitDeny", "explicitDeny"],
        "{}",
        results.text()
    );
    assert_eq!(results.all("EvalResourceName")[1], "arn:aws:s3:::other");
    let key = [
        ("PolicySourceArn", role),
        ("ActionNames.member.1", "kms:DescribeKey"),
        ("ResourceArns.member.1", "arn:aws:kms:eu-central-1:123456789012:key/a"),
    ];
    assert_eq!(aws.iam("SimulatePrincipalPolicy", &key).await.get("EvalDecision"), "allowed");
    for (source, code) in
        [("arn:aws:iam::123456789012:role/none", "NoSuchEntity"), ("arn:aws:iam::123456789012:root", "InvalidInput")]
    {
        let refused = aws.iam("SimulatePrincipalPolicy", &[("PolicySourceArn", source)]).await;
        assert_eq!(refused.get("Code"), code, "{source}");
    }
}

#[tokio::test]
async fn the_expected_bucket_owner_is_checked() {
    let aws = world().await;
    assert_eq!(aws.s3(HOME, "PUT", "/mine", LOCATION).await.status, 200);
    for (owner, status) in [("123456789012", 200), ("210987654321", 403)] {
        let headers = [("x-amz-expected-bucket-owner", owner)];
        assert_eq!(aws.send(("s3", HOME), "HEAD", "/mine", &headers, b"").await.status, status, "{owner}");
    }
}

#[tokio::test]
async fn the_policy_of_a_bucket_is_used_by_its_own_account_only() {
    let aws = world().await;
    assert_eq!(aws.s3(HOME, "PUT", "/mine", LOCATION).await.status, 200);
    let by = signature("210987654321", "s3", HOME);
    let headers = [("Authorization", by.as_str())];
    let document = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
        "Action": ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"], "Resource": "arn:aws:s3:::mine",
    }})
    .to_string();
    for (is_allowed, status, code) in [(false, 403, "AccessDenied"), (true, 405, "MethodNotAllowed")] {
        if is_allowed {
            assert_eq!(aws.s3(HOME, "PUT", "/mine?policy", &document).await.status, 204);
        }
        for (method, body) in [("GET", ""), ("PUT", document.as_str()), ("DELETE", "")] {
            let reply = aws.send(("s3", HOME), method, "/mine?policy", &headers, body.as_bytes()).await;
            assert_eq!((reply.status, reply.get("Code").as_str()), (status, code), "{method}");
        }
    }
    assert_eq!(aws.s3(HOME, "GET", "/mine?policy", "").await.status, 200, "nobody deleted it");
}

#[tokio::test]
async fn organizations_access_is_enabled_if_there_is_an_organization() {
    let alone = world().await;
    assert_eq!(alone.cfn("DescribeOrganizationsAccess", &[]).await.get("Status"), "DISABLED");
    let organizational_units = [("ou-root-storage1".to_owned(), vec!["210987654321".to_owned()])].into();
    let member = Aws::start(Config { organizational_units, ..Config::in_memory() }).await;
    assert_eq!(member.cfn("DescribeOrganizationsAccess", &[]).await.get("Status"), "ENABLED");
}
