//! Permissions that are broadened.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_wider_key_policy_needs_approval() {
    let policy = |action: &str| {
        json!({ "Properties": { "KeyPolicy": { "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "a" }, "Action": action, "Resource": "*" },
        ]}}})
    };
    let wider = ResourceChange {
        before: Some(policy("kms:Decrypt")),
        after: Some(policy("kms:*")),
        ..change(Action::Modify, "AWS::KMS::Key")
    };
    let narrower = ResourceChange {
        before: wider.after.clone(),
        after: wider.before.clone(),
        ..change(Action::Modify, "AWS::KMS::Key")
    };
    assert_eq!(kinds(wider), [DangerKind::PolicyBroadening]);
    assert_eq!(kinds(narrower), []);
}

#[test]
fn a_role_may_not_silently_gain_policies_or_lose_its_boundary() {
    let role = |properties: Value| json!({ "Properties": properties });
    let inline = |action: &str| {
        json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": { "Statement":
        { "Effect": "Allow", "Action": action, "Resource": "*" } } }] })
    };
    for (before, after) in [
        (json!({}), inline("s3:GetObject")),
        (inline("s3:GetObject"), inline("s3:*")),
        (json!({}), json!({ "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"] })),
        (json!({ "PermissionsBoundary": "arn:b" }), json!({})),
    ] {
        let wider = ResourceChange {
            before: Some(role(before)),
            after: Some(role(after)),
            ..change(Action::Modify, "AWS::IAM::Role")
        };
        assert_eq!(kinds(wider.clone()), [DangerKind::PolicyBroadening], "{wider:?}");
    }
}

#[test]
fn removing_a_bucket_policy_that_denies_needs_approval() {
    let removed = ResourceChange {
        before: Some(json!({ "Properties": { "PolicyDocument": { "Statement": [
            { "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*" },
        ]}}})),
        ..change(Action::Remove, "AWS::S3::BucketPolicy")
    };
    assert_eq!(kinds(removed), [DangerKind::PolicyBroadening]);
}

const WIDER: [DangerKind; 1] = [DangerKind::PolicyBroadening];

fn allow(action: &str) -> Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": "*" })
}

fn document(statements: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Each is a type with its properties before and after; the change is broader, and the reverse change is not.
#[test]
fn every_way_to_more_rights_needs_approval() {
    let trust = |principal: Value| {
        json!({ "AssumeRolePolicyDocument": document(json!([
        { "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" },
    ])) })
    };
    let trust_if = |condition: Value| {
        json!({ "AssumeRolePolicyDocument": document(json!([
        { "Effect": "Allow", "Principal": { "AWS": "arn:a" }, "Action": "sts:AssumeRole", "Condition": condition },
    ])) })
    };
    let attached = |roles: Value| json!({ "PolicyDocument": document(allow("s3:Get*")), "Roles": roles });
    let bucket_policy = |statement: Value| json!({ "Bucket": "b", "PolicyDocument": document(statement) });
    let deny = |action: Value| json!([{ "Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*" }]);
    let cases = [
        (
            "a service more may assume",
            "AWS::IAM::Role",
            trust(json!({ "Service": "s3.amazonaws.com" })),
            trust(json!({ "Service": ["s3.amazonaws.com", "ec2.amazonaws.com"] })),
        ),
        ("everybody may assume", "AWS::IAM::Role", trust(json!({ "AWS": "arn:a" })), trust(json!({ "AWS": "*" }))),
        (
            "a condition of the trust goes",
            "AWS::IAM::Role",
            trust_if(json!({ "StringEquals": { "sts:ExternalId": "x" } })),
            trust_if(json!({})),
        ),
        (
            "a user gets a policy",
            "AWS::IAM::User",
            json!({}),
            json!({ "Policies": [{ "PolicyDocument": document(allow("*")) }] }),
        ),
        (
            "a group gets a managed policy",
            "AWS::IAM::Group",
            json!({}),
            json!({ "ManagedPolicyArns": ["arn:aws:iam::aws:policy/A"] }),
        ),
        (
            "a policy of a role",
            "AWS::IAM::RolePolicy",
            json!({ "PolicyDocument": document(allow("s3:GetObject")) }),
            json!({ "PolicyDocument": document(allow("s3:*")) }),
        ),
        ("a policy is for a role more", "AWS::IAM::Policy", attached(json!(["a"])), attached(json!(["a", "b"]))),
        ("a managed policy is for a role more", "AWS::IAM::ManagedPolicy", attached(json!([])), attached(json!(["b"]))),
        (
            "a user joins a group",
            "AWS::IAM::UserToGroupAddition",
            json!({ "GroupName": "g", "Users": ["a"] }),
            json!({ "GroupName": "g", "Users": ["a", "b"] }),
        ),
        (
            "a denial of a bucket goes",
            "AWS::S3::BucketPolicy",
            bucket_policy(deny(json!(["s3:DeleteBucket", "s3:PutObject"]))),
            bucket_policy(deny(json!("s3:PutObject"))),
        ),
        (
            "a Deny statement gets exceptions",
            "AWS::S3::BucketPolicy",
            bucket_policy(deny(json!("s3:*"))),
            bucket_policy(
                json!([{ "Effect": "Deny", "NotPrincipal": { "AWS": "me" }, "Action": "s3:*", "Resource": "*" }]),
            ),
        ),
        (
            "everything but",
            "AWS::IAM::Policy",
            json!({ "PolicyDocument": document(allow("s3:*")) }),
            json!({ "PolicyDocument": document(json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" })) }),
        ),
        (
            "everywhere but",
            "AWS::IAM::Policy",
            json!({ "PolicyDocument": document(json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "a" })) }),
            json!({ "PolicyDocument": document(json!({ "Effect": "Allow", "Action": "s3:*", "NotResource": "b" })) }),
        ),
        (
            "the key policy's condition goes",
            "AWS::KMS::Key",
            json!({ "KeyPolicy": document(json!([{ "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
                "Condition": { "StringEquals": { "kms:CallerAccount": "1" } } }])) }),
            json!({ "KeyPolicy": document(json!([{ "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" }])) }),
        ),
        (
            "a policy that is written as text",
            "AWS::ECR::Repository",
            json!({ "RepositoryPolicyText": document(allow("ecr:Get")).to_string() }),
            json!({ "RepositoryPolicyText": document(allow("ecr:*")).to_string() }),
        ),
        (
            "a policy of a type that nobody thought of",
            "AWS::Some::Thing",
            json!({ "Deep": [{ "Policy": document(allow("a:B")) }] }),
            json!({ "Deep": [{ "Policy": document(allow("a:*")) }] }),
        ),
        ("an access control list", "AWS::S3::Bucket", json!({}), json!({ "AccessControl": "PublicRead" })),
        (
            "a StackSet acts with another role",
            "AWS::CloudFormation::StackSet",
            json!({ "ExecutionRoleName": "Replicas" }),
            json!({ "ExecutionRoleName": "OrganizationAccountAccessRole" }),
        ),
    ];
    let symmetric = ["a StackSet acts with another role", "everything but"];
    for (name, kind, before, after) in cases {
        assert_eq!(kinds(modified(kind, before.clone(), after.clone())), WIDER, "{name}");
        if !symmetric.contains(&name) {
            assert_eq!(kinds(modified(kind, after, before)), [], "{name}, taken back");
        }
    }
}

#[test]
fn a_managed_policy_that_may_deny_does_not_go_without_approval() {
    let without = |arn: &str| kinds(modified("AWS::IAM::Role", json!({ "ManagedPolicyArns": [arn] }), json!({})));
    assert_eq!(without("arn:aws:iam::123456789012:policy/Guardrails"), WIDER);
    assert_eq!(without("arn:aws:iam::aws:policy/AWSDenyAll"), WIDER);
    assert_eq!(without("arn:aws:iam::aws:policy/AdministratorAccess"), []);
}

#[test]
fn a_policy_moved_to_another_bucket_denies_nothing_on_the_old_one() {
    let on = |bucket: &str| {
        json!({ "Bucket": bucket, "PolicyDocument": document(json!([
        { "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*" },
    ])) })
    };
    assert_eq!(kinds(modified("AWS::S3::BucketPolicy", on("old"), on("new"))), WIDER);
}

#[test]
fn a_new_policy_on_something_that_exists_needs_a_word_and_on_something_new_none() {
    let add = |kind: &str, properties: Value| ResourceChange {
        after: Some(json!({ "Properties": properties })),
        ..change(Action::Add, kind)
    };
    let policy = |role: &str| json!({ "Roles": [role], "PolicyDocument": document(allow("*")) });
    assert_eq!(kinds(add("AWS::IAM::Policy", policy("there-already"))), WIDER);
    assert_eq!(kinds(add("AWS::IAM::Policy", policy(KNOWN_AFTER_APPLY))), []);
    let public = json!([{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" }]);
    let open = |bucket: &str| json!({ "Bucket": bucket, "PolicyDocument": document(public.clone()) });
    assert_eq!(kinds(add("AWS::S3::BucketPolicy", open("there-already"))), WIDER);
    assert_eq!(kinds(add("AWS::S3::BucketPolicy", open(KNOWN_AFTER_APPLY))), []);
    assert_eq!(kinds(add("AWS::IAM::UserToGroupAddition", json!({ "GroupName": "admins", "Users": ["me"] }))), WIDER);
    assert_eq!(kinds(add("AWS::Lambda::Permission", json!({ "Principal": "*" }))), WIDER);
    assert_eq!(kinds(add("AWS::IAM::Role", json!({ "Policies": [] }))), []);

    let mut creation = plan(vec![add("AWS::IAM::Policy", policy("there-already"))]);
    creation.kind = PlanKind::Create;
    assert_eq!(creation.dangers(), [], "nothing of a stack that does not exist can grow");
}

#[test]
fn a_role_that_goes_takes_its_denials_along() {
    let role = json!({ "AssumeRolePolicyDocument": document(json!([
        { "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole" },
    ])) });
    let removed =
        ResourceChange { before: Some(json!({ "Properties": role })), ..change(Action::Remove, "AWS::IAM::Role") };
    assert_eq!(kinds(removed), [DangerKind::Deletion]);
}

#[test]
fn copies_for_another_account_or_by_another_role_need_approval() {
    let rules = |role: &str, account: Option<&str>| {
        let mut destination = json!({ "Bucket": "arn:aws:s3:::b" });
        if let Some(account) = account {
            destination["Account"] = account.into();
        }
        json!({ "ReplicationConfiguration": { "Role": role, "Rules": [{ "Status": "Enabled", "Destination": destination }] } })
    };
    let change = |after: Value| kinds(modified("AWS::S3::Bucket", rules("r", Some("1")), after));
    assert_eq!(change(rules("r", Some("2"))), WIDER);
    assert_eq!(change(rules("other", Some("1"))), WIDER);
    assert_eq!(change(rules("r", None)), []);
    assert_eq!(kinds(modified("AWS::S3::Bucket", json!({}), rules("r", Some("1")))), WIDER);
    assert_eq!(
        kinds(modified("AWS::S3::Bucket", json!({}), rules("r", None))),
        [],
        "the first rules come with their role"
    );
}

#[test]
fn a_new_role_for_everybody_and_a_new_door_to_an_old_bucket_need_approval() {
    let add = |kind: &str, properties: Value| {
        kinds(ResourceChange { after: Some(json!({ "Properties": properties })), ..change(Action::Add, kind) })
    };
    let trust = |principal: Value| {
        json!({ "AssumeRolePolicyDocument": document(json!([
        { "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" },
    ])) })
    };
    assert_eq!(add("AWS::IAM::Role", trust(json!({ "AWS": ["arn:a", "*"] }))), WIDER);
    assert_eq!(add("AWS::IAM::Role", trust(json!("*"))), WIDER);
    assert_eq!(add("AWS::IAM::Role", trust(json!({ "Service": "s3.amazonaws.com" }))), []);
    let point = |bucket: &str| {
        json!({ "Bucket": bucket, "Policy": document(json!([
        { "Effect": "Allow", "Principal": { "AWS": "arn:a" }, "Action": "s3:GetObject", "Resource": "*" },
    ])) })
    };
    assert_eq!(add("AWS::S3::AccessPoint", point("there-already")), WIDER);
    assert_eq!(add("AWS::S3::AccessPoint", point(KNOWN_AFTER_APPLY)), []);
}

#[test]
fn a_policy_that_is_written_as_text_and_cannot_be_read_needs_a_word_when_it_changes() {
    let document = |text: &str| json!({ "PolicyDocument": text });
    let readable = r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}"#;
    let garbage = r#"{"Statement":[{"Effect":"Allow","#;
    for (before, after) in [(readable, garbage), (garbage, readable)] {
        let change = modified("AWS::S3::BucketPolicy", document(before), document(after));
        assert_eq!(kinds(change), [DangerKind::PolicyBroadening], "{before} to {after}");
    }
    assert_eq!(kinds(modified("AWS::S3::BucketPolicy", document(garbage), document(garbage))), []);
}
