//! `cfn.toml` as a page of the guide: of the commands about stacks from the options that the settings are defaults of.

use std::fmt::Write as _;

use clap::Subcommand as _;

use super::key::{KEYS, Key};
use crate::check::CHECK_KEYS;
use crate::stacks;

/// Every setting with its type, default and variable, in Markdown.
#[must_use]
pub fn configuration_reference() -> String {
    let mut page = "\
# Settings of cfn.toml

The file is `cfn.toml`: for `cfn check` the nearest one in the folder of a template or a parent of it, for the commands about stacks the nearest
one of the current folder. An option of the command line is stronger than a variable of the environment, and that is stronger than the file.
`cfn config show` prints what is in effect for the commands about stacks, and where each value comes from.

## At the top of the file: cfn check

| key | type | | option |
|---|---|---|---|
"
    .to_owned();
    // Writing to a `String` cannot fail.
    for (key, kind, doc, option) in CHECK_KEYS {
        let _ = writeln!(
            page,
            "| `{key}` | {kind} | {doc} | {} |",
            option.map_or_else(String::new, |option| format!("`--{option}`"))
        );
    }
    page.push_str(
        "\n## [deploy]\n\nEach setting is the default of the option of the same name.\n\n| key | type | default | variable | |\n|---|---|---|---|---|\n",
    );
    let program = stacks::Command::augment_subcommands(clap::Command::new("cfn"));
    for key in KEYS {
        let _ = writeln!(page, "{}", row(&program, *key));
    }
    page
}

fn row(program: &clap::Command, key: Key) -> String {
    let has_name = |argument: &&clap::Arg| argument.get_long() == Some(key.name);
    let arguments = program.get_subcommands().flat_map(clap::Command::get_arguments).chain(program.get_arguments());
    let argument = arguments.into_iter().find(has_name);
    let mut help = argument.and_then(clap::Arg::get_help).map_or_else(String::new, ToString::to_string);
    if key.name == "color" {
        // An option of all commands, which the program adds.
        help = "When to use colors: auto, always or never".to_owned();
    }
    let words: Vec<String> = argument
        .map(clap::Arg::get_possible_values)
        .into_iter()
        .flatten()
        .map(|value| format!("`\"{}\"`", value.get_name()))
        .collect();
    let kind = match (words.is_empty(), key.is_list) {
        (false, _) => format!("one of {}", words.join(", ")),
        (true, true) => "a list of strings".to_owned(),
        (true, false) => "a string".to_owned(),
    };
    let defaults = argument.map(clap::Arg::get_default_values).into_iter().flatten();
    let defaults: Vec<String> = defaults.map(|value| format!("`{}`", value.to_string_lossy())).collect();
    let aws = key.aws.map_or_else(String::new, |aws| format!(", and where nothing else says it `{aws}`"));
    format!(
        "| `{}` | {kind} | {} | `{}`{aws} | {} |",
        key.name,
        if defaults.is_empty() { "none".to_owned() } else { defaults.join(", ") },
        key.variable(),
        help.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
    )
}
