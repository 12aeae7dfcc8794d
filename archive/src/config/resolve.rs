//! Turns what the file and the flags say into a checked configuration.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::name::{self, DerivedName, Purpose};
use super::options::{self, Effective, Namespace, Regions};
use super::problem::{Located, Origin, Problem};
use super::region::{self, Region};
use super::setting::{Kind, Section, Setting};
use super::table::{Positions, Table};
use super::{Config, DEFAULT_PREFIX, FILE_NAME, Overrides, Source};
use models::check::nearest;

static PREFIX: Setting = Setting::with_default(
    "prefix",
    Kind::Text,
    "\"example\"",
    "Starts every name. Bucket names are global, so choose one of your own; the default is good for the simulator only.",
);
static REGION: Setting = Setting::with_default("region", Kind::Text, "\"eu-central-1\"", "Where objects are written.");
static REPLICATIONS: Setting = Setting::with_default(
    "replications",
    Kind::Texts,
    "[\"eu-west-1\", \"eu-north-1\"]",
    "Where they are replicated to: one region or more, all in the partition of `region`.",
);
static DETACHED: Setting = Setting::optional(
    "detached",
    Kind::Texts,
    "[\"eu-west-1\"]",
    "Regions that keep their replica, with its key, but get no new objects: the replication rule is dropped, the stack instance stays. Moving a \
     region from `replications` to here loses nothing, and moving it back resumes; `archive backfill` replicates what was written meanwhile.",
);

/// The placeholder of the account in names until it is known.
const UNKNOWN_ACCOUNT: &str = "ACCOUNT";

/// The settings at the top of the file.
pub(super) static TOP: Section =
    Section { name: "", doc: "What is deployed, and where.", settings: &[&PREFIX, &REGION, &REPLICATIONS, &DETACHED] };

/// The regions when neither the file nor a flag has any.
const DEFAULT_REGION: &str = "eu-central-1";
const DEFAULT_REPLICATIONS: [&str; 2] = ["eu-west-1", "eu-north-1"];

/// The configuration of a file's text under the flags.
pub(super) fn resolve(source: &Source, overrides: &Overrides, problems: &mut Vec<Problem>) -> Option<Config> {
    let positions = Positions::new(&source.file, &source.text);
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        problems.push(Problem {
            place: positions.place(error.span().unwrap_or(0..0)),
            message: format!("this is not TOML: {}", error.message().trim()),
            remedy: "correct the syntax; a setting is written  key = \"value\"".into(),
        });
    }
    resolve_table(Table::root(&positions, document.get_ref()), overrides, problems)
}

fn resolve_table(mut root: Table<'_>, overrides: &Overrides, problems: &mut Vec<Problem>) -> Option<Config> {
    let file_prefix = root.string(&PREFIX, problems);
    let file_region = root.string(&REGION, problems);
    let file_replications = root.strings(&REPLICATIONS, problems);
    let written_detached = root.strings(&DETACHED, problems);

    let variable = |name: &'static str| {
        let value = overrides.environment.get(name)?.clone();
        Some(Located { value, place: Origin::Variable(name) })
    };
    let chosen_prefix = flag(&overrides.prefix, "--prefix").or_else(|| variable("ARCHIVE_PREFIX")).or(file_prefix);
    let prefix_is_default = chosen_prefix.is_none();
    let prefix = chosen_prefix.unwrap_or_else(|| default(DEFAULT_PREFIX));
    let region = flag(&overrides.region, "--region").or_else(|| variable("ARCHIVE_REGION")).or(file_region);
    let region = region.unwrap_or_else(|| default(DEFAULT_REGION));
    let replications = match &overrides.replications {
        Some(names) => Located {
            value: names.iter().map(|name| at_flag(name, "--replications")).collect(),
            place: Origin::Flag("--replications"),
        },
        None => variable("ARCHIVE_REPLICATIONS")
            .map(listed_in_variable)
            .or(file_replications)
            .unwrap_or_else(|| Located { value: DEFAULT_REPLICATIONS.map(default).to_vec(), place: Origin::Default }),
    };

    let primary = known_region(&region, problems);
    let replicas = replica_regions(&replications, &region, problems);
    let detached = match &written_detached {
        Some(written) => detached_regions(written, &region, &replications, problems),
        None => Vec::new(),
    };
    check_partitions(primary.as_ref(), &replications.value, problems);
    check_partitions(primary.as_ref(), written_detached.as_ref().map_or(&[], |written| &written.value), problems);

    let mut effective = vec![
        listed("prefix", Some(format!("{:?}", prefix.value)), &prefix.place),
        listed("region", Some(format!("{:?}", region.value)), &region.place),
        listed("replications", Some(list_of(&replications.value)), &replications.place),
        listed(
            "detached",
            written_detached.as_ref().map(|written| list_of(&written.value)),
            written_detached.as_ref().map_or(&Origin::Default, |written| &written.place),
        ),
    ];
    let all_replicas: Vec<Region> = replicas.iter().chain(&detached).copied().collect();
    let regions = Regions { primary, all_replicas: &all_replicas, replicating: replicas.len() };
    let options = options::read(&mut root, &regions, problems, &mut effective);
    let sections = options::SECTIONS.iter().map(|section| section.name);
    root.refuse_the_rest(TOP.settings.iter().map(|setting| setting.key).chain(sections), problems);

    // The length rules need region names only, so the prefix is judged even when another setting is wrong.
    let has_logs = options.access_logs.is_some() || options.inventory.is_some();
    let names = derived_names(options.namespace, primary, &all_replicas, has_logs);
    problems.extend(name::prefix_faults(&prefix.value, &names).into_iter().map(|fault| Problem {
        place: prefix.place.clone(),
        message: fault.message,
        remedy: fault.remedy,
    }));
    Some(Config {
        prefix: prefix.value,
        prefix_is_default,
        region: primary?,
        replications: replicas,
        detached,
        options,
        effective,
        account: UNKNOWN_ACCOUNT.to_owned(),
    })
}

/// The content of the file, and what it is called in messages; no text where there is no file.
pub(super) fn read_file(folder: &Path, file: Option<&Path>, problems: &mut Vec<Problem>) -> (PathBuf, String) {
    let (path, named) = match file {
        Some(path) => (path.to_owned(), true),
        None => (nearest_file(folder).unwrap_or_else(|| folder.join(FILE_NAME)), false),
    };
    let is_here = !named && path == folder.join(FILE_NAME);
    let shown = if is_here { PathBuf::from(FILE_NAME) } else { path.clone() };
    match std::fs::read_to_string(&path) {
        Ok(text) => (shown, text),
        Err(error) if !named && error.kind() == std::io::ErrorKind::NotFound => (shown, String::new()),
        Err(error) => {
            problems.push(Problem {
                message: format!("the configuration cannot be read: {error}"),
                remedy: if named {
                    "name another file with --config".into()
                } else {
                    "make it readable, or remove it".into()
                },
                place: Origin::WholeFile(path),
            });
            (shown, String::new())
        }
    }
}

/// `archive.toml` of a folder or of the nearest parent that has one.
fn nearest_file(folder: &Path) -> Option<PathBuf> {
    let here = folder.join(FILE_NAME);
    if here.exists() {
        return Some(here);
    }
    // Without the folder's own path there are no parents to look in.
    let Ok(folder) = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) else {
        return None;
    };
    folder.ancestors().skip(1).map(|parent| parent.join(FILE_NAME)).find(|file| file.is_file())
}

/// The names that the prefix starts, without it.
fn derived_names(
    namespace: Namespace,
    primary: Option<Region>,
    replicas: &[Region],
    has_logs: bool,
) -> Vec<DerivedName> {
    const ACCOUNT: &str = "000000000000";
    let bucket =
        |purpose, region: &Region| DerivedName::bucket(name::bucket("", purpose, namespace, ACCOUNT, region.as_str()));
    let mut names: Vec<DerivedName> = replicas.iter().map(|region| bucket(Purpose::Replica, region)).collect();
    if let Some(primary) = &primary {
        names.push(bucket(Purpose::Primary, primary));
        names.push(DerivedName::role(name::replication_role("", primary.as_str())));
    }
    if has_logs {
        names.extend(primary.iter().chain(replicas).map(|region| bucket(Purpose::Logs, region)));
    }
    names
}

fn listed(key: &'static str, value: Option<String>, place: &Origin) -> Effective {
    Effective { section: TOP.name, key, value, place: place.clone() }
}

fn list_of(names: &[Located<String>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{:?}", name.value)).collect();
    format!("[{}]", quoted.join(", "))
}

fn flag(value: &Option<String>, name: &'static str) -> Option<Located<String>> {
    value.as_ref().map(|value| at_flag(value, name))
}

/// The names in a variable, separated by commas.
fn listed_in_variable(written: Located<String>) -> Located<Vec<Located<String>>> {
    let names = written.value.split(',').map(str::trim).filter(|name| !name.is_empty());
    let value = names.map(|name| Located { value: name.to_owned(), place: written.place.clone() }).collect();
    Located { value, place: written.place }
}

fn at_flag(value: &str, name: &'static str) -> Located<String> {
    Located { value: value.to_owned(), place: Origin::Flag(name) }
}

fn default(value: &str) -> Located<String> {
    Located { value: value.to_owned(), place: Origin::Default }
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
fn check_partitions(primary: Option<&Region>, written: &[Located<String>], problems: &mut Vec<Problem>) {
    let Some(primary) = primary else { return };
    for written in written {
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

/// The detached regions that are usable: known, named once, and neither the primary region nor one that replicates.
fn detached_regions(
    written: &Located<Vec<Located<String>>>,
    primary: &Located<String>,
    replications: &Located<Vec<Located<String>>>,
    problems: &mut Vec<Problem>,
) -> Vec<Region> {
    let mut seen = BTreeSet::new();
    let mut regions = Vec::new();
    for name in &written.value {
        let fault = if !seen.insert(name.value.as_str()) {
            Some((format!("the region {:?} is named twice in `detached`", name.value), "remove one of the two"))
        } else if name.value == primary.value {
            Some((format!("{:?} is the primary region, which has no replica", name.value), "remove it from `detached`"))
        } else if replications.value.iter().any(|other| other.value == name.value) {
            Some((
                format!(
                    "{:?} is in `replications` and in `detached`; a region either replicates or is detached",
                    name.value
                ),
                "remove it from one of the two",
            ))
        } else {
            None
        };
        match fault {
            Some((message, remedy)) => {
                problems.push(Problem { place: name.place.clone(), message, remedy: remedy.into() });
            }
            None => regions.extend(known_region(name, problems)),
        }
    }
    regions
}
