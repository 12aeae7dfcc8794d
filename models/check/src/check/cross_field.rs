//! Constraints between the properties of an object.

use cfn_spec::constraint::Rule;
use cfn_spec::name::PropertyName;

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::presence::Presence;
use super::suggest::one_of;
use crate::node::Object;

impl Checker<'_> {
    pub(super) fn cross_field(&mut self, object: &Object, rules: &[Rule], name: &str, at: &Location<'_>) {
        for rule in rules {
            if let Some((message, allowed)) = broken(object, rule, name) {
                self.report(Finding::error("cross-field", &at.path(), message).allowed(allowed));
            }
        }
    }
}

/// The message and what is allowed, if the constraint is violated for all values of the conditions.
fn broken(object: &Object, rule: &Rule, name: &str) -> Option<(String, String)> {
    let presence = |property: &PropertyName| Presence::of(object.get(property.as_str()));
    let always = |property: &&PropertyName| presence(property) == Presence::Always;
    let never = |property: &&PropertyName| presence(property) == Presence::Never;
    match rule {
        Rule::ExactlyOne(properties) => {
            let given: Vec<&PropertyName> = properties.iter().filter(always).collect();
            let allowed = format!("exactly one of {}", list(properties));
            match given.as_slice() {
                [_, _, ..] => Some((format!("{} are mutually exclusive", list(given.iter().copied())), allowed)),
                _ if properties.iter().all(|p| never(&p)) => {
                    Some((format!("{name} requires one of {}", list(properties)), allowed))
                }
                _ => None,
            }
        }
        Rule::AtLeastOne(properties) => properties.iter().all(|p| never(&p)).then(|| {
            let allowed = format!("at least one of {}", list(properties));
            (format!("{name} requires one of {}", list(properties)), allowed)
        }),
        Rule::AnyGroup(groups) => {
            let possible = groups.iter().any(|group| !group.iter().any(|p| never(&p)));
            (!possible).then(|| {
                (format!("{name} has no complete group of the properties that are required together"), any_of(groups))
            })
        }
        Rule::OneGroup(groups) => {
            let whole = groups.iter().filter(|group| group.iter().all(|p| always(&p))).count();
            let possible = groups.iter().any(|group| !group.iter().any(|p| never(&p)));
            match (whole, possible) {
                (0 | 1, true) => None,
                (_, true) => Some((format!("{name} has mutually exclusive properties"), one_group(groups))),
                (_, false) => Some((
                    format!("{name} has no complete group of the properties that are required together"),
                    one_group(groups),
                )),
            }
        }
        Rule::Requires(given, others) => {
            let missing: Vec<&PropertyName> = others.iter().filter(never).collect();
            (always(&given) && !missing.is_empty()).then(|| {
                let message = format!("`{given}` requires {}", list(missing));
                (message, format!("`{given}` together with {}", list(others)))
            })
        }
        Rule::Excludes(given, others) => {
            let excluded: Vec<&PropertyName> = others.iter().filter(always).collect();
            (always(&given) && !excluded.is_empty()).then(|| {
                let message = format!("`{given}` cannot be used together with {}", list(excluded));
                (message, format!("either `{given}` or {}", list(others)))
            })
        }
    }
}

fn list<'a>(properties: impl IntoIterator<Item = &'a PropertyName>) -> String {
    properties.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn any_of(groups: &[Vec<PropertyName>]) -> String {
    format!("at least one of these groups: {}", alternatives(groups))
}

fn one_group(groups: &[Vec<PropertyName>]) -> String {
    format!("exactly one of these groups: {}", alternatives(groups))
}

fn alternatives(groups: &[Vec<PropertyName>]) -> String {
    match groups {
        [only] => one_of(only.iter().map(AsRef::as_ref)),
        _ => groups.iter().map(list).collect::<Vec<_>>().join("; "),
    }
}
