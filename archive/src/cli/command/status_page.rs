//! `archive status --html`: what `status` found, as one page that needs nothing else.

use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cfn_command_line::graph::{GraphArgs, GraphDirection, GraphFormat};
use cfn_command_line::{CommandError, WholeFile};
use cfn_deploy::aws::rfc3339;
use cfn_deploy::{ResourceEvent, StackReport};
use cfn_page::{Cell, Page, Section, State, Table};

use crate::config::Config;
use crate::doctor::Finding;

/// How many of the last operation's events are on the page, the newest first.
const EVENTS: usize = 30;

/// What the page is about.
pub(super) struct Examined<'a> {
    pub(super) config: &'a Config,
    pub(super) report: &'a StackReport,
    pub(super) findings: &'a [Finding],
    /// The events of the last operation in every region, by time; or why they are not known.
    pub(super) events: Result<Vec<ResourceEvent>, String>,
}

/// Writes the page. A page that is there is replaced when the new one is complete.
///
/// # Errors
/// If the archive cannot be drawn, or the file cannot be written.
pub(super) fn write(file: &Path, examined: &Examined<'_>) -> Result<(), CommandError> {
    let args = GraphArgs { format: GraphFormat::Svg, direction: GraphDirection::Down };
    let picture = super::graph::drawn(examined.config, args)?;
    let html = page(examined, &picture).to_html();
    write_whole(file, &html).map_err(|error| {
        CommandError::usage(
            format!("{} cannot be written: {error}", file.display()),
            "name a file in a folder that can be written to",
        )
    })
}

fn page(examined: &Examined<'_>, picture: &str) -> Page {
    let Examined { config, report, findings, .. } = examined;
    let bad = findings.iter().filter(|finding| finding.passed == Some(false)).count();
    let unknown = findings.iter().filter(|finding| finding.passed.is_none()).count();
    let verdict = match (bad, unknown) {
        (0, 0) => Cell::state(State::Good, "nothing is wrong"),
        (0, some) => Cell::state(State::Warning, format!("nothing is wrong as far as is known; {some} not known")),
        (some, _) => Cell::state(State::Bad, format!("{some} to put right")),
    };
    Page::new(format!("The archive {}", config.prefix()))
        .lead(verdict)
        .lead(Cell::text(format!(
            "As of {}, by archive {}. The page does not change by itself: archive status --html writes it anew.",
            now(),
            env!("CARGO_PKG_VERSION")
        )))
        .section(regions(config, report, findings))
        .section(findings_section(findings))
        .section(drift(report))
        .section(survives(config))
        .section(events(&examined.events))
        .section(Section::new("What refers to what").picture(
            picture,
            "The archive's resources in each region, what they refer to, and who may decrypt with which key",
        ))
}

/// The time of this machine, to the second.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).map_or_else(|_| "an unknown time".to_owned(), rfc3339)
}

fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let mut open = WholeFile::create(file)?;
    open.write_all(text.as_bytes())?;
    open.finish()
}

fn regions(config: &Config, report: &StackReport, findings: &[Finding]) -> Section {
    let mut table = Table::new("The buckets in each region", &["Region", "Bucket", "Role", "Stack", "Findings"]);
    let of = |bucket: &str| {
        let about = || findings.iter().filter(|finding| finding.subject.ends_with(bucket));
        match about().filter(|finding| finding.passed == Some(false)).count() {
            0 if about().any(|finding| finding.passed.is_none()) => Cell::state(State::Warning, "not all is known"),
            0 => Cell::state(State::Good, "none"),
            some => Cell::state(State::Bad, format!("{some} to put right")),
        }
    };
    let bucket = config.bucket_name();
    table = table.row([
        Cell::code(config.region().as_str()),
        Cell::code(&bucket),
        Cell::text("primary: objects are written here"),
        Cell::state(standing(&report.status), &report.status),
        of(&bucket),
    ]);
    for region in config.replica_regions() {
        let bucket = config.replica_bucket_name(region);
        let instance = report.instances.iter().find(|instance| instance.region == region.as_str());
        let stack = match instance {
            Some(instance) if instance.status == "CURRENT" => Cell::state(State::Good, "up to date"),
            Some(instance) => Cell::state(State::Warning, &instance.status),
            None => Cell::state(State::Bad, "no instance of the StackSet"),
        };
        let role = if config.replications().contains(region) {
            "replica: S3 replicates to it"
        } else {
            "detached: kept, and no longer replicated to"
        };
        table = table.row([Cell::code(region.as_str()), Cell::code(&bucket), Cell::text(role), stack, of(&bucket)]);
    }
    Section::new("Regions").table(table).text(&Cell::text(
        "Whether the last object has arrived in every region is not part of this: S3 tells it object by object, and archive verify asks it.",
    ))
}

fn standing(status: &str) -> State {
    match status {
        running if running.ends_with("_IN_PROGRESS") => State::Neutral,
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" => State::Good,
        _ => State::Bad,
    }
}

/// What is wrong first, then what is not known, then the rest.
fn findings_section(findings: &[Finding]) -> Section {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| match finding.passed {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    });
    let mut table = Table::new("What was examined", &["What", "State", "Found", "What to do"]);
    for finding in sorted {
        let state = match finding.passed {
            Some(true) => Cell::state(State::Good, "as it should be"),
            Some(false) => Cell::state(State::Bad, "to put right"),
            None => Cell::state(State::Warning, "not known"),
        };
        let remedies = finding.remedies.join(" Or: ");
        table = table.row([
            Cell::text(&finding.subject),
            state,
            Cell::sentence(&finding.message),
            Cell::sentence(remedies),
        ]);
    }
    Section::new("Replication and protection").table(table)
}

fn drift(report: &StackReport) -> Section {
    let cell = match (report.drift.as_deref(), report.drift_detected.as_deref()) {
        (Some("NOT_CHECKED") | None, _) => Cell::state(State::Warning, "never detected"),
        (Some(result), when) => {
            let state = if result == "IN_SYNC" { State::Good } else { State::Bad };
            let when = when.map_or_else(String::new, |when| format!("detected {when}"));
            let outdated = if report.drift_outdated { "; the stack was changed since" } else { "" };
            Cell::state(if report.drift_outdated { State::Warning } else { state }, result)
                .and(&Cell::text(format!("{when}{outdated}")))
        }
    };
    Section::new("Drift of the primary stack").text(&cell).text(&Cell::text(
        "archive drift compares every resource in every region with its template, and archive deploy --revert-drift puts it back.",
    ))
}

fn survives(config: &Config) -> Section {
    let mut table =
        Table::new("What destroy, a rollback of an update, and a replacement keep", &["Region", "Bucket", "Key"]);
    let primary = (config.region(), config.bucket_name());
    let replicas = config.replica_regions().map(|region| (region, config.replica_bucket_name(region)));
    for (region, bucket) in std::iter::once(primary).chain(replicas) {
        let kept = Cell::text("with every object version");
        table = table.row([
            Cell::code(region.as_str()),
            Cell::code(bucket).and(&kept),
            Cell::text("kept: without it the objects cannot be read"),
        ]);
    }
    let lock = match config.options().object_lock {
        Some(_) => "Object Lock keeps versions until their retention ends.",
        None => "Object Lock is not used: who may change the buckets' policies can delete versions.",
    };
    Section::new("What survives").table(table).text(&Cell::text(lock))
}

fn events(events: &Result<Vec<ResourceEvent>, String>) -> Section {
    let section = Section::new("Last operation");
    let events = match events {
        Ok(events) => events,
        Err(error) => return section.text(&Cell::state(State::Warning, format!("its events are not known: {error}"))),
    };
    let mut table = Table::new(
        format!("The events of the last operation, the newest first, at most {EVENTS}"),
        &["Resource", "Status", "Region", "Time", "Reason"],
    );
    for event in events.iter().rev().take(EVENTS) {
        let state = match event.status.as_str() {
            failed if failed.ends_with("_FAILED") => State::Bad,
            done if done.ends_with("_COMPLETE") => State::Good,
            _ => State::Neutral,
        };
        table = table.row([
            Cell::text(&event.logical_id).below(&Cell::code(&event.resource_type)),
            Cell::state(state, &event.status),
            Cell::code(&event.region),
            Cell::code(rfc3339(event.time.secs())),
            Cell::text(event.reason.as_deref().unwrap_or("")),
        ]);
    }
    section.table(table)
}
