//! The arguments that the programs share.

use std::collections::BTreeMap;

use cfn_deploy::{DangerKind, DestroyOptions};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::exit::CommandError;

/// What the exit codes mean, and when there are colors, for the end of a program's help.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done, or nothing to do
  2    invalid command line, configuration or credentials; nothing was changed. Or: standard output cannot be written
  3    a change needs approval (--allow), and was not made
  4    failed, and rolled back
  5    needs a decision or manual work, or there is no stack yet; with --check: a problem was found
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

/// Approvals given in advance.
#[derive(Debug, Clone, Default, Args)]
pub struct Approvals {
    /// Answer yes to prompts; dangerous changes still need --allow
    #[arg(long, short)]
    pub yes: bool,
    /// Approve these dangerous changes without prompting
    #[arg(long, value_delimiter = ',', value_name = "DANGER,…", value_parser = danger_kind())]
    pub allow: Vec<DangerKind>,
}

/// How CloudFormation manages a stack. A saved plan has it too.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StackSettings {
    /// The service role that CloudFormation uses. The stack keeps it when later deployments do not name one
    #[arg(long, value_name = "ARN")]
    pub role_arn: Option<String>,
    /// A tag of the stack and its resources; may be given several times. Replaces all tags of the stack, which are kept without --tag
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub tags: Vec<(String, String)>,
    /// An SNS topic that receives the stack's events; may be given several times. Replaces all topics of the stack, which are kept
    /// without --notification-arn
    #[arg(long = "notification-arn", value_name = "ARN")]
    pub notification_arns: Vec<String>,
    /// A bucket in the stack's region for templates of more than 51,200 bytes; what is uploaded may be deleted after the deployment
    #[arg(long, value_name = "BUCKET")]
    pub template_bucket: Option<String>,
    /// The account that the template bucket belongs to [default: the caller's]
    #[arg(long, value_name = "ACCOUNT", requires = "template_bucket")]
    pub template_bucket_owner: Option<String>,
}

impl StackSettings {
    /// The tags by their keys.
    ///
    /// # Errors
    /// If a tag is given twice.
    pub fn tags_by_key(&self) -> Result<BTreeMap<String, String>, CommandError> {
        let mut tags = BTreeMap::new();
        for (key, value) in &self.tags {
            if tags.insert(key.clone(), value.clone()).is_some() {
                return Err(CommandError::usage(format!("the tag {key:?} is given twice"), "give each tag once"));
            }
        }
        Ok(tags)
    }
}

/// How a stack is recovered from a failure.
#[derive(Debug, Clone, Default, Args)]
pub struct RecoverArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "a doc comment would be in the help")]
    pub approvals: Approvals,
    /// Show what would be done and which resources failed, and change nothing
    #[arg(long, short = 'n')]
    pub dry_run: bool,
}

/// How stacks are deleted.
#[derive(Debug, Clone, Default, Args)]
pub struct DestroyArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "a doc comment would be in the help")]
    pub approvals: Approvals,
    /// After a failed deletion: retain this resource; may be given several times
    #[arg(long, value_name = "LOGICAL_ID")]
    pub retain: Vec<String>,
    /// After a failed deletion: delete the stack even if resources cannot be deleted
    #[arg(long)]
    pub force: bool,
    /// Show what would be deleted and what would stay, and delete nothing
    #[arg(long, short = 'n')]
    pub dry_run: bool,
}

impl DestroyArgs {
    /// As the engine takes it.
    #[must_use]
    pub fn options(&self) -> DestroyOptions {
        DestroyOptions { retain: self.retain.clone(), force: self.force }
    }
}

/// Which events of a stack are shown.
#[derive(Debug, Clone, Copy, Args)]
pub struct EventsArgs {
    /// Show further events until the operation ends
    #[arg(long, short)]
    pub follow: bool,
    /// Print the JSON Schema of the events that --output json writes
    #[arg(long, conflicts_with = "follow")]
    pub schema: bool,
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
    use super::{StackSettings, tag};

    #[test]
    fn a_tag_has_a_key_and_a_value() {
        assert_eq!(tag("team=storage"), Ok(("team".into(), "storage".into())));
        assert_eq!(tag("note=a=b"), Ok(("note".into(), "a=b".into())));
        assert!(tag("team").is_err() && tag("=x").is_err());
    }

    #[test]
    fn a_tag_is_given_once() {
        let settings = |tags: &[(&str, &str)]| StackSettings {
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..StackSettings::default()
        };
        assert_eq!(settings(&[("a", "1"), ("b", "2")]).tags_by_key().unwrap().len(), 2);
        let twice = settings(&[("a", "1"), ("a", "2")]).tags_by_key().unwrap_err();
        assert_eq!(twice.to_string(), "the tag \"a\" is given twice");
    }
}
