//! The engine's sources name no command of the program that it was written beside.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn no_line_names_a_command_of_the_archive() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 40, "only {} files were found", all.len());
    let mut found = Vec::new();
    for (path, text) in all {
        let wrong = text.lines().enumerate().filter(|(_, line)| line.contains("archive ") || line.contains("`archive"));
        found.extend(wrong.map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim())));
    }
    assert!(found.is_empty(), "say it with a Remedy: {found:#?}");
}
