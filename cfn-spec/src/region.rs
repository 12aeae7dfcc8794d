//! AWS's regions: `snapshot/regions.txt`.
//!
//! ```text
//! partition aws amazonaws.com
//!   region af-south-1 opt-in Africa (Cape Town)
//!   region eu-central-1 always Europe (Frankfurt)
//! ```

use std::fmt::Write;
use std::sync::LazyLock;

use crate::error::{Errors, Problem};

/// The name of the file in the snapshot's folder.
pub const FILE: &str = "regions.txt";

/// The file of the pinned snapshot, embedded in programs.
const PINNED: &str = include_str!("../snapshot/regions.txt");

/// A test ensures that the pinned file can be parsed.
#[expect(clippy::disallowed_methods, reason = "a test parses the pinned file")]
static KNOWN: LazyLock<Vec<Region>> = LazyLock::new(|| regions().unwrap_or_default());

/// A region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// `eu-central-1`.
    pub name: String,
    /// `Europe (Frankfurt)`.
    pub description: String,
    /// The value of `AWS::Partition`: `aws`, `aws-cn`.
    pub partition: String,
    /// The value of `AWS::URLSuffix`: `amazonaws.com`.
    pub dns_suffix: String,
    /// Whether an account has to opt in before use; `None` if it is unknown.
    pub opt_in: Option<bool>,
}

/// The pinned regions, by partition and name, without reading a file.
pub fn pinned() -> &'static [Region] {
    &KNOWN
}

/// The pinned region `name`, or `None` if there is none.
pub fn known(name: &str) -> Option<&'static Region> {
    KNOWN.iter().find(|region| region.name == name)
}

/// The regions in the pinned snapshot, by partition and name.
///
/// # Errors
/// If a line is invalid.
pub fn regions() -> Result<Vec<Region>, Errors> {
    parse(FILE, PINNED)
}

/// Parses the file. `name` is its name in errors.
///
/// # Errors
/// If a line is invalid.
pub fn parse(name: &str, text: &str) -> Result<Vec<Region>, Errors> {
    let mut regions = Vec::new();
    let mut problems = Vec::new();
    let mut partition = None;
    for (index, line) in text.lines().enumerate() {
        match line.trim_start().splitn(4, ' ').collect::<Vec<_>>()[..] {
            [""] | [] => {}
            ["partition", name, dns_suffix] => partition = Some((name, dns_suffix)),
            ["region", name, opt_in @ ("always" | "opt-in" | "unknown"), description] if partition.is_some() => {
                let Some((partition, dns_suffix)) = partition else { continue };
                regions.push(Region {
                    name: name.to_owned(),
                    description: description.to_owned(),
                    partition: partition.to_owned(),
                    dns_suffix: dns_suffix.to_owned(),
                    opt_in: match opt_in {
                        "always" => Some(false),
                        "opt-in" => Some(true),
                        _ => None,
                    },
                });
            }
            _ => {
                let message = "expected `partition <name> <DNS suffix>`, or under it `region <name> always|opt-in|unknown <description>`";
                problems.push(Problem::new(format!("{name}:{}", index + 1), message));
            }
        }
    }
    Errors::check(regions, problems)
}

/// The content of the file for these regions.
pub fn write(regions: &[Region]) -> String {
    let mut sorted: Vec<&Region> = regions.iter().collect();
    sorted.sort_by_key(|region| (&region.partition, &region.name));
    let mut text = String::new();
    let mut partition = None;
    for region in sorted {
        if partition != Some(&region.partition) {
            partition = Some(&region.partition);
            let separator = if text.is_empty() { "" } else { "\n" };
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{separator}partition {} {}", region.partition, region.dns_suffix);
        }
        let opt_in = match region.opt_in {
            Some(false) => "always",
            Some(true) => "opt-in",
            None => "unknown",
        };
        let _ = writeln!(text, "  region {} {opt_in} {}", region.name, region.description);
    }
    text
}
