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
    let words: String = program.split_whitespace().collect();
    assert!(words.contains("sns::Topic::new().display_name(\"news\").raw_property(\"Colour\",\"red\")"), "{program}");
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
    let output = import(&[&template, "--project", project]);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`cargo run --manifest-path '") && said.contains("/My Stack/Cargo.toml'`"), "{said}");
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

const SERVERLESS: &str = "\
Outputs:
  Second: {Value: !Ref Function}
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    DependsOn: Topic
    Properties: {Handler: a.b, Environment: {Variables: {A: b}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: a}}
";

#[test]
fn serverless_resources_are_typed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    fs::write(&path, SERVERLESS).unwrap();
    let output = import(&[path.to_str().unwrap()]);
    let program = String::from_utf8(output.stdout).unwrap();
    let words: String = program.split_whitespace().collect();
    for part in [
        "stack.transform(Transform::Serverless)",
        "serverless::Function::new()",
        ".handler(\"a.b\")",
        "LambdaFunctionEnvironment::new().variables(",
    ] {
        assert!(words.contains(part), "{part} is not in\n{program}");
    }
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("0 of 4 properties are raw\nfeatures of `cfn-models`: serverless, sns\n"), "{said}");
}

#[test]
fn properties_of_resources_without_a_type_are_raw() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    fs::write(&path, SERVERLESS.replace("AWS::Serverless::Function", "Acme::Code::Function")).unwrap();
    let said = String::from_utf8(import(&[path.to_str().unwrap()]).stderr).unwrap();
    // `Handler`, `Environment`, `Variables` and `A`; of the topic, `DisplayName`.
    assert!(said.contains("4 of 5 properties are raw"), "{said}");
}

#[test]
fn what_the_template_has_in_another_order_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    fs::write(&path, SERVERLESS).unwrap();
    let program = String::from_utf8(import(&[path.to_str().unwrap()]).stdout).unwrap();
    for line in [
        "stack.order(RawSection::Resources, [\"Function\", \"Topic\"]);",
        "stack.section_order([\"Outputs\", \"Transform\", \"Resources\"]);",
    ] {
        assert!(program.contains(line), "{line} is not in\n{program}");
    }
}

#[test]
fn programs_are_as_rustfmt_formats_them() {
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    if Command::new(&rustfmt).arg("--version").output().is_err() {
        return test_support::machine::skip("rustfmt", "it is not installed");
    }
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import/tests/import/templates");
    let mut checked = 0;
    for entry in fs::read_dir(templates).unwrap() {
        let path = entry.unwrap().path();
        // In a folder of its own, so that both have the same configuration: none.
        let folder = tempfile::tempdir().unwrap();
        let mut cfn = Command::new(env!("CARGO_BIN_EXE_cfn"));
        let program = cfn.arg("import").arg(path.canonicalize().unwrap()).current_dir(&folder).output().unwrap().stdout;
        let file = folder.path().join("stack.rs");
        fs::write(&file, program).unwrap();
        let output = Command::new(&rustfmt).args(["--check", "--edition", "2024"]).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stdout));
        checked += 1;
    }
    assert!(checked > 5, "{checked} templates");
}
