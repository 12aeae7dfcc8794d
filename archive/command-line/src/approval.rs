//! Approvals to the engine's questions: from flags first, then from the terminal, else no.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::arguments::Approvals;
use crate::reporting::Reporting;
use cfn_deploy::{ApprovalRequest, Approver, DangerKind};

/// Asks the user.
pub struct PromptApprover<'a> {
    reporting: &'a Reporting,
    yes: bool,
    allow: Vec<DangerKind>,
    terminal: bool,
}

impl<'a> PromptApprover<'a> {
    /// `yes` answers ordinary questions whatever the flags say, as the simulated AWS does.
    pub fn new(approvals: &Approvals, yes: bool, reporting: &'a Reporting) -> Self {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self { reporting, yes: approvals.yes || yes, allow: approvals.allow.clone(), terminal }
    }

    /// Whether the user types `word`, which no flag has given. `false` where there is no terminal.
    pub fn types(&self, text: &str, word: &str) -> bool {
        self.terminal
            && self.ask(&format!("{text} Type \"{word}\" to approve: ")).is_some_and(|answer| answer.trim() == word)
    }

    /// The answer to a prompt; nothing if the user interrupts instead.
    fn ask(&self, prompt: &str) -> Option<String> {
        self.reporting.reporter().make_room();
        let prompt = prompt.to_owned();
        let answer = self.reporting.interrupts().ask(move || {
            // Shown only now: from the moment that it can be seen, an interrupt is an answer to it.
            show(&prompt);
            let mut answer = String::new();
            // Unreadable input is not an answer, and no answer is no.
            let _ = std::io::stdin().lock().read_line(&mut answer);
            answer
        });
        if answer.as_ref().is_none_or(|answer| !answer.ends_with('\n')) {
            show("\n");
        }
        answer
    }
}

impl Approver for PromptApprover<'_> {
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool {
        if question.dangers.is_empty() {
            return self.yes
                || (self.terminal
                    && self
                        .ask(&format!("{} [y/N] ", question.text))
                        .is_some_and(|answer| matches!(answer.trim(), "y" | "Y" | "yes")));
        }
        let mut kinds: Vec<_> =
            question.dangers.iter().map(|danger| danger.kind).filter(|kind| !self.allow.contains(kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        // A danger's word has to be typed: a key that is pressed by habit is not a decision.
        kinds.is_empty()
            || (self.terminal
                && kinds.iter().all(|kind| {
                    let of_kind = question.dangers.iter().filter(|danger| danger.kind == *kind);
                    self.reporting.reporter().make_room();
                    of_kind.for_each(|danger| show(&format!("  {}\n", danger.message)));
                    let prompt = format!("{} Type \"{}\" to approve: ", question.text, kind.as_str());
                    self.ask(&prompt).is_some_and(|answer| answer.trim() == kind.as_str())
                }))
    }
}

fn show(text: &str) {
    let mut stderr = std::io::stderr();
    // Where nobody can be shown a question, nothing is approved.
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
