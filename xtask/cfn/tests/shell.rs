//! `completions`, `man`, `--version`, `--color`, and hints: they know the commands and options that there are.

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

#[test]
fn the_version_says_what_was_built() {
    let output = cfn(&["--version"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with(concat!("cfn ", env!("CARGO_PKG_VERSION"), "\n")), "{out}");
    let lock = std::fs::read_to_string(test_support::machine::repository().join("cfn-spec/snapshot/lock.txt")).unwrap();
    let version = lock.lines().find_map(|line| line.strip_prefix("  version ")).unwrap();
    assert!(out.contains(&format!("snapshot: specification {version}, provider schemas of 20")), "{out}");
    assert_eq!(cfn(&["-V"]).stdout, concat!("cfn ", env!("CARGO_PKG_VERSION"), "\n").as_bytes());
}

#[test]
fn colors_are_as_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.yaml");
    std::fs::write(&file, "Resources: {A: {Type: AWS::SNS::Topik}}").unwrap();
    let found =
        |when: &str| String::from_utf8(cfn(&["check", file.to_str().unwrap(), "--color", when]).stdout).unwrap();
    assert!(found("always").contains("\u{1b}["), "{}", found("always"));
    assert!(found("never").contains("AWS::SNS::Topik") && !found("never").contains('\u{1b}'));
    assert_eq!(found("auto"), found("never"), "this is no terminal");
}

#[cfg(feature = "deploy")]
#[test]
fn what_other_tools_call_it_is_answered_with_what_it_is_called_here() {
    for (typed, instead) in [
        (&["up"][..], "tip: use `cfn deploy`, which creates and updates"),
        (&["delete-stack"], "tip: use `cfn destroy`"),
        (&["deploy", "--template-file", "a.yaml"], "tip: name the file without an option: `cfn deploy template.yaml"),
        (&["deploi"], "subcommands exist: 'explain', 'deploy'"),
    ] {
        let output = cfn(typed);
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && err.contains(instead), "{typed:?}: {err}");
    }
}
