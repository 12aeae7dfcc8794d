//! What each command prints, as a person sees it: reviewed snapshots. `INSTA_UPDATE=always cargo test -p cfn-cli --test output` writes them
//! anew; read the difference.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::process::Command;

use test_support::transcript::Transcript;

const TEMPLATE: &str = r#"AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Name: {Type: String}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Nmae
      VersioningConfiguration: {Status: enabled}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: 901, Fifo: true}
  Topic:
    Type: AWS::SNS::Topik
"#;

const GOOD: &str = r#"Parameters:
  Days: {Type: Number, Default: 30}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      LifecycleConfiguration:
        Rules: [{Status: Enabled, ExpirationInDays: !Ref Days}]
Outputs:
  Arn: {Value: !GetAtt Bucket.Arn}
"#;

fn transcript(lines: &[&str]) -> Transcript {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wrong.yaml"), TEMPLATE).unwrap();
    std::fs::write(folder.path().join("good.yaml"), GOOD).unwrap();
    std::fs::write(folder.path().join("cut.json"), "{\"Resources\": {\"A\": ").unwrap();
    let mut transcript = Transcript::default().with(folder.path().display().to_string(), "[FOLDER]");
    for line in lines {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfn"));
        command.args(line.split(' ')).current_dir(folder.path()).env_remove("RUST_BACKTRACE").env("NO_COLOR", "1");
        transcript.add(&format!("cfn {line}"), &command.output().unwrap());
    }
    transcript
}

#[test]
fn help() {
    let lines = [
        "--help",
        "check --help",
        "deploy --help",
        "destroy --help",
        "explain --help",
        "import --help",
        "new --help",
        "permissions --help",
        "plan --help",
        "show --help",
        "status --help",
    ];
    insta::assert_snapshot!(transcript(&lines).text());
}

#[test]
fn check() {
    let lines = [
        "check wrong.yaml",
        "check good.yaml",
        "check cut.json",
        "check missing.yaml",
        "check --output json wrong.yaml",
    ];
    insta::assert_snapshot!(transcript(&lines).text());
}

#[test]
fn explain() {
    let lines = [
        "explain AWS::SQS::Queue",
        "explain AWS::S3::Bucket.VersioningConfiguration.Status",
        "explain AWS::S3::Buckit",
        "explain nothing",
    ];
    insta::assert_snapshot!(transcript(&lines).text());
}

#[test]
fn show() {
    insta::assert_snapshot!(transcript(&["show AWS::SQS::QueuePolicy", "show AWS::SQS::Kew"]).text());
}

#[test]
fn import() {
    insta::assert_snapshot!(transcript(&["import good.yaml", "import cut.json", "import missing.yaml"]).text());
}

#[test]
fn permissions() {
    insta::assert_snapshot!(transcript(&["permissions good.yaml wrong.yaml", "permissions cut.json"]).text());
}
