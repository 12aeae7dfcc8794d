//! What a check is told beside its templates: `cfn.toml`, and the flags that say the same.
//!
//! ```toml
//! # The regions that the templates are deployed to, and what their parameters are given.
//! regions = ["eu-central-1"]
//! deny-warnings = true
//! # Files that are left out when a folder is checked.
//! exclude = ["vendor/**"]
//!
//! [parameters]
//! Stage = "prod"
//!
//! # error, warning, note, or off
//! [severity]
//! retained-data-without-key = "error"
//!
//! [[accept]]
//! rule = "policy-key"
//! at = "Role.Policies"        # a place, and what is in it; everywhere without it
//! file = "legacy/*.yaml"      # every template without it
//! reason = "the key is that of a private service"
//! ```
//!
//! The nearest `cfn.toml` at or above a template counts for it. What is misspelt in it is an error.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use models::check::{Finding, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::matches;
use crate::facts::{Given, Snapshot};
use crate::failure::Failure;
use crate::near::nearest;
use crate::rules;

/// The configuration file's name.
pub(super) const FILE: &str = "cfn.toml";
const KEYS: &[&str] = &["accept", "deny-warnings", "exclude", "parameters", "regions", "severity"];
const KEYS_OF_ACCEPT: &[&str] = &["at", "file", "reason", "rule"];

/// What a check is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) accept: Vec<Accept>,
    pub(super) severity: BTreeMap<String, Level>,
    pub(super) given: Given,
    pub(super) deny_warnings: bool,
    exclude: Vec<String>,
    /// The folder of the file, which its patterns are relative to.
    folder: Option<PathBuf>,
}

/// A finding that is accepted.
#[derive(Clone, Debug)]
pub(super) struct Accept {
    pub(super) rule: String,
    pub(super) at: Option<String>,
    file: Option<String>,
    pub(super) reason: String,
    /// Where it is written: `cfn.toml:12:1`, `--accept`.
    pub(super) origin: String,
}

/// How grave the findings of a rule are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Of(Severity),
    Off,
}

impl Accept {
    /// What tells it from every other: `--accept` may be given twice, and a line of a file may hold two.
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

/// Whether a place is another one, or in it.
pub(super) fn is_in(outer: &str, place: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a file matches a pattern that is relative to a folder.
fn is_of(pattern: &str, file: &Path, folder: Option<&Path>) -> bool {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let relative = folder.and_then(|folder| file.strip_prefix(folder).ok());
    matches(pattern, relative.unwrap_or(&file))
}

impl Settings {
    /// Whether a file is left out when a folder is checked.
    pub(super) fn excludes(&self, file: &Path) -> bool {
        self.exclude.iter().any(|pattern| is_of(pattern, file, self.folder.as_deref()))
    }

    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// With what the flags say: they add to what the file accepts, and replace the rest of what it says.
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
    /// The one file for all templates; `Some(None)` where none is read.
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
    /// When the configuration file cannot be read, or says what there is not: everything that is wrong in it.
    pub(super) fn of(&mut self, template: &Path) -> Result<Arc<Settings>, Failure> {
        let file = match &self.only {
            Some(only) => only.clone(),
            None => self.nearest(template),
        };
        if let Some(known) = self.by_file.get(&file) {
            return Ok(Arc::clone(known));
        }
        let own = file.as_deref().map_or_else(|| Ok(Settings::default()), |file| read(file, self.snapshot))?;
        let settings = Arc::new(own.with(&self.flags));
        self.by_file.insert(file, Arc::clone(&settings));
        Ok(settings)
    }

    /// The configuration file in the template's folder, or the next above it.
    fn nearest(&mut self, template: &Path) -> Option<PathBuf> {
        let file = std::path::absolute(template).ok()?;
        let folder = file.parent()?;
        if let Some(known) = self.by_folder.get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file());
        self.by_folder.insert(folder.to_owned(), found.clone());
        found
    }
}

/// Reads a configuration file.
fn read(file: &Path, snapshot: &Snapshot) -> Result<Settings, Failure> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| Failure::Input(format!("{name}: cannot be read: {e}")))?;
    let (document, errors) = DeTable::parse_recoverable(&text);
    let mut reader = Reader { name: &name, text: &text, snapshot, problems: Vec::new() };
    for error in &errors {
        reader.problem(error.span().map_or(0, |span| span.start), error.message().trim_end());
    }
    let mut settings = Settings { folder: file.parent().map(Path::to_owned), ..Settings::default() };
    if errors.is_empty() {
        reader.root(document.get_ref(), &mut settings);
    }
    if reader.problems.is_empty() {
        return Ok(settings);
    }
    reader.problems.sort();
    let problems: Vec<String> = reader.problems.into_iter().map(|(_, problem)| problem).collect();
    Err(Failure::Input(problems.join("\n")))
}

struct Reader<'r> {
    name: &'r str,
    text: &'r str,
    snapshot: &'r Snapshot,
    /// Each with its place in the text.
    problems: Vec<(usize, String)>,
}

type Entry<'d> = Spanned<DeValue<'d>>;

impl Reader<'_> {
    fn place(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        format!("{}:{}:{column}", self.name, before.matches('\n').count() + 1)
    }

    fn problem(&mut self, offset: usize, message: &str) {
        let place = self.place(offset);
        self.problems.push((offset, format!("{place}: {message}")));
    }

    fn unknown_key(&mut self, offset: usize, key: &str, known: &[&str]) {
        let remedy = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        self.problem(offset, &format!("there is no key `{key}`; {remedy}"));
    }

    fn root(&mut self, table: &DeTable<'_>, settings: &mut Settings) {
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "accept" => {
                    for entry in self.list(value, "tables `[[accept]]`") {
                        if let Some(accept) = self.accept(entry) {
                            settings.accept.push(accept);
                        }
                    }
                }
                "deny-warnings" => match value.get_ref() {
                    DeValue::Boolean(deny) => settings.deny_warnings = *deny,
                    _ => self.problem(value.span().start, "`deny-warnings` is `true` or `false`"),
                },
                "exclude" => settings.exclude = self.texts(value, "a list of patterns, such as `[\"vendor/**\"]`"),
                "parameters" => {
                    for (name, value) in self.table(value, "a table of values") {
                        let text = match value.get_ref() {
                            DeValue::String(text) => text.to_string(),
                            DeValue::Integer(number) => number.to_string(),
                            DeValue::Float(number) => number.to_string(),
                            DeValue::Boolean(value) => value.to_string(),
                            _ => {
                                self.problem(
                                    value.span().start,
                                    "the value of a parameter is a text, a number or a boolean",
                                );
                                continue;
                            }
                        };
                        settings.given.parameters.insert(name.get_ref().to_string(), text);
                    }
                }
                "regions" => {
                    for region in self.texts(value, "a list of regions, such as `[\"eu-central-1\"]`") {
                        match region_named(&region) {
                            Ok(()) => settings.given.regions.push(region),
                            Err(message) => self.problem(value.span().start, &message),
                        }
                    }
                }
                "severity" => {
                    for (rule, value) in self.table(value, "a table of rules") {
                        let (id, place) = (rule.get_ref().to_string(), rule.span().start);
                        if let Err(message) = rules::known(&id, self.snapshot) {
                            self.problem(place, &message);
                        }
                        let level = match value.get_ref() {
                            DeValue::String(text) => level(text),
                            _ => Err(LEVELS.to_owned()),
                        };
                        match level {
                            Ok(level) => {
                                settings.severity.insert(id, level);
                            }
                            Err(message) => self.problem(value.span().start, &message),
                        }
                    }
                }
                other => self.unknown_key(key.span().start, other, KEYS),
            }
        }
    }

    fn accept(&mut self, entry: &Entry<'_>) -> Option<Accept> {
        let start = entry.span().start;
        let DeValue::Table(table) = entry.get_ref() else {
            self.problem(start, "what is accepted is a table with `rule` and `reason`");
            return None;
        };
        let mut values: BTreeMap<&str, String> = BTreeMap::new();
        for (key, value) in table.iter() {
            let Some(name) = KEYS_OF_ACCEPT.iter().find(|name| **name == key.get_ref().as_ref()) else {
                self.unknown_key(key.span().start, key.get_ref(), KEYS_OF_ACCEPT);
                continue;
            };
            match value.get_ref() {
                DeValue::String(text) => {
                    values.insert(name, text.to_string());
                }
                _ => self.problem(value.span().start, &format!("`{name}` is a text")),
            }
        }
        let mut take = |name: &str| values.remove(name);
        let (rule, reason, at, file) = (take("rule"), take("reason"), take("at"), take("file"));
        let (Some(rule), Some(reason)) = (rule, reason.filter(|reason| !reason.trim().is_empty())) else {
            self.problem(start, "what is accepted needs a `rule` and a `reason`");
            return None;
        };
        if let Err(message) = rules::known(&rule, self.snapshot) {
            self.problem(start, &message);
            return None;
        }
        Some(Accept { rule, at, file, reason, origin: self.place(start) })
    }

    fn list<'v, 'd>(&mut self, value: &'v Entry<'d>, wanted: &str) -> &'v [Entry<'d>] {
        match value.get_ref() {
            DeValue::Array(items) => items,
            _ => {
                self.problem(value.span().start, &format!("this is to be {wanted}"));
                &[]
            }
        }
    }

    fn texts(&mut self, value: &Entry<'_>, wanted: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(value, wanted) {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => self.problem(item.span().start, &format!("this is to be {wanted}")),
            }
        }
        texts
    }

    fn table<'v, 'd>(
        &mut self,
        value: &'v Entry<'d>,
        wanted: &str,
    ) -> Vec<(&'v Spanned<std::borrow::Cow<'d, str>>, &'v Entry<'d>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.problem(value.span().start, &format!("this is to be {wanted}"));
                Vec::new()
            }
        }
    }
}

const LEVELS: &str = "a severity is `error`, `warning`, `note` or `off`";

fn level(text: &str) -> Result<Level, String> {
    match text {
        "error" => Ok(Level::Of(Severity::Error)),
        "warning" => Ok(Level::Of(Severity::Warning)),
        "note" => Ok(Level::Of(Severity::Note)),
        "off" => Ok(Level::Off),
        other => Err(match nearest(other, ["error", "warning", "note", "off"]) {
            Some(near) => format!("there is no severity `{other}`; did you mean `{near}`?"),
            None => format!("there is no severity `{other}`; {LEVELS}"),
        }),
    }
}

fn region_named(name: &str) -> Result<(), String> {
    let regions = cfn_spec::regions().map_err(|errors| errors.to_string())?;
    if regions.iter().any(|region| region.name == name) {
        return Ok(());
    }
    Err(match nearest(name, regions.iter().map(|region| region.name.as_str())) {
        Some(near) => format!("AWS has no region `{name}`; did you mean `{near}`?"),
        None => format!("AWS has no region `{name}`; names are such as `eu-central-1`"),
    })
}

/// The flags that say what the file can say.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Flags {
    /// Read this configuration instead of the nearest `cfn.toml` at or above each template
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Accept findings of a rule, everywhere or at a place: `--accept policy-key@Role='why it is right'`
    #[arg(long, value_name = "RULE[@PLACE]=REASON")]
    accept: Vec<String>,
    /// Count findings of a rule as error, warning or note, or turn it off
    #[arg(long, value_name = "RULE=LEVEL")]
    severity: Vec<String>,
    /// A region that the templates are deployed to
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,
    /// The value that a parameter is given
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// Count warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

impl Flags {
    /// Where the settings of templates are found.
    ///
    /// # Errors
    /// When a flag says what there is not.
    pub(super) fn finder<'s>(&self, snapshot: &'s Snapshot) -> Result<Finder<'s>, Failure> {
        let only = match (&self.config, self.no_config) {
            (Some(file), _) => Some(Some(std::path::absolute(file).unwrap_or_else(|_| file.clone()))),
            (None, true) => Some(None),
            (None, false) => None,
        };
        Ok(Finder::new(snapshot, self.settings(snapshot)?, only))
    }

    fn settings(&self, snapshot: &Snapshot) -> Result<Settings, Failure> {
        let wrong = |flag: &str, given: &str, message: &str| Failure::Input(format!("{flag} {given}: {message}"));
        let mut settings = Settings { deny_warnings: self.deny_warnings, ..Settings::default() };
        for given in &self.accept {
            let wrong = |message: &str| wrong("--accept", given, message);
            let (what, reason) =
                given.split_once('=').ok_or_else(|| wrong("write RULE=REASON or RULE@PLACE=REASON"))?;
            if reason.trim().is_empty() {
                return Err(wrong("what is accepted needs a reason, after the `=`"));
            }
            let (rule, at) = what.split_once('@').map_or((what, None), |(rule, at)| (rule, Some(at.to_owned())));
            rules::known(rule, snapshot).map_err(|message| wrong(&message))?;
            let (rule, reason) = (rule.to_owned(), reason.to_owned());
            settings.accept.push(Accept { rule, at, file: None, reason, origin: "--accept".to_owned() });
        }
        for given in &self.severity {
            let wrong = |message: &str| wrong("--severity", given, message);
            let (rule, text) = given.split_once('=').ok_or_else(|| wrong("write RULE=LEVEL"))?;
            rules::known(rule, snapshot).map_err(|message| wrong(&message))?;
            settings.severity.insert(rule.to_owned(), level(text).map_err(|message| wrong(&message))?);
        }
        for region in &self.regions {
            region_named(region).map_err(|message| wrong("--region", region, &message))?;
            settings.given.regions.push(region.clone());
        }
        for given in &self.parameters {
            let (name, value) = given.split_once('=').ok_or_else(|| wrong("--parameter", given, "write NAME=VALUE"))?;
            settings.given.parameters.insert(name.to_owned(), value.to_owned());
        }
        Ok(settings)
    }

    /// The parameters that the flags give.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter_map(|given| Some(given.split_once('=')?.0))
    }
}
