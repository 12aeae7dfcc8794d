//! What to type instead of the commands and options of other tools: the AWS CLI, CDK, SAM, rain, terraform, Pulumi, kubectl.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// A command or an option of another tool, and what to do instead, as a part of a sentence.
pub type Hint = (&'static str, &'static str);

/// The error with the hint for what was typed, if there is one; it replaces what is merely spelled alike.
#[must_use]
pub fn with_hint(mut error: clap::Error, hints: &[Hint]) -> clap::Error {
    let (typed, alike) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        _ => return error,
    };
    let Some(ContextValue::String(typed)) = error.get(typed) else { return error };
    // An option can be shown with its value.
    let word = typed.split(['=', ' ']).next().unwrap_or(typed);
    let Some((_, instead)) = hints.iter().find(|(other, _)| *other == word) else { return error };
    let instead = clap::builder::StyledStr::from((*instead).to_owned());
    error.remove(alike);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![instead]));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    const HINTS: [Hint; 2] = [("up", "use `tool deploy`"), ("--stack", "name it with `--stack-name`")];

    fn said(line: &str) -> String {
        let deploy = clap::Command::new("deploy").arg(clap::arg!(--"stack-name" <NAME>));
        let error = clap::Command::new("tool").subcommand(deploy).try_get_matches_from(line.split(' ')).unwrap_err();
        with_hint(error, &HINTS).to_string()
    }

    #[test]
    fn what_other_tools_call_it_is_answered_with_what_it_is_called_here() {
        assert!(said("tool up").contains("tip: use `tool deploy`"), "{}", said("tool up"));
        assert!(said("tool deploy --stack=a").contains("tip: name it with `--stack-name`"));
        assert!(!said("tool deploy --stack a").contains("similar argument"), "{}", said("tool deploy --stack a"));
        assert!(said("tool deploi").contains("'deploy'"), "what is spelled alike is suggested as before");
    }
}
