//! The tables of promises in the README and in `docs/promises.md`: each has at least one test, which exists.

use std::path::Path;

use test_support::machine::repository;

/// The links of a Markdown text: what is shown, and where they lead.
fn links(text: &str) -> Vec<(&str, &str)> {
    let parts = text.split('[').skip(1).filter_map(|part| part.split_once("]("));
    parts.filter_map(|(shown, rest)| Some((shown, rest.split_once(')')?.0))).collect()
}

/// Holds that each row of the tables in `section`, which is of a file in `folder`, names tests that exist.
fn assert_each_row_names_tests(section: &str, folder: &Path, least: usize) {
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| promise ");
    let rows: Vec<&str> = section.lines().filter(is_row).collect();
    assert!(rows.len() > least, "the tables have {} rows", rows.len());
    for row in rows {
        let tests = row.trim_end_matches('|').rsplit_once(" | ").expect(row).1;
        let named = links(tests);
        assert!(!named.is_empty(), "no test is named: {row}");
        for (shown, file) in named {
            let name = shown.trim_matches('`');
            let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            // The tests of remedies are made of a table of their names.
            if text.contains(&format!("::{name},")) {
                continue;
            }
            if let Some((before, _)) = text.split_once(&format!(" {name} {{")).filter(|_| text.contains("tests! {")) {
                assert!(before.contains("tests! {"), "{name} in {file} is no test");
                continue;
            }
            let declared = text.split_once(&format!("fn {name}(")).unwrap_or_else(|| panic!("{file} has no {name}"));
            let attributes: Vec<&str> = declared.0.lines().rev().take(3).collect();
            let is_test = attributes.iter().any(|line| line.contains("#[test]") || line.contains("#[tokio::test"));
            assert!(is_test, "{name} in {file} is no test");
        }
    }
}

#[test]
fn each_promise_names_a_test_that_exists() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, section) = readme.split_once("### What is promised").expect("the README has the section");
    assert_each_row_names_tests(section.split("\n### ").next().unwrap(), repository(), 10);

    let folder = repository().join("archive/docs");
    let promises = std::fs::read_to_string(folder.join("promises.md")).unwrap();
    let (section, documented) = promises.split_once("## What rests on AWS's documentation alone").unwrap();
    assert_each_row_names_tests(section, &folder, 50);
    assert!(documented.lines().filter(|line| line.starts_with("| ")).count() > 5, "{documented}");
}
