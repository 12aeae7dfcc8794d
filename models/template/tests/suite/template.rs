//! A template by sections and resources, and the state of one that cannot be read.

use cfn_template::{DeletionPolicy, ErrorKind, Template, TemplateBody, Value};

const JSON: &str = r#"{
  "Transform": ["AWS::LanguageExtensions", {"Name": "Mine", "Parameters": {}}],
  "Conditions": {"Always": {"Fn::Equals": ["a", "a"]}},
  "Resources": {
    "Data": {"Type": "AWS::S3::Bucket", "Condition": "Always", "DependsOn": ["Key", "Log"],
             "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain",
             "Properties": {"BucketName": {"Fn::Sub": "${AWS::StackName}-data"}}},
    "Key": {"Type": "AWS::KMS::Key", "DependsOn": "Log"},
    "Fn::ForEach::Topics": ["Name", ["a"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]
  }
}"#;

const YAML: &str = "
Transform: [AWS::LanguageExtensions, {Name: Mine, Parameters: {}}]
Conditions: {Always: !Equals [a, a]}
Resources:
  Data:
    Type: AWS::S3::Bucket
    Condition: Always
    DependsOn: [Key, Log]
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: !Sub '${AWS::StackName}-data'
  Key: {Type: AWS::KMS::Key, DependsOn: Log}
  Fn::ForEach::Topics: [Name, [a], {'Topic${Name}': {Type: AWS::SNS::Topic}}]
";

#[test]
fn json_and_yaml_are_the_same_template() {
    let [json, yaml] = [JSON, YAML].map(|text| Template::read(text).expect("both are templates"));
    assert_eq!(json.root().to_json(), yaml.root().to_json());
    for template in [json, yaml] {
        let ids: Vec<&str> = template.resources().map(|resource| resource.logical_id).collect();
        assert_eq!(ids, ["Data", "Key"]);
        assert!(template.has_resources_of_transforms());
        assert_eq!(template.transforms().collect::<Vec<_>>(), ["AWS::LanguageExtensions", "Mine"]);
        assert!(template.definition("Conditions", "Always").is_some());
        let data = template.resource("Data").expect("it is there");
        assert_eq!(data.resource_type(), Some("AWS::S3::Bucket"));
        assert_eq!(data.condition(), Some("Always"));
        assert_eq!(data.depends_on().collect::<Vec<_>>(), ["Key", "Log"]);
        assert_eq!(data.deletion_policy(), DeletionPolicy::RetainExceptOnCreate);
        assert_eq!(data.update_replace_policy(), DeletionPolicy::Retain);
        assert_eq!(
            data.properties().and_then(|it| it.get("BucketName")?.as_function()).map(|it| it.0),
            Some("Fn::Sub")
        );
        let key = template.resource("Key").expect("it is there");
        assert_eq!(key.depends_on().collect::<Vec<_>>(), ["Log"]);
        assert_eq!((key.properties(), key.condition()), (None, None));
    }
}

#[test]
fn a_policy_that_is_not_stated_is_the_default_of_the_type() {
    let template = Template::read(
        "Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Cluster: {Type: AWS::RDS::DBCluster}
  Alone: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql}}
  Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Cluster}}
  Stated: {Type: AWS::RDS::DBCluster, DeletionPolicy: Delete}
  Computed: {Type: AWS::S3::Bucket, DeletionPolicy: !If [Production, Retain, Delete]}
  Odd: {Type: AWS::S3::Bucket, DeletionPolicy: retain}
",
    )
    .expect("it is a template");
    let retains = |id: &str| template.resource(id).expect("it is there").deletion_policy();
    assert_eq!(retains("Bucket"), DeletionPolicy::Delete);
    assert_eq!(retains("Cluster"), DeletionPolicy::Snapshot);
    assert_eq!(retains("Alone"), DeletionPolicy::Snapshot);
    assert_eq!(retains("Member"), DeletionPolicy::Delete);
    assert_eq!(retains("Stated"), DeletionPolicy::Delete);
    assert_eq!(retains("Computed"), DeletionPolicy::Unknown);
    assert_eq!(retains("Odd"), DeletionPolicy::Unknown);
    assert_eq!(
        [DeletionPolicy::Retain, DeletionPolicy::Snapshot, DeletionPolicy::Unknown].map(DeletionPolicy::retains),
        [Some(true), Some(false), None]
    );
}

#[test]
fn what_cannot_be_read_is_never_an_empty_template() {
    let cases = [
        ("", ErrorKind::NotAMap, "line 1"),
        ("{\"Resources\": {", ErrorKind::Syntax, "line 1, column"),
        ("Resources:\n  A: [", ErrorKind::Syntax, "line 2"),
        ("- Resources", ErrorKind::NotAMap, "a list"),
        ("Resources: [a]", ErrorKind::NotAMap, "the section `Resources` is a list"),
        ("Resources:\n", ErrorKind::NotAMap, "the section `Resources` is null"),
        ("Resources:\n  A: text\n  B:\n", ErrorKind::NotAMap, "the resource `A` is a string"),
        ("Resources: {}\nOutputs: 1", ErrorKind::NotAMap, "the section `Outputs` is a number"),
    ];
    for (text, kind, words) in cases {
        let body = TemplateBody::new(text);
        let unreadable = body.template().expect_err(text);
        assert_eq!(unreadable.errors[0].kind, kind, "{text}");
        let shown = unreadable.to_string();
        assert!(shown.starts_with("the template cannot be read: ") && shown.contains(words), "{text}: {shown}");
        assert_eq!(body.text(), text);
    }
    let missing = TemplateBody::missing();
    assert_eq!(missing.template().expect_err("there is none").errors[0].kind, ErrorKind::Missing);
    let two = Template::read("Resources:\n  A: text\n  B:\n").expect_err("two resources are none");
    assert_eq!(two.errors.len(), 2);
}

#[test]
fn a_value_from_json_is_the_value_that_was_read() {
    let template = Template::read(JSON).expect("it is a template");
    let json = template.root().to_json();
    let back = Value::from(&json);
    assert_eq!(back.to_json(), json);
    assert!(Template::from_root(back).is_ok());
}
