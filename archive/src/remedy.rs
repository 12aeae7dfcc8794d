//! The engine's remedies in the commands of this program. Nothing else knows them.

use cfn_command_line::RemedyFormatter;
use cfn_deploy::{Error, Event, Explanation, Remedy, StackReport, help};

/// What to do, as a part of a sentence.
pub fn describe(remedy: &Remedy) -> String {
    match remedy {
        Remedy::Adopt => {
            "if it is a bucket or key that this archive retained, run `archive deploy`, which imports it".into()
        }
        Remedy::ChooseNames => "choose another prefix".into(),
        Remedy::Bootstrap => "create the StackSet roles with `archive bootstrap`, in the replicas' account too".into(),
        Remedy::CheckPermissions => "`archive doctor` checks all permissions".into(),
        Remedy::ConfigureCredentials => {
            "run `aws configure sso` or set AWS_PROFILE, or add --local to try the archive in a simulated AWS".into()
        }
        remedy => cfn_command_line::remedy_text(|command| format!("archive {command}"), remedy),
    }
}

/// The same for the parts of the command line that other programs have too.
pub fn formatter() -> RemedyFormatter {
    RemedyFormatter::new(describe)
}

/// Explanations and remedies as one text; `None` if there are none.
pub fn text(explanations: &[Explanation], remedies: &[Remedy]) -> Option<String> {
    help(explanations, remedies, describe)
}

/// What to do about an error of the engine.
pub fn of_error(error: &Error) -> Option<String> {
    text(&error.explanations(), &error.remedies())
}

/// What is wrong with the state of a stack and what to do about it; `None` if it is a good one.
pub fn of_stack(report: &StackReport) -> Option<String> {
    formatter().of_stack(report)
}

/// What an event says is to be done, of those that say it for themselves.
pub fn of_event(event: &Event) -> Option<String> {
    formatter().of_event(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn every_remedy_has_words_and_names_only_commands_and_options_that_there_are() {
        let program = crate::cli::Cli::command();
        for remedy in Remedy::samples() {
            let said = describe(&remedy);
            assert!(!said.is_empty() && !said.ends_with('.'), "{remedy:?}: {said}");
            for command in said.split('`').filter_map(|part| part.strip_prefix("archive ")) {
                let mut parts = command.split(' ');
                let name = parts.next().unwrap();
                let found = program.find_subcommand(name).unwrap_or_else(|| panic!("{remedy:?}: no command {name}"));
                for option in parts.filter_map(|part| part.strip_prefix("--")) {
                    let known = found.get_arguments().any(|argument| argument.get_long() == Some(option));
                    assert!(known, "{remedy:?}: {name} has no option --{option}");
                }
            }
        }
    }
}
