//! What to deploy and where: `archive.toml`, and the flags that override it.
//!
//! ```toml
//! # Starts every name; bucket names are global, so choose one of your own.
//! prefix = "acme"
//! # Where objects are written.
//! region = "eu-central-1"
//! # Where they are replicated to.
//! replications = ["eu-west-1", "eu-north-1"]
//! ```
//!
//! Reading never stops at the first problem: [`ConfigError`] has all of them.

mod file;
mod name;
mod problem;
mod region;
mod suggest;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use self::problem::{ConfigError, Place, Problem};
pub use self::region::Region;

use self::file::FileSettings;
use self::problem::Located;
use self::suggest::nearest;

/// The file that is read when no other is named.
pub const FILE_NAME: &str = "archive.toml";

/// The prefix when neither the file nor a flag has one. Good for the simulator only: bucket names are global, so a deployment to AWS
/// must name its own.
pub const DEFAULT_PREFIX: &str = "example";
const DEFAULT_REGION: &str = "eu-central-1";
const DEFAULT_REPLICATIONS: [&str; 2] = ["eu-west-1", "eu-north-1"];

/// Settings from the command line; each overrides the file's.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`: the file to read. Without it `archive.toml` is read if it is there.
    pub file: Option<PathBuf>,
    /// `--prefix`
    pub prefix: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--replications`
    pub replications: Option<Vec<String>>,
}

/// A checked configuration: every name that follows from it is legal and every region exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    prefix: String,
    prefix_is_default: bool,
    region: Region,
    replications: Vec<Region>,
}

impl Config {
    /// Reads the file that `overrides` names, or `archive.toml` in `folder` if there is one, lays the flags over it and checks the whole.
    ///
    /// # Errors
    /// All problems of the file and of the values, each with its place and remedy.
    pub fn load(folder: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let settings = read_file(folder, overrides, &mut problems);
        let config = resolve(settings, overrides, &mut problems);
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(ConfigError { problems }),
        }
    }

    /// Starts every name.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether nobody chose the prefix, so that it is [`DEFAULT_PREFIX`].
    pub fn prefix_is_default(&self) -> bool {
        self.prefix_is_default
    }

    /// The region of the primary bucket.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The regions that hold a replica, in the order in which they were written; never empty.
    pub fn replications(&self) -> &[Region] {
        &self.replications
    }

    /// The stack of the primary region: `<prefix>-archive`.
    pub fn stack_name(&self) -> String {
        format!("{}-archive", self.prefix)
    }

    /// The primary bucket: `<prefix>-archive`.
    pub fn bucket_name(&self) -> String {
        format!("{}-archive", self.prefix)
    }

    /// The StackSet of the replicas: `<prefix>-archive-replication`.
    pub fn stack_set_name(&self) -> String {
        format!("{}-archive-replication", self.prefix)
    }

    /// The replica bucket in `region`: `<prefix>-archive-replication-<region>`.
    pub fn replica_bucket_name(&self, region: &Region) -> String {
        name::replica_bucket(&self.prefix, region.as_str())
    }
}

fn read_file(folder: &Path, overrides: &Overrides, problems: &mut Vec<Problem>) -> FileSettings {
    let (path, named) = match &overrides.file {
        Some(path) => (path.clone(), true),
        None => (folder.join(FILE_NAME), false),
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => file::read(if named { &path } else { Path::new(FILE_NAME) }, &text, problems),
        Err(error) if !named && error.kind() == std::io::ErrorKind::NotFound => FileSettings::default(),
        Err(error) => {
            problems.push(Problem {
                message: format!("the configuration cannot be read: {error}"),
                remedy: if named {
                    "name another file with --config".into()
                } else {
                    "make it readable, or remove it".into()
                },
                place: Place::WholeFile(path),
            });
            FileSettings::default()
        }
    }
}

fn resolve(file: FileSettings, overrides: &Overrides, problems: &mut Vec<Problem>) -> Option<Config> {
    let chosen_prefix = flag(&overrides.prefix, "--prefix").or(file.prefix);
    let prefix_is_default = chosen_prefix.is_none();
    let prefix = chosen_prefix.unwrap_or_else(|| default(DEFAULT_PREFIX));
    let region = flag(&overrides.region, "--region").or(file.region).unwrap_or_else(|| default(DEFAULT_REGION));
    let replications = match &overrides.replications {
        Some(names) => Located {
            value: names.iter().map(|name| at_flag(name, "--replications")).collect(),
            place: Place::Flag("--replications"),
        },
        None => file
            .replications
            .unwrap_or_else(|| Located { value: DEFAULT_REPLICATIONS.map(default).to_vec(), place: Place::Default }),
    };

    let primary = known_region(&region, problems);
    let replicas = replica_regions(&replications, &region, problems);
    check_partitions(primary.as_ref(), &replications, problems);

    // The length rule needs region names only, so the prefix is judged even when another setting is wrong.
    problems.extend(name::prefix_faults(&prefix.value, &replicas).into_iter().map(|fault| Problem {
        place: prefix.place.clone(),
        message: fault.message,
        remedy: fault.remedy,
    }));
    Some(Config { prefix: prefix.value, prefix_is_default, region: primary?, replications: replicas })
}

fn flag(value: &Option<String>, name: &'static str) -> Option<Located<String>> {
    value.as_ref().map(|value| at_flag(value, name))
}

fn at_flag(value: &str, name: &'static str) -> Located<String> {
    Located { value: value.to_owned(), place: Place::Flag(name) }
}

fn default(value: &str) -> Located<String> {
    Located { value: value.to_owned(), place: Place::Default }
}

fn known_region(written: &Located<String>, problems: &mut Vec<Problem>) -> Option<Region> {
    let region = Region::known(&written.value);
    if region.is_none() {
        problems.push(Problem {
            place: written.place.clone(),
            message: format!("there is no region {:?}", written.value),
            remedy: match nearest(&written.value, region::names()) {
                Some(meant) => format!("did you mean {meant:?}?"),
                None => "use a region's code, such as \"eu-central-1\"".into(),
            },
        });
    }
    region
}

/// The replicas that are usable: known, named once, and not the primary region.
fn replica_regions(
    written: &Located<Vec<Located<String>>>,
    primary: &Located<String>,
    problems: &mut Vec<Problem>,
) -> Vec<Region> {
    if written.value.is_empty() {
        problems.push(Problem {
            place: written.place.clone(),
            message: "`replications` is empty: an archive has at least one replica".into(),
            remedy: "name one region or more, such as [\"eu-west-1\"]".into(),
        });
    }
    let mut seen = BTreeSet::new();
    let mut regions = Vec::new();
    for name in &written.value {
        if !seen.insert(name.value.as_str()) {
            problems.push(Problem {
                place: name.place.clone(),
                message: format!("the region {:?} is named twice in `replications`", name.value),
                remedy: "remove one of the two".into(),
            });
        } else if name.value == primary.value {
            problems.push(Problem {
                place: name.place.clone(),
                message: format!("{:?} is the primary region; a bucket cannot be its own replica", name.value),
                remedy: "remove it from `replications`, or choose another `region`".into(),
            });
        } else {
            regions.extend(known_region(name, problems));
        }
    }
    regions
}

/// S3 does not replicate, and CloudFormation has no StackSets, across partitions.
fn check_partitions(
    primary: Option<&Region>,
    replications: &Located<Vec<Located<String>>>,
    problems: &mut Vec<Problem>,
) {
    let Some(primary) = primary else { return };
    for written in &replications.value {
        if let Some(region) = Region::known(&written.value)
            && region.partition() != primary.partition()
        {
            problems.push(Problem {
                place: written.place.clone(),
                message: format!(
                    "{region} is in the partition {}, and the primary region {primary} in {}; nothing is replicated across partitions",
                    region.partition(),
                    primary.partition()
                ),
                remedy: format!("name regions of the partition {} only", primary.partition()),
            });
        }
    }
}
