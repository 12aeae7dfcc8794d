//! What IAM would refuse is an error that names the policy, the place and the remedy; nothing panics.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers too")]

use iam_evaluator::{Policy, PolicyKind, Principal};
use serde_json::{Value, json};

fn error(kind: PolicyKind, document: &Value) -> String {
    Policy::parse(kind, "test", document).expect_err(&document.to_string()).to_string()
}

/// A valid identity statement with some members replaced; null removes one.
fn statement(changes: Value) -> Value {
    let mut statement = json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" });
    for (name, value) in changes.as_object().unwrap() {
        statement[name] = value.clone();
    }
    statement.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

#[test]
fn each_error_has_its_place() {
    use PolicyKind::{Identity, Resource, Trust};
    let condition = |condition: Value| statement(json!({ "Condition": condition }));
    let cases = [
        (Identity, json!([]), "the document", "JSON object"),
        (Identity, json!({ "Version": "2012-10-17" }), "Statement", "is missing"),
        (Identity, json!({ "Version": "2012-10-18", "Statement": [] }), "Version", "2008-10-17"),
        (
            Identity,
            json!({ "Version": "2012-10-17", "Statement": [], "Statements": [] }),
            "Statements",
            "is not allowed here",
        ),
        (Identity, json!({ "Version": "2012-10-17", "Statement": "x" }), "Statement", "list of statements"),
        (Identity, json!({ "Version": "2012-10-17", "Statement": ["x"] }), "Statement[0]", "JSON object"),
        (Identity, statement(json!({ "Effect": "allow" })), "Statement[0].Effect", "Allow"),
        (Identity, statement(json!({ "Sid": "a b" })), "Statement[0].Sid", "ASCII letters"),
        (Identity, statement(json!({ "Action": null })), "Statement[0].Action", "is missing"),
        (Identity, statement(json!({ "Action": [] })), "Statement[0].Action", "non-empty list"),
        (Identity, statement(json!({ "Action": ["s3:*", 1] })), "Statement[0].Action[1]", "must be a string"),
        (Identity, statement(json!({ "Action": "GetObject" })), "Statement[0].Action", "no service"),
        (Identity, statement(json!({ "NotAction": "s3:*" })), "Statement[0].NotAction", "used together"),
        (Identity, statement(json!({ "Resource": null })), "Statement[0].Resource", "is missing"),
        (Identity, statement(json!({ "Resource": "bucket" })), "Statement[0].Resource", "not an ARN"),
        (Identity, statement(json!({ "Resource": "arn:aws:*:::x" })), "Statement[0].Resource", "service"),
        (
            Identity,
            statement(json!({ "Resource": "arn:aws:s3:::${aws:username" })),
            "Statement[0].Resource",
            "not closed",
        ),
        (Identity, statement(json!({ "Principal": "*" })), "Statement[0].Principal", "identity-based policy"),
        (Identity, statement(json!({ "Condition": [] })), "Statement[0].Condition", "operators"),
        (Identity, condition(json!({ "StringEquals": "x" })), "Statement[0].Condition.StringEquals", "condition keys"),
        (
            Identity,
            condition(json!({ "StringIs": { "a:b": "c" } })),
            "Statement[0].Condition.StringIs.a:b",
            "not a condition operator",
        ),
        (
            Identity,
            condition(json!({ "ForSome:StringEquals": { "a:b": "c" } })),
            "ForSome:StringEquals.a:b",
            "ForAnyValue",
        ),
        (Identity, condition(json!({ "NullIfExists": { "a:b": "true" } })), "NullIfExists.a:b", "cannot be combined"),
        (Identity, condition(json!({ "Bool": { "a:b": "yes" } })), "Bool.a:b", "true or false"),
        (
            Identity,
            condition(json!({ "NumericEquals": { "a:b": ["1", "one"] } })),
            "NumericEquals.a:b[1]",
            "not a number",
        ),
        (Identity, condition(json!({ "DateEquals": { "a:b": "tomorrow" } })), "DateEquals.a:b", "ISO 8601"),
        (Identity, condition(json!({ "IpAddress": { "a:b": "10.0.0.0/40" } })), "IpAddress.a:b", "IP address"),
        (Identity, condition(json!({ "StringEquals": { "a:b": [] } })), "StringEquals.a:b", "at least one"),
        (Identity, condition(json!({ "StringEquals": { "a:b": null } })), "StringEquals.a:b", "string, a number"),
        (Resource, statement(json!({})), "Statement[0].Principal", "is missing"),
        (Resource, statement(json!({ "Principal": "everyone" })), "Statement[0].Principal", "\"*\""),
        (
            Resource,
            statement(json!({ "Principal": { "Aws": "*" } })),
            "Statement[0].Principal.Aws",
            "is not allowed here",
        ),
        (
            Resource,
            statement(json!({ "Principal": { "AWS": "arn:aws:iam::111111111111:role/*" } })),
            "Statement[0].Principal.AWS",
            "aws:PrincipalArn",
        ),
        (
            Resource,
            statement(json!({ "Principal": { "AWS": "arn:aws:s3:::bucket" } })),
            "Statement[0].Principal.AWS",
            "IAM or STS",
        ),
        (Resource, statement(json!({ "Principal": { "AWS": "ann" } })), "Statement[0].Principal.AWS", "account ID"),
        (Resource, statement(json!({ "NotPrincipal": "*" })), "Statement[0].NotPrincipal", "only allowed with Deny"),
        (Trust, statement(json!({ "Principal": "*" })), "Statement[0].Resource", "trust policy"),
        (
            Trust,
            statement(json!({ "Effect": "Deny", "NotPrincipal": "*", "Resource": null })),
            "Statement[0].NotPrincipal",
            "only allowed with Deny",
        ),
    ];
    for (kind, document, path, problem) in cases {
        let message = error(kind, &document);
        assert!(message.starts_with("policy `test`, "), "{message}");
        assert!(
            message.contains(&format!("{path}: ")) && message.contains(problem),
            "wanted `{path}` and `{problem}`: {message}"
        );
    }
}

#[test]
fn sids_are_unique() {
    let mut document = statement(json!({ "Sid": "one" }));
    let again = document["Statement"][0].clone();
    document["Statement"].as_array_mut().unwrap().push(again);
    assert!(error(PolicyKind::Identity, &document).contains("Statement[1].Sid: the Sid `one`"));
}

#[test]
fn invalid_json_is_an_error_with_its_position() {
    let error = Policy::parse_text(PolicyKind::Identity, "test", "{\"Version\": ").unwrap_err().to_string();
    assert!(error.contains("is not JSON") && error.contains("line 1"), "{error}");
}

/// Every value put in the place of every element of a policy that has them all: an error or a policy, and no panic.
#[test]
fn no_mangled_policy_panics() {
    let whole = json!({
        "Version": "2012-10-17",
        "Id": "id",
        "Statement": [{
            "Sid": "one",
            "Effect": "Deny",
            "Principal": { "AWS": ["arn:aws:iam::111111111111:root", "222222222222"], "Service": "s3.amazonaws.com" },
            "Action": ["s3:*", "kms:Decrypt"],
            "Resource": ["arn:aws:s3:::bucket/${aws:username}/*", "*"],
            "Condition": { "StringLike": { "s3:prefix": ["a*", "${aws:username, 'b'}"] }, "Bool": { "aws:SecureTransport": false } },
        }],
    });
    let values = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!(""),
        json!("*"),
        json!("${"),
        json!("é:${é, '"),
        json!("arn:::::"),
        json!("::::::::"),
        json!([]),
        json!([[]]),
        json!([null]),
        json!({}),
        json!({ "": "" }),
        json!({ "AWS": {} }),
        json!("9".repeat(400)),
    ];
    let mut tried = 0;
    for place in places(&whole) {
        for value in &values {
            let mut document = whole.clone();
            *document.pointer_mut(&place).unwrap() = value.clone();
            for kind in [PolicyKind::Identity, PolicyKind::Resource, PolicyKind::Trust] {
                let _ = Policy::parse(kind, "test", &document);
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// The JSON pointers of a value and of all in it.
fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        found.extend(places(value).into_iter().map(|rest| format!("/{name}{rest}")));
    }
    found
}

#[test]
fn principals_are_arns_services_or_anonymous() {
    for text in [
        "*",
        "s3.amazonaws.com",
        "ec2.amazonaws.com.cn",
        "arn:aws:iam::111111111111:root",
        "arn:aws:iam::111111111111:user/path/ann",
        "arn:aws-cn:iam::111111111111:role/r",
        "arn:aws:sts::111111111111:assumed-role/r/session",
    ] {
        assert!(Principal::parse(text).is_ok(), "{text}");
    }
    for text in [
        "",
        "ann",
        ".amazonaws.com",
        "arn:aws:iam::111111111111:user/",
        "arn:aws:iam::1:root",
        "arn:aws:sts::111111111111:assumed-role/r",
        "arn:aws:s3:::bucket",
        "arn:aws:iam::111111111111:group/g",
    ] {
        let error = Principal::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{text}` is not a principal")), "{error}");
    }
}
