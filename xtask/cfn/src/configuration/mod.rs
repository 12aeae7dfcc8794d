//! Settings of the commands about stacks that need not be typed: `[deploy]` of the nearest `cfn.toml`, and the environment over it.
//!
//! They become the defaults of the options of the same name, so that an option on the command line takes their place, and nothing else has to
//! know where a value is from.

mod key;
mod read;
mod reference;
mod show;

use std::sync::OnceLock;

use clap::Subcommand as _;

use self::read::Setting;
pub use self::reference::configuration_reference;
pub(crate) use self::show::{Args, run};
use crate::failure::Failure;
use crate::stacks;

/// What this process has found, or why it cannot be used.
static FOUND: OnceLock<Result<Vec<Setting>, String>> = OnceLock::new();

fn found() -> &'static Result<Vec<Setting>, String> {
    FOUND.get_or_init(|| {
        let folder = std::env::current_dir().map_err(|error| format!("the current folder is not known: {error}"))?;
        read::settings(&folder, |name| std::env::var_os(name))
    })
}

/// Fails if the file or the environment has what cannot be used.
///
/// # Errors
/// With every problem, and where it is.
pub(crate) fn check() -> Result<(), Failure> {
    match found() {
        Ok(_) => Ok(()),
        Err(problems) => Err(Failure::Input(problems.clone())),
    }
}

/// The program with the settings as the defaults of its options. Where they cannot be used, [`check`] says so.
pub(crate) fn with_defaults(command: clap::Command) -> clap::Command {
    match found() {
        Ok(settings) if !settings.is_empty() => apply(command, settings),
        _ => command,
    }
}

fn apply(command: clap::Command, settings: &'static [Setting]) -> clap::Command {
    let with_default = |argument: clap::Arg| {
        let setting = settings.iter().find(|setting| Some(setting.key.name) == argument.get_long());
        match setting {
            Some(setting) => argument.default_values(setting.values.iter().map(String::as_str)),
            None => argument,
        }
    };
    let command = command.mut_args(|argument| match argument.get_long() {
        Some("color") => with_default(argument),
        _ => argument,
    });
    // Options of the same name have another meaning in other commands.
    command.mut_subcommands(|command| match stacks::Command::has_subcommand(command.get_name()) {
        true => command.mut_args(with_default),
        false => command,
    })
}

/// Where a value that clap refuses was set, if not on the command line.
pub(crate) fn origin_of(option: &str) -> Option<String> {
    let name = option.trim_start_matches('-').split(' ').next()?;
    let Ok(settings) = found() else { return None };
    let setting = settings.iter().find(|setting| setting.key.name == name)?;
    Some(format!("{} is set by {}", setting.key.name, setting.origin))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::key::{KEYS, Key};
    use super::*;

    #[test]
    fn every_key_is_an_option_of_a_command_about_stacks() {
        let program = stacks::Command::augment_subcommands(clap::Command::new("cfn"));
        for Key { name, .. } in KEYS.iter().filter(|key| key.name != "color") {
            let has = |command: &clap::Command| command.get_arguments().any(|arg| arg.get_long() == Some(name));
            assert!(program.get_subcommands().any(has), "no command has --{name}");
        }
        assert!(Path::new("cfn.toml").file_name().is_some_and(|name| name == key::FILE_NAME));
    }

    #[test]
    fn a_setting_is_a_default_that_the_command_line_replaces() {
        let settings =
            read::parse(Path::new("cfn.toml"), "[deploy]\nregion = \"eu-west-1\"\ntag = [\"a=b\"]\n").unwrap();
        let settings: &'static [Setting] = settings.leak();
        let value = |line: &str| {
            let program = apply(stacks::Command::augment_subcommands(clap::Command::new("cfn")), settings);
            let matches = program.try_get_matches_from(line.split(' ')).unwrap();
            matches.subcommand().unwrap().1.get_one::<String>("region").cloned()
        };
        assert_eq!(value("cfn status shop").as_deref(), Some("eu-west-1"));
        assert_eq!(value("cfn status shop --region us-east-1").as_deref(), Some("us-east-1"));
        assert_eq!(value("cfn status shop --local").as_deref(), Some("eu-west-1"));
    }
}
