//! What the policies of a template allow a role of it.

use iam_evaluator::{TemplateRole, TemplateRoleError, Verdict};
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
}
