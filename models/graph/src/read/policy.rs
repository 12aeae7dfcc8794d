//! Statements of policies, as far as they say who may decrypt.

use cfn_template::Value;

use super::part::strings;

/// The action that is asked about.
const DECRYPT: &str = "kms:decrypt";

/// The statements of a policy that allow `kms:Decrypt`.
pub(super) fn allowing(document: &Value) -> impl Iterator<Item = &Value> {
    let statements = document.get("Statement");
    let statements = statements.into_iter().flat_map(|one| one.as_list().unwrap_or(std::slice::from_ref(one)));
    statements.filter(|statement| {
        statement.get("Effect").and_then(Value::as_str) == Some("Allow")
            && match (statement.get("Action"), statement.get("NotAction")) {
                (Some(actions), _) => any(actions, DECRYPT),
                (None, Some(actions)) => !any(actions, DECRYPT),
                (None, None) => false,
            }
    })
}

/// Whether a statement of a principal's policy is about a resource.
pub(super) fn is_about(statement: &Value, arn: &str) -> bool {
    match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(resources), _) => any(resources, arn),
        (None, Some(resources)) => !any(resources, arn),
        (None, None) => false,
    }
}

/// Whom a statement of a key's policy allows.
pub(super) enum Allowed<'s> {
    /// Whom the policies of the account allow: its principal is the account.
    ByAccount,
    /// The principals with these ARNs, which may have wildcards.
    Principals(Vec<&'s str>),
}

/// Whom a statement of a key's policy allows. Everybody is restricted by a condition to principals, or is nobody in particular.
pub(super) fn principals(statement: &Value) -> Vec<Allowed<'_>> {
    let mut named = Vec::new();
    let principal = statement.get("Principal");
    let of_aws = principal.and_then(|principal| principal.get("AWS")).or(principal);
    of_aws.into_iter().filter(|of_aws| of_aws.as_map().is_none()).for_each(|of_aws| strings(of_aws, &mut named));
    let is_account = |name: &&str| name.ends_with(":root") || *name == "${AWS.AccountId}" || is_account_id(name);
    let mut allowed = Vec::new();
    if named.iter().any(is_account) {
        allowed.push(Allowed::ByAccount);
    }
    if named.contains(&"*") {
        allowed.push(Allowed::Principals(of_condition(statement)));
    }
    named.retain(|name| name.starts_with("arn:") && !is_account(name));
    allowed.push(Allowed::Principals(named));
    allowed
}

fn is_account_id(name: &str) -> bool {
    name.len() == 12 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// The values of `aws:PrincipalArn` that a condition requires.
fn of_condition(statement: &Value) -> Vec<&str> {
    const REQUIRED: [&str; 4] = ["ArnEquals", "ArnLike", "StringEquals", "StringLike"];
    let mut found = Vec::new();
    let operators = statement.get("Condition").map_or(&[][..], Value::entries);
    for operator in operators.iter().filter(|operator| REQUIRED.contains(&operator.key.as_str())) {
        for key in operator.value.entries().iter().filter(|key| key.key.eq_ignore_ascii_case("aws:PrincipalArn")) {
            strings(&key.value, &mut found);
        }
    }
    found
}

fn any(patterns: &Value, text: &str) -> bool {
    let mut all = Vec::new();
    strings(patterns, &mut all);
    all.into_iter().any(|pattern| matches(pattern, text))
}

/// Whether a pattern with `*` and `?` matches a string, in whatever case: actions have none, and ARNs that differ in nothing else are rare.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase().into_bytes();
    let (pattern, text) = (lower(pattern), lower(text));
    // Greedy, and back to the last star: linear in practice, at most the product of both lengths.
    let (mut at, mut from, mut star) = (0, 0, None);
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, from));
                at += 1;
            }
            Some(byte) if *byte == b'?' || Some(byte) == text.get(from) => {
                at += 1;
                from += 1;
            }
            _ => match star {
                Some((after, matched)) => {
                    star = Some((after, matched + 1));
                    at = after;
                    from = matched + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|byte| *byte == b'*')
}
