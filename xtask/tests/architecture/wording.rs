//! Messages, documentation and comments use AWS's terms: phrases that this project once coined for them do not come back.

use std::process::Command;

/// A phrase, and what to write instead.
const COINED: &[(&str, &str)] = &[
    ("stand where", "be used as, or be used for"),
    ("stands where", "is used as, or is used for"),
    ("cannot stand", "cannot be used"),
    ("may stand", "can be used, or is allowed"),
    ("stands beside", "is used together with"),
    ("stands twice", "is a duplicate"),
    ("is wanted", "is expected, or is required"),
    ("are wanted", "are expected, or are required"),
    ("says nothing", "what it means: has no effect, is not documented, is unknown"),
    ("say nothing", "what it means: have no effect, are not documented, are unknown"),
    ("exclude each other", "are mutually exclusive"),
    ("closed set", "enum, or allowed values"),
    ("closed sets", "enums, or allowed values"),
    ("values that AWS allows", "allowed values"),
    ("a text", "a string"),
    ("whole number", "integer"),
    ("whole numbers", "integers"),
    ("truth value", "Boolean"),
    ("logical id", "logical ID"),
    ("logical ids", "logical IDs"),
    ("physical id", "physical ID"),
    ("physical ids", "physical IDs"),
    ("identity policy", "identity-based policy"),
    ("resource policy", "resource-based policy"),
    ("free data", "a property of type Json"),
    ("cut short", "truncated, or interrupted"),
    ("of AWS's shape", "of the expected format"),
    ("look at the address", "check the URL"),
    ("use AWS itself", "use AWS instead"),
    ("explicit word", "approval"),
    ("needs a word", "requires approval"),
    ("somebody else was faster", "the stack changed concurrently"),
    ("takes away", "removes, or deletes"),
    ("taken away", "removed, or deleted"),
    ("as they are saved", "what it is: the saved state of a service"),
    ("in AWS's words", "with AWS's error message"),
    ("in CloudFormation's words", "with CloudFormation's error message"),
    ("in S3's words", "with S3's error message"),
    ("makes no sense", "is invalid"),
    ("what lacked", "the reason"),
    ("at home", "in its own account"),
    ("asked to be", "what is deployed, or the settings"),
    ("the operations there are", "the supported operations"),
    ("stands already", "exists"),
    ("may do everything", "is allowed everything"),
    ("whoever", "the caller that, a principal that, or any …"),
    ("left behind", "retained"),
    ("stands for", "is a placeholder of, or refers to"),
    ("stand for", "refer to"),
    ("stands in", "is in"),
    ("for want of", "without"),
    ("knows nothing", "does not know, or has no value"),
    ("turned round", "reversed"),
    ("goes on failing", "keeps failing"),
    ("binds everybody", "applies to every principal"),
    ("bind everybody", "apply to every principal"),
    ("spares somebody", "has exceptions"),
    ("was left failed", "failed and was not rolled back"),
    ("to everybody else", "to all others"),
];

/// Folders that are not searched: the snapshot has AWS's words.
const OTHERS: &[&str] = &["cfn-spec/snapshot/"];

/// Where the user or a reader of the documentation meets words; tests may use their own.
fn is_read(path: &str) -> bool {
    let source = path.ends_with(".rs") && (path.starts_with("src/") || path.contains("/src/"));
    source || [".md", ".stderr", ".snap"].iter().any(|extension| path.ends_with(extension))
}

/// The text with wrapped lines joined, without the marks of comments and of continued strings.
fn joined(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim().trim_start_matches(['/', '!']).trim_end_matches('\\');
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// The places of a phrase in a text, as whole words, with some words around each.
fn uses<'t>(text: &'t str, phrase: &str) -> Vec<&'t str> {
    let (first, rest) = phrase.split_at(1);
    let capitalized = first.to_uppercase() + rest;
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut found = Vec::new();
    for spelling in [phrase, capitalized.as_str()] {
        for (at, _) in text.match_indices(spelling) {
            let end = at + spelling.len();
            if !is_letter(text[..at].chars().next_back()) && !is_letter(text[end..].chars().next()) {
                let start = text[..at].char_indices().rev().nth(30).map_or(0, |(index, _)| index);
                let stop = text[end..].char_indices().nth(30).map_or(text.len(), |(index, _)| end + index);
                found.push(&text[start..stop]);
            }
        }
    }
    found
}

#[test]
fn coined_phrases_do_not_come_back() {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(super::root()).output().expect("git runs");
    assert!(listed.status.success(), "git ls-files");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    let mut problems = Vec::new();
    let mut files = 0;
    for path in listed.split('\0').filter(|path| is_read(path) && !OTHERS.iter().any(|other| path.starts_with(other))) {
        let Ok(text) = std::fs::read_to_string(super::root().join(path)) else { continue };
        files += 1;
        let text = joined(&text);
        for (phrase, instead) in COINED {
            for place in uses(&text, phrase) {
                problems.push(format!("{path}: \"{phrase}\" (write: {instead}) in: …{place}…"));
            }
        }
    }
    assert!(files > 500, "only {files} files were read");
    assert!(problems.is_empty(), "{} coined phrases:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn wrapped_and_capitalized_phrases_are_found() {
    let text = joined("/// The whole\n    /// number. A whole numbering.\n    \"Whole \\\n     number\"");
    assert_eq!(uses(&text, "whole number").len(), 2, "{text}");
}
