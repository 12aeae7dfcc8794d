//! Every condition operator, with and without `IfExists`, with the set operators, on values that meet and miss it.

use iam_evaluator::Context;
use serde_json::{Value, json};

use super::simulate::Row;
use super::table::{HOME, ROLE, allow_all, policy, request};

/// A condition key and values that meet and miss what the policy wants of it.
struct Sample {
    operators: &'static [&'static str],
    key: &'static str,
    wanted: &'static [&'static str],
    values: &'static [&'static [&'static str]],
}

const SAMPLES: &[Sample] = &[
    Sample {
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        key: "s3:prefix",
        wanted: &["photos/*", "photos/2030", "a?c"],
        values: &[
            &["photos/*"],
            &["photos/2030"],
            &["PHOTOS/2030"],
            &["photos/2031"],
            &["abc"],
            &["ABC"],
            &["a?c"],
            &["films"],
            &[""],
        ],
    },
    Sample {
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        key: "s3:max-keys",
        wanted: &["10"],
        values: &[&["9"], &["10"], &["10.0"], &["11"], &["-1"]],
    },
    Sample {
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        key: "aws:CurrentTime",
        wanted: &["2030-01-01T12:00:00Z"],
        values: &[
            &["2030-01-01T11:59:59Z"],
            &["2030-01-01T12:00:00Z"],
            &["2030-01-01T12:00:01Z"],
            &["2031-06-01T00:00:00Z"],
        ],
    },
    Sample { operators: &["Bool"], key: "aws:SecureTransport", wanted: &["true"], values: &[&["true"], &["false"]] },
    Sample { operators: &["Bool"], key: "aws:ViaAWSService", wanted: &["false"], values: &[&["true"], &["false"]] },
    Sample {
        operators: &["IpAddress", "NotIpAddress"],
        key: "aws:SourceIp",
        wanted: &["203.0.113.0/24", "198.51.100.7", "2001:db8::/32"],
        values: &[
            &["203.0.113.77"],
            &["203.0.114.1"],
            &["198.51.100.7"],
            &["198.51.100.8"],
            &["2001:db8::1"],
            &["2001:db9::1"],
        ],
    },
    Sample {
        operators: &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        key: "aws:SourceArn",
        wanted: &["arn:aws:s3:::acme-*", "arn:aws:iam::*:role/service-role/?", "arn:*:sns:eu-*:111111111111:topic"],
        values: &[
            &["arn:aws:s3:::acme-archive"],
            &["arn:aws:s3:::other"],
            &["arn:aws:s3:eu-west-1::acme-archive"],
            &["arn:aws:iam::111111111111:role/service-role/r"],
            &["arn:aws:iam::111111111111:role/service-role/rr"],
            &["arn:aws-cn:sns:eu-west-1:111111111111:topic"],
            &["arn:aws:sns:us-east-1:111111111111:topic"],
            &["arn:aws:sns:eu-a:b:111111111111:topic"],
        ],
    },
    Sample {
        operators: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
        key: "aws:TagKeys",
        wanted: &["team", "cost"],
        values: &[&["team"], &["team", "cost"], &["team", "owner"], &["owner"], &["owner", "place"]],
    },
    Sample {
        operators: &["StringEquals", "StringLike"],
        key: "kms:ResourceAliases",
        wanted: &["alias/acme-archive/replication"],
        values: &[
            &["alias/acme-archive/replication"],
            &["alias/x", "alias/acme-archive/replication"],
            &["alias/x", "alias/y"],
        ],
    },
];

/// Keys of which a request has any number of values, so that a set operator is due.
const SETS: &[&str] = &["aws:TagKeys", "kms:ResourceAliases"];

/// Every operator, with and without `IfExists`, with the set operators where the key is a set, on allows and denies.
pub(crate) fn conditions() -> Vec<Row> {
    let mut rows = Vec::new();
    for sample in SAMPLES {
        let prefixes: &[&str] = if SETS.contains(&sample.key) {
            &["ForAllValues:", "ForAnyValue:"]
        } else {
            &["", "ForAllValues:", "ForAnyValue:"]
        };
        for operator in sample.operators {
            for prefix in prefixes {
                for suffix in ["", "IfExists"] {
                    let operator = format!("{prefix}{operator}{suffix}");
                    let condition = json!({ &operator: { sample.key: sample.wanted } });
                    for values in sample.values {
                        let context = Context::new().with_values(sample.key, values.iter().copied());
                        rows.extend(condition_rows(
                            &operator,
                            sample.key,
                            &format!("{values:?}"),
                            &condition,
                            &context,
                        ));
                    }
                    rows.extend(condition_rows(&operator, sample.key, "absent", &condition, &Context::new()));
                }
            }
        }
    }
    for absent in ["true", "false"] {
        let condition = json!({ "Null": { "s3:prefix": absent } });
        rows.extend(condition_rows("Null", absent, "present", &condition, &Context::new().with("s3:prefix", "x")));
        rows.extend(condition_rows("Null", absent, "absent", &condition, &Context::new()));
    }
    let two =
        json!({ "StringEquals": { "s3:prefix": "x", "s3:delimiter": "/" }, "Bool": { "aws:SecureTransport": true } });
    for (prefix, delimiter, secure) in [("x", "/", "true"), ("y", "/", "true"), ("x", "-", "true"), ("x", "/", "false")]
    {
        let context = Context::new()
            .with("s3:prefix", prefix)
            .with("S3:Delimiter", delimiter)
            .with("aws:securetransport", secure);
        rows.extend(condition_rows("several", "keys", &format!("{prefix} {delimiter} {secure}"), &two, &context));
    }
    rows
}

/// The same condition on an allow and on a deny.
fn condition_rows(operator: &str, key: &str, values: &str, condition: &Value, context: &Context) -> [Row; 2] {
    let row = |effect: &str, identity: Vec<Value>| Row {
        name: format!("condition {operator} {key} {values} {effect}"),
        identity,
        resource_policy: None,
        request: request(ROLE, "s3:ListBucket", "arn:aws:s3:::acme-archive", HOME, context.clone()),
    };
    let statement = |effect: &str| {
        policy(&json!({ "Effect": effect, "Action": "s3:ListBucket", "Resource": "*", "Condition": condition }))
    };
    [row("Allow", vec![statement("Allow")]), row("Deny", vec![allow_all(), statement("Deny")])]
}
