//! The examples synthesise, and examiners that others wrote have nothing against them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use models::Stack;
use models::app::App;
use serde_json::{Value, json};

#[path = "../../examples/data_assistant.rs"]
mod data_assistant;
#[path = "../../examples/fargate_aurora.rs"]
mod fargate_aurora;
#[path = "../../examples/http_api.rs"]
mod http_api;
#[path = "../../examples/platform.rs"]
mod platform;
#[path = "../../examples/queue_worker.rs"]
mod queue_worker;
#[path = "../../examples/scheduled_function.rs"]
mod scheduled_function;
#[path = "../../examples/shop.rs"]
mod shop;
#[path = "../../examples/state_machine.rs"]
mod state_machine;
#[path = "../../examples/static_site.rs"]
mod static_site;
#[path = "../../examples/table_stream.rs"]
mod table_stream;
#[path = "../../examples/vpc.rs"]
mod vpc;
#[path = "../../examples/web_service.rs"]
mod web_service;

fn examples() -> [(&'static str, Stack); 11] {
    [
        ("data_assistant", data_assistant::stack()),
        ("fargate_aurora", fargate_aurora::stack()),
        ("http_api", http_api::stack()),
        ("platform", platform::stack()),
        ("queue_worker", queue_worker::stack()),
        ("scheduled_function", scheduled_function::stack()),
        ("state_machine", state_machine::stack()),
        ("static_site", static_site::stack()),
        ("table_stream", table_stream::stack()),
        ("vpc", vpc::stack()),
        ("web_service", web_service::stack()),
    ]
}

/// The stacks of the program of several, by their names.
fn program() -> Vec<(String, String)> {
    let app = App::new("shop");
    let assembly = app.synth(shop::stacks(&app)).unwrap();
    assembly.stacks().iter().map(|stack| (stack.name().to_owned(), stack.template().to_json())).collect()
}

#[test]
fn the_program_of_four_stacks_is_in_order_and_has_no_finding() {
    let app = App::new("shop");
    let stacks = shop::stacks(&app);
    for stack in &stacks {
        assert!(stack.check().is_empty(), "{}:\n{}", stack.name(), stack.check());
    }
    let assembly = app.synth(stacks).unwrap();
    let order: Vec<(&str, &[String])> = assembly.stacks().iter().map(|it| (it.name(), it.depends_on())).collect();
    let before: &[String] = &["shop-data".to_owned(), "shop-network".to_owned()];
    let none: &[String] = &[];
    assert_eq!(order, [("shop-network", none), ("shop-data", none), ("shop-work", before), ("shop-alarms", none)]);
}

#[test]
fn every_example_synthesises_without_a_finding() {
    for (name, stack) in examples() {
        let findings = stack.check();
        assert!(findings.is_empty(), "{name}:\n{findings}");
    }
}

/// The templates are what the simulated AWS deploys in `archive/simulator/tests/suite/examples.rs`, and what a change of an example shows
/// in a review. `UPDATE_DOCS=1` writes them anew.
#[test]
fn the_templates_are_the_reviewed_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/templates");
    let app = App::new("shop");
    let assembly = app.synth(shop::stacks(&app)).unwrap();
    let mut files: Vec<(String, String)> = examples()
        .into_iter()
        .map(|(name, stack)| (format!("{name}.json"), stack.synth().unwrap().to_json()))
        .chain(assembly.stacks().iter().map(|it| (format!("shop/{}", it.file_name()), it.template().to_json())))
        .collect();
    files.push(("shop/manifest.json".to_owned(), format!("{:#}", assembly.manifest())));
    for (name, text) in files {
        let (path, text) = (folder.join(&name), format!("{text}\n"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(reviewed == text, "{name} is not what the example makes: run the tests with UPDATE_DOCS=1");
    }
}

#[test]
fn cfn_lint_accepts_every_example() {
    examined_by("cfn-lint", "cfnlint");
}

#[test]
fn awss_own_validator_accepts_every_example() {
    examined_by("cloudformation-validate", "cloudformation_validate");
}

fn examined_by(examiner: &str, module: &str) {
    let Some(python) = test_support::machine::python_with(examiner, module) else { return };
    let templates: serde_json::Map<String, Value> = examples()
        .into_iter()
        .map(|(name, stack)| (name.to_owned(), stack.synth_unchecked().to_json()))
        .chain(program())
        .map(|(name, template)| (name, template.into()))
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/examine.py");
    let mut child =
        Command::new(python).arg(script).arg(examiner).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(Value::from(templates).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{examiner} failed");
    let errors: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(errors, json!([]), "{examiner}");
}
