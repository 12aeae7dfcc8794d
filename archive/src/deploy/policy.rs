//! Whether a policy allows more after a change than before.
//!
//! The answer errs on the side of yes: a change that cannot be shown to allow no more is called a broadening. A statement is taken
//! apart into atoms, one action on one resource by one principal; an atom is covered by another of the same effect and condition whose
//! wildcards include it.

use serde_json::Value;

/// One thing that a statement allows or denies.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Atom {
    deny: bool,
    principal: String,
    action: String,
    resource: String,
    condition: Value,
}

/// What `after` allows and `before` did not, in words; empty if it can be shown that nothing is. A missing policy grants nothing.
pub(super) fn broadening(before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    let (before, after) = (atoms(before), atoms(after));
    let allowed = after
        .iter()
        .filter(|atom| !atom.deny && !before.iter().any(|old| !old.deny && old.covers(atom)))
        .map(|atom| format!("allows {}", atom.words()));
    let no_longer_denied = before
        .iter()
        .filter(|atom| atom.deny && !after.iter().any(|new| new.deny && new.covers(atom)))
        .map(|atom| format!("no longer denies {}", atom.words()));
    allowed.chain(no_longer_denied).collect()
}

/// Whether it can be shown that two policies allow exactly the same.
pub(crate) fn allows_the_same(one: &Value, other: &Value) -> bool {
    broadening(Some(one), Some(other)).is_empty() && broadening(Some(other), Some(one)).is_empty()
}

impl Atom {
    fn covers(&self, other: &Self) -> bool {
        is_weaker(&self.condition, &other.condition)
            && matches(&self.principal, &other.principal)
            && matches(&self.action.to_lowercase(), &other.action.to_lowercase())
            && matches(&self.resource, &other.resource)
    }

    fn words(&self) -> String {
        let mut words = self.action.clone();
        if !self.resource.is_empty() {
            words.push_str(" on ");
            words.push_str(&self.resource);
        }
        if !self.principal.is_empty() {
            words.push_str(" by ");
            words.push_str(&self.principal);
        }
        if !self.condition.is_null() {
            words.push_str(" if ");
            words.push_str(&canonical(&self.condition));
        }
        words
    }
}

/// Whether every request that meets the condition `other` meets `condition` too: each of its tests is in `other` with the same values, or
/// with fewer of them where any one value is enough. More tests only make `other` stricter.
fn is_weaker(condition: &Value, other: &Value) -> bool {
    let Some(tests) = condition.as_object() else { return condition.is_null() };
    tests.iter().all(|(operator, keys)| {
        keys.as_object().into_iter().flatten().all(|(key, values)| {
            let Some(others) = other.get(operator).and_then(|keys| keys.get(key)) else { return false };
            let any_is_enough =
                !operator.contains("Not") && !operator.starts_with("ForAllValues") && operator != "Null";
            let (values, others) = (list(Some(values)), list(Some(others)));
            if any_is_enough {
                let matching = |value: &str, other: &str| operator.contains("Like") && matches(value, other);
                others
                    .iter()
                    .all(|other| values.iter().any(|value| value == other || matching(&text(value), &text(other))))
            } else {
                values == others
            }
        })
    })
}

fn atoms(policy: Option<&Value>) -> Vec<Atom> {
    let Some(policy) = policy else { return Vec::new() };
    let mut atoms = Vec::new();
    for statement in list(policy.get("Statement")) {
        let deny = statement.get("Effect").and_then(Value::as_str) == Some("Deny");
        let condition = statement.get("Condition").cloned().unwrap_or_default();
        for principal in principals(statement) {
            for action in alternatives(statement, "Action") {
                for resource in alternatives(statement, "Resource") {
                    atoms.push(Atom {
                        deny,
                        principal: principal.clone(),
                        action: action.clone(),
                        resource,
                        condition: condition.clone(),
                    });
                }
            }
        }
    }
    atoms
}

/// The values of `key`, or of its opposite `Not…`, which is kept whole because taking it apart would reverse its meaning.
fn alternatives(statement: &Value, key: &str) -> Vec<String> {
    if let Some(opposite) = statement.get(format!("Not{key}")) {
        return vec![format!("everything but {}", canonical(opposite))];
    }
    match statement.get(key) {
        Some(value) => list(Some(value)).iter().map(|value| text(value)).collect(),
        None => vec![String::new()],
    }
}

fn principals(statement: &Value) -> Vec<String> {
    if let Some(opposite) = statement.get("NotPrincipal") {
        return vec![format!("everybody but {}", canonical(opposite))];
    }
    match statement.get("Principal") {
        Some(Value::Object(kinds)) => kinds
            .iter()
            .flat_map(|(kind, who)| list(Some(who)).into_iter().map(move |who| format!("{kind}:{}", text(who))))
            .collect(),
        Some(everybody) => vec![text(everybody)],
        None => vec![String::new()],
    }
}

fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| canonical(value), str::to_owned)
}

/// JSON with sorted keys, so that order does not make a difference.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            let entries: Vec<_> =
                entries.into_iter().map(|(key, value)| format!("{key:?}:{}", canonical(value))).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// Whether `pattern`, in which `*` stands for any text and `?` for any one character, includes `text`, in which they are mere
/// characters: `*` includes `s3:*`, and `s3:?` does not.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut retry) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some('?') if text[t] != '*' => (p, t) = (p + 1, t + 1),
            Some(c) if *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    (p, t) = (star + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy(statement: Value) -> Value {
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    }

    fn compare(before: Value, after: Value) -> Vec<String> {
        broadening(Some(&policy(before)), Some(&policy(after)))
    }

    #[test]
    fn a_new_action_is_a_broadening() {
        let found = compare(
            json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}),
        );
        assert_eq!(found, ["allows s3:PutObject on *"]);
    }

    #[test]
    fn fewer_actions_or_a_narrower_wildcard_are_none() {
        let before = json!({"Effect": "Allow", "Action": ["s3:*", "kms:Decrypt"], "Resource": "arn:aws:s3:::b*"});
        assert_eq!(
            compare(before.clone(), json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"})),
            [""; 0]
        );
        assert_eq!(compare(before, json!({"Effect": "Deny", "Action": "kms:*", "Resource": "*"})), [""; 0]);
    }

    #[test]
    fn a_dropped_condition_is_a_broadening() {
        let found = compare(
            json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"kms:ViaService": "s3"}}}),
            json!({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}),
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn fewer_values_or_further_tests_in_a_condition_are_none() {
        let on =
            |condition: Value| json!({"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": condition});
        let two = on(json!({"StringLike": {"a": ["x", "y*"]}}));
        let fewer = on(json!({"StringLike": {"a": "yes"}, "Bool": {"b": "true"}}));
        assert_eq!(compare(two.clone(), fewer.clone()), [""; 0]);
        assert_eq!(compare(fewer, two).len(), 1);
        let not = |values: Value| on(json!({"StringNotEquals": {"a": values}}));
        assert_eq!(
            compare(not(json!(["x", "y"])), not(json!(["x"]))).len(),
            1,
            "fewer exceptions to a denial of values allow more"
        );
    }

    #[test]
    fn the_order_within_a_condition_is_no_difference() {
        let condition = |text: &str| json!({"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": serde_json::from_str::<Value>(text).unwrap()});
        let found = compare(
            condition(r#"{"StringEquals":{"a":"1","b":"2"}}"#),
            condition(r#"{"StringEquals":{"b":"2","a":"1"}}"#),
        );
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn a_removed_or_weakened_denial_is_a_broadening() {
        let deny = policy(
            json!({"Effect": "Deny", "Principal": "*", "Action": ["s3:DeleteBucket", "s3:DeleteObjectVersion"], "Resource": "*"}),
        );
        assert_eq!(broadening(Some(&deny), None).len(), 2);
        let weaker = policy(json!({"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}));
        assert_eq!(broadening(Some(&deny), Some(&weaker)), ["no longer denies s3:DeleteObjectVersion on * by *"]);
        assert_eq!(broadening(Some(&weaker), Some(&deny)), [""; 0]);
    }

    #[test]
    fn another_principal_is_a_broadening() {
        let found = compare(
            json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "kms:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:root", "arn:aws:iam::2:root"]}, "Action": "kms:*", "Resource": "*"}),
        );
        assert_eq!(found, ["allows kms:* on * by AWS:arn:aws:iam::2:root"]);
    }

    #[test]
    fn a_reversed_list_is_kept_whole() {
        let found = compare(
            json!({"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}),
            json!({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}),
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn wildcards_in_the_text_are_characters() {
        assert!(matches("*", "s3:*") && matches("s3:*", "s3:Get*") && matches("a?c", "abc"));
        assert!(!matches("s3:?", "s3:*") && !matches("s3:Get*", "s3:*") && !matches("abc", "abcd"));
    }
}
