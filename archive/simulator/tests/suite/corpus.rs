//! The life of published templates, driven by boto3.
//!
//! `docs/corpus.md` lists those that fail, with the error. Those of `tests/corpus/own` succeed without prerequisites.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use archive_simulator::Config;
use serde_json::{Value, json};

use crate::aws::Aws;
use crate::waiting::put;

/// The minimum number of templates that succeed.
const THROUGH: usize = 44;

/// Responds to custom resource requests with success.
async fn answer_custom_resources(aws: &Aws) {
    for request in aws.simulator().custom_resource_requests() {
        let named = request.get("PhysicalResourceId").and_then(Value::as_str).unwrap_or("made-by-a-function");
        let body = json!({
            "Status": "SUCCESS", "PhysicalResourceId": named, "RequestId": request["RequestId"],
            "StackId": request["StackId"], "LogicalResourceId": request["LogicalResourceId"],
            // A value that a template reads from an output.
            "Data": { "AliasUrl": "acme.awsapps.com" },
        });
        assert_eq!(put(aws, request["ResponseURL"].as_str().expect("an address"), &body).await, 200);
    }
}

/// Does what the functions behind macros would.
fn answer_macros(aws: &Aws) {
    let done = |event: &Value, fragment: Value| json!({ "requestId": event["requestId"], "status": "success", "fragment": fragment });
    aws.simulator().set_macro("DatetimeNow", move |event| done(event, "2026-01-01T00:00:00Z".into()));
    aws.simulator().set_macro("String", move |event| {
        let text = event["params"]["InputString"].as_str().expect("a reference to a parameter is its value");
        let operation = event["params"]["Operation"].as_str().expect("an operation");
        // Tags of one bucket are compared as they are, so that each operation gives its own.
        done(event, format!("{operation} of {text}").into())
    });
}

/// The result of each template of a folder: its name, and the error if it failed.
async fn lives(folder: &Path) -> Option<Vec<(String, Option<String>)>> {
    let python = test_support::machine::python_with("boto3", "boto3")?;
    test_support::machine::python_with("cfn-lint", "yaml")?;
    // The unit that two of the templates deploy their StackSets to.
    let units = [("ou-qxtx-vv0thlla".to_owned(), vec!["210987654321".to_owned()])];
    let config = Config {
        resource_delay: Duration::ZERO,
        other_accounts: vec!["210987654321".into()],
        organizational_units: units.into(),
        ..Config::in_memory()
    };
    let aws = Aws::start(config).await;
    answer_macros(&aws);
    let own = format!("{}/tests/corpus", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python);
    command
        .args([format!("{own}/drive.py"), folder.display().to_string(), format!("{own}/parameters.json")])
        .env("AWS_ENDPOINT_URL", aws.endpoint_url())
        .env("AWS_ACCESS_KEY_ID", "AKIDTEST")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE");
    let mut script = tokio::task::spawn_blocking(move || command.output().expect("python runs"));
    let output = loop {
        tokio::select! {
            output = &mut script => break output.expect("it ends"),
            () = tokio::time::sleep(Duration::from_millis(20)) => answer_custom_resources(&aws).await,
        }
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let read = |line: &str| {
        let (outcome, rest) = line.split_once(' ').expect("an outcome");
        let (name, why) = rest.split_once(' ').expect("a name");
        (name.to_owned(), (outcome == "refused").then(|| why.to_owned()))
    };
    Some(text.lines().map(read).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn published_templates_succeed_or_fail_as_on_aws() {
    let Some(folder) = test_support::machine::shared("corpus") else { return };
    let Some(lives) = lives(&folder).await else { return };
    let (_, explained) =
        include_str!("../../docs/corpus.md").split_once("## Templates that fail").expect("the table of failures");
    for (name, refusal) in &lives {
        println!("{name}: {}", refusal.as_deref().unwrap_or("goes through"));
    }
    for (name, refusal) in lives.iter().filter_map(|(name, refusal)| Some((name, refusal.as_ref()?))) {
        let row = explained.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/corpus.md does not say why {name} is refused: {refusal}"));
        let said = row.split('|').nth(3).unwrap_or_default().trim().trim_matches('`').to_owned();
        assert!(!said.is_empty() && refusal.contains(&said), "{name}: {refusal}\n{row}");
    }
    let through = lives.iter().filter(|(_, refusal)| refusal.is_none()).count();
    assert!(through >= THROUGH, "{through} of {} go through", lives.len());
    for row in explained.lines().filter(|line| line.starts_with("| `")) {
        let name = row.split('`').nth(1).unwrap_or_default();
        let refused = lives.iter().any(|(own, refusal)| own == name && refusal.is_some());
        assert!(refused, "docs/corpus.md explains the refusal of {name}, which goes through");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_templates_go_through() {
    let folder = format!("{}/tests/corpus/own", env!("CARGO_MANIFEST_DIR"));
    let Some(lives) = lives(Path::new(&folder)).await else { return };
    let refused: Vec<_> = lives.iter().filter(|(_, refusal)| refusal.is_some()).collect();
    assert!(refused.is_empty() && lives.len() >= 5, "{refused:#?}");
}
