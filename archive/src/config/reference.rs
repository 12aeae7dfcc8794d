//! `archive.toml` as a page of the guide, from the declarations that the file is read by.

use std::fmt::Write as _;

use super::VARIABLES;
use super::document::sections;
use super::setting::{Kind, Setting};

/// Every setting with its type, bounds, default and variable, in Markdown.
pub fn reference() -> String {
    let mut page = "\
# Settings of archive.toml

The file is `archive.toml` in the current folder or the nearest parent that has one; `--config FILE` and `ARCHIVE_CONFIG` name another.
An option of the command line is stronger than a variable of the environment, and that is stronger than the file. `archive config init` writes a
file with all of this as comments, `archive config show` prints what is in effect and where each value comes from, and `archive config schema`
prints a JSON Schema for editors.

A setting without a default does nothing unless it is written.
"
    .to_owned();
    for section in sections() {
        let title =
            if section.name.is_empty() { "At the top of the file".to_owned() } else { format!("[{}]", section.name) };
        let is_top = section.name.is_empty();
        table(&mut page, &title, section.doc, section.settings, is_top);
        for setting in section.settings {
            if let Kind::Tables(inner) = setting.kind {
                let doc = format!("Each item of `{}` is a table.", setting.key);
                table(&mut page, &format!("[[{}.{}]]", section.name, setting.key), &doc, inner, false);
            }
        }
    }
    page
}

fn table(page: &mut String, title: &str, doc: &str, settings: &[&Setting], is_top: bool) {
    // Writing to a `String` cannot fail.
    let _ = write!(page, "\n## {title}\n\n{}\n\n| key | type | default | |\n|---|---|---|---|\n", cell(doc));
    for setting in settings {
        let default = match setting.default {
            Some(default) => format!("`{}`", cell(default)),
            None => format!("none; for example `{}`", cell(setting.example)),
        };
        let variable = if is_top { variable(setting.key) } else { String::new() };
        let _ = writeln!(
            page,
            "| `{}` | {} | {default} | {}{variable} |",
            setting.key,
            cell(&type_of(&setting.kind)),
            cell(setting.doc)
        );
    }
}

/// The type, with its bounds.
fn type_of(kind: &Kind) -> String {
    match kind {
        Kind::Integer(range) => format!("an integer from {} to {}", range.start(), range.end()),
        Kind::OneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            format!("one of {}", words.join(", "))
        }
        other => other.wanted(),
    }
}

/// Which variable says the same as a setting at the top of the file.
fn variable(key: &str) -> String {
    let name = format!("ARCHIVE_{}", key.to_uppercase());
    if VARIABLES.contains(&name.as_str()) { format!(" Also `--{key}` and `{name}`.") } else { String::new() }
}

/// Text in a cell of a table: a bar would end it, and angle brackets would be tags.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
}
