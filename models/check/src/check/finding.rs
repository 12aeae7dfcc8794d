//! What a check found: where, what, what AWS allows, and the remedy.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;

use super::fix::Fix;
use super::path::Path;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// CloudFormation or the service rejects it, or data is lost.
    Error,
    /// Probably a mistake, but this version of the specification cannot be certain.
    Warning,
    /// For information; nothing is wrong.
    Note,
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How severe it is.
    pub severity: Severity,
    /// The stable identifier of the rule: `pattern`, `unknown-property`.
    pub rule: Cow<'static, str>,
    /// Where in the template.
    pub path: Path,
    /// The message.
    pub message: String,
    /// What AWS allows there.
    pub allowed: Option<String>,
    /// The remedy.
    pub suggestion: Option<String>,
    /// The correction, where there is one answer.
    pub fix: Option<Fix>,
    /// Where the program declares what it is about, if a stack was checked that is built with `cfn-models`.
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

    /// Sets what AWS allows.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Sets what to do, if anything is known.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<Option<String>>) -> Self {
        self.suggestion = suggestion.into();
        self
    }

    /// Adds the correction, if there is exactly one.
    #[must_use]
    pub(crate) fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The logical ID of the resource, parameter, condition, mapping, rule or output that it concerns.
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

/// Everything that a check found, in the order of the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// The findings, one after the other.
    pub(crate) const fn new(findings: Vec<Finding>) -> Self {
        Self(findings)
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    #[doc(hidden)]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Finding> {
        self.0.iter_mut()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether at least one finding is an error.
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
