//! A decision says which statement made it, and what a statement that nearly applied was missing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use iam_evaluator::{
    Context, Decision, Policies, Policy, PolicyKind, Principal, Reason, Request, Side, Verdict, decide,
};
use serde_json::{Value, json};

const ACCOUNT: &str = "111111111111";
const ROLE: &str = "arn:aws:iam::111111111111:role/replication";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/k";

fn identity(statements: Value) -> Policy {
    Policy::parse(
        PolicyKind::Identity,
        "role/replication",
        &json!({ "Version": "2012-10-17", "Statement": statements }),
    )
    .unwrap()
}

fn key_policy(statements: Value) -> Policy {
    Policy::parse(PolicyKind::Resource, "key", &json!({ "Version": "2012-10-17", "Statement": statements })).unwrap()
}

fn decrypt(caller: &str, context: Context) -> Request {
    Request::new(Principal::parse(caller).unwrap(), "kms:Decrypt", KEY, ACCOUNT).context(context)
}

fn decrypted(context: Context, identity: &[Policy], key: &Policy) -> Decision {
    decide(&decrypt(ROLE, context), &Policies::new().identity(identity).resource(key))
}

#[test]
fn the_decision_has_both_statements_of_a_delegated_key() {
    let identity = [identity(json!({ "Sid": "Source", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY }))];
    let key = key_policy(json!([
        { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": "kms:*", "Resource": "*" },
        { "Sid": "Account", "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "kms:*", "Resource": "*" },
    ]));
    let decision = decrypted(Context::new(), &identity, &key);
    assert_eq!(decision.verdict, Verdict::Allowed);
    assert_eq!(
        decision.to_string(),
        "allowed by `role/replication` Statement[0] (Source) and `key` Statement[1] (Account)"
    );
}

#[test]
fn the_decision_has_the_unmet_condition() {
    let identity = [identity(json!({
        "Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY,
        "Condition": { "StringEquals": { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
    }))];
    let key =
        key_policy(json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "kms:*", "Resource": "*" }));
    let absent = decrypted(Context::new(), &identity, &key);
    assert_eq!(
        absent.to_string(),
        "not allowed: no identity-based policy allows it (`role/replication` Statement[0]: condition StringEquals kms:ViaService requires \
         `s3.eu-west-1.amazonaws.com`; the request does not have the key)"
    );
    let other = decrypted(Context::new().with("kms:ViaService", "s3.eu-west-2.amazonaws.com"), &identity, &key);
    assert!(other.to_string().ends_with("the request has `s3.eu-west-2.amazonaws.com`)"), "{other}");
}

#[test]
fn the_decision_has_every_missing_policy() {
    let key = key_policy(
        json!({ "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "kms:*", "Resource": "*" }),
    );
    let decision = decrypted(Context::new(), &[], &key);
    let Reason::MissingAllow(missing) = &decision.reason else { panic!("{decision}") };
    assert_eq!(missing.iter().map(|missing| missing.side).collect::<Vec<_>>(), [Side::Identity, Side::Key]);
    assert!(decision.to_string().contains("`key` Statement[0]: it does not match the caller"), "{decision}");
}

#[test]
fn the_decision_has_the_denying_statement() {
    let identity = [identity(json!({ "Effect": "Allow", "Action": "*", "Resource": "*" }))];
    let key = key_policy(json!([
        { "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*" },
        { "Sid": "Never", "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*" },
    ]));
    let decision = decrypted(Context::new(), &identity, &key);
    assert_eq!(
        (decision.verdict, decision.to_string().as_str()),
        (Verdict::ExplicitDeny, "denied by `key` Statement[1] (Never)")
    );
}

#[test]
fn a_root_user_needs_no_identity_policy_but_needs_the_key_policy() {
    let root = Principal::parse("arn:aws:iam::111111111111:root").unwrap();
    let object = Request::new(root.clone(), "s3:GetObject", "arn:aws:s3:::bucket/x", ACCOUNT);
    let allowed = decide(&object, &Policies::new());
    assert_eq!(allowed.verdict, Verdict::Allowed);
    assert!(allowed.to_string().contains("root user"), "{allowed}");

    let elsewhere = Request::new(root.clone(), "s3:GetObject", "arn:aws:s3:::bucket/x", "222222222222");
    assert_eq!(decide(&elsewhere, &Policies::new()).verdict, Verdict::ImplicitDeny);

    let decrypt = Request::new(root, "kms:Decrypt", KEY, ACCOUNT);
    let locked =
        key_policy(json!({ "Effect": "Allow", "Principal": { "AWS": ROLE }, "Action": "kms:*", "Resource": "*" }));
    assert_eq!(decide(&decrypt, &Policies::new().resource(&locked)).verdict, Verdict::ImplicitDeny);
    let open =
        key_policy(json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "kms:*", "Resource": "*" }));
    assert_eq!(decide(&decrypt, &Policies::new().resource(&open)).verdict, Verdict::Allowed);
}

#[test]
fn a_bucket_policy_for_the_account_does_not_grant_access_to_its_users() {
    let bucket =
        key_policy(json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "s3:*", "Resource": "*" }));
    let request = Request::new(Principal::parse(ROLE).unwrap(), "s3:GetObject", "arn:aws:s3:::bucket/x", ACCOUNT);
    let decision = decide(&request, &Policies::new().resource(&bucket));
    assert_eq!(decision.verdict, Verdict::ImplicitDeny);
    assert!(decision.to_string().contains("it delegates to the account"), "{decision}");
}

#[test]
fn a_session_is_matched_by_the_arn_of_its_role_with_the_path() {
    let role = "arn:aws:iam::111111111111:role/service-role/replication";
    let session = Principal::Session { role: role.to_owned(), name: "s3".to_owned() };
    assert_eq!(session.to_string(), "arn:aws:sts::111111111111:assumed-role/replication/s3");
    let key = key_policy(json!({
        "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "kms:Decrypt", "Resource": "*",
        "Condition": { "ArnEquals": { "aws:PrincipalArn": role }, "StringEquals": { "kms:CallerAccount": ACCOUNT } },
    }));
    let request = Request::new(session, "kms:Decrypt", KEY, ACCOUNT);
    assert_eq!(decide(&request, &Policies::new().resource(&key)).verdict, Verdict::Allowed);
}
