//! `config show`: the settings in effect, and where each is from.

use cfn_stdout::print;
use serde_json::json;

use super::key::KEYS;
use super::read::Setting;
use super::{check, found};
use crate::failure::Failure;

/// Show the configuration of the commands about stacks.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(clap::Subcommand)]
enum ConfigCommand {
    /// Print every setting with its value and where it comes from
    ///
    /// An option of the command line takes the place of the environment, that of [deploy] in the nearest cfn.toml, and that of the default.
    Show {
        /// Text, or JSON
        #[arg(long, value_enum, default_value_t = Format::Text)]
        output: Format,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
enum Format {
    Text,
    Json,
}

/// Prints the settings.
///
/// # Errors
/// If the file or the environment cannot be used.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    check()?;
    let ConfigCommand::Show { output } = args.command;
    let settings = found().as_deref().unwrap_or(&[]);
    let lines = KEYS.iter().map(|key| {
        let setting = settings.iter().find(|setting| setting.key == *key);
        let aws = || key.aws.and_then(|name| Some((name, std::env::var_os(name)?.to_string_lossy().into_owned())));
        match (setting, setting.map_or_else(aws, |_| None)) {
            (Some(Setting { values, origin, .. }), _) => (key, values.clone(), Some(origin.to_string())),
            (None, Some((name, value))) => (key, vec![value], Some(name.to_owned())),
            (None, None) => (key, Vec::new(), None),
        }
    });
    match output {
        Format::Text => {
            print("[deploy]\n");
            for (key, values, origin) in lines {
                match (origin, key.is_list) {
                    (None, _) => print(&format!("# {} is not set\n", key.name)),
                    (Some(origin), true) => print(&format!("{} = {values:?}  # {origin}\n", key.name)),
                    (Some(origin), false) => {
                        values.iter().for_each(|value| print(&format!("{} = {value:?}  # {origin}\n", key.name)));
                    }
                }
            }
        }
        Format::Json => {
            let settings: Vec<_> = lines
                .map(|(key, values, origin)| {
                    let value = match (key.is_list, values.first()) {
                        (true, _) => json!(values),
                        (false, value) => json!(value),
                    };
                    json!({ "section": "deploy", "key": key.name, "value": value, "origin": origin.as_deref().unwrap_or("default") })
                })
                .collect();
            print(&format!("{}\n", serde_json::Value::from(settings)));
        }
    }
    Ok(())
}
