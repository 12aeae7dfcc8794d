//! `archive config`: a file to start from, the settings in effect, and a schema for editors.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::args::{Cli, ConfigCommand};
use super::super::session::configuration;
use crate::config::{self, Config, FILE_NAME};
use cfn_command_line::arguments::Format;
use cfn_command_line::{CommandError, Exit};

pub(super) fn run(cli: &Cli, command: &ConfigCommand) -> Result<Exit, CommandError> {
    match command {
        ConfigCommand::Init => {
            let path = cli.settings.file().map_or_else(|| PathBuf::from(FILE_NAME), Path::to_path_buf);
            create(&path, &config::starter())?;
            print(&format!("{} explains every setting; nothing in it is in effect yet", path.display()));
        }
        ConfigCommand::Show => {
            let config = configuration(cli)?;
            match cli.display.output {
                Format::Text => print(config.show().trim_end()),
                Format::Json => print(&effective(&config).to_string()),
            }
        }
        ConfigCommand::Schema => print(&format!("{:#}", config::schema())),
    }
    Ok(Exit::Success)
}

/// Every setting with its value, as TOML, and its origin.
fn effective(config: &Config) -> Value {
    config
        .effective()
        .iter()
        .map(|setting| {
            json!({
                "section": setting.section,
                "key": setting.key,
                "value": setting.value,
                "origin": setting.place.to_string(),
            })
        })
        .collect()
}

/// Writes a file that is not there yet. Linking the finished file fails where another one has the name, so that nothing is overwritten.
fn create(path: &Path, text: &str) -> Result<(), CommandError> {
    let partial = path.with_extension("toml.tmp");
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::hard_link(&partial, path));
    // Whatever became of it, nobody needs it any more.
    let _ = std::fs::remove_file(&partial);
    written.map_err(|error| {
        let remedy = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "remove it first, or name another file with --config",
            _ => "name another file with --config",
        };
        CommandError::usage(format!("{} cannot be created: {error}", path.display()), remedy)
    })
}

fn print(text: &str) {
    cfn_stdout::print(&format!("{text}\n"));
}
