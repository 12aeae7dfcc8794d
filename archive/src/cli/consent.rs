//! Answers to the engine's questions: from flags first, then from the terminal, else no.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::args::Answers;
use crate::deploy::{Consent, DangerKind, Question};

/// Who answers.
#[derive(Debug)]
pub(super) struct Asker {
    yes: bool,
    allow: Vec<DangerKind>,
    terminal: bool,
}

impl Asker {
    /// `yes` answers ordinary questions whatever the flags say, as the simulated AWS does.
    pub(super) fn new(answers: &Answers, yes: bool) -> Self {
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        Self { yes: answers.yes || yes, allow: answers.allow.clone(), terminal }
    }
}

impl Consent for Asker {
    fn grants(&self, question: &Question<'_>) -> bool {
        if question.dangers.is_empty() {
            return self.yes
                || (self.terminal && matches!(ask(&format!("{} [y/N] ", question.text)).trim(), "y" | "Y" | "yes"));
        }
        let mut kinds: Vec<_> =
            question.dangers.iter().map(|danger| danger.kind).filter(|kind| !self.allow.contains(kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        // A danger's word has to be typed: a key that is pressed by habit is no decision.
        kinds.is_empty()
            || (self.terminal
                && kinds.iter().all(|kind| {
                    let of_kind = question.dangers.iter().filter(|danger| danger.kind == *kind);
                    of_kind.for_each(|danger| eprintln!("  {}", danger.message));
                    ask(&format!("{} Type \"{}\" to allow it: ", question.text, kind.word())).trim() == kind.word()
                }))
    }
}

fn ask(prompt: &str) -> String {
    let mut answer = String::new();
    let mut stderr = std::io::stderr();
    if write!(stderr, "{prompt}").and_then(|()| stderr.flush()).is_ok() {
        // Unreadable input is no answer, and no answer is no.
        let _ = std::io::stdin().lock().read_line(&mut answer);
    }
    answer
}
