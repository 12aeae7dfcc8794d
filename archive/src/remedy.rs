//! The words of this command line for what the engine says is to be done. Nothing else knows them.

use cfn_deploy::{Error, Event, Explanation, Remedy, StackReport, help};

/// What to do, as a part of a sentence.
pub fn words(remedy: &Remedy) -> String {
    match remedy {
        Remedy::Deploy => "run `archive deploy`, which asks before it deletes anything".into(),
        Remedy::Plan => "create a new plan with `archive plan --out FILE`".into(),
        Remedy::DeleteStack => "run `archive destroy`, which shows what is deleted and what is retained, and asks".into(),
        Remedy::ForceDeletion => {
            "if it fails again, `archive destroy --force` deletes the stack and leaves in the account what cannot be deleted".into()
        }
        Remedy::Rollback => "run `archive rollback`".into(),
        Remedy::ContinueRollback => {
            "run `archive continue`; with `archive continue --skip LOGICAL_ID` a resource stays as it is and counts as rolled back"
                .into()
        }
        Remedy::WaitForOperation => "wait for it with `archive events --follow`".into(),
        Remedy::ShowStatus => "see `archive status`".into(),
        Remedy::ShowEvents => "see the events of every region with `archive logs`".into(),
        Remedy::Retry => "run the same command again; it continues where this one stopped".into(),
        Remedy::Reattach => "run the same command again to re-attach, or watch with `archive events --follow`".into(),
        Remedy::Adopt => "if it is a bucket or key that this archive retained, run `archive deploy`, which imports it".into(),
        Remedy::ChooseNames => "choose another prefix".into(),
        Remedy::Bootstrap => {
            "create the StackSet roles with `archive bootstrap`, in the replicas' account too".into()
        }
        Remedy::CheckPermissions => "`archive doctor` checks all permissions".into(),
        Remedy::ConfigureCredentials => {
            "run `aws configure sso` or set AWS_PROFILE, or add --local to try the archive in a simulated AWS".into()
        }
        Remedy::ChooseProfile => "choose another profile with --profile".into(),
        Remedy::Allow { dangers } => {
            let words: Vec<_> = dangers.iter().map(|danger| danger.as_str()).collect();
            format!("to approve, add --allow {}", words.join(","))
        }
        Remedy::Confirm => "run it on a terminal, or add --yes".into(),
        Remedy::NameTemplateBucket { region } => format!(
            "name a bucket in {} with --template-bucket; the template is put there first",
            region.as_deref().unwrap_or("the stack's region")
        ),
        Remedy::NameTemplateBucketOwner { owner } => {
            format!("if the bucket is not of the account {owner}, say whose it is with --template-bucket-owner")
        }
        // These are no commands of this program.
        Remedy::Advice { .. }
        | Remedy::Grant { .. }
        | Remedy::SignIn { .. }
        | Remedy::CheckNetwork
        | Remedy::DetectDriftAs { .. }
        | Remedy::CorrectCause
        | Remedy::LookInConsole => remedy.to_string(),
    }
}

/// Explanations and remedies as one text; `None` if there are none.
pub fn text(explanations: &[Explanation], remedies: &[Remedy]) -> Option<String> {
    help(explanations, remedies, words)
}

/// What to do about an error of the engine.
pub fn of_error(error: &Error) -> Option<String> {
    text(&error.explanations(), &error.remedies())
}

/// What is wrong with the state of a stack and what to do about it; `None` if it is a good one.
pub fn of_stack(report: &StackReport) -> Option<String> {
    let situation = report.situation?;
    let remedy = text(&[], &report.remedies);
    Some(remedy.map_or_else(|| situation.to_owned(), |remedy| format!("{situation}: {remedy}")))
}

/// What an event says is to be done, of those that say it for themselves.
pub fn of_event(event: &Event) -> Option<String> {
    match event {
        Event::Notice { remedies, .. } | Event::Check { remedies, .. } => text(&[], remedies),
        Event::Error { explanations, remedies, .. } => text(explanations, remedies),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_documentation_of_the_events_has_every_remedy() {
        let documented = include_str!("../docs/events.md");
        for remedy in Remedy::samples() {
            let value = serde_json::to_value(&remedy).unwrap();
            let name = value["do"].as_str().unwrap();
            assert!(documented.contains(&format!("`{name}`")), "{name} is not in docs/events.md");
        }
    }

    #[test]
    fn every_remedy_has_words_and_names_only_commands_and_options_that_there_are() {
        let program = crate::cli::Cli::command();
        for remedy in Remedy::samples() {
            let said = words(&remedy);
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
