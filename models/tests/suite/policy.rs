//! What IAM policies are written as.

use models::policy::{
    self, Action, Actions, IdentityPolicy, PolicyVersion, Principal, ResourcePolicy, Resources, Statement, TrustPolicy,
    operator,
};
use models::{IntoValue, Json, Number, RawResource, Stack, id, list, sub};
use serde_json::json as plain;

const GET: Action = Action::known("s3:GetObject");
const PUT: Action = Action::known("s3:PutObject");

fn written(value: impl IntoValue<Json>) -> serde_json::Value {
    value.into_value().node().to_json()
}

#[test]
fn an_identity_policy_has_no_principal() {
    assert_eq!(
        written(IdentityPolicy::new([Statement::allow([GET, PUT], "*").sid("Objects")])),
        plain!({
            "Version": "2012-10-17",
            "Statement": [
                { "Sid": "Objects", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*" },
            ],
        })
    );
}

#[test]
fn a_resource_policy_names_its_principals() {
    let policy = ResourcePolicy::one(
        Statement::deny_to(Principal::anyone(), Action::unchecked("s3:*"), ["a", "b"])
            .when(operator::BOOL, "aws:SecureTransport", false)
            .when(operator::STRING_EQUALS.if_exists(), "aws:SourceAccount", "123456789012")
            .when(operator::STRING_EQUALS.if_exists(), "aws:SourceOrgID", ["o-1"])
            .when(operator::STRING_LIKE.for_any_value(), "aws:PrincipalOrgPaths", list!["o-1/*"])
            .when(operator::NUMERIC_LESS_THAN, "s3:TlsVersion", 1.2)
            .when(operator::NUMERIC_LESS_THAN_EQUALS, "s3:max-keys", Number::text("10"))
            .when(operator::DATE_GREATER_THAN, "aws:CurrentTime", "2026-01-01T00:00:00Z")
            .when(operator::NULL, "aws:TokenIssueTime", "true"),
    )
    .id("policy")
    .version(PolicyVersion::V20081017);
    assert_eq!(
        written(policy),
        plain!({
            "Version": "2008-10-17",
            "Id": "policy",
            "Statement": {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["a", "b"],
                "Condition": {
                    "Bool": { "aws:SecureTransport": false },
                    "StringEqualsIfExists": { "aws:SourceAccount": "123456789012", "aws:SourceOrgID": ["o-1"] },
                    "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": ["o-1/*"] },
                    "NumericLessThan": { "s3:TlsVersion": 1.2 },
                    "NumericLessThanEquals": { "s3:max-keys": "10" },
                    "DateGreaterThan": { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
                    "Null": { "aws:TokenIssueTime": "true" },
                },
            },
        })
    );
}

#[test]
fn a_trust_policy_has_no_resource() {
    let statement = Statement::allow_assume(Principal::service("s3.amazonaws.com"));
    assert_eq!(
        written(TrustPolicy::new([statement.clone(), statement.actions([Action::known("sts:TagSession")])])),
        plain!({
            "Version": "2012-10-17",
            "Statement": [
                { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": "sts:AssumeRole" },
                { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": ["sts:TagSession"] },
            ],
        })
    );
}

#[test]
fn principals_of_every_kind_and_several_at_once() {
    let principal = |principal| written(Statement::allow_to(principal, GET, "*"));
    assert_eq!(
        principal(Principal::this_account())["Principal"],
        plain!({ "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } })
    );
    assert_eq!(
        principal(Principal::account("123456789012").and(Principal::aws("*")).and(Principal::service(["a", "b"])))["Principal"],
        plain!({
            "AWS": [{ "Fn::Sub": "arn:${AWS::Partition}:iam::123456789012:root" }, "*"],
            "Service": ["a", "b"],
        })
    );
    assert_eq!(
        principal(Principal::federated("accounts.google.com").and(Principal::canonical_user("79a5")))["Principal"],
        plain!({ "Federated": "accounts.google.com", "CanonicalUser": "79a5" })
    );
    let but = principal(Principal::this_account().everyone_but());
    assert!(but.get("Principal").is_none() && but["NotPrincipal"]["AWS"].is_object());
}

#[test]
fn negations() {
    let statement = written(Statement::deny(Actions::all_but([GET]), Resources::all_but("arn:aws:s3:::acme")));
    assert_eq!(
        statement,
        plain!({ "Effect": "Deny", "NotAction": ["s3:GetObject"], "NotResource": "arn:aws:s3:::acme" })
    );
}

#[test]
fn a_policy_as_text_keeps_its_references() {
    let mut stack = Stack::new();
    let log = stack.add(id!("Log"), RawResource::new("AWS::Logs::LogGroup"));
    let policy = ResourcePolicy::new([Statement::allow_to(
        Principal::service("events.amazonaws.com"),
        Action::known("logs:PutLogEvents"),
        sub!("${log}:*", log = log.raw_attribute::<String>("Arn")),
    )]);
    assert_eq!(
        policy.stringify().unwrap().node().to_json(),
        plain!({ "Fn::Sub": concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"#,
            r#""Action":"logs:PutLogEvents","Resource":"${Log.Arn}:*"}]}"#
        ) })
    );
    assert_eq!(
        ResourcePolicy::new(Vec::<Statement<policy::Resource>>::new())
            .version(None)
            .stringify()
            .unwrap()
            .node()
            .to_json(),
        plain!(r#"{"Statement":[]}"#)
    );
}
