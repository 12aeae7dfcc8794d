//! `check`: checks templates with the rules of `Stack::synth`.

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
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use cfn_stdout::print_error;
use indicatif::{ProgressBar, ProgressStyle};
use models::check::Severity;

#[cfg(feature = "deploy")]
pub(crate) use self::configuration::CHECK_KEYS;
use self::examine::{CheckedTemplate, examine};
use self::files::Listed;
use self::flags::Flags;
use self::output::{Format, Report, RunTotals};
use self::settings::Settings;
use crate::escape::visible;
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::template::SnapshotArgs;

/// The arguments of `check`.
///
/// Exit code 0: no errors; 1: errors, or warnings with `--deny-warnings`; 2: a template, the configuration or an
/// argument is invalid or cannot be read; 3: output cannot be written.
#[derive(clap::Args)]
#[command(after_long_help = EXIT_CODES)]
pub struct Args {
    /// Templates (JSON or YAML), folders of them, or patterns such as `stacks/**/*.yaml`
    #[arg(value_name = "TEMPLATE", required = true)]
    templates: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    output: Format,
    /// Fix findings that have exactly one fix, in the templates
    #[arg(long)]
    fix: bool,
    /// Skip files that are not templates, even if they are named as arguments
    #[arg(long)]
    templates_only: bool,
    /// The number of templates to check in parallel [default: the number of processors]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    settings: Flags,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  no errors
  1  errors, or warnings with `--deny-warnings`
  2  a template, the configuration or an argument is invalid or cannot be read
  3  output or a fixed template cannot be written

`cfn explain RULE` shows what a rule finds and how to fix or accept its findings.";

/// Prints the findings.
///
/// # Errors
/// If a template cannot be read or has errors, or the configuration or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    // Freeing the facts one by one takes a twentieth of a check, after which the program ends.
    let snapshot = ManuallyDrop::new(args.snapshot.open()?);
    let mut finder = args.settings.finder(&snapshot)?;
    let mut plans: Vec<(Listed, Arc<Settings>)> = Vec::new();
    for mut file in files::list(&args.templates)? {
        file.named &= !args.templates_only;
        let settings = finder.of(&file.path)?;
        if file.named || !settings.excludes(&file.path) {
            plans.push((file, settings));
        }
    }
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let bar = progress(plans.len());
    let mut run = Run {
        report: Report::new(args.output, &snapshot),
        tally: RunTotals::default(),
        failing: 0,
        used: BTreeSet::new(),
        parameters: BTreeSet::new(),
        failure: None,
    };
    let work = |index: usize| {
        let (file, settings) = &plans[index];
        examine(file, settings, &snapshot, args.fix)
    };
    let done = |index: usize, result: Result<Option<CheckedTemplate>, Failure>| {
        let (_, settings) = &plans[index];
        bar.suspend(|| run.take(result, settings));
        bar.inc(1);
    };
    workers::each_in_order(plans.len(), jobs, work, done)
        .map_err(|e| Failure::Environment(format!("a thread cannot be started: {e}")))?;
    bar.finish_and_clear();
    run.warn_of_unused(&plans, args);
    run.end(&snapshot, &args.templates)
}

/// A progress bar for many templates on a terminal.
fn progress(count: usize) -> ProgressBar {
    if count < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    match ProgressStyle::with_template("checking [{bar:30}] {pos}/{len} templates, {eta} left") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        // The template is a constant; an invalid one would show the default bar.
        Err(_) => bar,
    }
}

/// A run over all templates.
struct Run<'s> {
    report: Report<'s>,
    tally: RunTotals,
    /// The findings that determine the exit code: errors, and warnings with `--deny-warnings`.
    failing: usize,
    /// The acceptances of the settings that matched, by their keys.
    used: BTreeSet<String>,
    /// The parameters that templates declare.
    parameters: BTreeSet<String>,
    failure: Option<Failure>,
}

impl Run<'_> {
    fn take(&mut self, result: Result<Option<CheckedTemplate>, Failure>, settings: &Settings) {
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

    /// Reports the acceptances and parameters of the settings that no template uses.
    fn warn_of_unused(&mut self, plans: &[(Listed, Arc<Settings>)], args: &Args) {
        let all: BTreeMap<String, &settings::Acceptance> =
            plans.iter().flat_map(|(_, settings)| &settings.accept).map(|accept| (accept.key(), accept)).collect();
        for (_, accept) in all.into_iter().filter(|(key, _)| !self.used.contains(key)) {
            let at = accept.at.as_ref().map_or_else(String::new, |at| format!(" at `{at}`"));
            let message = format!(
                "{}: the acceptance of `{}`{at} matches no finding; remove it (its reason: {})",
                accept.origin, accept.rule, accept.reason
            );
            print_error(&format!("warning: {}", visible(&message)));
            self.report.unused(message);
        }
        for name in args.settings.parameters().filter(|name| !self.parameters.contains(*name)) {
            let near = models::check::nearest(name, self.parameters.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
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
            return Err(Failure::Input(format!("{}: no templates found", names.join(", "))));
        }
        let summary = tally.to_string();
        match (tally.unreadable > 0, failing) {
            (true, _) => Err(Failure::Input(format!("{summary}; some templates cannot be read"))),
            (false, 0) => {
                print_error(&summary);
                Ok(())
            }
            (false, _) => Err(Failure::Check(summary)),
        }
    }
}
