//! Small templates of our own, each about one part of CloudFormation's language.

use cfn_import::{ModelsSource, Options};

use crate::harness::{self, Imported};

fn import(name: &str, text: &str) -> Imported {
    harness::import(name, text, &Options { title: None, module: true }).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Name and text of each template.
const TEMPLATES: &[(&str, &str)] = &[
    ("functions", include_str!("templates/functions.yaml")),
    ("notations", include_str!("templates/notations.yaml")),
    ("parameters", include_str!("templates/parameters.yaml")),
    ("attributes", include_str!("templates/attributes.yaml")),
    ("policies", include_str!("templates/policies.yaml")),
    ("unknown", include_str!("templates/unknown.yaml")),
    ("texts", include_str!("templates/texts.json")),
    ("names", include_str!("templates/names.yaml")),
    ("choices", include_str!("templates/choices.yaml")),
];

/// `json!` goes a level deeper for each entry; the program says how deep the compiler must go.
fn long_document() -> String {
    let inner: String = (0..150).map(|n| format!("\"k{n}\": [{n}], ")).collect();
    format!(
        "{{\"Resources\": {{\"T\": {{\"Type\": \"AWS::SNS::Topic\", \"Metadata\": {{\"M\": {{{inner} \"last\": {{{inner} \"end\": 1}}}}}}}}}}}}"
    )
}

/// In one crate: most of the time is that of the compiler on `models`.
#[test]
fn templates_survive_the_round_trip() {
    let mut imported: Vec<Imported> = TEMPLATES.iter().map(|(name, text)| import(name, text)).collect();
    let long = import("long", &long_document());
    assert!(long.import.recursion_limit > 300, "{}", long.import.recursion_limit);
    imported.push(long);
    assert_eq!(harness::round_trip("own", &imported), Vec::new());
}

#[test]
fn a_program_says_how_deep_the_compiler_must_go() {
    let options = Options { title: None, module: false };
    let program = harness::import("long", &long_document(), &options).unwrap().import.source;
    assert!(program.contains("#![recursion_limit = \""), "{program}");
}

/// What the types write in another order is put in the template's by a function of its own; where there is nothing, there is none.
#[test]
fn the_order_of_keys_is_a_function_of_its_own() {
    let resource =
        |keys: &str| format!("Resources:\n  T:\n    Type: AWS::SNS::Subscription\n    Properties: {{{keys}}}\n");
    let source = import("subscription", &resource("Endpoint: a@b, Protocol: email, TopicArn: c")).import.source;
    assert!(source.contains("    key_order(&mut stack);\n    stack\n"), "{source}");
    let order = r#"stack.key_order(["Resources", "T", "Properties"], ["Endpoint", "Protocol", "TopicArn"]);"#;
    let words = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")").replace(",]", "]");
    assert!(words(&source).contains(&words(order)), "{source}");
    let source = import("subscription", &resource("Protocol: email, TopicArn: c, Endpoint: a@b")).import.source;
    assert!(!source.contains("key_order"), "{source}");
}

/// Only what no type can hold is raw, and the reason says so.
#[test]
fn raw_parts_have_their_reason() {
    for (name, _) in TEMPLATES.iter().filter(|(name, _)| *name != "unknown") {
        let (_, text) = TEMPLATES.iter().find(|(known, _)| known == name).unwrap();
        assert_eq!(import(name, text).import.raw, [], "{name}");
    }
    let unknown = import("unknown", include_str!("templates/unknown.yaml")).import;
    let raw: Vec<(&str, &str)> = unknown.raw.iter().map(|part| (part.path.as_str(), part.reason.as_str())).collect();
    assert_eq!(
        raw,
        [
            ("Resources.Bucket.Properties.VersioningConfiguration.Status", "the allowed value is `Enabled`"),
            ("Resources.Bucket.Properties.NewProperty", "AWS::S3::Bucket has no writable property `NewProperty`"),
            ("Resources.Bucket.Properties.Tags", "expected a list, found a string"),
            ("Resources.Thing.Properties", "the specification has no type `Acme::Storage::Thing`"),
            ("Resources.Alias.Properties", "AWS::KMS::Alias requires `TargetKeyId`"),
            ("Resources.Fn::ForEach::Topics", "a loop"),
        ]
    );
    for part in &unknown.raw {
        assert!(unknown.source.contains(&format!(": {}", part.reason)), "{} has no comment", part.path);
    }
}

/// One of them is a constructor. Where a template has several, by different conditions or by mistake, the others stay.
#[test]
fn properties_that_exclude_each_other_are_constructors() {
    let text = include_str!("templates/choices.yaml");
    let source = import("choices", text).import.source;
    assert!(source.contains("TargetObjectKeyFormat::partitioned_prefix("), "{source}");
    let at = "Resources.Bucket.Properties.LoggingConfiguration.TargetObjectKeyFormat";
    let raw_of = |text: &str| {
        let raw = import("choices", text).import.raw;
        raw.into_iter().map(|part| (part.path, part.reason)).collect::<Vec<(String, String)>>()
    };
    let both = format!("{text}          SimplePrefix: {{}}\n");
    let reason = "AWS::S3::Bucket.TargetObjectKeyFormat has another property that excludes `SimplePrefix`";
    assert_eq!(raw_of(&both), [(format!("{at}.SimplePrefix"), reason.to_owned())]);
    let (before, _) = text.split_once("          PartitionedPrefix").unwrap();
    let none = format!("{}: {{}}\n", before.trim_end().trim_end_matches(':'));
    let reason = "the required one of `PartitionedPrefix`, `SimplePrefix` is missing";
    assert_eq!(raw_of(&none), [(at.to_owned(), reason.to_owned())]);
}

#[test]
fn programs_are_written_as_people_write_them() {
    let source = import("policies", include_str!("templates/policies.yaml")).import.source;
    for line in [
        "use models::{",
        "let bucket = stack.add(",
        "TrustPolicy::new([",
        "[s3::ACTIONS.get_object, s3::ACTIONS.list_bucket]",
        "Statement::allow_assume(Principal::service(\"lambda.amazonaws.com\"))",
        ".when(operator::BOOL, \"aws:SecureTransport\", \"false\")",
        "sub!(\"${bucket_arn}/*\", bucket_arn = bucket.arn())",
    ] {
        assert!(source.contains(line), "{line} is not in\n{source}");
    }
    assert!(!source.contains("__"), "a marker of the layout was left in\n{source}");
}

#[test]
fn the_program_names_its_features_and_prints_its_findings() {
    let options = Options { title: Some("a.yaml".to_owned()), module: false };
    let imported = harness::import("policies", include_str!("templates/policies.yaml"), &options).unwrap();
    assert_eq!(imported.import.features, ["iam", "s3"]);
    assert!(
        imported.import.source.starts_with("//! The stack of `a.yaml`.\n//!\n//! Features of `cfn-models`: iam, s3.\n")
    );
    assert!(imported.import.source.contains("eprintln!(\"{finding}\");"));
    let manifest = cfn_import::manifest(&imported.import, "a", &ModelsSource::Path("../models".into()));
    assert!(manifest.contains("cfn-models = { path = \"../models\", features = [\"iam\", \"s3\"] }"), "{manifest}");
}

#[test]
fn what_is_no_template_is_refused() {
    for (text, message) in [
        ("Parameters: {}", "it has no section `Resources`, so it is not a CloudFormation template"),
        ("Resources: {A: {Type: ", "YAML not well-formed"),
    ] {
        let error = harness::import("bad", text, &Options::default()).err().unwrap();
        assert!(error.contains(message), "{error}");
    }
    let deep = format!("{{\"Resources\": {}1{}}}", "[".repeat(70), "]".repeat(70));
    let error = harness::import("deep", &deep, &Options::default()).err().unwrap();
    assert!(error.contains("nested deeper than"), "{error}");
}
