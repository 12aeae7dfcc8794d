//! Runs programs and measures what they take; several alternately, so that whatever else the machine does meets all of them.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cfn_cli::Failure;
use cfn_stdout::print_error;

use super::figure::Quantity;
use super::peers::Installed;
use super::report::Side;

/// A program is not run again once its runs have taken this long together.
const BUDGET: Duration = Duration::from_secs(60);

/// A program with its arguments, and where and after what it runs.
#[derive(Clone)]
pub(crate) struct Job {
    program: OsString,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    folder: Option<PathBuf>,
    /// A folder that is deleted before each run.
    cold: Option<PathBuf>,
    /// A file that is changed before each run: it has a line `// run N` at its end.
    edited: Option<PathBuf>,
    /// Whether it prints its samples itself, as lines of a quantity and a number.
    prints_samples: bool,
}

impl Job {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            folder: None,
            cold: None,
            edited: None,
            prints_samples: false,
        }
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Runs in `folder`.
    pub(crate) fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Deletes `folder` before each run.
    pub(crate) fn cold(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cold = Some(folder.into());
        self
    }

    /// Changes `file` before each run.
    pub(crate) fn after_editing(mut self, file: impl Into<PathBuf>) -> Self {
        self.edited = Some(file.into());
        self
    }

    /// Reads samples from what it prints: lines such as `rate 1200`. What the process as a whole took is not measured.
    pub(crate) fn printing_samples(mut self) -> Self {
        self.prints_samples = true;
        self
    }

    fn command(&self, before: &[&OsStr]) -> Command {
        let (program, words) = match before {
            [first, rest @ ..] => (*first, [rest, &[self.program.as_os_str()]].concat()),
            [] => (self.program.as_os_str(), Vec::new()),
        };
        let mut command = Command::new(program);
        command.args(words).args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs it once and returns what it prints.
    ///
    /// # Errors
    /// Why it cannot be run, or how it failed, with the end of what it wrote to standard error.
    pub(crate) fn output(&self) -> Result<String, String> {
        finished(&self.program, self.command(&[]).output())
    }

    /// The number of instructions of one run, as callgrind counts them.
    ///
    /// # Errors
    /// Why they cannot be counted.
    pub(crate) fn instructions(&self) -> Result<f64, String> {
        let before = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"].map(OsStr::new);
        let output = self
            .command(&before)
            .output()
            .map_err(|error| format!("instructions: valgrind cannot be run: {error}\n  help: install valgrind"))?;
        let text = String::from_utf8_lossy(&output.stderr);
        match text.lines().find_map(|line| Some(line.split_once("Collected :")?.1.trim().parse())) {
            Some(Ok(counted)) => Ok(counted),
            _ => Err(format!("instructions: valgrind counted none:\n{}", end(&text))),
        }
    }

    fn prepare(&self, run: usize) -> Result<(), String> {
        if let Some(folder) = &self.cold
            && folder.exists()
        {
            std::fs::remove_dir_all(folder)
                .map_err(|error| format!("{}: cannot be deleted: {error}", folder.display()))?;
        }
        if let Some(file) = &self.edited {
            let at = |error: std::io::Error| format!("{}: cannot be edited: {error}", file.display());
            let text = std::fs::read_to_string(file).map_err(at)?;
            let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("// run ")).collect();
            std::fs::write(file, format!("{}\n// run {run}\n", kept.join("\n"))).map_err(at)?;
        }
        Ok(())
    }
}

fn finished(program: &OsStr, output: std::io::Result<std::process::Output>) -> Result<String, String> {
    let name = Path::new(program).file_name().unwrap_or(program).display();
    let output = output.map_err(|error| format!("{name} cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}\n{}", output.status, end(&String::from_utf8_lossy(&output.stderr))));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{name}: its output is not UTF-8: {error}"))
}

/// The last lines of what a program wrote.
fn end(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines.get(lines.len().saturating_sub(12)..).unwrap_or(&[]).join("\n")
}

/// One program of a row.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) version: Option<String>,
    /// What it runs, or why it cannot.
    pub(crate) job: Result<Job, String>,
}

impl Contender {
    /// A peer, if it is installed.
    pub(crate) fn of(
        name: &'static str,
        installed: Result<Installed, String>,
        job: impl FnOnce(&Installed) -> Result<Job, String>,
    ) -> Self {
        match installed {
            Ok(installed) => Self { name, job: job(&installed), version: Some(installed.version) },
            Err(why) => Self { name, version: None, job: Err(why) },
        }
    }
}

/// Runs programs alternately, and measures each run.
pub(crate) struct Measure {
    /// The program `measure`.
    pub(crate) launcher: PathBuf,
    /// How often each program runs, unless its runs take longer than [`BUDGET`].
    pub(crate) runs: usize,
}

impl Measure {
    /// What each of the programs took, in their order. One that fails is not run again, and has no samples but the reason.
    ///
    /// # Errors
    /// [`Failure::Environment`] if there is no temporary folder.
    pub(crate) fn alternately(&self, row: &str, contenders: Vec<Contender>) -> Result<Vec<Side>, Failure> {
        let folder = tempfile::tempdir()
            .map_err(|error| Failure::Environment(format!("a temporary folder cannot be created: {error}")))?;
        let mut sides = Vec::new();
        let mut jobs = Vec::new();
        for Contender { name, version, job } in contenders {
            let (job, not_measured) = match job {
                Ok(job) => (Some(job), None),
                Err(why) => (None, Some(why)),
            };
            sides.push(Side { name: name.to_owned(), version, samples: BTreeMap::new(), not_measured });
            jobs.push((job, Duration::ZERO));
        }
        for run in 1..=self.runs {
            for (side, (job, taken)) in sides.iter_mut().zip(&mut jobs) {
                let Some(job) = job.as_ref().filter(|_| side.not_measured.is_none() && *taken < BUDGET) else {
                    continue;
                };
                print_error(&format!("{row}: run {run} of {}", side.title()));
                let begin = Instant::now();
                match self.once(job, run, &folder.path().join("result")) {
                    Ok(samples) => samples.into_iter().for_each(|(quantity, sample)| {
                        side.samples.entry(quantity).or_default().push(sample);
                    }),
                    Err(why) => {
                        side.samples.clear();
                        side.not_measured = Some(why);
                    }
                }
                *taken += begin.elapsed();
            }
        }
        Ok(sides)
    }

    fn once(&self, job: &Job, run: usize, result: &Path) -> Result<Vec<(Quantity, f64)>, String> {
        job.prepare(run)?;
        let output = job.command(&[self.launcher.as_os_str(), result.as_os_str()]).output();
        let printed = finished(&job.program, output)?;
        if job.prints_samples { printed_samples(&printed) } else { taken(result) }
    }
}

/// What `measure` wrote.
fn taken(result: &Path) -> Result<Vec<(Quantity, f64)>, String> {
    let text = std::fs::read_to_string(result).map_err(|error| format!("no measurement: {error}"))?;
    let numbers: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
    match numbers.as_deref() {
        Ok([wall, cpu, memory]) => {
            Ok(vec![(Quantity::Wall, wall / 1e9), (Quantity::Cpu, cpu / 1e9), (Quantity::Memory, *memory)])
        }
        _ => Err(format!("no measurement, but {text:?}")),
    }
}

/// Samples that a program prints, each as a quantity and a number.
fn printed_samples(printed: &str) -> Result<Vec<(Quantity, f64)>, String> {
    let mut samples = Vec::new();
    for line in printed.lines() {
        let words = line.split_once(' ').and_then(|(name, number)| {
            Some((Quantity::ALL.into_iter().find(|quantity| quantity.name() == name)?, number.trim().parse()))
        });
        match words {
            Some((quantity, Ok(number))) => samples.push((quantity, number)),
            _ => return Err(format!("not lines of a quantity and a number:\n{}", end(printed))),
        }
    }
    if samples.is_empty() { Err("it prints no samples".to_owned()) } else { Ok(samples) }
}
