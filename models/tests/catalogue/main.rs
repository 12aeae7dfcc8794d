//! The catalogue of mistakes: each is made here, and `docs/mistakes.md` shows where it is caught and with which words.
//!
//! `UPDATE_DOCS=1 cargo test -p cfn-models --test catalogue` writes the document anew; `TRYBUILD=overwrite` the messages of the
//! compiler.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

mod compiled;
mod synthesised;

use std::fmt::Write as _;
use std::path::Path;

/// A mistake, and what its maker reads.
struct Caught {
    mistake: String,
    message: String,
}

fn section(document: &mut String, title: &str, introduction: &str, caught: &[Caught]) {
    write!(document, "## {title}\n\n{introduction}\n\n| | the mistake | the message |\n|---|---|---|\n").unwrap();
    for (index, Caught { mistake, message }) in caught.iter().enumerate() {
        let message = message.replace('|', "\\|").replace('<', "&lt;").replace('\n', "<br>");
        writeln!(document, "| {} | {mistake} | {message} |", index + 1).unwrap();
    }
    document.push('\n');
}

#[test]
fn the_document_shows_what_the_tests_show() {
    let compiled = compiled::caught();
    let synthesised = synthesised::caught();
    let count = compiled.len() + synthesised.len();
    assert!(count >= 60, "{count} kinds of mistake");
    let mut document = format!(
        "# Mistakes and where they are caught\n\n{count} kinds of mistake, and what somebody who makes one reads. None of them \
         reaches AWS. Written by the tests in `tests/catalogue`, which make every one of these mistakes.\n\n",
    );
    section(
        &mut document,
        "By the compiler",
        "`cargo check` refuses them; each links to the program that makes the mistake. Of each message the first line and the label are shown.",
        &compiled,
    );
    section(
        &mut document,
        "By `synth()`",
        "What types cannot hold is found when the stack is finished, all at once. `check::template` finds the same in a \
         template that was read from a file.",
        &synthesised,
    );
    let document = format!("{}\n", document.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mistakes.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == document, "docs/mistakes.md is not what the tests show: run them with UPDATE_DOCS=1");
}
