//! The flags that correspond to `cfn.toml`.

use std::path::PathBuf;

use super::settings::{Acceptance, Finder, Settings, level, region_named};
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::rules;

/// The flags.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Flags {
    /// Use this configuration file instead of the nearest `cfn.toml` at or above each template
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// Accept findings of a rule, everywhere or below a path: `--accept policy-key@Role='reason'`
    #[arg(long, value_name = "RULE[@PATH]=REASON")]
    accept: Vec<String>,
    /// Set the severity of a rule: error, warning, note or off
    #[arg(long, value_name = "RULE=LEVEL")]
    severity: Vec<String>,
    /// A region that the templates are deployed to
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,
    /// The value of a template parameter
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

impl Flags {
    /// The finder of the settings of templates.
    ///
    /// # Errors
    /// If a flag has an invalid value.
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
                given.split_once('=').ok_or_else(|| wrong("expected RULE=REASON or RULE@PATH=REASON"))?;
            if reason.trim().is_empty() {
                return Err(wrong("an acceptance requires a reason, after the `=`"));
            }
            let (rule, at) = what.split_once('@').map_or((what, None), |(rule, at)| (rule, Some(at.to_owned())));
            rules::known(rule, snapshot).map_err(|message| wrong(&message))?;
            let (rule, reason) = (rule.to_owned(), reason.to_owned());
            settings.accept.push(Acceptance { rule, at, file: None, reason, origin: "--accept".to_owned() });
        }
        for given in &self.severity {
            let wrong = |message: &str| wrong("--severity", given, message);
            let (rule, text) = given.split_once('=').ok_or_else(|| wrong("expected RULE=LEVEL"))?;
            rules::known(rule, snapshot).map_err(|message| wrong(&message))?;
            settings.severity.insert(rule.to_owned(), level(text).map_err(|message| wrong(&message))?);
        }
        for region in &self.regions {
            region_named(region).map_err(|message| wrong("--region", region, &message))?;
            settings.given.regions.push(region.clone());
        }
        for given in &self.parameters {
            let (name, value) =
                given.split_once('=').ok_or_else(|| wrong("--parameter", given, "expected NAME=VALUE"))?;
            settings.given.parameters.insert(name.to_owned(), value.to_owned());
        }
        Ok(settings)
    }

    /// The names of the parameters of the flags.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter_map(|given| Some(given.split_once('=')?.0))
    }
}
