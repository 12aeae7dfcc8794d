//! Mistakes that do not compile: one a file in `tests/ui`, whose first line says what it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Caught;

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut programs: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    programs.sort();
    programs
}

pub(crate) fn caught() -> Vec<Caught> {
    programs().iter().map(|program| caught_in(program)).collect()
}

fn caught_in(program: &Path) -> Caught {
    let source = fs::read_to_string(program).unwrap();
    let mistake = source.lines().next().and_then(|line| line.strip_prefix("//! "));
    let mistake = mistake.unwrap_or_else(|| panic!("{} does not say what its mistake is", program.display()));
    let messages = fs::read_to_string(program.with_extension("stderr")).unwrap();
    let message = messages.lines().find(|line| line.starts_with("error"));
    let message = message.unwrap_or_else(|| panic!("{} compiles", program.display()));
    let name = program.file_name().unwrap().to_string_lossy();
    let message = match label(&messages) {
        Some(label) => format!("{message}\n{label}"),
        None => message.to_owned(),
    };
    Caught { mistake: format!("[{}](../tests/ui/{name})", mistake.trim_end_matches('.')), message }
}

/// What the compiler writes beside the place.
fn label(messages: &str) -> Option<&str> {
    let marked = messages.lines().find(|line| line.contains('|') && line.contains('^'))?;
    let label = marked.rsplit_once('^')?.1.trim_start_matches('-').trim();
    // Where a constant was evaluated says nothing to who wrote it.
    (!label.is_empty() && !label.starts_with("evaluation of")).then_some(label)
}

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
