//! The changes of the rules: added, removed and changed rules, and values added to and removed from tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Impact, Kind};
use crate::documents::snapshot::Files;
use crate::rules::{ACTIONS, FOLDER, TABLES, Table};

/// The maximum number of values of a table in a change.
const NAMED: usize = 8;

/// The changes between the rules of two snapshots.
pub fn rules(old: &Files, new: &Files) -> Vec<Change> {
    let mut changes = Vec::new();
    let folder = format!("{FOLDER}/");
    let files: BTreeSet<&String> = old.keys().chain(new.keys()).filter(|path| path.starts_with(&folder)).collect();
    for file in files {
        let text_of = |files: &'_ Files| files.get(file).map_or_else(String::new, Clone::clone);
        let (before, after) = (text_of(old), text_of(new));
        if before == after {
            continue;
        }
        let stem = file.rsplit('/').next().unwrap_or("").trim_end_matches(".txt");
        if file.starts_with(TABLES) {
            changes.extend(table(stem, &before, &after));
        } else if file.starts_with(ACTIONS) {
            changes.push(change(stem, "the resources of actions changed".to_owned()));
        } else {
            changes.extend(of_service(stem, &before, &after));
        }
    }
    changes
}

fn change(at: &str, text: String) -> Change {
    Change { at: at.to_owned(), kind: Kind::RuleChanged, text, impact: Impact::Additive }
}

fn table(name: &str, before: &str, after: &str) -> Vec<Change> {
    let values = |text| Table::new(text).values().collect::<BTreeSet<&str>>();
    let (old, new) = (values(before), values(after));
    let mut changes = Vec::new();
    for (what, values) in [("has", new.difference(&old)), ("no longer has", old.difference(&new))] {
        let values: Vec<&str> = values.copied().collect();
        if values.is_empty() {
            continue;
        }
        let more = if values.len() > NAMED { format!(" and {} more", values.len() - NAMED) } else { String::new() };
        let named: Vec<String> = values.iter().take(NAMED).map(|value| format!("`{value}`")).collect();
        changes.push(change(name, format!("{what} {}{more}", named.join(", "))));
    }
    if changes.is_empty() {
        changes.push(change(name, "the regions of values changed".to_owned()));
    }
    changes
}

/// The text of each rule, by resource type and name.
fn parts(text: &str) -> BTreeMap<(String, String), String> {
    let mut parts: BTreeMap<(String, String), String> = BTreeMap::new();
    let (mut resource, mut rule) = (String::new(), None);
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("resource ") {
            (resource, rule) = (name.to_owned(), None);
        } else if let Some(name) = line.strip_prefix("rule ") {
            rule = Some(name.to_owned());
            parts.entry((resource.clone(), name.to_owned())).or_default();
        } else if let Some(rule) = &rule {
            let text = parts.entry((resource.clone(), rule.clone())).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    parts
}

fn of_service(stem: &str, before: &str, after: &str) -> Vec<Change> {
    let (old, new) = (parts(before), parts(after));
    let names: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        let (resource, rule) = name;
        let text = match (old.get(name).map(|text| text.trim()), new.get(name).map(|text| text.trim())) {
            (None, _) => format!("has the rule `{rule}`"),
            (_, None) => format!("no longer has the rule `{rule}`"),
            (old, new) if old != new => format!("the rule `{rule}` changed"),
            _ => continue,
        };
        changes.push(change(&format!("{stem} {resource}"), text));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_values_that_come_go_and_change_are_named() {
        let files = |entries: &[(&str, &str)]| -> Files {
            entries.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
        };
        let old = files(&[
            ("rules/sqs.txt", "resource Queue\n\nrule a\n  at .\n  never\n\nrule b\n  at .\n  never\n"),
            ("rules/tables/t.txt", "regions r1 eu-west-1\n\nx r1\ny r1\n"),
            ("spec/sqs.txt", "other"),
        ]);
        let new = files(&[
            ("rules/sqs.txt", "resource Queue\n\nrule b\n  at A\n  never\n\nrule c\n  at .\n  never\n"),
            ("rules/tables/t.txt", "regions r1 eu-west-1\n\ny r1\nz r1\n"),
            ("spec/sqs.txt", "changed"),
        ]);
        let texts: Vec<String> = rules(&old, &new).iter().map(|c| format!("{}: {}", c.at, c.text)).collect();
        assert_eq!(
            texts,
            [
                "sqs Queue: no longer has the rule `a`",
                "sqs Queue: the rule `b` changed",
                "sqs Queue: has the rule `c`",
                "t: has `z`",
                "t: no longer has `x`",
            ]
        );
        assert!(rules(&old, &old).is_empty());
    }
}
