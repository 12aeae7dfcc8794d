//! S3 Block Public Access: which policies are public.
//!
//! A policy is not public if every statement that allows has specific principals, or conditions with fixed values of
//! certain keys: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.

use serde_json::Value;

use crate::state::s3::Bucket;

/// The condition keys that can limit the callers of a statement, in lower case.
const LIMITING_KEYS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// Whether a setting of the bucket's public access block is on.
pub(crate) fn blocks(bucket: &Bucket, setting: &str) -> bool {
    let block = bucket.configurations.get("publicAccessBlock");
    block.is_some_and(|block| block.text_at(&[setting]).is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

/// Whether a bucket policy is public.
pub(crate) fn is_public(policy: &Value) -> bool {
    let statements = match policy.get("Statement") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    statements.iter().any(is_public_statement)
}

fn is_public_statement(statement: &Value) -> bool {
    if statement.get("Effect").and_then(Value::as_str) != Some("Allow") {
        return false;
    }
    let everybody = match statement.get("Principal") {
        Some(Value::String(name)) => name == "*",
        // Without a source condition, a service principal permits every user of the service.
        Some(Value::Object(kinds)) => kinds.iter().any(|(kind, names)| {
            (kind == "AWS" && strings(names).contains(&"*")) || kind == "Federated" && strings(names).contains(&"*")
        }),
        // Everyone except those listed.
        _ => statement.get("NotPrincipal").is_some(),
    };
    everybody && !is_limited(statement)
}

fn is_limited(statement: &Value) -> bool {
    let Some(Value::Object(conditions)) = statement.get("Condition") else { return false };
    conditions.iter().any(|(operator, keys)| {
        let operator = operator.to_ascii_lowercase();
        // Such conditions also match without the key, or exclude instead of limiting.
        if operator.ends_with("ifexists") || operator.contains("not") || operator.starts_with("forallvalues:") {
            return false;
        }
        let keys = keys.as_object().into_iter().flatten();
        keys.into_iter().any(|(key, values)| {
            let key = key.to_ascii_lowercase();
            let values = strings(values);
            LIMITING_KEYS.contains(&key.as_str())
                && !values.is_empty()
                && values.iter().all(|value| is_fixed(&key, value))
        })
    })
}

/// Whether a value is fixed, without wildcards.
fn is_fixed(key: &str, value: &str) -> bool {
    if value.contains("${") {
        return false;
    }
    match key {
        // Ranges larger than /8, or /32 for IPv6, are public.
        "aws:sourceip" => {
            let (address, bits) = value.split_once('/').unwrap_or((value, "128"));
            let least = if address.contains(':') { 32 } else { 8 };
            bits.parse::<u32>().is_ok_and(|bits| bits >= least)
        }
        // A fixed account in the ARN is sufficient.
        "aws:sourcearn" | "aws:principalarn" | "s3:dataaccesspointarn" => {
            let account = value.split(':').nth(4).unwrap_or("");
            !value.contains(['*', '?']) || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
        }
        // `AROAEXAMPLEID:*` is any session of one role.
        "aws:userid" => {
            value.strip_suffix(":*").is_some_and(|id| !id.contains(['*', '?'])) || !value.contains(['*', '?'])
        }
        _ => !value.contains(['*', '?']),
    }
}

fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one.as_str()],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::is_public;

    fn policy(principal: &Value, condition: &Value) -> Value {
        let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/*", "Condition": condition });
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    }

    #[test]
    fn policies_are_public_as_aws_defines_it() {
        let none = json!({});
        let account = json!({ "AWS": "arn:aws:iam::123456789012:root" });
        let equals = |key: &str, value: &str| json!({ "StringEquals": { key: value } });
        for (expected, principal, condition) in [
            (true, json!("*"), none.clone()),
            (true, json!({ "AWS": "*" }), none.clone()),
            (true, json!({ "AWS": ["arn:aws:iam::123456789012:root", "*"] }), none.clone()),
            (false, account, none.clone()),
            (false, json!({ "Service": "logging.s3.amazonaws.com" }), none),
            (false, json!("*"), equals("aws:SourceVpc", "vpc-91237329")),
            (false, json!("*"), equals("AWS:PrincipalOrgID", "o-example")),
            (true, json!("*"), json!({ "StringLike": { "aws:SourceVpc": "vpc-*" } })),
            (true, json!("*"), equals("aws:UserAgent", "me")),
            (true, json!("*"), json!({ "StringNotEquals": { "aws:SourceVpc": "vpc-91237329" } })),
            (true, json!("*"), json!({ "IpAddress": { "aws:SourceIp": "0.0.0.0/1" } })),
            (false, json!("*"), json!({ "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } })),
            (true, json!("*"), equals("aws:SourceArn", "arn:aws:s3:::*")),
            (false, json!("*"), json!({ "ArnLike": { "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:*" } })),
        ] {
            let policy = policy(&principal, &condition);
            assert_eq!(is_public(&policy), expected, "{policy}");
        }
    }
}
