//! The command line of a program of several stacks.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{AppError, Assembly, StackArtifact};
use crate::check::Severity;

const USAGE: &str = "usage:
  list               the stacks, in the order in which they can be deployed, as JSON; the default
  template <stack>   the template of a stack
  synth <folder>     writes `manifest.json`, which is what `list` prints, and the template of each stack
  lookups <folder>   writes `lookups.json`, what the program looks up: for `cfn lookup`";

/// What a command prints; `synth` writes its files.
pub(super) fn answer(assembly: &Assembly, arguments: &[String]) -> Result<String, AppError> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["list"] | [] => Ok(format!("{:#}\n", assembly.manifest())),
        ["template", name] => match assembly.stacks().iter().find(|stack| is_called(stack, name)) {
            Some(stack) => Ok(format!("{}\n", stack.template().to_json())),
            None => {
                let names: Vec<String> = assembly.stacks().iter().map(label).collect();
                Err(AppError::CommandLine(format!("there is no stack `{name}`; there are: {}", names.join(", "))))
            }
        },
        ["synth", folder] => {
            let folder = Path::new(folder);
            fs::create_dir_all(folder).map_err(|error| AppError::Write(folder.to_owned(), error))?;
            for stack in assembly.stacks() {
                write(&folder.join(stack.file_name()), &format!("{}\n", stack.template().to_json()))?;
            }
            // Last: who finds it finds all that it names.
            write(&folder.join("manifest.json"), &format!("{:#}\n", assembly.manifest()))?;
            Ok(String::new())
        }
        ["help" | "--help" | "-h"] => Ok(format!("{USAGE}\n")),
        other => Err(AppError::CommandLine(format!("`{}` is no command of this program\n{USAGE}", other.join(" ")))),
    }
}

/// Writes what the program looks up into a folder.
pub(super) fn write_lookups(lookups: &serde_json::Value, folder: &Path) -> Result<(), AppError> {
    fs::create_dir_all(folder).map_err(|error| AppError::Write(folder.to_owned(), error))?;
    write(&folder.join("lookups.json"), &format!("{lookups:#}\n"))
}

/// Prints the warnings about each stack to standard error.
pub(super) fn print_warnings(assembly: &Assembly) {
    for stack in assembly.stacks() {
        for finding in stack.findings().iter().filter(|finding| finding.severity == Severity::Warning) {
            eprintln!("stack `{}`: {finding}", label(stack));
        }
    }
}

/// What a stack is called apart from all others: its file's name without `.template.json`.
fn label(stack: &StackArtifact) -> String {
    let file = stack.file_name();
    file.strip_suffix(".template.json").unwrap_or(&file).to_owned()
}

/// Whether a stack is meant by `name`: its own, or with account and region where others have it too.
fn is_called(stack: &StackArtifact, name: &str) -> bool {
    stack.name() == name || label(stack) == name
}

pub(super) fn print(text: &str) -> Result<(), AppError> {
    match io::stdout().write_all(text.as_bytes()) {
        // Who closed the pipe has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(AppError::Write(PathBuf::from("standard output"), error))
        }
        _ => Ok(()),
    }
}

/// Replaces a file as a whole: a reader finds the old text or the new one.
fn write(path: &Path, text: &str) -> Result<(), AppError> {
    let temporary = path.with_extension("tmp");
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| AppError::Write(path.to_owned(), error))
}
