//! The engine deploys for any program: its sources name no command of the one that it was written beside.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

fn scan(folder: &Path, found: &mut Vec<String>, files: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scan(&path, found, files);
            continue;
        }
        *files += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let named = text.lines().enumerate().filter(|(_, line)| line.contains("archive ") || line.contains("`archive"));
        found.extend(named.map(|(number, line)| format!("{}:{}: {}", path.display(), number + 1, line.trim())));
    }
}

#[test]
fn no_line_names_a_command_of_the_archive() {
    let (mut found, mut files) = (Vec::new(), 0);
    scan(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found, &mut files);
    assert!(files > 40, "only {files} files were found");
    assert!(found.is_empty(), "say it with a Remedy: {found:#?}");
}
