//! The changes of the rules: added, removed and changed rules, and values added to and removed from tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Impact, Kind};
use crate::documents::snapshot::Files;
use crate::rules::{ACTIONS, AVAILABILITY, FOLDER, LANGUAGE, TABLES, Table};

/// The maximum number of values of a table in a change.
const NAMED: usize = 8;

/// The changes between the rules of two snapshots.
pub fn rules(old: &Files, new: &Files) -> Vec<Change> {
    let mut changes = Vec::new();
    let folders = [format!("{FOLDER}/"), format!("{AVAILABILITY}/")];
    let is_of_rules = |path: &&String| folders.iter().any(|folder| path.starts_with(folder));
    let files: BTreeSet<&String> = old.keys().chain(new.keys()).filter(is_of_rules).collect();
    for file in files {
        let text_of = |files: &'_ Files| files.get(file).cloned().unwrap_or_default();
        let (before, after) = (text_of(old), text_of(new));
        if before == after {
            continue;
        }
        let stem = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".txt");
        if file.starts_with(LANGUAGE) {
            changes.extend(language(stem, &before, &after));
        } else if file.starts_with(AVAILABILITY) {
            changes.extend(availability(&before, &after));
        } else if file.starts_with(TABLES) {
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
        changes.push(change(name, format!("{what} {}", some_of(&values))));
    }
    if changes.is_empty() {
        changes.push(change(name, "the regions of values changed".to_owned()));
    }
    changes
}

/// The schemas of the language that came, went or changed, with what is new in them: `models::check` may have to follow.
fn language(subject: &str, before: &str, after: &str) -> Vec<Change> {
    let schemas = |text: &str| -> BTreeMap<String, Vec<String>> {
        let parts = text.split("schema ").filter_map(|part| part.split_once('\n'));
        parts.map(|(name, body)| (name.to_owned(), body.lines().map(|line| line.trim().to_owned()).collect())).collect()
    };
    let (old, new) = (schemas(before), schemas(after));
    let mut changes = Vec::new();
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let text = match (old.get(name), new.get(name)) {
            (None, _) => "is new".to_owned(),
            (_, None) => "is gone".to_owned(),
            (Some(old), Some(new)) if old != new => {
                let added: Vec<&str> = new.iter().filter(|line| !old.contains(line)).map(String::as_str).collect();
                let removed: Vec<&str> = old.iter().filter(|line| !new.contains(line)).map(String::as_str).collect();
                match (added.is_empty(), removed.is_empty()) {
                    (false, false) => format!("has {} instead of {}", some_of(&added), some_of(&removed)),
                    (false, true) => format!("has {}", some_of(&added)),
                    (true, false) => format!("no longer has {}", some_of(&removed)),
                    (true, true) => "has its keywords in other places".to_owned(),
                }
            }
            _ => continue,
        };
        changes.push(change(&format!("{subject}/{name}"), text));
    }
    changes
}

/// The resource types that regions got or lost, one change a region.
fn availability(before: &str, after: &str) -> Vec<Change> {
    let by_region = |text| {
        let table = Table::new(text);
        let mut types: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for name in table.values() {
            for region in table.regions(name) {
                types.entry(region).or_default().insert(name);
            }
        }
        types
    };
    let (old, new) = (by_region(before), by_region(after));
    let none = BTreeSet::new();
    let mut changes = Vec::new();
    for region in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (old.get(region).unwrap_or(&none), new.get(region).unwrap_or(&none));
        for (what, types) in [("has", new.difference(old)), ("no longer has", old.difference(new))] {
            let types: Vec<&str> = types.copied().collect();
            if !types.is_empty() {
                changes.push(change(region, format!("{what} {}", some_of(&types))));
            }
        }
    }
    changes
}

/// The first values of a list, and how many more there are.
fn some_of(values: &[&str]) -> String {
    let more = if values.len() > NAMED { format!(" and {} more", values.len() - NAMED) } else { String::new() };
    let named: Vec<String> = values.iter().take(NAMED).map(|value| format!("`{value}`")).collect();
    format!("{}{more}", named.join(", "))
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
            (
                "rules/language/functions.txt",
                "schema cidr\n  maxItems 3\n  minItems 2\n\nschema gone\n  type \"string\"\n",
            ),
            ("rules/tables/t.txt", "regions r1 eu-west-1\n\nx r1\ny r1\n"),
            ("availability/types.txt", "regions r1 eu-west-1\n\nAWS::A::B r1\n"),
            ("spec/sqs.txt", "other"),
        ]);
        let new = files(&[
            ("rules/sqs.txt", "resource Queue\n\nrule b\n  at A\n  never\n\nrule c\n  at .\n  never\n"),
            (
                "rules/language/functions.txt",
                "schema cidr\n  maxItems 4\n  minItems 2\n\nschema new\n  type \"string\"\n",
            ),
            ("rules/tables/t.txt", "regions r1 eu-west-1\n\ny r1\nz r1\n"),
            (
                "availability/types.txt",
                "regions r1 eu-west-1 us-east-1\nregions r2 us-east-1\n\nAWS::A::B r2\nAWS::A::C r1\n",
            ),
            ("spec/sqs.txt", "changed"),
        ]);
        let texts: Vec<String> = rules(&old, &new).iter().map(|c| format!("{}: {}", c.at, c.text)).collect();
        assert_eq!(
            texts,
            [
                "eu-west-1: has `AWS::A::C`",
                "eu-west-1: no longer has `AWS::A::B`",
                "us-east-1: has `AWS::A::B`, `AWS::A::C`",
                "functions/cidr: has `maxItems 4` instead of `maxItems 3`",
                "functions/gone: is gone",
                "functions/new: is new",
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
