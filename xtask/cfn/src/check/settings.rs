//! The settings of a check, from `cfn.toml` and from flags.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use models::check::{Finding, Severity, nearest};

use super::configuration;
use super::files::matches;
use crate::facts::{Snapshot, StackInputs};
use crate::failure::Failure;

/// The configuration file's name.
pub(super) const FILE: &str = "cfn.toml";

/// The settings of a check.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) accept: Vec<Acceptance>,
    pub(super) severity: BTreeMap<String, Level>,
    pub(super) given: StackInputs,
    pub(super) deny_warnings: bool,
    /// Files that are excluded when a folder is checked.
    pub(super) exclude: Vec<String>,
    /// The folder of the configuration file, which its patterns are relative to.
    pub(super) folder: Option<PathBuf>,
}

/// An accepted finding.
#[derive(Clone, Debug)]
pub(super) struct Acceptance {
    pub(super) rule: String,
    pub(super) at: Option<String>,
    pub(super) file: Option<String>,
    pub(super) reason: String,
    /// Its origin: `cfn.toml:12:1`, `--accept`.
    pub(super) origin: String,
}

/// The severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Of(Severity),
    Off,
}

impl Acceptance {
    /// Identifies it: `--accept` may be given twice, and a line of a file may have two.
    pub(super) fn key(&self) -> String {
        format!("{} {} {:?} {:?}", self.origin, self.rule, self.at, self.file)
    }

    /// Whether it accepts a finding of a template.
    pub(super) fn covers(&self, finding: &Finding, template: &Path, folder: Option<&Path>) -> bool {
        finding.rule == self.rule
            && self.at.as_deref().is_none_or(|place| is_in(place, &finding.path.to_string()))
            && self.file.as_deref().is_none_or(|pattern| is_of(pattern, template, folder))
    }
}

/// Whether a path is equal to another one or below it.
pub(super) fn is_in(outer: &str, place: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a file matches a pattern that is relative to a folder.
#[expect(clippy::disallowed_methods, reason = "a file outside the folder is compared with its whole path")]
fn is_of(pattern: &str, file: &Path, folder: Option<&Path>) -> bool {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let relative = folder.and_then(|folder| file.strip_prefix(folder).ok());
    matches(pattern, relative.unwrap_or(&file))
}

impl Settings {
    /// Whether a file is excluded when a folder is checked.
    pub(super) fn excludes(&self, file: &Path) -> bool {
        self.exclude.iter().any(|pattern| is_of(pattern, file, self.folder.as_deref()))
    }

    /// Merges the flags: they add to the acceptances of the file, and override its other settings.
    fn with(&self, flags: &Self) -> Self {
        let mut all = self.clone();
        all.accept.extend(flags.accept.iter().cloned());
        all.severity.extend(flags.severity.iter().map(|(rule, level)| (rule.clone(), *level)));
        all.given.parameters.extend(flags.given.parameters.iter().map(|(name, value)| (name.clone(), value.clone())));
        if !flags.given.regions.is_empty() {
            all.given.regions.clone_from(&flags.given.regions);
        }
        all.deny_warnings |= flags.deny_warnings;
        all
    }
}

/// Finds the settings of each template.
pub(super) struct Finder<'s> {
    snapshot: &'s Snapshot,
    flags: Settings,
    /// The configuration file for all templates; `Some(None)` for none.
    only: Option<Option<PathBuf>>,
    by_file: HashMap<Option<PathBuf>, Arc<Settings>>,
    by_folder: HashMap<PathBuf, Option<PathBuf>>,
}

impl<'s> Finder<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, flags: Settings, only: Option<Option<PathBuf>>) -> Self {
        Self { snapshot, flags, only, by_file: HashMap::new(), by_folder: HashMap::new() }
    }

    /// The settings of a template.
    ///
    /// # Errors
    /// All errors of the configuration file, or that it cannot be read.
    pub(super) fn of(&mut self, template: &Path) -> Result<Arc<Settings>, Failure> {
        let file = match &self.only {
            Some(only) => only.clone(),
            None => self.nearest(template),
        };
        if let Some(known) = self.by_file.get(&file) {
            return Ok(Arc::clone(known));
        }
        let own =
            file.as_deref().map_or_else(|| Ok(Settings::default()), |file| configuration::read(file, self.snapshot))?;
        let settings = Arc::new(own.with(&self.flags));
        self.by_file.insert(file, Arc::clone(&settings));
        Ok(settings)
    }

    /// The configuration file in the template's folder, or in the nearest parent folder.
    fn nearest(&mut self, template: &Path) -> Option<PathBuf> {
        // Without a current directory, the template itself cannot be found either.
        let Ok(file) = std::path::absolute(template) else { return None };
        let folder = file.parent()?;
        if let Some(known) = self.by_folder.get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file());
        self.by_folder.insert(folder.to_owned(), found.clone());
        found
    }
}

pub(super) const LEVELS: &str = "expected `error`, `warning`, `note` or `off`";

/// The severity of that name.
pub(super) fn level(text: &str) -> Result<Level, String> {
    match text {
        "error" => Ok(Level::Of(Severity::Error)),
        "warning" => Ok(Level::Of(Severity::Warning)),
        "note" => Ok(Level::Of(Severity::Note)),
        "off" => Ok(Level::Off),
        other => Err(match nearest(other, ["error", "warning", "note", "off"]) {
            Some(near) => format!("unknown severity `{other}`; did you mean `{near}`?"),
            None => format!("unknown severity `{other}`; {LEVELS}"),
        }),
    }
}

/// Checks the name of a region; the error is the message.
pub(super) fn region_named(name: &str) -> Result<(), String> {
    let regions = cfn_spec::regions().map_err(|errors| errors.to_string())?;
    if regions.iter().any(|region| region.name == name) {
        return Ok(());
    }
    Err(match nearest(name, regions.iter().map(|region| region.name.as_str())) {
        Some(near) => format!("unknown region `{name}`; did you mean `{near}`?"),
        None => format!("unknown region `{name}`; expected a name such as `eu-central-1`"),
    })
}
