//! The changes between two snapshots, for the terminal and as Markdown.

use std::path::Path;

use cfn_spec::diff::{self, Changelog, Impact};
use cfn_spec::documents::snapshot::Snapshot;
use cfn_stdout::print;

use cfn_cli::Failure;

/// The maximum number of changes per impact that the terminal shows.
const SHOWN: usize = 20;

/// The changes of `new`.
pub(crate) fn between(old: &Snapshot, new: &Snapshot) -> Result<Changelog, Failure> {
    let mut changelog = diff::compare(&old.load_uncorrected()?, &new.load_uncorrected()?);
    changelog.changes.extend(diff::rules(&old.files, &new.files));
    Ok(changelog)
}

/// Prints the most important changes on standard output, and writes all of them to `file` as Markdown.
pub(crate) fn report(changelog: &Changelog, file: Option<&Path>) -> Result<(), Failure> {
    for impact in [Impact::Breaking, Impact::Additive, Impact::Docs] {
        let count = changelog.with_impact(impact).count();
        for change in changelog.with_impact(impact).take(SHOWN) {
            print(&format!("{:<8}  {}: {}\n", impact.as_str(), change.at, change.text));
        }
        if count > SHOWN {
            print(&format!("{:<8}  … and {} more\n", impact.as_str(), count - SHOWN));
        }
    }
    print(&format!("suggested step: {}\n", changelog.step()));
    let Some(path) = file else { return Ok(()) };
    cfn_cli::replace::write_file(path, changelog.to_markdown().as_bytes())
        .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", path.display())))
}
