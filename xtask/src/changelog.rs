//! The changes between two snapshots, for the terminal and as Markdown.

use std::path::Path;

use cfn_spec::diff::{self, Change, Changelog, Impact, Kind};
use cfn_spec::documents::snapshot::Snapshot;
use cfn_stdout::print;
use codegen::{Api, ApiChange};

use cfn_cli::Failure;

/// The maximum number of changes per impact that the terminal shows.
const SHOWN: usize = 20;

/// The changes of `new`: of what AWS says, and of the items that `cfn-models` generates from it.
pub(crate) fn between(old: &Snapshot, new: &Snapshot) -> Result<Changelog, Failure> {
    let (old_spec, new_spec) = (old.load_uncorrected()?, new.load_uncorrected()?);
    let mut changelog = diff::compare(&old_spec, &new_spec);
    changelog.changes.extend(diff::rules(&old.files, &new.files));
    changelog.changes.extend(Api::of(&old_spec).changes(&Api::of(&new_spec)).into_iter().map(of_the_api));
    Ok(changelog)
}

/// Every one is breaking, so that the step is at least that.
fn of_the_api(change: ApiChange) -> Change {
    let ApiChange { item, was, is } = change;
    let text = match is {
        None => "is not generated any more".to_owned(),
        Some(is) => format!("is `{is}` now, was `{was}`"),
    };
    Change { at: format!("cfn_models::{item}"), kind: Kind::ApiChanged, text, impact: Impact::Breaking }
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
