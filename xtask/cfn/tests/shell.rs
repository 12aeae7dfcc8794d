//! `completions` and `man`: they know the commands and options that there are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::process::{Command, Output};

fn cfn(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cfn")).args(arguments).output().unwrap()
}

#[test]
fn every_shell_completes_commands_and_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = cfn(&["completions", shell]);
        assert!(output.status.success(), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["permissions", "deny-warnings", "snapshot"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    assert_eq!(cfn(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    assert!(cfn(&["man", pages.to_str().unwrap()]).status.success());
    let page = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap().replace('\\', "");
    assert!(page("cfn.1").contains("cfn-check(1)"), "{}", page("cfn.1"));
    assert!(page("cfn-check.1").contains("deny-warnings"), "{}", page("cfn-check.1"));
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = cfn(&["man", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("file: the manual pages cannot be written: "));
}
