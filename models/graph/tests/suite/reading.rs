//! Resources, frames and references.

use cfn_graph::{FrameKind, Stack, read, read_with};

use super::{document, edges, graph_of};

#[test]
fn every_way_to_refer_to_a_resource_is_an_edge_once() {
    let network = document(
        "Resources:\n  Vpc: {Type: AWS::EC2::VPC}\n\
         Outputs: {Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-vpc'}}}\n",
    );
    let work = document(
        "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n  Role: {Type: AWS::IAM::Role}\n\
         \x20 Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !ImportValue network-vpc}}\n\
         \x20 Worker:\n    Type: AWS::Lambda::Function\n    DependsOn: [Group, Role]\n    Properties:\n\
         \x20     Role: !GetAtt Role.Arn\n      Description: !Sub ['${Queue} ${other} ${!Text}', {other: !Ref Worker}]\n",
    );
    let stack = |name, root| Stack { name, region: None, root };
    let graph = read([stack("work", &work.root), stack("network", &network.root)]);
    assert_eq!(
        edges(&graph),
        ["Group Import Vpc of network", "Worker Reference Queue", "Worker Reference Role", "Worker DependsOn Group"]
    );
    for (text, edge, count) in [(graph.to_mermaid(), "  s0r3 -->", 2), (graph.to_dot(), "  s0r3 -> ", 3)] {
        assert_eq!(text.matches(edge).count(), count, "{text}");
    }
}

#[test]
fn a_stack_set_has_a_frame_for_each_region() {
    let graph = graph_of(
        r#"
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: copies
      Parameters: [{ParameterKey: Prefix, ParameterValue: acme}]
      StackInstancesGroup:
        - {DeploymentTargets: {Accounts: [!Ref AWS::AccountId]}, Regions: [eu-north-1, eu-south-1]}
        - {DeploymentTargets: {Accounts: ['123456789012']}, Regions: [eu-south-1]}
      TemplateBody: |
        Parameters: {Prefix: {Type: String}}
        Resources:
          Copy: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${Prefix}-${AWS::Region}'}}
  Data:
    Type: AWS::S3::Bucket
    Properties:
      ReplicationConfiguration:
        Rules: [{Destination: {Bucket: !Sub 'arn:${AWS::Partition}:s3:::acme-eu-south-1'}}]
"#,
    );
    let frames: Vec<(&str, &FrameKind, Option<usize>)> =
        graph.frames.iter().map(|frame| (frame.title.as_str(), &frame.kind, frame.parent)).collect();
    assert_eq!(
        frames,
        [
            ("shop", &FrameKind::Stack { region: Some("eu-west-1".to_owned()) }, None),
            ("copies", &FrameKind::StackSet, None),
            ("eu-north-1", &FrameKind::Region, Some(1)),
            ("eu-south-1", &FrameKind::Region, Some(1)),
        ]
    );
    assert_eq!(edges(&graph), ["Set Creates [copies]", "Data Name Copy of eu-south-1"]);
    let mermaid = graph.to_mermaid();
    assert!(mermaid.contains("  subgraph s1[\"copies\"]\n    subgraph s2[\"eu-north-1\"]\n      s2r0["), "{mermaid}");
    assert!(mermaid.contains("  s0r0 -->|creates| s1\n"), "{mermaid}");
    assert!(graph.to_dot().contains("s0r0 -> s2r0 [lhead=cluster1, label=creates];"));
}

#[test]
fn a_nested_stack_is_a_frame_in_its_stack_where_its_template_is_found() {
    let outer = document(
        "Resources:\n  Key: {Type: AWS::KMS::Key}\n  Missing: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: gone.yaml}}\n\
         \x20 Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: data.yaml, Parameters: {Name: orders}}}\n",
    );
    let inner = document(
        "Parameters: {Name: {Type: String}}\nResources:\n  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}\n\
         \x20 Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket}}\n\
         \x20 Itself: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: data.yaml}}\n",
    );
    let mut asked = Vec::new();
    let graph = read_with([Stack { name: "shop", region: None, root: &outer.root }], &mut |number, url| {
        asked.push((number, url.to_owned()));
        (url == "data.yaml").then(|| (7, inner.root.clone()))
    });
    let frames: Vec<(&str, Option<usize>)> =
        graph.frames.iter().map(|frame| (frame.title.as_str(), frame.parent)).collect();
    // A template that names itself is drawn a few times, and not for ever.
    assert_eq!(frames, [("shop", None), ("Data", Some(0)), ("Itself", Some(1)), ("Itself", Some(2))]);
    assert!(asked.starts_with(&[
        (0, "gone.yaml".to_owned()),
        (0, "data.yaml".to_owned()),
        (7, "data.yaml".to_owned())
    ]));
    let drawn = edges(&graph);
    assert!(drawn.contains(&"Data Creates [Data]".to_owned()), "{drawn:?}");
    assert!(drawn.contains(&"Policy of Data Reference Bucket of Data".to_owned()), "{drawn:?}");
    let svg = graph.to_svg();
    assert!(svg.contains("Data creates the nested stack Data."), "{svg}");
    roxmltree::Document::parse(&svg).expect("the picture is well-formed");
}

#[test]
fn a_name_is_one_only_where_the_arn_is_of_that_resource() {
    let named = document("Resources: {Data: {Type: AWS::S3::Bucket, Properties: {BucketName: data}}}");
    for (arn, is_named) in [
        ("arn:aws:s3:::data", true),
        ("arn:aws:s3:::data/*", true),
        ("arn:aws:s3:::other/data", false),
        ("arn:aws:s3:::data-2", false),
        ("arn:aws:sqs:eu-west-1:123456789012:data", false),
        ("data", false),
    ] {
        let user = document(&format!("Resources: {{Job: {{Type: Custom::Job, Properties: {{Where: '{arn}'}}}}}}"));
        let graph =
            read([("user", &user.root), ("named", &named.root)].map(|(name, root)| Stack { name, region: None, root }));
        let expected: &[&str] = if is_named { &["Job Name Data of named"] } else { &[] };
        assert_eq!(edges(&graph), expected, "{arn}");
    }
}

#[test]
fn names_are_data_and_not_notation() {
    let odd = document("Resources: {A: {Type: 'Custom::\"];x'}}");
    let graph = read([Stack { name: "a\"b", region: None, root: &odd.root }]);
    assert!(graph.to_dot().contains(r#"label="A\nCustom::\"];x""#));
    let mermaid = graph.to_mermaid();
    assert!(mermaid.contains("Custom::#quot;];x") && mermaid.contains("[\"a#quot;b\"]"), "{mermaid}");
}
