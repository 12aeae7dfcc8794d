//! What a check found: where, what, what AWS allows, and the remedy.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;

use super::fix::Fix;
use super::path::Path;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// CloudFormation or the service refuses it, or data is lost.
    Error,
    /// It may well be refused or not do what was meant, but this version of the specification cannot be sure.
    Warning,
    /// Worth knowing; nothing is wrong.
    Note,
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule, by a short name that stays the same: `pattern`, `unknown-property`.
    pub rule: Cow<'static, str>,
    /// Where in the template.
    pub path: Path,
    /// What is wrong.
    pub message: String,
    /// What AWS allows there.
    pub allowed: Option<String>,
    /// What to do.
    pub suggestion: Option<String>,
    /// The correction, where there is one answer.
    pub fix: Option<Fix>,
    /// Where the program declares what it is about, if a [`Stack`](crate::Stack) was checked.
    pub location: Option<&'static Location<'static>>,
}

impl Finding {
    /// An error of `rule` at `path`.
    pub fn error(rule: impl Into<Cow<'static, str>>, path: &Path, message: impl Into<String>) -> Self {
        Self::of(Severity::Error, rule, path, message)
    }

    /// A warning of `rule` at `path`.
    pub fn warning(rule: impl Into<Cow<'static, str>>, path: &Path, message: impl Into<String>) -> Self {
        Self::of(Severity::Warning, rule, path, message)
    }

    /// A note of `rule` at `path`.
    pub fn note(rule: impl Into<Cow<'static, str>>, path: &Path, message: impl Into<String>) -> Self {
        Self::of(Severity::Note, rule, path, message)
    }

    pub(crate) fn of(
        severity: Severity,
        rule: impl Into<Cow<'static, str>>,
        path: &Path,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            rule: rule.into(),
            path: path.clone(),
            message: message.into(),
            allowed: None,
            suggestion: None,
            fix: None,
            location: None,
        }
    }

    /// With what AWS allows.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// With what to do, where something is known.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<Option<String>>) -> Self {
        self.suggestion = suggestion.into();
        self
    }

    /// With the correction, where there is one answer.
    #[must_use]
    pub(crate) fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The logical id of the resource, parameter, condition, mapping, rule or output that it is about.
    pub fn logical_id(&self) -> Option<&str> {
        self.path.logical_id()
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}: {}", self.severity, self.rule, self.path, self.message)?;
        if let Some(allowed) = &self.allowed {
            write!(f, "\n  allowed: {allowed}")?;
        }
        if let Some(suggestion) = &self.suggestion {
            write!(f, "\n  help: {suggestion}")?;
        }
        if let Some(location) = &self.location {
            write!(f, "\n  --> {location}")?;
        }
        Ok(())
    }
}

/// Everything that a check found, in the template's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// The findings as they come.
    pub(crate) const fn new(findings: Vec<Finding>) -> Self {
        Self(findings)
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Finding> {
        self.0.iter_mut()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// At least one is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|f| f.severity == Severity::Error)
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}

/// [`Findings`] whose `Debug` is what `Display` writes: what Rust prints of the error that a test or `main` returns.
pub struct SynthFailure(Findings);

impl From<Findings> for SynthFailure {
    fn from(findings: Findings) -> Self {
        Self(findings)
    }
}

impl fmt::Debug for SynthFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stack cannot be deployed\n{}", self.0)
    }
}
