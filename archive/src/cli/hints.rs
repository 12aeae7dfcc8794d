//! What other tools call what is done here.

use cfn_command_line::hints::Hint;

/// Their commands and options.
pub(super) const HINTS: &[Hint] = &[
    ("apply", "use `archive deploy`, which creates and updates"),
    ("create", "use `archive deploy`, which creates and updates"),
    ("delete", "use `archive destroy`"),
    ("down", "use `archive destroy`"),
    ("import", "use `archive adopt` for what a deleted archive retained"),
    ("info", "use `archive status`"),
    ("init", "use `archive config init`"),
    ("list", "use `archive status`"),
    ("ls", "use `archive status`"),
    ("preview", "use `archive plan`, which changes nothing"),
    ("remove", "use `archive destroy`"),
    ("rm", "use `archive destroy`"),
    ("synthesize", "use `archive synth`"),
    ("tail", "use `archive events --follow`"),
    ("up", "use `archive deploy`, which creates and updates"),
    ("update", "use `archive deploy`, which creates and updates"),
    ("validate", "use `archive config show`, then `archive plan`"),
    ("watch", "use `archive events --follow`"),
    ("--auto-approve", "use --yes for questions, and --allow DANGER for dangerous changes"),
    ("--json", "use --output json"),
    ("--require-approval", "use --yes for questions, and --allow DANGER for dangerous changes"),
    ("--tags", "use --tag KEY=VALUE, once a tag"),
];
