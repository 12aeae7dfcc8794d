//! `import`: the program on standard output, or a whole project.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const TEMPLATE: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {DisplayName: news, Colour: red}
Outputs:
  Arn: {Value: !Ref Topic}
";

fn import(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cfn")).arg("import").args(arguments).output().unwrap()
}

fn template(folder: &Path) -> String {
    let path = folder.join("topic.yaml");
    fs::write(&path, TEMPLATE).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_program_is_printed_and_what_is_raw_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = import(&[&template(folder.path())]);
    assert!(output.status.success());
    let program = String::from_utf8(output.stdout).unwrap();
    assert!(program.starts_with("//! The stack of `topic.yaml`."), "{program}");
    assert!(
        program.contains("sns::Topic::new().display_name(\"news\").raw_property(\"Colour\", \"red\")"),
        "{program}"
    );
    assert!(
        program.contains("// raw: Properties.Colour: AWS::SNS::Topic has no writable property `Colour`"),
        "{program}"
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 of 2 properties are raw\nfeatures of `cfn-models`: sns\n"), "{said}");
}

#[test]
fn a_project_is_whole_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let template = template(folder.path());
    let project = folder.path().join("My Stack");
    let project = project.to_str().unwrap();
    assert!(import(&[&template, "--project", project]).status.success());
    let manifest = fs::read_to_string(Path::new(project).join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"my-stack\"") && manifest.contains("features = [\"sns\"]"), "{manifest}");
    let main = fs::read_to_string(Path::new(project).join("src/main.rs")).unwrap();
    assert!(main.contains("fn main()") && main.contains("pub fn stack() -> Stack"), "{main}");
    let again = import(&[&template, "--project", project]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists already"));
}

#[test]
fn faults_of_the_template_have_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twice.yaml");
    fs::write(&path, "Resources:\n  A: 1\n  A: 2\n").unwrap();
    let output = import(&[path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("twice.yaml:3:3: duplicate key `A`") && said.contains("3 |   A: 2"), "{said}");
}
