//! What `check` is told beside its templates: by `cfn.toml`, by flags and by the templates themselves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use support::{Folder, rules};

const QUEUE: &str = "\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {Fifo: true, DelaySeconds: 901}
";

fn json(folder: &Folder, arguments: &[&str]) -> (i32, serde_json::Value, String) {
    let ran = folder.cfn(&[&["check", "--output", "json"], arguments].concat());
    (ran.code, ran.json(), ran.stderr)
}

#[test]
fn the_nearest_configuration_file_counts() {
    let folder = Folder::with(&[
        ("cfn.toml", "[severity]\nrange = \"off\"\n"),
        ("stacks/a/queue.yaml", QUEUE),
        ("other/cfn.toml", "[severity]\nunknown-property = \"warning\"\n"),
        ("other/queue.yaml", QUEUE),
    ]);
    let (code, report, _) = json(&folder, &["stacks/a/queue.yaml", "other/queue.yaml"]);
    assert_eq!(code, 1);
    assert_eq!(rules(&report, 0), ["unknown-property"]);
    assert_eq!(rules(&report, 1), ["unknown-property", "range"]);
    assert_eq!(report["files"][1]["findings"][0]["severity"], "warning");
    let (_, report, _) = json(&folder, &["--no-config", "stacks/a/queue.yaml"]);
    assert_eq!(rules(&report, 0).len(), 2);
    let (_, report, _) = json(&folder, &["--config", "other/cfn.toml", "stacks/a/queue.yaml"]);
    assert_eq!(report["files"][0]["findings"][0]["severity"], "warning");
    let (code, report, _) = json(&folder, &["--severity", "unknown-property=note", "stacks/a/queue.yaml"]);
    assert_eq!((code, rules(&report, 0).len()), (0, 1));
}

#[test]
fn findings_are_accepted_with_a_reason_and_at_a_place() {
    let folder = Folder::with(&[
        (
            "cfn.toml",
            "accept = [\n  {rule = \"range\", at = \"Queue\", reason = \"seen\", file = \"s/*.yaml\"},\n  {rule = \"pattern\", reason = \"gone\"},\n]\n",
        ),
        ("s/queue.yaml", QUEUE),
        ("t/queue.yaml", QUEUE),
    ]);
    let (code, report, told) = json(&folder, &["s/queue.yaml", "t/queue.yaml"]);
    assert_eq!(code, 1);
    assert_eq!(rules(&report, 0), ["unknown-property"]);
    assert_eq!(rules(&report, 1), ["unknown-property", "range"]);
    assert_eq!(report["files"][0]["findings"][1]["accepted"], "seen");
    assert_eq!(report["summary"]["accepted"], 1);
    assert!(
        told.contains("cfn.toml:3:3: the acceptance of `pattern` matches no finding; remove it (its reason: gone)"),
        "{told}"
    );
    assert_eq!(report["unused_acceptances"].as_array().unwrap().len(), 1);

    let both = ["--accept", "range=seen", "--accept", "unknown-property@Queue.Fifo=new", "t/queue.yaml", "--no-config"];
    let ran = folder.cfn(&[&["check"], both.as_slice()].concat());
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", "0 errors and 0 warnings; 2 accepted\n"));
    let elsewhere = folder.cfn(&["check", "--no-config", "--accept", "range@Queu=x", "t/queue.yaml"]);
    assert_eq!(elsewhere.code, 1);
    assert!(
        elsewhere.stderr.contains("--accept: the acceptance of `range` at `Queu` matches no finding"),
        "{}",
        elsewhere.stderr
    );
}

#[test]
fn what_is_misspelt_is_an_error_with_its_place() {
    for (text, message) in [
        ("sevrity = 1\n", "cfn.toml:1:1: unknown key `sevrity`; did you mean `severity`?"),
        ("[severity]\nrnge = \"off\"\n", "cfn.toml:2:1: unknown rule `rnge`; did you mean `range`?"),
        ("[severity]\nrange = \"warnin\"\n", "cfn.toml:2:9: unknown severity `warnin`; did you mean `warning`?"),
        ("regions = [\"eu-cental-1\"]\n", "unknown region `eu-cental-1`; did you mean `eu-central-1`?"),
        ("[[accept]]\nrule = \"range\"\n", "cfn.toml:1:1: an acceptance requires `rule` and `reason`"),
        ("[[accept]]\nrule = \"range\"\nreason = \"a\"\nplace = \"b\"\n", "cfn.toml:4:1: unknown key `place`"),
        ("[[accept]]\nrule = \"range\"\nreason = \" \"\n", "requires `rule` and `reason`"),
        ("deny-warnings = \"yes\"\n", "`deny-warnings` has to be `true` or `false`"),
        ("= 1\n", "cfn.toml:1:1: "),
    ] {
        let folder = Folder::with(&[("cfn.toml", text), ("queue.yaml", QUEUE)]);
        let ran = folder.cfn(&["check", "queue.yaml"]);
        assert_eq!(ran.code, 2, "{text}");
        assert!(ran.stderr.contains(message), "{text}: {}", ran.stderr);
    }
    let folder = Folder::with(&[("queue.yaml", QUEUE)]);
    for (arguments, message) in [
        (["--accept", "range="], "requires a reason"),
        (["--accept", "rang=x"], "did you mean `range`?"),
        (["--severity", "range"], "expected RULE=LEVEL"),
        (["--parameter", "Stage"], "expected NAME=VALUE"),
        (["--region", "mars"], "unknown region `mars`"),
        (["--config", "none.toml"], "none.toml: cannot be read"),
    ] {
        let ran = folder.cfn(&[["check", "queue.yaml"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(message), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn templates_accept_findings_in_their_metadata() {
    let inline = |metadata: &str| {
        let folder = Folder::with(&[(
            "queue.yaml",
            &QUEUE.replace("    Properties", &format!("    Metadata: {metadata}\n    Properties")),
        )]);
        let (_, report, _) = json(&folder, &["queue.yaml"]);
        rules(&report, 0)
    };
    assert_eq!(inline("{cfn-lint: {config: {ignore_checks: [E3034]}}}"), ["unknown-property"]);
    assert_eq!(inline("{cfn-lint: {config: {ignore_checks: [E3002, E3034, E3601]}}}"), Vec::<String>::new());
    // A resource names whole ids.
    assert_eq!(inline("{cfn-lint: {config: {ignore_checks: [E30]}}}").len(), 2);
    assert_eq!(inline("{cfn-check: {accept: [{rule: range, reason: seen}]}}"), ["unknown-property"]);
    assert_eq!(
        inline("{cfn-check: {accept: [{rule: range, at: Queue.DelaySeconds, reason: seen}]}}"),
        ["unknown-property"]
    );
    for (metadata, rule) in [
        ("{cfn-check: {accept: [{rule: pattern, reason: gone}]}}", "unused-acceptance"),
        ("{cfn-check: {accept: [{rule: range}]}}", "acceptance"),
        ("{cfn-check: {accept: [{rule: rnge, reason: x}]}}", "acceptance"),
        ("{cfn-check: {acept: []}}", "acceptance"),
    ] {
        let found = inline(metadata);
        assert!(found.contains(&rule.to_owned()) && found.len() == 3, "{metadata}: {found:?}");
    }
    let whole = Folder::with(&[(
        "queue.yaml",
        &format!("Metadata: {{cfn-lint: {{config: {{ignore_checks: [E30]}}}}}}\n{QUEUE}"),
    )]);
    let (code, report, _) = json(&whole, &["queue.yaml"]);
    assert_eq!((code, rules(&report, 0).len()), (0, 0));
}

#[test]
fn parameters_decide_conditions_and_are_checked() {
    let template = "\
Parameters:
  Stage: {Type: String, AllowedValues: [prod, test]}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
Resources:
  Key: {Type: AWS::SNS::Topic, Condition: Prod}
  Other: {Type: AWS::SNS::Topic, DependsOn: Key}
";
    let folder = Folder::with(&[("a.yaml", template)]);
    let severity = |arguments: &[&str]| {
        let (_, report, _) = json(&folder, &[arguments, &["a.yaml"]].concat());
        let findings = report["files"][0]["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|f| format!("{} {}", f["severity"].as_str().unwrap(), f["rule"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(severity(&[]), ["warning conditional-reference"]);
    assert_eq!(severity(&["--parameter", "Stage=prod"]), Vec::<String>::new());
    assert_eq!(severity(&["--parameter", "Stage=test"]), ["error conditional-reference"]);
    assert!(severity(&["--parameter", "Stage=live"]).contains(&"error parameter-value".to_owned()));
    let ran = folder.cfn(&["check", "--parameter", "Stag=prod", "a.yaml"]);
    assert!(ran.stderr.contains("no template has the parameter `Stag`; did you mean `Stage`?"), "{}", ran.stderr);
    folder.write("cfn.toml", "[parameters]\nStage = \"prod\"\n");
    assert_eq!(severity(&[]), Vec::<String>::new());
}

#[test]
fn regions_decide_what_is_there() {
    let template = "Resources: {Host: {Type: AWS::EC2::Instance, Properties: {InstanceType: p5.48xlarge, ImageId: ami-0123456789abcdef0}}}\n";
    let folder = Folder::with(&[("a.yaml", template)]);
    let rules_in = |arguments: &[&str]| rules(&json(&folder, &[arguments, &["a.yaml"]].concat()).1, 0);
    assert_eq!(rules_in(&[]), Vec::<String>::new());
    assert_eq!(rules_in(&["--region", "us-east-1"]), Vec::<String>::new());
    assert_eq!(rules_in(&["--region", "us-east-1", "--region", "eu-west-3"]), ["ec2-instance-instancetype-enum"]);
}

#[test]
fn resource_types_are_not_in_all_regions() {
    let template = "Resources:\n  Graph: {Type: AWS::NeptuneGraph::Graph, Properties: {ProvisionedMemory: 16}}\n  Topic: {Type: AWS::SNS::Topic}\n";
    let folder = Folder::with(&[("a.yaml", template)]);
    let findings =
        |arguments: &[&str]| json(&folder, &[arguments, &["a.yaml"]].concat()).1["files"][0]["findings"].clone();
    assert_eq!(findings(&[]), serde_json::json!([]));
    assert_eq!(findings(&["--region", "us-east-1"]), serde_json::json!([]));
    // Of the isolated regions nothing is published.
    assert_eq!(findings(&["--region", "us-iso-east-1"]), serde_json::json!([]));
    folder.write("cfn.toml", "regions = [\"us-east-1\", \"ap-east-2\", \"mx-central-1\"]\n");
    let found = findings(&[]);
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let finding = &found[0];
    assert_eq!((&finding["rule"], &finding["line"]), (&"type-region".into(), &2.into()));
    assert_eq!(
        finding["message"],
        "the resource type `AWS::NeptuneGraph::Graph` is not available in ap-east-2, mx-central-1"
    );
    assert!(finding["allowed"].as_str().unwrap().starts_with("`af-south-1`, `ap-east-1`"), "{finding}");
}

#[test]
fn folders_and_patterns_are_searched_for_templates() {
    let good = "Resources: {T: {Type: AWS::SNS::Topic}}\n";
    let folder = Folder::with(&[
        ("cfn.toml", "exclude = [\"vendor/**\"]\n"),
        ("b.yaml", good),
        ("a/z.json", "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\"}}}"),
        ("a/package.json", "{\"name\": \"x\"}"),
        ("a/cut.yml", "Resources:\n  A: [\n"),
        (".hidden/c.yaml", good),
        ("node_modules/c.yaml", good),
        ("vendor/c.yaml", good),
        ("notes.txt", "Resources:"),
    ]);
    let names = |arguments: &[&str]| {
        let (code, report, _) = json(&folder, arguments);
        let files = report["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap().to_owned());
        (code, files.collect::<Vec<_>>())
    };
    assert_eq!(names(&["."]), (2, vec!["a/cut.yml".to_owned(), "a/z.json".to_owned(), "b.yaml".to_owned()]));
    assert_eq!(names(&["b.yaml", "**/*.yaml"]), (0, vec!["b.yaml".to_owned()]));
    assert_eq!(names(&["vendor/c.yaml"]).1, ["vendor/c.yaml"]);
    assert_eq!(names(&["--jobs", "1", "a", "b.yaml"]), names(&["--jobs", "8", "a", "b.yaml"]));
    let none = folder.cfn(&["check", "x/*.yaml"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert!(folder.cfn(&["check", "y*.yaml"]).stderr.contains("y*.yaml: no file matches"));
}

#[test]
fn many_templates_are_told_in_the_order_of_their_names() {
    let files: Vec<(String, String)> = (0..200)
        .map(|number| (format!("t{number:03}.yaml"), format!("{QUEUE}  Q{number}: {{Type: AWS::SQS::Queue}}\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::with(&files);
    let (code, report, told) = json(&folder, &["."]);
    assert_eq!(code, 1);
    let names: Vec<&str> =
        report["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert_eq!(names, files.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(told, "error: 400 errors and 0 warnings in 200 templates\n");
}

/// `UPDATE_DOCS=1 cargo test -p cfn-cli --test settings guide` writes the page anew.
#[test]
fn the_page_of_the_guide_is_the_reference_of_the_settings() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/src/reference/cfn-toml.md");
    let reference = cfn_cli::configuration_reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, &reference).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(written == reference, "{}: run this test with UPDATE_DOCS=1", page.display());
}
