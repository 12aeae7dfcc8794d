//! Whether the guide is whole: every page is in the summary, and every link leads to something that is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::machine::repository;

/// What is wrong with the guide, one line each.
///
/// # Panics
/// A page cannot be read.
#[must_use]
pub fn faults() -> Vec<String> {
    let folder = repository().join("docs/guide/src");
    let mut pages = BTreeSet::new();
    list(&folder, &mut pages);
    let summary = folder.join("SUMMARY.md");
    let listed: Vec<PathBuf> = links(&read(&summary)).iter().map(|link| folder.join(link)).collect();
    let mut faults = Vec::new();
    for page in pages.iter().filter(|page| **page != summary) {
        let count = listed.iter().filter(|listed| *listed == page).count();
        if count != 1 {
            faults.push(format!("{} is in SUMMARY.md {count} times", page.display()));
        }
    }
    for page in &pages {
        for link in links(&read(page)) {
            if let Some(why) = fault_of_link(page, &link) {
                faults.push(format!("{}: {link}: {why}", page.display()));
            }
        }
    }
    faults
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

fn list(folder: &Path, pages: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the guide is a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.insert(path);
        }
    }
}

/// The targets of the links of a page, code left out.
fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_block = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            // What is between two backticks is code.
            let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            found.extend(targets.map(str::to_owned));
        }
    }
    found
}

/// Why a link leads nowhere. What is on other machines is not asked.
fn fault_of_link(page: &Path, link: &str) -> Option<String> {
    if link.contains("://") {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { page.to_owned() } else { page.parent()?.join(path) };
    if !target.exists() {
        return Some("there is no such file".to_owned());
    }
    let anchor = anchor?;
    if !anchors(&read(&target)).contains(anchor) {
        return Some("the page has no such heading".to_owned());
    }
    None
}

/// The anchors that mdBook and GitHub give headings: words in lower case with hyphens between them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut in_block = false;
    let mut found = BTreeSet::new();
    for line in page.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        }
        let heading = line.trim_start_matches('#');
        if in_block || heading.len() == line.len() {
            continue;
        }
        let kept = heading.trim().chars().filter(|kept| kept.is_alphanumeric() || matches!(kept, ' ' | '-' | '_'));
        found.insert(kept.map(|kept| if kept == ' ' { '-' } else { kept.to_ascii_lowercase() }).collect());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_headings_are_found_where_readers_see_them() {
        let page = "# A `b` c\n[x](y.md#z) `[no](code)` [u](v)\n```\n[no](block)\n# no\n```\n## Two-fold 2\n";
        assert_eq!(links(page), ["y.md#z", "v"]);
        assert_eq!(anchors(page), ["a-b-c", "two-fold-2"].map(str::to_owned).into());
    }

    #[test]
    fn a_link_to_nothing_is_a_fault() {
        let page = repository().join("docs/guide/src/introduction.md");
        assert_eq!(fault_of_link(&page, "archive/start.md"), None);
        assert_eq!(fault_of_link(&page, "https://example.com/nothing"), None);
        assert!(fault_of_link(&page, "archive/nothing.md").is_some());
        assert!(fault_of_link(&page, "archive/start.md#nothing").is_some());
    }
}
