//! The pages of the guide about stacks of one's own, run as they are read.

#![cfg(unix)]

use std::path::Path;

use test_support::guide::Page;

use crate::world::World;

/// The programs of the pages are built in the folder of those of `cfn new`, with the versions that the repository has: they are on this
/// machine.
fn run(page: &str) {
    let world = World::with(&[]);
    let programs = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cfn"), programs.path().join("cfn")).unwrap();
    let lock = test_support::machine::repository().join("Cargo.lock");
    let cargo = format!("#!/bin/sh\n[ -e Cargo.lock ] || cp '{}' .\nexec '{}' \"$@\"\n", lock.display(), env!("CARGO"));
    let wrapper = programs.path().join("cargo");
    std::fs::write(&wrapper, cargo).unwrap();
    std::fs::set_permissions(&wrapper, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let surroundings = world.command("", "");
    Page::read(page).run(world.path(), programs.path(), |shell| {
        shell.envs(
            surroundings
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?)))
                .filter(|(name, _)| *name != "PATH"),
        );
        shell.env("CARGO", &wrapper).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("new"));
    });
}

#[test]
fn a_program_of_stacks() {
    run("library/tutorial.md");
}

#[test]
fn components_and_tests() {
    run("library/components.md");
}

#[test]
fn looking_up_what_exists() {
    run("library/lookups.md");
}

#[test]
fn operating_stacks() {
    run("library/operate.md");
}

#[test]
fn from_yaml() {
    run("library/from-yaml.md");
}

#[test]
fn from_the_cdk() {
    run("library/from-cdk.md");
}

#[test]
fn from_terraform() {
    run("library/from-terraform.md");
}

#[test]
fn exit_codes() {
    run("reference/exit-codes.md");
}

#[test]
fn rules() {
    run("reference/rules.md");
}
