//! The output formats of findings: for people and for other programs.

mod github;
mod json;
mod junit;
mod sarif;
mod text;

use std::fmt;

use cfn_stdout::print;
use models::check::Severity;

use super::examine::CheckedTemplate;
use crate::facts::Snapshot;

/// Output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// With the lines of the template
    Text,
    /// One JSON object: `{"files": [{"file", "findings": [{"severity", "rule", "path", "line", "column", …}]}]}`
    Json,
    /// SARIF 2.1.0, which GitHub, GitLab, Azure DevOps and editors read
    Sarif,
    /// JUnit XML, which CI servers show as tests
    Junit,
    /// Workflow commands of GitHub Actions, which annotate the lines of a pull request
    Github,
}

/// The report of a run.
pub(super) enum Report<'s> {
    Text { colours: bool },
    Json(json::Json),
    Sarif(sarif::Sarif<'s>),
    Junit(junit::Junit),
    Github,
}

/// Whether findings are printed in colours: `--color`, else what standard output is, `NO_COLOR` and the like.
fn wants_colours() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

impl<'s> Report<'s> {
    pub(super) fn new(format: Format, snapshot: &'s Snapshot) -> Self {
        match format {
            Format::Text => Self::Text { colours: wants_colours() },
            Format::Json => Self::Json(json::Json::default()),
            Format::Sarif => Self::Sarif(sarif::Sarif::new(snapshot)),
            Format::Junit => Self::Junit(junit::Junit::default()),
            Format::Github => Self::Github,
        }
    }

    /// Adds the findings of a template; prints them if the format can be written incrementally.
    pub(super) fn add(&mut self, examined: &CheckedTemplate, deny_warnings: bool) {
        match self {
            Self::Text { colours } => print(&text::graphical(examined, *colours)),
            Self::Json(json) => json.add(examined),
            Self::Sarif(sarif) => sarif.add(examined),
            Self::Junit(junit) => junit.add(examined, deny_warnings),
            Self::Github => print(&github::commands(examined)),
        }
    }

    /// Adds an acceptance that matches no finding.
    pub(super) fn unused(&mut self, message: String) {
        if let Self::Json(json) = self {
            json.unused(message);
        }
    }

    /// Prints the rest.
    pub(super) fn finish(self, tally: &RunTotals) {
        match self {
            Self::Text { .. } | Self::Github => {}
            Self::Json(json) => print(&json.text(tally)),
            Self::Sarif(sarif) => print(&sarif.text(tally)),
            Self::Junit(junit) => print(&junit.text()),
        }
    }
}

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RunTotals {
    pub(super) templates: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) accepted: usize,
    pub(super) fixed: usize,
    pub(super) unreadable: usize,
}

impl RunTotals {
    pub(super) fn add(&mut self, examined: &CheckedTemplate) {
        self.templates += 1;
        self.errors += examined.count(Severity::Error);
        self.warnings += examined.count(Severity::Warning);
        self.accepted += examined.accepted();
        self.fixed += examined.fixed;
        self.unreadable += usize::from(examined.unreadable);
    }
}

/// One line: `3 errors and 1 warning in 20 templates; 2 accepted`.
impl fmt::Display for RunTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        write!(f, "{} and {}", counted(self.errors, "error"), counted(self.warnings, "warning"))?;
        if self.templates > 1 {
            write!(f, " in {} templates", self.templates)?;
        }
        if self.accepted > 0 {
            write!(f, "; {} accepted", self.accepted)?;
        }
        if self.fixed > 0 {
            write!(f, "; {} fixed", self.fixed)?;
        }
        Ok(())
    }
}
