//! What the engine's sources must not hold: a command of the program that it was written beside, and a failure to read that passes for
//! nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

/// Where `unwrap_or_default()` and `.ok()` may stand in what reads answers, each with a part of the line and the reason.
const HARMLESS: &[(&str, &str, &str)] = &[
    ("aws/clients.rs", "load_config", "a setting that is absent"),
    ("aws/credentials.rs", "AWS_PROFILE", "a variable that is not set"),
    ("aws/mod.rs", "bundle.unwrap_or_default()", "it is set where there is an error about it"),
    ("aws/mod.rs", "AppName::new", "refused right after"),
    ("aws/answer.rs", "items.unwrap_or_default()", "the one place for lists"),
    ("operation/drift.rs", ".split(':').nth(4)", "an ARN always has an account"),
    ("operation/stack_set.rs", ".split(':').nth(4)", "an ARN always has an account"),
    ("operation/revert_drift.rs", ".split(':').nth(4)", "an ARN always has an account"),
    ("operation/stack_set.rs", "event.reason", "without a reason no operation is named"),
    (
        "operation/stack_set.rs",
        "serde_json::from_str(text)",
        "only looks for more about a failure that is told in any case",
    ),
    ("operation/event_log.rs", "first.token", "an event without a token is of no other operation"),
    ("operation/deploying.rs", "plan.change_set.rsplit", "an iterator that always has an item"),
    (
        "operation/deploying.rs",
        "serde_json::Value>(text).ok()",
        "what cannot be compared is not the same, and is set again",
    ),
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.display().to_string().replace('\\', "/"), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 40, "only {} files were found", found.len());
    found
}

/// The lines of all files for which `is_one` holds.
fn lines(is_one: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in all() {
        let wrong = text.lines().enumerate().filter(|(_, line)| is_one(&path, line));
        found.extend(wrong.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())));
    }
    found
}

#[test]
fn no_line_names_a_command_of_the_archive() {
    let found = lines(|_, line| line.contains("archive ") || line.contains("`archive"));
    assert!(found.is_empty(), "say it with a Remedy: {found:#?}");
}

#[test]
fn no_answer_that_cannot_be_read_passes_for_an_empty_one() {
    let swallows = |path: &str, line: &str| {
        (path.contains("/src/aws/") || path.contains("/src/operation/"))
            && (line.contains("unwrap_or_default()") || line.contains(".ok()"))
    };
    let is_harmless =
        |path: &str, line: &str| HARMLESS.iter().any(|(file, part, _)| path.ends_with(file) && line.contains(part));
    let found = lines(|path, line| swallows(path, line) && !is_harmless(path, line));
    assert!(found.is_empty(), "make it an error, or say in HARMLESS why it is none: {found:#?}");
    let unused = HARMLESS.iter().filter(|(file, part, _)| {
        lines(|path, line| swallows(path, line) && path.ends_with(file) && line.contains(part)).is_empty()
    });
    assert_eq!(unused.collect::<Vec<_>>(), [] as [&(&str, &str, &str); 0], "no line has these any more");
}
