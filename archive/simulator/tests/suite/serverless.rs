//! The serverless transform, compared with AWS's own translator (the package aws-sam-translator).
//!
//! The templates are in `tests/serverless/templates.json`; each is deployed too. Those of `invalid.json` are refused.

use std::process::Command;

use serde_json::{Map, Value};

use crate::aws::Aws;

fn folder() -> String {
    format!("{}/tests/serverless", env!("CARGO_MANIFEST_DIR"))
}

fn templates(file: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(format!("{}/{file}", folder())).expect("the templates are there");
    serde_json::from_str(&text).expect("they are JSON")
}

/// What the translator makes of each template; none where it is not installed.
fn translated(file: &str) -> Option<Map<String, Value>> {
    let python = test_support::machine::python_with("aws-sam-translator", "samtranslator")?;
    let folder = folder();
    let output = Command::new(python)
        .args([format!("{folder}/translate.py"), format!("{folder}/{file}")])
        .env_remove("AWS_PROFILE")
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("it writes JSON"))
}

/// The order of dependencies, and of members, has no meaning.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().map(|(name, item)| (name.clone(), sorted(item))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            for (name, item) in &mut entries {
                if let (true, Value::Array(names)) = (name == "DependsOn", &mut *item) {
                    names.sort_by_key(Value::to_string);
                }
            }
            entries.into_iter().collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        scalar => scalar.clone(),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&sorted(value)).expect("it is JSON")
}

#[tokio::test]
async fn serverless_templates_become_what_the_translator_of_aws_makes_of_them() {
    let Some(translated) = translated("templates.json") else { return };
    let aws = Aws::instant().await;
    for (name, template) in templates("templates.json") {
        assert_eq!(aws.deploy("CREATE", &name, &template).await, "CREATE_COMPLETE", "{name}");
        let processed = aws.cfn("GetTemplate", &[("StackName", &name), ("TemplateStage", "Processed")]).await;
        let processed: Value = serde_json::from_str(&processed.get("TemplateBody")).expect("it is JSON");
        let (ours, theirs) = (pretty(&processed), pretty(&translated[&name]));
        assert!(ours == theirs, "{name} becomes\n{ours}\nbut the translator makes of it\n{theirs}");
        // Their names are taken until they are gone.
        aws.cfn("DeleteStack", &[("StackName", &name)]).await;
    }
}

#[tokio::test]
async fn serverless_templates_are_invalid_where_the_translator_of_aws_says_so() {
    let Some(translated) = translated("invalid.json") else { return };
    let aws = Aws::instant().await;
    for (name, template) in templates("invalid.json") {
        let fields = [
            ("StackName", "invalid"),
            ("TemplateBody", &template.to_string()),
            ("Capabilities.member.1", "CAPABILITY_IAM"),
            ("Capabilities.member.2", "CAPABILITY_AUTO_EXPAND"),
        ];
        let (_, why) = aws.refused("CreateStack", &fields).await;
        let theirs = translated[&name].as_str().expect("it is invalid for the translator too");
        assert!(why.ends_with(theirs), "{name}: {why}\nbut the translator says {theirs}");
    }
}

#[test]
fn policy_templates_are_those_of_the_translator_of_aws() {
    let Some(python) = test_support::machine::python_with("aws-sam-translator", "samtranslator") else { return };
    let program = "import json; from samtranslator.policy_templates_data import POLICY_TEMPLATES_FILE as file; \
                   print(json.dumps({name: it['Definition'] for name, it in json.load(open(file))['Templates'].items()}))";
    let output = Command::new(python).args(["-c", program]).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).expect("it writes JSON");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cloudformation/transform/serverless/policy_templates.json");
    let ours: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("it is there")).expect("it is JSON");
    assert_eq!(ours, theirs);
}
