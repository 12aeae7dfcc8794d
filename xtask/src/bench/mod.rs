//! Measures our programs beside their peers, and writes down what came out.
//!
//! ```text
//! rows ──▶ peers, ours: what runs ──▶ measure: alternately ──▶ report: the samples ──▶ table, page
//!                                                                   ▲
//!                                                        figure, target: what follows from them
//! ```

mod figure;
mod machine;
mod measure;
mod ours;
mod page;
mod peers;
mod report;
mod rows;
mod table;
mod target;
mod templates;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use cfn_cli::Failure;
use cfn_stdout::{print, print_error};

use machine::Machine;
use measure::Measure;
use ours::Ours;
use peers::Peers;
use report::{Measured, Report};
use rows::Row;

/// The names of the files that are written.
const SAMPLES: &str = "performance.json";
const PAGE: &str = "performance.md";

/// Rows that take longer than this many minutes are measured when they are named, or with `--all`.
const LONG: u32 = 15;

/// Measures our programs beside their peers on the same work, alternately, and writes docs/performance.md. The peers are
/// installed from their registries (crates.io, PyPI, npm) into a folder of their own. A row whose peer cannot be installed, or
/// does other work, is reported as not measured, with the reason, and the exit code is then 1; a target that is missed is not a
/// failure.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The rows to measure; if none is named, all but those that take longer than a quarter of an hour
    #[arg(value_name = "ROW")]
    rows: Vec<String>,
    /// Measure all rows, however long they take
    #[arg(long, conflicts_with = "rows")]
    all: bool,
    /// List the rows, with their targets and about how long each takes
    #[arg(long, conflicts_with_all = ["rows", "from"])]
    list: bool,
    /// Only install the peers, and print their versions
    #[arg(long, conflicts_with_all = ["rows", "all", "list", "from"])]
    install: bool,
    /// How often each program runs; one whose runs have taken a minute together is not run again
    #[arg(long, value_name = "N", default_value_t = 11, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Use only the peers that are installed already; download nothing
    #[arg(long)]
    cached: bool,
    /// The folder that the peers are installed into
    #[arg(long, value_name = "DIR", default_value_os_t = root().join("target").join("peers"))]
    cache: PathBuf,
    /// What has to be known about the circumstances, such as other work on the machine
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Show and write this report instead of measuring
    #[arg(long, value_name = "FILE", conflicts_with = "rows")]
    from: Option<PathBuf>,
    /// How to print the results
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The folder of performance.md and performance.json. What is written in the page by hand, and the results of rows that
    /// are not measured now, stay
    #[arg(long, value_name = "DIR", default_value_os_t = root().join("docs"))]
    docs: PathBuf,
    /// Write no file
    #[arg(long)]
    no_write: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// Tables
    Text,
    /// All samples, as in performance.json
    Json,
}

/// What the rows measure with.
pub(crate) struct Bench {
    ours: Ours,
    peers: Peers,
    measure: Measure,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Measures the rows, prints the results, and writes the page.
///
/// # Errors
/// [`Failure::Input`] for a row that does not exist, [`Failure::Environment`] if our programs cannot be built or run, and
/// [`Failure::Check`] if something could not be measured.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    if args.list {
        print(&list());
        return Ok(());
    }
    if args.install {
        return install(&Peers { cache: absolute(&args.cache)?, cached_only: args.cached });
    }
    let mut report = match &args.from {
        Some(file) => Report::read(file)?,
        None => measure(args)?,
    };
    let incomplete: Vec<String> = report.rows.iter().flat_map(Measured::incomplete).collect();
    match args.format {
        Format::Text => print(&table::table(&report)),
        Format::Json => print(&report.to_json()?),
    }
    if !args.no_write {
        write(&mut report, &args.docs)?;
    }
    if incomplete.is_empty() { Ok(()) } else { Err(Failure::Check(incomplete.join("\n"))) }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::Input(format!("{}: not a path: {error}", path.display())))
}

fn install(peers: &Peers) -> Result<(), Failure> {
    let mut missing = Vec::new();
    for (name, installed) in peers.all() {
        match installed {
            Ok(installed) => print(&format!("{name} {}\n", installed.version)),
            Err(why) => missing.push(format!("{name}: not installed: {why}")),
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Failure::Check(missing.join("\n"))) }
}

fn list() -> String {
    let mut text = String::new();
    for row in Row::all() {
        text += &format!("{} (about {} min): {}\n", row.name, row.minutes, row.work);
        for target in row.targets {
            text += &format!("  {}\n", target.words());
        }
    }
    text
}

fn measure(args: &Args) -> Result<Report, Failure> {
    let rows = selected(args)?;
    let cache = absolute(&args.cache)?;
    let ours = Ours::new(root(), cache.join("work"));
    let measure = Measure { launcher: ours.launcher()?, runs: usize::from(args.runs) };
    let bench = Bench { ours, peers: Peers { cache, cached_only: args.cached }, measure };
    let mut report = Report { machine: Machine::this()?, rows: Vec::new() };
    for row in rows {
        print_error(&format!("{}: {}", row.name, row.work));
        let sides = (row.measure)(&bench)?;
        report.rows.push(Measured {
            row: row.name.to_owned(),
            date: machine::today()?,
            note: args.note.clone(),
            sides,
        });
    }
    Ok(report)
}

fn selected(args: &Args) -> Result<Vec<&'static Row>, Failure> {
    if args.rows.is_empty() {
        return Ok(Row::all().iter().filter(|row| args.all || row.minutes <= LONG).collect());
    }
    let find = |name: &String| {
        Row::all().iter().find(|row| row.name == name).ok_or_else(|| {
            let known: Vec<&str> = Row::all().iter().map(|row| row.name).collect();
            Failure::Input(format!("there is no row {name}\n  help: the rows are {}", known.join(", ")))
        })
    };
    args.rows.iter().map(find).collect()
}

/// Writes the samples and the page, with the earlier results of the rows that were not measured now.
fn write(report: &mut Report, docs: &Path) -> Result<(), Failure> {
    let at = |file: &Path, error: std::io::Error| Failure::Environment(format!("{}: {error}", file.display()));
    let (samples, page) = (docs.join(SAMPLES), docs.join(PAGE));
    if samples.exists() {
        report.keep(Report::read(&samples)?);
    }
    let old =
        if page.exists() { std::fs::read_to_string(&page).map_err(|error| at(&page, error))? } else { String::new() };
    for (file, text) in [(&samples, report.to_json()?), (&page, page::page(report, &old))] {
        // A reader, and a run that is killed, find the old file or the new one.
        let written = tempfile::NamedTempFile::new_in(docs).and_then(|mut new| {
            new.write_all(text.as_bytes())?;
            new.persist(file).map_err(|error| error.error)
        });
        written.map_err(|error| at(file, error))?;
    }
    Ok(())
}
