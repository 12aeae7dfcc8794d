//! The arguments that the programs share.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use cfn_deploy::DangerKind;

/// What the exit codes mean, and when there are colors, for the end of a program's help.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done, or nothing to do
  2    invalid command line, configuration or credentials; nothing was changed. Or: standard output cannot be written
  3    a change needs approval (--allow), and was not made
  4    failed, and rolled back
  5    needs a decision or manual work; with --check: a problem was found
  130  interrupted; an operation that was started continues in AWS

Colors and live progress are shown on terminals only. NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured.";

/// When to use colors.
pub use colorchoice_clap::Color;

/// How to show it.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Output")]
pub struct Display {
    /// Text, or one JSON event per line
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub output: Format,
    /// Show results and warnings only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log API calls; given twice, the AWS SDK's debug log too
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub enum Format {
    Text,
    Json,
}

/// Answers given in advance.
#[derive(Debug, Clone, Default, Args)]
pub struct Answers {
    /// Answer yes to confirmation prompts; approves no dangerous change
    #[arg(long, short)]
    pub yes: bool,
    /// Approve these dangerous changes without prompting
    #[arg(long, value_delimiter = ',', value_name = "DANGER,…", value_parser = danger_kind())]
    pub allow: Vec<DangerKind>,
}

/// Reads a tag, `KEY=VALUE`; the value may have further equals signs.
///
/// # Errors
/// If there is no equals sign, or no key before it.
pub fn tag(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a tag is written KEY=VALUE".to_owned()),
    }
}

/// Reads the word of a danger.
fn danger_kind() -> impl TypedValueParser<Value = DangerKind> {
    PossibleValuesParser::new(DangerKind::ALL.map(DangerKind::as_str)).try_map(|word| word.parse::<DangerKind>())
}

/// Hides the options that all commands have in the help of each command, which ends with `note` instead. The program's help has them.
/// The program has to be built.
#[must_use]
pub fn without_global_options_in_help(command: clap::Command, note: &'static str) -> clap::Command {
    command.mut_subcommands(|command| {
        if command.get_name() == "help" {
            return command;
        }
        let command = command.mut_args(|arg| {
            let is_global = arg.is_global_set();
            arg.hide(is_global)
        });
        without_global_options_in_help(command.after_help(note), note)
    })
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn a_tag_has_a_key_and_a_value() {
        assert_eq!(tag("team=storage"), Ok(("team".into(), "storage".into())));
        assert_eq!(tag("note=a=b"), Ok(("note".into(), "a=b".into())));
        assert!(tag("team").is_err() && tag("=x").is_err());
    }
}
