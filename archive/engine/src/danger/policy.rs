//! Whether policies allow more after a change than before.
//!
//! The check is conservative: a change that cannot be shown to allow no more is reported as broader. A statement is
//! split into grants, one action on one resource by one principal; a grant is covered by another of the same effect and
//! condition whose wildcards include it.

use serde_json::Value;

use super::json::{canonical, list, text};

/// One action, resource and principal of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    deny: bool,
    principal: ElementNames,
    action: ElementNames,
    resource: ElementNames,
    condition: Value,
}

/// An element of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ElementNames {
    /// The statement has no such element.
    Absent,
    /// A name with wildcards.
    One(String),
    /// `NotPrincipal`, `NotAction`, `NotResource`: everything but these.
    AllBut(Vec<String>),
}

/// A parsed policy.
#[derive(Debug, Default)]
struct Grants {
    all: Vec<Grant>,
    /// Statements whose value is unknown, such as those of an intrinsic function.
    unread: Vec<String>,
    /// Policy variables are only substituted since the version 2012-10-17.
    old_with_variables: bool,
}

/// Actions that are allowed for further values of conditions.
struct ConditionWidening {
    /// Each key of a condition with its further values, in words.
    added: Vec<String>,
    actions: Vec<String>,
}

/// The permissions that the documents `after` allow and those `before` did not, as sentences; empty if it can be shown
/// that there are none.
pub(super) fn broadening(before: &[Value], after: &[Value]) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    let (before, after) = (Grants::of(before), Grants::of(after));
    let comparable = before.old_with_variables == after.old_with_variables;
    let new = after.all.iter().filter(|grant| !grant.deny);
    let new = new.filter(|grant| !comparable || !before.all.iter().any(|old| !old.deny && old.covers(grant)));
    let (mut allowed, mut wider) = (Vec::new(), Vec::<ConditionWidening>::new());
    for grant in new {
        // What was allowed before and is allowed for further values of a condition is described by these values alone.
        let added = before.all.iter().filter(|old| comparable && !old.deny).find_map(|old| old.values_added_by(grant));
        let Some(added) = added else {
            allowed.push(format!("allows {}", grant.describe()));
            continue;
        };
        let action = grant.action.describe();
        match wider.iter_mut().find(|known| known.added == added) {
            Some(known) if known.actions.contains(&action) => {}
            Some(known) => known.actions.push(action),
            None => wider.push(ConditionWidening { added, actions: vec![action] }),
        }
    }
    let wider = wider.into_iter().map(|ConditionWidening { added, actions }| {
        format!("allows {}, on what it was allowed on before, also if {}", actions.join(" and "), added.join(" or "))
    });
    allowed.extend(wider);
    let no_longer_denied = before
        .all
        .iter()
        .filter(|grant| grant.deny)
        .filter(|grant| !comparable || !after.all.iter().any(|new| new.deny && new.covers(grant)))
        .map(|grant| format!("no longer denies {}", grant.describe()));
    let unread = |these: &Grants, others: &Grants, what: &str| {
        let differing = these.unread.iter().filter(|statement| !others.unread.contains(statement));
        differing
            .map(|statement| format!("{what} a statement that is known only later: {statement}"))
            .collect::<Vec<_>>()
    };
    let changed = unread(&after, &before, "has").into_iter().chain(unread(&before, &after, "no longer has"));
    allowed.into_iter().chain(no_longer_denied).chain(changed).collect()
}

/// Whether it can be shown that two policies allow exactly the same.
pub fn allows_the_same(one: &Value, other: &Value) -> bool {
    let (one, other) = (std::slice::from_ref(one), std::slice::from_ref(other));
    broadening(one, other).is_empty() && broadening(other, one).is_empty()
}

impl Grants {
    fn of(documents: &[Value]) -> Self {
        let mut grants = Self::default();
        for document in documents {
            let version = document.get("Version").and_then(Value::as_str);
            grants.old_with_variables |= version != Some("2012-10-17") && canonical(document).contains("${");
            for statement in list(document.get("Statement")) {
                grants.add(statement);
            }
        }
        grants
    }

    fn add(&mut self, statement: &Value) {
        let deny = match statement.get("Effect").and_then(Value::as_str) {
            Some("Allow") => false,
            Some("Deny") => true,
            _ => return self.unread.push(canonical(statement)),
        };
        let condition = statement.get("Condition").cloned().unwrap_or(Value::Null);
        for principal in principals(statement) {
            for action in names(statement, "Action") {
                for resource in names(statement, "Resource") {
                    self.all.push(Grant {
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
}

impl Grant {
    fn covers(&self, other: &Self) -> bool {
        is_weaker(&self.condition, &other.condition)
            && self.principal.include(&other.principal)
            && self.action.lower().include(&other.action.lower())
            && self.resource.include(&other.resource)
    }

    /// The further values of conditions under which `other` allows what this one allows, if that is all in which they differ.
    fn values_added_by(&self, other: &Self) -> Option<Vec<String>> {
        let is_on_the_same = self.principal.include(&other.principal)
            && self.action.lower().include(&other.action.lower())
            && self.resource.include(&other.resource);
        if !is_on_the_same {
            return None;
        }
        let mut added = Vec::new();
        for (operator, keys) in self.condition.as_object()? {
            for (key, values) in keys.as_object()? {
                let others = list(Some(other.condition.get(operator)?.get(key)?));
                let known = list(Some(values));
                let further: Vec<String> =
                    others.iter().filter(|value| !known.contains(value)).map(|value| text(value)).collect();
                if !further.is_empty() {
                    if !is_any_enough(operator) {
                        return None;
                    }
                    added.push(format!("{key} is {}", further.join(" or ")));
                }
            }
        }
        (!added.is_empty()).then_some(added)
    }

    fn describe(&self) -> String {
        let mut words = self.action.describe();
        for (before, names) in [(" on ", &self.resource), (" by ", &self.principal)] {
            if *names != ElementNames::Absent {
                words.push_str(before);
                words.push_str(&names.describe());
            }
        }
        if !self.condition.is_null() {
            words.push_str(" if ");
            words.push_str(&canonical(&self.condition));
        }
        words
    }
}

impl ElementNames {
    /// Whether everything that `other` names is named here.
    fn include(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::One(pattern), Self::One(text)) => matches(pattern, text),
            (Self::One(pattern), Self::AllBut(_)) => pattern == "*",
            // A name with wildcards may overlap with the exception.
            (Self::AllBut(excepted), Self::One(text)) => {
                !text.contains(['*', '?']) && !excepted.iter().any(|pattern| may_match(pattern, text))
            }
            (Self::AllBut(excepted), Self::AllBut(others)) => {
                excepted.iter().all(|one| others.iter().any(|other| matches(other, one)))
            }
            _ => false,
        }
    }

    /// Actions are compared without regard to case.
    fn lower(&self) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::One(name) => Self::One(name.to_lowercase()),
            Self::AllBut(names) => Self::AllBut(names.iter().map(|name| name.to_lowercase()).collect()),
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Absent => String::new(),
            Self::One(name) => name.clone(),
            Self::AllBut(names) => format!("everything but {}", names.join(" and ")),
        }
    }
}

fn names(statement: &Value, key: &str) -> Vec<ElementNames> {
    if let Some(excepted) = statement.get(format!("Not{key}")) {
        return vec![ElementNames::AllBut(list(Some(excepted)).into_iter().map(text).collect())];
    }
    match statement.get(key) {
        Some(value) => list(Some(value)).into_iter().map(|value| ElementNames::One(text(value))).collect(),
        None => vec![ElementNames::Absent],
    }
}

fn principals(statement: &Value) -> Vec<ElementNames> {
    let of = |value: &Value| match value {
        Value::Object(kinds) => kinds
            .iter()
            .flat_map(|(kind, who)| list(Some(who)).into_iter().map(move |who| format!("{kind}:{}", text(who))))
            .collect(),
        everybody => vec![text(everybody)],
    };
    match (statement.get("NotPrincipal"), statement.get("Principal")) {
        (Some(excepted), _) => vec![ElementNames::AllBut(of(excepted))],
        (None, Some(value)) => of(value).into_iter().map(ElementNames::One).collect(),
        (None, None) => vec![ElementNames::Absent],
    }
}

/// Whether a pattern may match a string; always if either contains a policy variable.
fn may_match(pattern: &str, text: &str) -> bool {
    pattern.contains("${") || text.contains("${") || matches(pattern, text)
}

/// Whether every request that meets the condition `other` also meets `condition`: each of its tests is in `other` with
/// the same values, or with fewer of them if any one value is enough. More tests only make `other` stricter.
fn is_weaker(condition: &Value, other: &Value) -> bool {
    let Some(tests) = condition.as_object() else { return condition.is_null() };
    tests.iter().all(|(operator, keys)| {
        keys.as_object().into_iter().flatten().all(|(key, values)| {
            let Some(others) = other.get(operator).and_then(|keys| keys.get(key)) else { return false };
            let any_is_enough = is_any_enough(operator);
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

/// Whether one of the values of a test is enough to meet it, so that more values allow more.
fn is_any_enough(operator: &str) -> bool {
    !operator.contains("Not") && !operator.starts_with("ForAllValues") && operator != "Null"
}

/// Whether `pattern`, in which `*` matches any string and `?` any one character, includes `text`, in which they are
/// literal: `*` includes `s3:*`, and `s3:?` does not. A pattern with a policy variable matches only itself: `${*}` is a
/// star.
fn matches(pattern: &str, text: &str) -> bool {
    if pattern.contains("${") {
        return pattern == text;
    }
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
mod tests;
