//! What other tools call what is done here.

use cfn_command_line::hints::Hint;

/// Their commands and options.
pub(crate) const HINTS: &[Hint] = &[
    ("apply", DEPLOY),
    ("bootstrap", "nothing has to be set up first: use `cfn deploy`"),
    ("build", "use `cfn synth`; `cfn deploy` builds a program by itself"),
    (
        "cancel",
        "an interrupted command leaves the operation to AWS; `cfn rollback` and `cfn continue` lead out of a failed one",
    ),
    ("changeset", PLAN),
    ("continue-update-rollback", "use `cfn continue`"),
    ("convert", "use `cfn import` for Rust, `cfn synth FILE --format yaml` for the other format"),
    ("create", DEPLOY),
    ("create-change-set", PLAN),
    ("create-stack", DEPLOY),
    ("delete", DESTROY),
    ("delete-stack", DESTROY),
    ("describe", STATUS),
    ("describe-stack-events", "use `cfn events`, or `cfn logs` for every region"),
    ("describe-stacks", STATUS),
    ("detect-drift", DRIFT),
    ("detect-stack-drift", DRIFT),
    ("docs", EXPLAIN),
    ("down", DESTROY),
    ("execute-change-set", "use `cfn deploy --plan FILE`, after `cfn plan --out FILE`"),
    ("fmt", "use `cfn synth FILE --format yaml`"),
    ("format", "use `cfn synth FILE --format yaml`"),
    ("generate", "use `cfn import` for the Rust of a template, `cfn new` for a program"),
    ("info", STATUS),
    ("init", "use `cfn new NAME`"),
    ("lint", CHECK),
    ("list", STATUS),
    ("list-stacks", STATUS),
    ("ls", STATUS),
    ("preview", PLAN),
    ("refresh", DRIFT),
    ("remove", DESTROY),
    ("rm", DESTROY),
    ("rollback-stack", "use `cfn rollback`"),
    ("schema", EXPLAIN),
    ("sync", DEPLOY),
    ("synthesize", "use `cfn synth`"),
    ("tail", "use `cfn events --follow`"),
    ("teardown", DESTROY),
    ("tree", "use `cfn graph`"),
    ("up", DEPLOY),
    ("update", DEPLOY),
    ("update-stack", DEPLOY),
    ("validate", CHECK),
    ("validate-template", CHECK),
    ("watch", "use `cfn events --follow`"),
    ("--all", "all stacks of a program are meant where none is named"),
    ("--auto-approve", YES),
    ("--capabilities", "use --capability CAPABILITY_IAM"),
    ("--disable-rollback", NO_ROLLBACK),
    ("--force-yes", YES),
    ("--json", "use --output json"),
    ("--no-confirm-changeset", YES),
    ("--no-execute-changeset", PLAN),
    ("--no-fail-on-empty-changeset", "this is what is done without --fail-on-empty"),
    ("--no-rollback", NO_ROLLBACK),
    ("--parameter-overrides", PARAMETER),
    ("--parameters", PARAMETER),
    ("--params", PARAMETER),
    ("--require-approval", YES),
    ("--resolve-s3", BUCKET),
    ("--s3-bucket", BUCKET),
    ("--stack", "name the stack of a template with --stack-name, one of a program without an option"),
    ("--tags", "use --tag KEY=VALUE, once a tag"),
    ("--template", FILE),
    ("--template-body", FILE),
    ("--template-file", FILE),
];

const BUCKET: &str = "use --template-bucket";
const CHECK: &str = "use `cfn check`";
const DEPLOY: &str = "use `cfn deploy`, which creates and updates";
const DESTROY: &str = "use `cfn destroy`";
const DRIFT: &str = "use `cfn drift`";
const EXPLAIN: &str = "use `cfn explain TYPE`";
const FILE: &str = "name the file without an option: `cfn deploy template.yaml --stack-name NAME`";
const NO_ROLLBACK: &str = "a failed operation is always rolled back; `cfn events` shows what failed";
const PARAMETER: &str = "use --parameter NAME=VALUE, once a parameter, or --parameter-file FILE";
const PLAN: &str = "use `cfn plan`, which changes nothing";
const STATUS: &str = "use `cfn status`";
const YES: &str = "use --yes for questions, and --allow DANGER for dangerous changes";

#[cfg(test)]
mod tests {
    use clap::Subcommand as _;

    use super::*;
    use crate::Command;

    #[test]
    fn no_hint_is_about_what_there_is_and_each_names_what_there_is() {
        let program = Command::augment_subcommands(clap::Command::new("cfn"));
        let options: Vec<String> = program
            .get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .filter_map(|argument| argument.get_long().map(|name| format!("--{name}")))
            .collect();
        for (typed, instead) in HINTS {
            assert!(program.find_subcommand(typed).is_none(), "{typed} is a command");
            for command in instead.split("`cfn ").skip(1).filter_map(|rest| rest.split(['`', ' ']).next()) {
                assert!(program.find_subcommand(command).is_some(), "{typed}: no command {command}");
            }
            for word in instead.split([' ', '`', ',', ';']).filter(|word| word.starts_with("--")) {
                assert!(options.iter().any(|option| option == word), "{typed}: no option {word}");
            }
        }
        assert!(HINTS.is_sorted_by_key(|(typed, _)| (typed.starts_with('-'), *typed)));
    }
}
