//! Stack policies: which resources an update can change.

use serde_json::Value;

use crate::api_error::ApiError;

/// A change of a resource by an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateAction {
    Modify,
    Replace,
    Delete,
}

impl UpdateAction {
    fn action(self) -> &'static str {
        match self {
            Self::Modify => "Update:Modify",
            Self::Replace => "Update:Replace",
            Self::Delete => "Update:Delete",
        }
    }
}

/// Parses a stack policy.
///
/// # Errors
/// `ValidationError`, as from `SetStackPolicy`.
pub(crate) fn parse(text: &str) -> Result<Value, ApiError> {
    let invalid = |why: &str| ApiError::validation(format!("Error validating stack policy: {why}"));
    let policy: Value = serde_json::from_str(text).map_err(|error| invalid(&format!("Invalid policy: {error}")))?;
    let known = |value: &Value| matches!(value.as_str(), Some("Allow" | "Deny"));
    let sound = |statement: &&Value| {
        statement.get("Effect").is_some_and(known)
            && (statement.get("Action").is_some() || statement.get("NotAction").is_some())
            && (statement.get("Resource").is_some() || statement.get("NotResource").is_some())
            && statement.get("Principal").is_some_and(|principal| principal == "*")
    };
    let statements = statements(&policy);
    if statements.is_empty() || !statements.iter().all(sound) {
        return Err(invalid("every Statement needs Effect, Principal \"*\", Action and Resource"));
    }
    Ok(policy)
}

/// Whether the policy allows an update of a resource. What no statement allows is denied.
///
/// # Errors
/// The status reason of the resource.
pub(crate) fn check(policy: Option<&str>, update: UpdateAction, logical_id: &str, kind: &str) -> Result<(), String> {
    let Some(policy) = policy else { return Ok(()) };
    let policy = parse(policy).map_err(|error| error.message)?;
    let action = update.action();
    let resource = format!("LogicalResourceId/{logical_id}");
    let statements = statements(&policy);
    let mut applying =
        statements.iter().enumerate().filter(|(_, statement)| applies(statement, action, &resource, kind));
    let denies = |(_, statement): &(usize, &&Value)| statement.get("Effect").is_some_and(|effect| effect == "Deny");
    let (denying, allowed) = {
        let found: Vec<(usize, &&Value)> = applying.by_ref().collect();
        (found.iter().find(|found| denies(found)).map(|(number, _)| *number), !found.is_empty())
    };
    match (denying, allowed) {
        (None, true) => Ok(()),
        (Some(number), _) => Err(format!(
            "Action denied by stack policy: Statement [#{}] does not allow [{action}] for resource [{resource}]",
            number + 1
        )),
        (None, false) => {
            Err(format!("Action denied by stack policy: no statement allows [{action}] for resource [{resource}]"))
        }
    }
}

fn statements(policy: &Value) -> Vec<&Value> {
    match policy.get("Statement") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single @ Value::Object(_)) => vec![single],
        _ => Vec::new(),
    }
}

fn applies(statement: &Value, action: &str, resource: &str, kind: &str) -> bool {
    let names = |plain: &str, negated: &str, wanted: &str| match (statement.get(plain), statement.get(negated)) {
        (Some(patterns), _) => any_matches(patterns, wanted),
        (None, Some(patterns)) => !any_matches(patterns, wanted),
        (None, None) => false,
    };
    let condition = statement.get("Condition").and_then(Value::as_object).into_iter().flatten();
    let kinds = condition.filter_map(|(_, keys)| keys.get("ResourceType"));
    names("Action", "NotAction", action)
        && names("Resource", "NotResource", resource)
        && kinds.into_iter().all(|patterns| any_matches(patterns, kind))
}

fn any_matches(patterns: &Value, text: &str) -> bool {
    match patterns {
        Value::String(pattern) => matches(pattern, text),
        Value::Array(list) => list.iter().filter_map(Value::as_str).any(|pattern| matches(pattern, text)),
        _ => false,
    }
}

/// Matches a pattern; `*` is any string.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| matches(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{UpdateAction, check};

    const POLICY: &str = r#"{"Statement": [
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "*",
         "Condition": {"StringEquals": {"ResourceType": ["AWS::S3::Bucket"]}}},
        {"Effect": "Deny", "Action": "Update:Modify", "Principal": "*", "Resource": "LogicalResourceId/Frozen*"}
    ]}"#;

    #[test]
    fn a_deny_overrides_an_allow_by_type_and_by_name() {
        let may = |update, id, kind| check(Some(POLICY), update, id, kind).is_ok();
        assert!(may(UpdateAction::Modify, "Bucket", "AWS::S3::Bucket"));
        assert!(!may(UpdateAction::Replace, "Bucket", "AWS::S3::Bucket"));
        assert!(!may(UpdateAction::Delete, "Bucket", "AWS::S3::Bucket"));
        assert!(may(UpdateAction::Delete, "Topic", "AWS::SNS::Topic"));
        assert!(!may(UpdateAction::Modify, "FrozenTopic", "AWS::SNS::Topic"));
    }

    #[test]
    fn without_a_policy_everything_is_allowed_and_with_one_only_what_it_allows() {
        assert!(check(None, UpdateAction::Replace, "Bucket", "AWS::S3::Bucket").is_ok());
        let only =
            r#"{"Statement": {"Effect": "Allow", "NotAction": "Update:Delete", "Principal": "*", "Resource": "*"}}"#;
        assert!(check(Some(only), UpdateAction::Modify, "Bucket", "AWS::S3::Bucket").is_ok());
        let why = check(Some(only), UpdateAction::Delete, "Bucket", "AWS::S3::Bucket").unwrap_err();
        assert_eq!(
            why,
            "Action denied by stack policy: no statement allows [Update:Delete] for resource [LogicalResourceId/Bucket]"
        );
    }
}
