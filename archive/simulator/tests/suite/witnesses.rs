//! Compares the responses to the same calls from the simulator, moto and ministack. `docs/differences.md` explains each
//! difference with AWS's documentation.
//!
//! The calls are in `tests/witnesses/calls.txt`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use archive_simulator::Config;
use test_support::emulator::Emulator;

use crate::aws::Aws;

/// The minimum number of calls.
const CALLS: usize = 400;

/// A call and its response.
#[derive(Debug)]
struct Answered {
    section: String,
    line: String,
    operation: String,
    answer: String,
}

/// Makes all calls at an endpoint.
fn answers(python: &Path, endpoint: &str) -> Vec<Answered> {
    let folder = format!("{}/tests/witnesses", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python)
        .args([format!("{folder}/run.py"), format!("{folder}/calls.txt")])
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "123456789012")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .output()
        .expect("python runs");
    assert!(output.status.success(), "{endpoint}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("text");
    lines
        .lines()
        .map(|line| {
            let [section, line, operation, answer]: [String; 4] = serde_json::from_str(line).expect("four texts");
            Answered { section, line, operation, answer }
        })
        .collect()
}

/// A row of `docs/differences.md`.
#[derive(Debug)]
struct Explanation {
    witness: String,
    section: String,
    /// An operation, or several with `*` at the end.
    operation: String,
    simulator: String,
    witness_answer: String,
}

impl Explanation {
    fn fits(&self, witness: &str, ours: &Answered, theirs: &Answered) -> bool {
        let same_operation = match self.operation.strip_suffix('*') {
            Some(beginning) => ours.operation.starts_with(beginning),
            None => ours.operation == self.operation,
        };
        let same = |pattern: &str, answer: &str| match pattern.strip_suffix('…') {
            Some(beginning) => answer.starts_with(beginning),
            None => answer == pattern,
        };
        self.witness == witness
            && self.section == ours.section
            && same_operation
            && same(&self.simulator, &ours.answer)
            && same(&self.witness_answer, &theirs.answer)
    }
}

fn explanations() -> Vec<Explanation> {
    let text = include_str!("../../docs/differences.md");
    let rows = text.lines().filter(|line| line.starts_with("| moto ") || line.starts_with("| ministack "));
    rows.map(|row| {
        // `\|` is a bar in a cell.
        let cells: Vec<String> = row
            .replace("\\|", "\u{1}")
            .split('|')
            .map(|cell| cell.replace('\u{1}', "|").trim().trim_matches('`').to_owned())
            .collect();
        let [_, witness, section, operation, simulator, witness_answer, why, _] = &cells[..] else {
            panic!("not seven cells: {row}");
        };
        assert!(why.contains("https://docs.aws.amazon.com/") || why.contains("("), "no reason: {row}");
        let [witness, section, operation, simulator, witness_answer] =
            [witness, section, operation, simulator, witness_answer].map(String::clone);
        Explanation { witness, section, operation, simulator, witness_answer }
    })
    .collect()
}

async fn compare(witness: &str, emulator: &Emulator) {
    let python = test_support::machine::python();
    let aws = Aws::start(Config { account: "123456789012".into(), ..Config::in_memory() }).await;
    let (own, other, runner) = (aws.endpoint_url(), emulator.url.clone(), python.clone());
    let ours = tokio::task::spawn_blocking(move || answers(&runner, &own)).await.expect("it ends");
    let theirs = tokio::task::spawn_blocking(move || answers(&python, &other)).await.expect("it ends");
    assert!(ours.len() >= CALLS && ours.len() == theirs.len(), "{} and {} calls", ours.len(), theirs.len());
    let explanations = explanations();
    let mut used = BTreeSet::new();
    let mut unexplained = Vec::new();
    for (ours, theirs) in ours.iter().zip(&theirs).filter(|(ours, theirs)| ours.answer != theirs.answer) {
        match explanations.iter().position(|explanation| explanation.fits(witness, ours, theirs)) {
            Some(at) => {
                used.insert(at);
            }
            None => unexplained.push(format!(
                "| {witness} | {} | `{}` | `{}` | `{}` | \n    {}",
                ours.section, ours.operation, ours.answer, theirs.answer, ours.line
            )),
        }
    }
    let idle = explanations
        .iter()
        .enumerate()
        .filter(|(at, explanation)| explanation.witness == witness && !used.contains(at));
    let idle: Vec<_> = idle.map(|(_, explanation)| explanation).collect();
    assert!(
        unexplained.is_empty() && idle.is_empty(),
        "differences that docs/differences.md does not explain:\n{}\nrows that explain nothing:\n{idle:#?}",
        unexplained.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn differences_from_moto_are_explained() {
    if test_support::machine::python_with("boto3", "boto3").is_none() {
        return;
    }
    let Some(emulator) = Emulator::moto() else { return };
    compare("moto", &emulator).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn differences_from_ministack_are_explained() {
    if test_support::machine::python_with("boto3", "boto3").is_none() {
        return;
    }
    let Some(emulator) = Emulator::ministack() else { return };
    compare("ministack", &emulator).await;
}
