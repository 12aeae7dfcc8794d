//! The engine's remedies in the words of a command line.

use std::fmt;
use std::sync::Arc;

use cfn_deploy::{Event, Explanation, Remedy, StackReport, help_lines};

/// Writes what is to be done in the commands of a program.
#[derive(Clone)]
pub struct RemedyFormatter(Arc<dyn Fn(&Remedy) -> String + Send + Sync>);

impl RemedyFormatter {
    /// Writes each remedy as `say` does, as a part of a sentence.
    pub fn new(say: impl Fn(&Remedy) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(say))
    }

    /// What to do, as a part of a sentence.
    pub fn of(&self, remedy: &Remedy) -> String {
        (self.0)(remedy)
    }

    /// Explanations and remedies as one text; `None` if there are none.
    pub fn text(&self, explanations: &[Explanation], remedies: &[Remedy]) -> Option<String> {
        help(explanations, remedies, |remedy| self.of(remedy))
    }

    /// What is wrong with the state of a stack and what to do about it; `None` if it is a good one.
    pub fn of_stack(&self, report: &StackReport) -> Option<String> {
        let situation = report.situation?;
        let remedy = self.text(&[], &report.remedies);
        Some(remedy.map_or_else(|| situation.to_owned(), |remedy| format!("{situation}: {remedy}")))
    }

    /// What an event says is to be done, of those that say it for themselves.
    pub fn of_event(&self, event: &Event) -> Option<String> {
        let (explanations, remedies) = advice(event);
        self.text(explanations, remedies)
    }

    /// The same, with a line for each explanation and remedy.
    pub fn lines_of_event(&self, event: &Event) -> Vec<String> {
        let (explanations, remedies) = advice(event);
        help_lines(explanations, remedies, |remedy| self.of(remedy))
    }
}

/// The explanations and remedies of an event that says for itself what is to be done.
fn advice(event: &Event) -> (&[Explanation], &[Remedy]) {
    match event {
        Event::Notice { remedies, .. } | Event::Check { remedies, .. } => (&[], remedies),
        Event::Error { explanations, remedies, .. } => (explanations, remedies),
        _ => (&[], &[]),
    }
}

impl fmt::Debug for RemedyFormatter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RemedyFormatter")
    }
}

pub use cfn_deploy::help;

/// What to do, as all programs write it, as a part of a sentence; `command` writes one of the program's commands as it has to be typed: of `deploy`, `archive
/// deploy`. Those that a program can say better it says itself.
pub fn remedy_text(command: impl Fn(&str) -> String, remedy: &Remedy) -> String {
    match remedy {
        Remedy::Deploy => format!("run `{}`, which asks before it deletes anything", command("deploy")),
        Remedy::Plan => format!("create a new plan with `{} --out FILE`", command("plan")),
        Remedy::DeleteStack => {
            format!("run `{}`, which shows what is deleted and what is retained, and asks", command("destroy"))
        }
        Remedy::ForceDeletion => format!(
            "if it cannot be corrected, `{} --force` deletes the stack and leaves in the account what cannot be deleted",
            command("destroy")
        ),
        Remedy::Rollback => format!("run `{}`", command("rollback")),
        Remedy::ContinueRollback => {
            let go_on = command("continue");
            format!(
                "run `{go_on}`; with `{go_on} --skip LOGICAL_ID` a resource stays as it is and counts as rolled back"
            )
        }
        Remedy::WaitForOperation => format!("wait for it with `{} --follow`", command("events")),
        Remedy::ShowStatus => format!("see `{}`", command("status")),
        Remedy::ShowEvents => format!("see the events of every region with `{}`", command("logs")),
        Remedy::Retry => "run the same command again; it continues where this one stopped".into(),
        Remedy::Reattach => {
            format!("run the same command again to re-attach, or watch with `{} --follow`", command("events"))
        }
        Remedy::ConfigureCredentials => {
            "run `aws configure sso` or set AWS_PROFILE, or add --local to try it in a simulated AWS".into()
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
        // These are no commands of a program.
        Remedy::Advice { .. }
        | Remedy::Adopt
        | Remedy::Bootstrap
        | Remedy::CheckPermissions
        | Remedy::ChooseNames
        | Remedy::Grant { .. }
        | Remedy::SignIn { .. }
        | Remedy::CheckNetwork
        | Remedy::DetectDriftAs { .. }
        | Remedy::CorrectCause
        | Remedy::LookInConsole => remedy.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn every_remedy_has_words_in_the_programs_commands() {
        let command = |name: &str| format!("tool {name} --stack-name shop");
        for remedy in Remedy::samples() {
            let said = remedy_text(command, &remedy);
            assert!(!said.is_empty() && !said.ends_with('.'), "{remedy:?}: {said}");
        }
        assert_eq!(remedy_text(command, &Remedy::Rollback), "run `tool rollback --stack-name shop`");
    }
}
