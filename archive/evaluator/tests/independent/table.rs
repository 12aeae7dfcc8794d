//! The table: every condition operator, every way to name a caller, patterns, variables and denies, each with requests on both
//! sides of the line.

use iam_evaluator::{Context, Principal, Request};
use serde_json::{Value, json};

use super::conditions::conditions;
use super::simulate::Row;

pub(crate) const HOME: &str = "111111111111";
const AWAY: &str = "222222222222";
pub(crate) const ROLE: &str = "arn:aws:iam::111111111111:role/service-role/replication";
const USER: &str = "arn:aws:iam::111111111111:user/ann";
const OBJECT: &str = "arn:aws:s3:::acme-archive/photo.jpg";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TRUSTING_ROLE: &str = "arn:aws:iam::111111111111:role/target";

/// The whole table.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = conditions();
    rows.extend(principals());
    rows.extend(not_principals());
    rows.extend(patterns());
    rows.extend(variables());
    rows
}

/// A request by the text of its caller.
pub(crate) fn request(caller: &str, action: &str, resource: &str, account: &str, context: Context) -> Request {
    Request::new(Principal::parse(caller).unwrap(), action, resource, account).context(context)
}

pub(crate) fn policy(statement: &Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

pub(crate) fn allow_all() -> Value {
    policy(&json!({ "Effect": "Allow", "Action": "*", "Resource": "*" }))
}

/// Every way to name a caller, for every caller, on a bucket, a key and a role, with and without an identity policy.
fn principals() -> Vec<Row> {
    let session = "arn:aws:sts::111111111111:assumed-role/plain/session";
    let callers = [
        ROLE,
        USER,
        session,
        "arn:aws:iam::111111111111:role/plain",
        "arn:aws:iam::222222222222:role/away",
        "arn:aws:iam::222222222222:user/ben",
        "s3.amazonaws.com",
        "logging.s3.amazonaws.com",
        "*",
    ];
    let named = [
        json!("*"),
        json!({ "AWS": "*" }),
        json!({ "AWS": HOME }),
        json!({ "AWS": "arn:aws:iam::111111111111:root" }),
        json!({ "AWS": ROLE }),
        json!({ "AWS": "arn:aws:iam::111111111111:role/plain" }),
        json!({ "AWS": session }),
        json!({ "AWS": [USER, "arn:aws:iam::222222222222:role/away"] }),
        json!({ "AWS": AWAY }),
        json!({ "Service": "s3.amazonaws.com" }),
        json!({ "Service": ["s3.amazonaws.com", "logging.s3.amazonaws.com"], "AWS": "arn:aws:iam::222222222222:root" }),
    ];
    let targets = [("s3:GetObject", OBJECT), ("kms:Decrypt", KEY), ("sts:AssumeRole", TRUSTING_ROLE)];
    let mut rows = Vec::new();
    for caller in callers {
        for principal in &named {
            for (action, resource) in targets {
                for effect in ["Allow", "Deny"] {
                    for with_identity in [true, false] {
                        let belongs_to_account = caller.starts_with("arn:");
                        if with_identity && !belongs_to_account {
                            continue;
                        }
                        let mut statement = json!({ "Effect": effect, "Principal": principal, "Action": action });
                        if !action.starts_with("sts:") {
                            statement["Resource"] = json!("*");
                        }
                        rows.push(Row {
                            name: format!(
                                "principal {effect} {principal} {action} for {caller}, identity {with_identity}"
                            ),
                            identity: if with_identity { vec![allow_all()] } else { Vec::new() },
                            resource_policy: Some(policy(&statement)),
                            request: request(caller, action, resource, HOME, Context::new()),
                        });
                    }
                }
            }
        }
        // Not for the role: there is none without a trust policy.
        for (action, resource) in &targets[..2] {
            let belongs_to_account = caller.starts_with("arn:");
            rows.push(Row {
                name: format!("no resource policy {action} for {caller}"),
                identity: if belongs_to_account { vec![allow_all()] } else { Vec::new() },
                resource_policy: None,
                request: request(caller, action, resource, HOME, Context::new()),
            });
        }
    }
    rows
}

/// `NotPrincipal` on denies, with whole and with partial lists, and the account root narrowed by `aws:PrincipalArn`.
fn not_principals() -> Vec<Row> {
    let root = "arn:aws:iam::111111111111:root";
    let lists = [vec![root, USER], vec![USER], vec![root], vec![root, ROLE]];
    let mut rows = Vec::new();
    for list in &lists {
        for caller in [USER, ROLE, "arn:aws:iam::222222222222:user/ben"] {
            let statements = json!([
                { "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" },
                { "Effect": "Deny", "NotPrincipal": { "AWS": list }, "Action": "s3:*", "Resource": "*" },
            ]);
            rows.push(Row {
                name: format!("not principal {list:?} for {caller}"),
                identity: vec![allow_all()],
                resource_policy: Some(json!({ "Version": "2012-10-17", "Statement": statements })),
                request: request(caller, "s3:GetObject", OBJECT, HOME, Context::new()),
            });
        }
    }
    for caller in [USER, ROLE, "arn:aws:sts::111111111111:assumed-role/plain/session"] {
        for wanted in [USER, ROLE, "arn:aws:iam::111111111111:role/plain", "arn:aws:iam::111111111111:role/*"] {
            for with_identity in [true, false] {
                let statement = json!({
                    "Effect": "Allow", "Principal": { "AWS": root }, "Action": "kms:*", "Resource": "*",
                    "Condition": { "ArnEquals": { "aws:PrincipalArn": wanted } },
                });
                rows.push(Row {
                    name: format!("root narrowed to {wanted} for {caller}, identity {with_identity}"),
                    identity: if with_identity { vec![allow_all()] } else { Vec::new() },
                    resource_policy: Some(policy(&statement)),
                    request: request(caller, "kms:Decrypt", KEY, HOME, Context::new()),
                });
            }
        }
    }
    rows
}

/// Actions and resources with wildcards, with `Not…`, allowed and denied.
fn patterns() -> Vec<Row> {
    let actions = [
        "*",
        "s3:*",
        "s3:Get*",
        "S3:getobject",
        "s3:GetObjec?",
        "s3:?etObject*",
        "kms:*",
        "s3:GetObject",
        "s3:PutObject",
    ];
    let asked = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:ListBucket"];
    let resources = [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::acme-archive",
        "arn:aws:s3:::acme-archive/*",
        "arn:aws:s3:::acme-*/photo.???",
        "arn:aws:s3:::acme-archive/Photo.jpg",
        "arn:*:s3:::acme-archive/photo.jpg",
        "arn:aws:s3:*:*:acme-archive/*",
        "arn:aws-cn:s3:::acme-archive/*",
        "arn:aws:sqs:::acme-archive/*",
    ];
    let targets = [
        OBJECT,
        "arn:aws:s3:::acme-archive",
        "arn:aws:s3:::acme-other/photo.jpeg",
        "arn:aws:s3:::acme-archive/a/b:c/photo.jpg",
    ];
    let mut rows = Vec::new();
    let mut push = |element: &str, text: &str, action: &str, resource: &str| {
        for effect in ["Allow", "Deny"] {
            let mut statement = json!({ "Effect": effect, "Action": "s3:*", "Resource": "*" });
            if element.ends_with("Action") {
                statement.as_object_mut().unwrap().remove("Action");
            } else {
                statement.as_object_mut().unwrap().remove("Resource");
            }
            statement[element] = json!([
                text,
                if element.ends_with("Action") { "sqs:SendMessage" } else { "arn:aws:sqs:eu-west-1:111111111111:q" }
            ]);
            let mut identity = vec![policy(&statement)];
            if effect == "Deny" {
                identity.push(allow_all());
            }
            rows.push(Row {
                name: format!("pattern {effect} {element} {text} on {action} {resource}"),
                identity,
                resource_policy: None,
                request: request(ROLE, action, resource, HOME, Context::new()),
            });
        }
    };
    for pattern in actions {
        for action in asked {
            push("Action", pattern, action, OBJECT);
            push("NotAction", pattern, action, OBJECT);
        }
    }
    for pattern in resources {
        for target in targets {
            push("Resource", pattern, "s3:GetObject", target);
            push("NotResource", pattern, "s3:GetObject", target);
        }
    }
    rows
}

/// Policy variables in resources and in conditions: present, absent, with a default, escaped, with a wildcard as their value.
fn variables() -> Vec<Row> {
    let mut rows = Vec::new();
    let resources = [
        "arn:aws:s3:::acme-archive/${aws:username}/*",
        "arn:aws:s3:::acme-archive/${aws:PrincipalTag/team}/*",
        "arn:aws:s3:::acme-archive/${aws:PrincipalTag/team, 'none'}/*",
        "arn:aws:s3:::acme-archive/${*}/*",
        "arn:aws:s3:::acme-archive/${aws:PrincipalAccount}/*",
    ];
    for resource in resources {
        for folder in ["ann", "red", "none", HOME, "r-x"] {
            for (tag, context) in [
                ("no tag", Context::new()),
                ("tag red", Context::new().with("aws:PrincipalTag/team", "red")),
                ("tag r*", Context::new().with("aws:PrincipalTag/team", "r*")),
            ] {
                let statement = json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": resource });
                rows.push(Row {
                    name: format!("variable {resource} on {folder}, {tag}"),
                    identity: vec![policy(&statement)],
                    resource_policy: None,
                    request: request(
                        USER,
                        "s3:GetObject",
                        &format!("arn:aws:s3:::acme-archive/{folder}/photo"),
                        HOME,
                        context,
                    ),
                });
            }
        }
    }
    for operator in ["StringEquals", "StringNotEquals", "StringLike", "ArnLike", "ArnNotEquals"] {
        for (wanted, actual) in [
            ("${aws:PrincipalArn}", USER),
            ("${aws:PrincipalArn}", ROLE),
            ("arn:aws:iam::${aws:PrincipalAccount}:user/*", USER),
            ("arn:aws:iam::${aws:PrincipalAccount}:user/*", "arn:aws:iam::222222222222:user/ann"),
            ("${aws:PrincipalTag/none}", USER),
        ] {
            let statement = json!({
                "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                "Condition": { operator: { "aws:SourceArn": wanted } },
            });
            rows.push(Row {
                name: format!("variable {operator} {wanted} on {actual}"),
                identity: vec![policy(&statement)],
                resource_policy: None,
                request: request(USER, "s3:GetObject", OBJECT, HOME, Context::new().with("aws:SourceArn", actual)),
            });
        }
    }
    rows
}
