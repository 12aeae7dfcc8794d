//! What was measured, as it is kept in `docs/performance.json` and printed with `--format json`.
//!
//! The samples are kept, not what follows from them: medians, ratios and verdicts are computed whenever they are shown.

use std::collections::BTreeMap;
use std::path::Path;

use cfn_cli::Failure;
use serde::{Deserialize, Serialize};

use super::figure::{Quantity, Spread};
use super::machine::Machine;

/// The name of our side in every row.
pub(crate) const OURS: &str = "ours";

/// The results of one machine.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) rows: Vec<Measured>,
}

/// One row's result.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measured {
    pub(crate) row: String,
    /// The day it was measured (UTC), as `2026-01-31`.
    pub(crate) date: String,
    /// What has to be known about the circumstances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) sides: Vec<Side>,
}

/// What one program took for a row's work.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Side {
    /// [`OURS`], or the peer's name.
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    /// The samples of each quantity, one a run, in the order of the runs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) samples: BTreeMap<Quantity, Vec<f64>>,
    /// Why there are no samples, or fewer than there should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_measured: Option<String>,
}

impl Side {
    /// The median and spread of a quantity, if it was measured.
    pub(crate) fn spread(&self, quantity: Quantity) -> Option<Spread> {
        self.samples.get(&quantity).and_then(|samples| Spread::of(samples))
    }

    /// Adds a sample that was taken apart from the runs, or the reason why there is none.
    pub(crate) fn add(&mut self, quantity: Quantity, sample: Result<f64, String>) {
        match sample {
            Ok(sample) => self.samples.entry(quantity).or_default().push(sample),
            Err(why) => self.not_measured = Some(why),
        }
    }

    /// The name with the version.
    pub(crate) fn title(&self) -> String {
        self.version.as_ref().map_or_else(|| self.name.clone(), |version| format!("{} {version}", self.name))
    }
}

impl Measured {
    /// A line for each side that has not all of its samples.
    pub(crate) fn incomplete(&self) -> Vec<String> {
        let line = |side: &Side| {
            Some(format!("{}: {}: not measured: {}", self.row, side.title(), side.not_measured.as_ref()?))
        };
        self.sides.iter().filter_map(line).collect()
    }
}

impl Report {
    /// Reads a report.
    ///
    /// # Errors
    /// [`Failure::Environment`] if the file cannot be read, [`Failure::Input`] if it is not a report.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure::Environment(format!("{}: cannot be read: {error}", file.display())))?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::Input(format!(
                "{}: not a report of `cargo xtask bench`: {error}\n  help: measure anew: `cargo xtask bench` writes it",
                file.display()
            ))
        })
    }

    /// The report as JSON.
    pub(crate) fn to_json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Failure::Environment(format!("the report cannot be written as JSON: {error}")))
    }

    /// Takes over the results of `earlier` for rows that were not measured now: of the same machine only, since ratios between
    /// machines mean nothing.
    pub(crate) fn keep(&mut self, earlier: Self) {
        if earlier.machine == self.machine {
            let now: Vec<String> = self.rows.iter().map(|measured| measured.row.clone()).collect();
            self.rows.extend(earlier.rows.into_iter().filter(|measured| !now.contains(&measured.row)));
        }
    }
}
