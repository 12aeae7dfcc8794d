//! The registry of rules: every rule has a page, the book has all of them, and cfn-lint's ids lead to rules that there are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use cfn_cli::{Snapshot, rules};
use support::Folder;

const LINT: &str = include_str!("../cfn-lint-rules.tsv");

fn ids() -> BTreeSet<String> {
    let (engine, facts) = rules::pages(&Snapshot::embedded()).unwrap();
    engine.into_iter().chain(facts).map(|page| page.id).collect()
}

#[test]
fn the_book_has_the_page_of_every_rule() {
    let book = rules::book(&Snapshot::embedded()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &book).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == book, "models/docs/rules.md is not the registry's: run this test with UPDATE_DOCS=1");
    let ids = ids();
    assert!(ids.len() > 300, "{} rules", ids.len());
    let headings: BTreeSet<String> =
        book.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect();
    assert_eq!(ids, headings);
}

#[test]
fn no_two_rules_share_an_id() {
    let (engine, facts) = rules::pages(&Snapshot::embedded()).unwrap();
    let engine: BTreeSet<String> = engine.into_iter().map(|page| page.id).collect();
    for page in facts {
        assert!(!engine.contains(&page.id), "{}: a rule of the engine and one of the snapshot", page.id);
    }
}

#[test]
fn the_rules_of_the_reader_are_named_by_this_program() {
    let sources = ["check/accept.rs", "check/examine.rs"]
        .map(|file| std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap());
    for id in ["unreadable", "acceptance", "yaml-alias", "short-form", "key-not-text", "reinterpreted", "reader"] {
        assert!(models::check::page(id).is_some(), "{id}");
        assert!(sources.iter().any(|source| source.contains(&format!("\"{id}\""))), "{id}");
    }
}

#[test]
fn explain_prints_the_page_of_a_rule() {
    let folder = Folder::with(&[]);
    let page = folder.cfn(&["explain", "unknown-property"]);
    assert_eq!(page.code, 0);
    for part in [
        "unknown-property\n",
        "- Severity: error",
        "- Why: ",
        "- How to fix: ",
        "- How to accept: ",
        "- Source: <https://",
    ] {
        assert!(page.stdout.contains(part), "{part} is not in\n{}", page.stdout);
    }
    assert!(page.stdout.contains("E3002"), "{}", page.stdout);
    let page = folder.cfn(&["explain", "dynamodb-table-billingmode-exclusive"]);
    assert!(
        page.stdout.contains("`AWS::DynamoDB::Table`, what must hold:") && page.stdout.contains("E3638"),
        "{}",
        page.stdout
    );
    let unknown = folder.cfn(&["explain", "unknown-propery"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `unknown-property`?"), "{}", unknown.stderr);
}

#[test]
fn the_rules_of_cfn_lint_lead_to_rules_that_there_are() {
    let ids = ids();
    let mut seen = BTreeSet::new();
    for line in LINT.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (id, ours) = (columns[0], columns[1]);
        assert!(seen.insert(id), "{id} twice");
        match ours {
            "-" => assert!(columns.get(2).is_some_and(|why| !why.is_empty()), "{id}: says neither what nor why not"),
            ours => {
                for rule in ours.split(' ') {
                    assert!(ids.contains(rule), "{id}: there is no rule `{rule}`");
                }
            }
        }
    }
    assert_eq!(seen.iter().filter(|id| id.starts_with('E')).count(), 243);
}

/// What the snapshot has from cfn-lint is in the file too.
#[test]
fn rules_of_the_snapshot_are_listed_with_their_id_in_cfn_lint() {
    let listed = |lint: &str, rule: &str| {
        LINT.lines().any(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            columns[0] == lint && columns.get(1).is_some_and(|ours| ours.split(' ').any(|ours| ours == rule))
        })
    };
    let folder = cfn_spec::snapshot::directory().join(cfn_spec::rules::FOLDER);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let mut rule = String::new();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some(name) = line.strip_prefix("rule ") {
                rule = name.to_owned();
            } else if let Some(lint) = line.strip_prefix("  lint ") {
                assert!(listed(lint, &rule), "cfn-lint-rules.tsv: `{rule}` is missing in the line of {lint}");
            }
        }
    }
}
