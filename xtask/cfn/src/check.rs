//! `check`: what AWS would say about templates, from the same rules as `Stack::synth`.

mod accept;
mod configuration;
mod examine;
mod files;
mod fix;
mod flags;
mod nested;
mod output;
mod place;
mod settings;
mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use cfn_stdout::print_error;
use indicatif::{ProgressBar, ProgressStyle};
use models::check::Severity;

use self::examine::{Examined, examine};
use self::files::Listed;
use self::flags::Flags;
use self::output::{Format, Report, Tally};
use self::settings::Settings;
use crate::escape::visible;
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::template::SnapshotArgs;

/// What is checked, and how it is printed.
///
/// Exit code 0: no errors were found; 1: some were, or warnings with `--deny-warnings`; 2: a template, the configuration or an
/// argument cannot be read; 3: something cannot be written.
#[derive(clap::Args)]
#[command(after_long_help = EXIT_CODES)]
pub struct Args {
    /// Templates (JSON or YAML), folders of them, or patterns such as `stacks/**/*.yaml`
    #[arg(value_name = "TEMPLATE", required = true)]
    templates: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    output: Format,
    /// Correct in the templates themselves what has one answer
    #[arg(long)]
    fix: bool,
    /// Pass over files that are no templates, also where they are named themselves
    #[arg(long)]
    templates_only: bool,
    /// How many templates are examined at a time; as many as there are processors if not given
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    settings: Flags,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  no errors were found
  1  errors were found, or warnings with `--deny-warnings`
  2  a template, the configuration or an argument cannot be read
  3  something cannot be written

`cfn explain RULE` says what a rule finds and how its findings are accepted.";

/// Prints the findings.
///
/// # Errors
/// When a template cannot be read or has errors, or the configuration or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let mut finder = args.settings.finder(&snapshot)?;
    let mut plans: Vec<(Listed, Arc<Settings>)> = Vec::new();
    for mut file in files::list(&args.templates)? {
        file.named &= !args.templates_only;
        let settings = finder.of(&file.path)?;
        if file.named || !settings.excludes(&file.path) {
            plans.push((file, settings));
        }
    }
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let bar = progress(plans.len());
    let mut run = Run {
        report: Report::new(args.output, &snapshot),
        tally: Tally::default(),
        failing: 0,
        used: BTreeSet::new(),
        parameters: BTreeSet::new(),
        failure: None,
    };
    let work = |index: usize| {
        let (file, settings) = &plans[index];
        examine(file, settings, &snapshot, args.fix)
    };
    let done = |index: usize, result: Result<Option<Examined>, Failure>| {
        let (_, settings) = &plans[index];
        bar.suspend(|| run.take(result, settings));
        bar.inc(1);
    };
    workers::each_in_order(plans.len(), jobs, work, done)
        .map_err(|e| Failure::Environment(format!("a thread cannot be started: {e}")))?;
    bar.finish_and_clear();
    run.tell_unused(&plans, args);
    run.end(&snapshot, &args.templates)
}

/// A bar for people who wait for many templates.
fn progress(count: usize) -> ProgressBar {
    if count < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    match ProgressStyle::with_template("checking [{bar:30}] {pos}/{len} templates, {eta} left") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        // The template is a constant, and one that indicatif does not know would show the default bar.
        Err(_) => bar,
    }
}

/// A run over all templates.
struct Run<'s> {
    report: Report<'s>,
    tally: Tally,
    /// What the exit code counts: errors, and warnings where they are denied.
    failing: usize,
    /// What of the settings accepted something: by place.
    used: BTreeSet<String>,
    /// The parameters that templates declare.
    parameters: BTreeSet<String>,
    failure: Option<Failure>,
}

impl Run<'_> {
    fn take(&mut self, result: Result<Option<Examined>, Failure>, settings: &Settings) {
        let examined = match result {
            Ok(Some(examined)) => examined,
            Ok(None) => return,
            Err(failure) => {
                self.failure.get_or_insert(failure);
                return;
            }
        };
        self.tally.add(&examined);
        let warnings = if settings.deny_warnings { examined.count(Severity::Warning) } else { 0 };
        self.failing += examined.count(Severity::Error) + warnings;
        self.used.extend(examined.used.iter().filter_map(|index| Some(settings.accept.get(*index)?.key())));
        self.parameters.extend(examined.parameters.iter().cloned());
        self.report.add(&examined, settings.deny_warnings);
    }

    /// Says what of the settings had nothing to do in any template.
    fn tell_unused(&mut self, plans: &[(Listed, Arc<Settings>)], args: &Args) {
        let all: BTreeMap<String, &settings::Accept> =
            plans.iter().flat_map(|(_, settings)| &settings.accept).map(|accept| (accept.key(), accept)).collect();
        for (_, accept) in all.into_iter().filter(|(key, _)| !self.used.contains(key)) {
            let at = accept.at.as_ref().map(|at| format!(" at `{at}`")).unwrap_or_default();
            let message = format!(
                "{}: no finding `{}`{at} is there to be accepted; remove it (its reason was: {})",
                accept.origin, accept.rule, accept.reason
            );
            print_error(&format!("warning: {}", visible(&message)));
            self.report.unused(message);
        }
        for name in args.settings.parameters().filter(|name| !self.parameters.contains(*name)) {
            let near = crate::near::nearest(name, self.parameters.iter().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            print_error(&format!("warning: --parameter: no template has the parameter `{}`{near}", visible(name)));
        }
    }

    fn end(self, snapshot: &Snapshot, arguments: &[PathBuf]) -> Result<(), Failure> {
        let Self { report, tally, failing, failure, .. } = self;
        report.finish(&tally);
        if let Some(failure) = failure {
            return Err(failure);
        }
        snapshot.failure()?;
        if tally.templates == 0 {
            let names: Vec<String> = arguments.iter().map(|name| name.display().to_string()).collect();
            return Err(Failure::Input(format!("{}: no templates there", names.join(", "))));
        }
        let summary = tally.to_string();
        match (tally.unreadable > 0, failing) {
            (true, _) => Err(Failure::Input(format!("{summary}; not all templates can be read"))),
            (false, 0) => {
                print_error(&summary);
                Ok(())
            }
            (false, _) => Err(Failure::Check(summary)),
        }
    }
}
