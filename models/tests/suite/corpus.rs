//! The checks against real templates: AWS's own samples, which CloudFormation accepts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cfn_spec::snapshot;
use models::check;
use models::node::Node;

/// What the checks find in them, and why it is right. Everything else in the samples passes.
const FOUND: &[(&str, &[(&str, &str)])] = &[
    // These are sources for Rain, which replaces what CloudFormation would refuse.
    (
        "CloudFormation__CustomResources__getfromjson__src__getfromjson.yml",
        &[("unknown-function", "GetFromJsonLambdaFunction.Code.ZipFile.Fn::Rain::Embed")],
    ),
    ("CloudFormation__StackSets__common-resources-stackset.json", &[("wrong-type", "StackSet.TemplateBody")]),
    (
        "CloudFormation__StackSets__log-setup-management.yaml",
        &[("unknown-function", "TargetAccountLogging.TemplateBody.Fn::Rain::Embed")],
    ),
    // CloudFormation itself says of both `'null' values are not allowed in templates`.
    (
        "DMS__DMSAuroraToS3FullLoadAndOngoingReplication.json",
        &[
            ("null-value", "DBSubnet1.AvailabilityZone.Fn::Select[1].Fn::GetAZs"),
            ("null-value", "DBSubnet2.AvailabilityZone.Fn::Select[1].Fn::GetAZs"),
        ],
    ),
    // A log group takes a key's ARN, and `Ref` is the key's id: a warning.
    ("ECS__ECS_Schedule_Example.yaml", &[("wrong-kind", "CloudwatchLogsGroup.KmsKeyId")]),
    // `AssertDescription` is misspelt, so that nobody sees it: a warning.
    (
        "Solutions__VPCPeering__templates__VPCPeering-Requester-Setup.cfn.json",
        &[("unknown-attribute", "Rules.PeerRoleValidation.Assertions[0].AssetDescription")],
    ),
    (
        "Solutions__VSCode__VSCodeServer.yaml",
        &[
            ("unknown-function", "Network.Type.Fn::Rain::Module"),
            ("unknown-reference", "InstanceSecurityGroup.VpcId.Ref"),
            ("unknown-reference", "Server.SubnetId.Fn::GetAtt"),
            ("function-argument", "Server.UserData.Fn::Base64.Fn::Sub"),
            ("unknown-function", "Server.UserData.Fn::Base64.Fn::Sub.Fn::Rain::Embed"),
            ("unknown-function", "CloudFront.Type.Fn::Rain::Module"),
            ("unknown-reference", "Outputs.URL.Value.Fn::Sub"),
        ],
    ),
];

#[test]
fn real_templates_pass_but_for_what_is_wrong_with_them() {
    let Some(dir) = test_support::machine::shared("corpus") else { return };
    let spec = cfn_spec::load_all(snapshot::directory()).unwrap();
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension != "md"));
    files.sort();
    assert!(files.len() >= 48, "{} templates", files.len());
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let document = cfn_template::read(&source, &cfn_template::Options::default()).unwrap();
        for finding in check::template(&Node::from(&document.root), &spec) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            found.entry(name).or_default().push((finding.rule.clone().into_owned(), finding.path.to_string()));
        }
    }
    let expected: BTreeMap<String, Vec<(String, String)>> = FOUND
        .iter()
        .map(|(file, findings)| {
            let findings = findings.iter().map(|(rule, path)| ((*rule).to_owned(), (*path).to_owned())).collect();
            ((*file).to_owned(), findings)
        })
        .collect();
    assert_eq!(found, expected);
}
