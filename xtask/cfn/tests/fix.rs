//! `check --fix`: what has one answer is corrected, and everything else stays as it is written.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use support::Folder;

/// What `--fix` makes of a template, after which nothing is found in it.
fn fixed(name: &str, text: &str) -> String {
    let folder = Folder::with(&[(name, text)]);
    let ran = folder.cfn(&["check", "--fix", name]);
    assert_eq!(ran.code, 0, "{}\n{}", folder.read(name), ran.stdout);
    assert!(ran.stderr.contains("corrected"), "{}", ran.stderr);
    let again = folder.cfn(&["check", name]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    folder.read(name)
}

const YAML: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
# What the stack is for.
Parameters:
  Stage: {Type: String}   # of the stage
Resources:

  Queue:
    Type: AWS::SQS::Queeu          # two letters
    Properties:
      \"QueueNam\": !Sub \"${Stag}-x-${Stag}\"
      KmsMasterKeyId:   'alias/aws/sqs'
  Bucket:
    Type: 'AWS::S3::Buckett'
    DeletionPolicy: retain
    Properties: {VersioningConfiguration: {Status: enabled}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: arn:aws:iam::aws:policy/ReadOnlyAccess
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Efect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}
Outputs:
  Arn: {Value: !GetAtt Queue.Arm}
  Name: {Value: !Jion ['-', [!Ref Stage, b]]}
  Length: {Value: {Fn::Length: [a, b]}}
";

#[test]
fn yaml_keeps_its_comments_quotes_and_spaces() {
    let expected = YAML
        .replace("# What the stack", "Transform: AWS::LanguageExtensions\n# What the stack")
        .replace("Queeu  ", "Queue  ")
        .replace("QueueNam\"", "QueueName\"")
        .replace("${Stag}-x-${Stag}", "${Stage}-x-${Stage}")
        .replace("Buckett", "Bucket")
        .replace("retain", "Retain")
        .replace("enabled", "Enabled")
        .replace(
            "ManagedPolicyArns: arn:aws:iam::aws:policy/ReadOnlyAccess",
            "ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]",
        )
        .replace("Efect", "Effect")
        .replace("Queue.Arm", "Queue.Arn")
        .replace("!Jion", "!Join");
    // The transform stands before the section that follows the version.
    let expected = expected.replace(
        "Transform: AWS::LanguageExtensions\n# What the stack is for.\nParameters",
        "# What the stack is for.\nTransform: AWS::LanguageExtensions\nParameters",
    );
    assert_eq!(fixed("stack.yaml", YAML), expected);
}

#[test]
fn json_keeps_its_layout() {
    let text = "{\n  \"Resources\" : {\n\t\"Topic\": { \"Type\" : \"AWS::SNS::Topik\", \"Properties\" : {\"TopicNam\": {\"Fn::Jion\": [\"-\", [\"a\", \"b\"]]}} },\n\
        \"F\": {\"Type\": \"AWS::Serverless::SimpleTable\"}\n  }\n}\n";
    let expected = text
        .replace("{\n  \"Resources\"", "{\n  \"Transform\": \"AWS::Serverless-2016-10-31\",\n  \"Resources\"")
        .replace("Topik", "Topic")
        .replace("TopicNam\"", "TopicName\"")
        .replace("Jion", "Join");
    assert_eq!(fixed("stack.json", text), expected);
}

#[test]
fn a_transform_joins_those_that_are_there() {
    let rest = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: {Fn::ToJsonString: {a: b}}}}}\n";
    for (before, after) in [
        (
            "Transform: AWS::Serverless-2016-10-31\n",
            "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n",
        ),
        (
            "Transform: [AWS::Serverless-2016-10-31]\n",
            "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n",
        ),
        (
            "Transform:\n  - AWS::Serverless-2016-10-31 # first\n",
            "Transform:\n  - AWS::LanguageExtensions\n  - AWS::Serverless-2016-10-31 # first\n",
        ),
    ] {
        assert_eq!(fixed("a.yaml", &format!("{before}{rest}")), format!("{after}{rest}"));
    }
}

#[test]
fn what_has_two_answers_stays() {
    let text = "\
Parameters: {StageA: {Type: String}, StageB: {Type: String}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref StageC}}
";
    let folder = Folder::with(&[("a.yaml", text)]);
    let ran = folder.cfn(&["check", "--fix", "a.yaml"]);
    assert_eq!((ran.code, folder.read("a.yaml").as_str()), (1, text));
    assert!(!ran.stderr.contains("corrected"), "{}", ran.stderr);
}

#[test]
fn a_name_that_is_taken_is_not_given_twice() {
    let text = "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: a, QueueNam: b}}}\n";
    let folder = Folder::with(&[("a.yaml", text)]);
    assert_eq!(folder.cfn(&["check", "--fix", "a.yaml"]).code, 1);
    assert_eq!(folder.read("a.yaml"), text);
}

#[test]
fn accepted_findings_are_not_corrected() {
    let text = "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueNam: b}}}\n";
    let folder = Folder::with(&[("a.yaml", text)]);
    assert_eq!(folder.cfn(&["check", "--fix", "--accept", "unknown-property=new", "a.yaml"]).code, 0);
    assert_eq!(folder.read("a.yaml"), text);
}

#[cfg(unix)]
#[test]
fn the_file_keeps_its_mode_and_its_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("real/a.yaml", "Resources: {T: {Type: AWS::SNS::Topik}}\n")]);
    let real = folder.path("real/a.yaml");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o644)).unwrap();
    symlink(&real, folder.path("link.yaml")).unwrap();
    assert_eq!(folder.cfn(&["check", "--fix", "link.yaml"]).code, 0);
    assert!(folder.path("link.yaml").is_symlink());
    assert!(folder.read("real/a.yaml").contains("AWS::SNS::Topic}"));
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o644);
    assert_eq!(std::fs::read_dir(folder.path("real")).unwrap().count(), 1, "nothing is left beside it");
}
