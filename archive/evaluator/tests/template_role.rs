//! What the policies of a template allow a role of it.

use std::panic::{UnwindSafe, catch_unwind};

use iam_evaluator::{TemplateRole, TemplateRoleError, Verdict, assert_allows, assert_denies};
use serde_json::{Value, json};

fn policy(action: &str, resource: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": action, "Resource": resource }] })
}

fn template() -> Value {
    json!({ "Resources": {
        "Bucket": { "Type": "AWS::S3::Bucket" },
        "Role": { "Type": "AWS::IAM::Role", "Properties": {
            "Policies": [{ "PolicyName": "own", "PolicyDocument": policy("s3:GetObject", json!({ "Fn::Sub": "${Bucket.Arn}/*" })) }],
            "ManagedPolicyArns": [{ "Ref": "Named" }],
        } },
        "Attached": { "Type": "AWS::IAM::Policy", "Properties": {
            "Roles": [{ "Ref": "Role" }], "PolicyName": "attached",
            "PolicyDocument": policy("s3:ListBucket", json!({ "Fn::GetAtt": "Bucket.Arn" })),
        } },
        "Named": { "Type": "AWS::IAM::ManagedPolicy", "Properties": {
            "PolicyDocument": policy("sqs:SendMessage", json!({ "Fn::Join": [":", ["arn", { "Ref": "AWS::Partition" }, "sqs:*:*:jobs"]] })),
        } },
        "Other": { "Type": "AWS::IAM::Policy", "Properties": {
            "Roles": ["other"], "PolicyName": "other", "PolicyDocument": policy("*", json!("*")),
        } },
    } })
}

#[test]
fn only_inline_and_attached_policies_of_the_role_are_used() {
    let role = TemplateRole::new(&template(), "Role").unwrap();
    let verdict = |action: &str, resource: Value| role.decide(action, &resource).unwrap().verdict;
    let object = json!({ "Fn::Sub": ["${arn}/photo", { "arn": { "Fn::GetAtt": ["Bucket", "Arn"] } }] });
    assert_eq!(verdict("s3:GetObject", object.clone()), Verdict::Allowed);
    assert_eq!(verdict("s3:PutObject", object), Verdict::ImplicitDeny);
    assert_eq!(verdict("s3:ListBucket", json!({ "Fn::GetAtt": ["Bucket", "Arn"] })), Verdict::Allowed);
    assert_eq!(verdict("s3:ListBucket", json!({ "Fn::GetAtt": ["Another", "Arn"] })), Verdict::ImplicitDeny);
    assert_eq!(verdict("sqs:SendMessage", json!("arn:aws:sqs:eu-west-1:123456789012:jobs")), Verdict::Allowed);
    assert_eq!(verdict("iam:CreateUser", json!("*")), Verdict::ImplicitDeny);
}

#[test]
fn unknown_values_are_errors() {
    let mut unknown = template();
    unknown["Resources"]["Attached"]["Properties"]["PolicyDocument"]["Statement"][0]["Resource"] =
        json!({ "Fn::ImportValue": "Arn" });
    let error = TemplateRole::new(&unknown, "Role").unwrap_err().to_string();
    assert_eq!(
        error,
        "`Fn::ImportValue` at Attached.Statement[0].Resource: its value is not known before the stack is deployed"
    );
    assert_eq!(TemplateRole::new(&template(), "Bucket").unwrap_err(), TemplateRoleError::NoRole("Bucket".to_owned()));
    let role = TemplateRole::new(&template(), "Role").unwrap();
    assert!(role.decide("s3:GetObject", &json!({ "Fn::ImportValue": "Arn" })).is_err());
    let error = role.decide("s3:GetObject", &json!(["arn:aws:s3:::one"])).unwrap_err().to_string();
    assert_eq!(error, r#"a resource is an ARN, `*`, or a function that returns one, not ["arn:aws:s3:::one"]"#);
}

/// What an assertion that fails prints.
fn refusal(assertion: impl FnOnce() + UnwindSafe) -> String {
    *catch_unwind(assertion).unwrap_err().downcast::<String>().unwrap()
}

#[test]
fn assertions_say_what_decides() {
    let role = TemplateRole::new(&template(), "Role").unwrap();
    let bucket = json!({ "Fn::GetAtt": ["Bucket", "Arn"] });
    assert_allows(&role, "s3:ListBucket", bucket.clone());
    assert_denies(&role, "s3:DeleteBucket", bucket.clone());
    assert_denies(&role, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:others");

    let denied = refusal(|| assert_allows(&role, "s3:DeleteBucket", bucket.clone()));
    let first = r#"the role does not allow s3:DeleteBucket on {"Fn::GetAtt":["Bucket","Arn"]}"#;
    assert_eq!(denied.lines().next(), Some(first), "{denied}");
    assert!(denied.contains("s3:DeleteBucket") && denied.lines().count() > 1, "the decision follows: {denied}");
    let allowed = refusal(|| assert_denies(&role, "s3:ListBucket", bucket.clone()));
    assert!(allowed.starts_with("the role allows s3:ListBucket on "), "{allowed}");
    assert!(allowed.contains("Attached"), "the policy that allows it is named: {allowed}");
    let unknown = refusal(|| assert_denies(&role, "s3:ListBucket", json!({ "Fn::ImportValue": "Arn" })));
    assert!(unknown.contains("is unknown: `Fn::ImportValue` at the resource"), "{unknown}");
}
