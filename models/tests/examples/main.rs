//! The examples synthesise, and examiners that others wrote have nothing against them.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use models::Stack;
use models::app::App;
use serde_json::{Value, json};

#[path = "../../examples/queue_worker.rs"]
mod queue_worker;
#[path = "../../examples/scheduled_function.rs"]
mod scheduled_function;
#[path = "../../examples/shop.rs"]
mod shop;
#[path = "../../examples/static_site.rs"]
mod static_site;
#[path = "../../examples/table_stream.rs"]
mod table_stream;
#[path = "../../examples/vpc.rs"]
mod vpc;
#[path = "../../examples/web_service.rs"]
mod web_service;

fn examples() -> [(&'static str, Stack); 6] {
    [
        ("queue_worker", queue_worker::stack()),
        ("scheduled_function", scheduled_function::stack()),
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
