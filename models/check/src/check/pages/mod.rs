//! The documentation of every rule of the checks: what it finds, why that matters, how to fix it and AWS's page about it.
//!
//! This is the registry of rule IDs. The meaning of an ID never changes, because configuration files, templates and dashboards contain it. Rules that are data of the snapshot (`cfn-spec/snapshot/rules`, `cfn-spec/overlay/rules`) have their ID and source there; all others are here.

mod design;
mod functions;
mod policies;
mod reader;
mod resources;
mod services;
mod template;
mod values;

use super::finding::Severity;

/// The documentation of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RulePage {
    /// The ID of the rule, as in [`Finding::rule`](super::Finding::rule): `unknown-property`.
    pub id: &'static str,
    /// The highest severity of the rule's findings.
    pub severity: Severity,
    /// What the rule finds.
    pub what: &'static str,
    /// The consequence if it is not fixed.
    pub why: &'static str,
    /// How to fix a finding.
    pub fix: &'static str,
    /// The page of AWS, or of another standard, that documents it.
    pub source: &'static str,
}

/// The pages of all rules that are not data of the snapshot, by subject.
pub fn pages() -> impl Iterator<Item = &'static RulePage> {
    [
        template::PAGES,
        values::PAGES,
        functions::PAGES,
        policies::PAGES,
        services::PAGES,
        resources::PAGES,
        design::PAGES,
        reader::PAGES,
    ]
    .into_iter()
    .flatten()
}

/// The page of the rule with that ID; `None` for an unknown ID and for a rule of the snapshot.
pub fn page(id: &str) -> Option<&'static RulePage> {
    pages().find(|page| page.id == id)
}

const fn error(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    source: &'static str,
) -> RulePage {
    RulePage { id, severity: Severity::Error, what, why, fix, source }
}

const fn warning(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    source: &'static str,
) -> RulePage {
    RulePage { id, severity: Severity::Warning, what, why, fix, source }
}

const fn note(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    source: &'static str,
) -> RulePage {
    RulePage { id, severity: Severity::Note, what, why, fix, source }
}

#[cfg(test)]
mod tests {
    use super::pages;

    /// The texts of the source files below a folder, but for the pages themselves.
    fn sources(folder: &std::path::Path, texts: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("pages") {
                sources(&path, texts);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                texts.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// That every finding has a page is asserted where findings are made; this is the other direction.
    #[test]
    fn every_page_is_of_a_rule() {
        let mut texts = String::new();
        // `cfn-models` has the checks of a stack as it is built.
        for folder in ["src", "../src/stack"] {
            sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
        }
        for page in pages().filter(|page| !super::reader::PAGES.contains(page)) {
            assert!(texts.contains(&format!("\"{}\"", page.id)), "{}: no check names this rule", page.id);
        }
    }

    #[test]
    fn ids_are_unique_and_written_alike() {
        let mut seen = std::collections::BTreeSet::new();
        for page in pages() {
            let id = page.id;
            assert!(seen.insert(id), "{id}: two pages");
            assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{id}");
            for text in [page.what, page.why, page.fix] {
                assert!(text.len() > 10 && text.ends_with('.'), "{id}: {text}");
            }
            assert!(page.source.starts_with("https://"), "{id}: {}", page.source);
        }
    }
}
