//! IAM policies, where they are written as JSON.

use models::policy::{Action, Principal, ResourcePolicy, Statement, operator};
use models::{Stack, iam, id, kms, s3};
use serde_json::{Value, json as plain};

use super::Mistake;

pub(crate) const MISTAKES: &[Mistake] = &[
    Mistake { title: "An unknown effect", rule: "policy-effect", make: effect },
    Mistake { title: "An unknown element of a statement", rule: "policy-element", make: element },
    Mistake { title: "A statement without actions", rule: "policy-statement", make: no_action },
    Mistake { title: "`Action` and `NotAction` in one statement", rule: "policy-statement", make: both_actions },
    Mistake { title: "An invalid action", rule: "policy-action", make: no_such_form },
    Mistake {
        title: "An action that AWS's list does not have (a warning)",
        rule: "policy-action",
        make: unknown_action,
    },
    Mistake { title: "A principal in an identity-based policy", rule: "policy-principal", make: principal_on_identity },
    Mistake { title: "A string that is not a principal", rule: "policy-principal", make: no_principal },
    Mistake { title: "`Allow` with `NotPrincipal` (a warning)", rule: "policy-principal", make: everybody_but },
    Mistake { title: "A resource-based policy without principals", rule: "policy-statement", make: no_principals },
    Mistake { title: "A resource that is not an ARN", rule: "policy-resource", make: no_arn },
    Mistake { title: "A resource in a trust policy", rule: "policy-resource", make: resource_in_trust },
    Mistake { title: "An unknown condition operator", rule: "policy-operator", make: unknown_operator },
    Mistake { title: "An unknown global condition key (a warning)", rule: "policy-key", make: unknown_key },
    Mistake { title: "A condition key twice under one operator", rule: "duplicate-key", make: key_twice },
    Mistake {
        title: "Two statements of an identity-based policy with the same `Sid`",
        rule: "policy-sid",
        make: one_sid,
    },
    Mistake { title: "An unknown version of the policy language", rule: "policy-version", make: version },
    Mistake { title: "The ARN of a KMS alias as a resource", rule: "alias-as-resource", make: alias },
    Mistake { title: "A policy of AWS's with another path", rule: "managed-policy", make: managed },
];

/// A managed policy of one statement.
fn identity(stack: &mut Stack, statement: Value) {
    let document = plain!({ "Version": "2012-10-17", "Statement": [statement] });
    stack.add(id!("Policy"), iam::ManagedPolicy::new(models::Value::unchecked(document)));
}

/// A bucket's policy of one statement.
fn on_bucket(stack: &mut Stack, statement: Value) {
    let document = plain!({ "Version": "2012-10-17", "Statement": [statement] });
    stack.add(id!("Policy"), s3::BucketPolicy::new("acme", models::Value::unchecked(document)));
}

fn effect(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Alow", "Action": "s3:GetObject", "Resource": "*" }));
}

fn element(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Conditions": {} }));
}

fn no_action(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Resource": "*" }));
}

fn both_actions(stack: &mut Stack) {
    let statement =
        plain!({ "Effect": "Deny", "Action": "s3:GetObject", "NotAction": "s3:PutObject", "Resource": "*" });
    identity(stack, statement);
}

fn no_such_form(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Action": "GetObject", "Resource": "*" }));
}

fn unknown_action(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }));
}

fn principal_on_identity(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": "*" }));
}

fn no_principal(stack: &mut Stack) {
    let principal = "s3.amazonaws.com";
    on_bucket(stack, plain!({ "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", "Principal": principal }));
}

fn everybody_but(stack: &mut Stack) {
    let policy = ResourcePolicy::new([Statement::allow_to(
        Principal::this_account().everyone_but(),
        Action::known("s3:GetObject"),
        "arn:aws:s3:::acme/*",
    )]);
    stack.add(id!("Policy"), s3::BucketPolicy::new("acme", policy));
}

fn no_principals(stack: &mut Stack) {
    on_bucket(stack, plain!({ "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*" }));
}

fn no_arn(stack: &mut Stack) {
    identity(stack, plain!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "acme/*" }));
}

fn resource_in_trust(stack: &mut Stack) {
    let document = plain!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "Service": "s3.amazonaws.com" },
        "Resource": "*",
    }] });
    stack.add(id!("Role"), iam::Role::new(models::Value::unchecked(document)));
}

fn unknown_operator(stack: &mut Stack) {
    let condition = plain!({ "StringEqual": { "aws:PrincipalOrgID": "o-1234567890" } });
    identity(stack, plain!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition }));
}

fn unknown_key(stack: &mut Stack) {
    let policy = ResourcePolicy::new([Statement::deny_to(Principal::anyone(), Action::unchecked("s3:*"), "*").when(
        operator::BOOL,
        "aws:SecureTransprot",
        false,
    )]);
    stack.add(id!("Policy"), s3::BucketPolicy::new("acme", policy));
}

fn key_twice(stack: &mut Stack) {
    let policy = ResourcePolicy::new([Statement::allow_to(Principal::anyone(), Action::known("s3:GetObject"), "*")
        .when(operator::STRING_LIKE, "aws:PrincipalArn", "*archive*")
        .when(operator::STRING_LIKE, "aws:PrincipalArn", "*reader")]);
    stack.add(id!("Policy"), s3::BucketPolicy::new("acme", policy));
}

fn one_sid(stack: &mut Stack) {
    let read = plain!({ "Sid": "Objects", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" });
    let document = plain!({ "Version": "2012-10-17", "Statement": [read.clone(), read] });
    stack.add(id!("Policy"), iam::ManagedPolicy::new(models::Value::unchecked(document)));
}

fn version(stack: &mut Stack) {
    let statement = plain!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" });
    let document = plain!({ "Version": "2024-01-01", "Statement": [statement] });
    stack.add(id!("Policy"), iam::ManagedPolicy::new(models::Value::unchecked(document)));
}

fn alias(stack: &mut Stack) {
    let key = stack.add(id!("Key"), kms::Key::new());
    stack.add(id!("Alias"), kms::Alias::new("alias/archive", key.reference()));
    let alias = "arn:aws:kms:eu-west-1:123456789012:alias/archive";
    identity(stack, plain!({ "Effect": "Allow", "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": alias }));
}

fn managed(stack: &mut Stack) {
    let arns = plain!(["arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"]);
    super::resources(stack, [("U", "AWS::IAM::User", plain!({ "ManagedPolicyArns": arns }))]);
}
