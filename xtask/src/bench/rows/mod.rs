//! The rows: each a piece of work, the programs that do it, and what ours has to reach.

mod check;
mod compile;
mod library;
mod program;
mod simulator;
mod suites;
mod synth;

use cfn_cli::Failure;

use super::Bench;
use super::report::{Measured, Report, Side};
use super::target::Target;

/// A piece of work that several programs do, or ours alone.
pub(crate) struct Row {
    /// What it is selected by.
    pub(crate) name: &'static str,
    /// The work, in words.
    pub(crate) work: &'static str,
    /// About how many minutes it takes on two cores, the peers' downloads and our builds not counted.
    pub(crate) minutes: u32,
    pub(crate) targets: &'static [Target],
    /// Runs the programs, and returns what each took.
    pub(crate) measure: fn(&Bench) -> Result<Vec<Side>, Failure>,
}

impl Row {
    /// All rows, in the order in which they are measured and shown.
    pub(crate) fn all() -> &'static [Self] {
        const ALL: &[Row] = &[
            synth::SYNTH,
            compile::FOUR_SERVICES,
            compile::ALL_SERVICES,
            compile::ONE_QUEUE,
            library::EDIT,
            check::ONE,
            check::MANY,
            library::GENERATE,
            library::RESOURCES,
            program::BINARY,
            program::RELEASE_BUILD,
            simulator::SIMULATOR,
            suites::SCHEDULES,
            suites::MANY_SCHEDULES,
            suites::CI,
            suites::CI_WARM,
        ];
        ALL
    }

    /// Its result in a report.
    pub(crate) fn find<'a>(&self, report: &'a Report) -> Option<&'a Measured> {
        report.rows.iter().find(|measured| measured.row == self.name)
    }
}
