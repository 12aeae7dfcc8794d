//! `explain`: what the snapshot says, and what was meant where it says nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::process::Command;

fn explain(name: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cfn")).args(["explain", name]).output().unwrap();
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn a_property_has_its_facts() {
    let (code, text) = explain("AWS::S3::Bucket.VersioningConfiguration.Status");
    assert_eq!(code, Some(0));
    for fact in ["type: String", "required: yes", "update: in place", "allowed: \"Enabled\", \"Suspended\"", "https://"]
    {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let (_, text) = explain("AWS::KMS::Key.PendingWindowInDays");
    assert!(text.contains("range: 7 to 30"), "{text}");
    let (_, text) = explain("AWS::SQS::Queue.QueueName");
    assert!(text.contains("update: replaces the resource"), "{text}");
}

#[test]
fn a_type_has_its_properties_attributes_and_rules() {
    let (_, text) = explain("AWS::DynamoDB::Table");
    for fact in
        ["KeySchema: ", ", required", "StreamArn: String", "cargo feature: dynamodb", "primary identifier: TableName"]
    {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let (_, text) = explain("AWS::S3::Bucket.ReplicationRule");
    assert!(
        text.starts_with("AWS::S3::Bucket.ReplicationRule\n")
            && text.contains("Destination: ReplicationDestination, required"),
        "{text}"
    );
}

#[test]
fn misspelt_names_are_answered_with_what_was_meant() {
    for (name, answer) in [
        ("AWS::S3::Bukket", "did you mean `AWS::S3::Bucket`?"),
        ("AWS::s3::bucket", "did you mean `AWS::S3::Bucket`?"),
        ("AWS::S3::Bucket.BucketNmae", "did you mean `BucketName`?"),
        ("AWS::S3::Bucket.VersioningConfiguration.status", "did you mean `Status`?"),
        ("AWS::S3::Bucket.BucketName.Length", "has no nested properties"),
        ("nothing", "expected a name such as `AWS::S3::Bucket`"),
    ] {
        let (code, text) = explain(name);
        assert_eq!(code, Some(2), "{name}");
        assert!(text.contains(answer), "{name}: {text}");
    }
}
