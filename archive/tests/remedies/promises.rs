//! The README's table of promises: each has at least one test, which exists.

use test_support::machine::repository;

/// The links of a Markdown text: what is shown, and where they lead.
fn links(text: &str) -> Vec<(&str, &str)> {
    let parts = text.split('[').skip(1).filter_map(|part| part.split_once("]("));
    parts.filter_map(|(shown, rest)| Some((shown, rest.split_once(')')?.0))).collect()
}

#[test]
fn each_promise_names_a_test_that_exists() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, section) = readme.split_once("### What is promised").expect("the README has the section");
    let table = section.split("\n### ").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 10, "the table has {} rows", rows.len());
    for row in rows {
        let tests = row.trim_end_matches('|').rsplit_once(" | ").expect(row).1;
        let named = links(tests);
        assert!(!named.is_empty(), "no test is named: {row}");
        for (shown, file) in named {
            let name = shown.trim_matches('`');
            let text =
                std::fs::read_to_string(repository().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            let declared = text.split_once(&format!("fn {name}(")).unwrap_or_else(|| panic!("{file} has no {name}"));
            let attributes: Vec<&str> = declared.0.lines().rev().take(3).collect();
            let is_test = attributes.iter().any(|line| line.contains("#[test]") || line.contains("#[tokio::test"));
            assert!(is_test, "{name} in {file} is no test");
        }
    }
}
