//! Examiners that others wrote, and the findings of theirs that are accepted, each with a reason.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::{Value, json};
use test_support::machine;

use crate::resolve::Stack;

/// The examiners that are Python packages.
const PYTHON: [&str; 4] = ["cfn-lint", "cloudformation-validate", "checkov", "parliament"];
/// The one that is an npm package.
const CDK_NAG: &str = "cdk-nag";

/// What the examiners look at.
#[derive(Debug, Default)]
pub(crate) struct Job {
    templates: Vec<Value>,
    policies: Vec<Value>,
}

/// Something that an examiner does not like.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Finding {
    /// The examiner.
    #[serde(skip)]
    pub(crate) tool: &'static str,
    /// Its name for what is wrong.
    pub(crate) rule: String,
    /// The template or policy.
    pub(crate) subject: String,
    /// The place in it, as far as the examiner says.
    pub(crate) place: String,
    /// What is wrong, in its words.
    pub(crate) message: String,
}

/// A finding that is accepted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accepted {
    /// The examiner.
    pub(crate) tool: String,
    /// Its name for the rule.
    pub(crate) rule: String,
    /// Where it is accepted: a part of the subject's name; everywhere when it is left out.
    #[serde(default)]
    pub(crate) subject: String,
    /// A part of the place; any place when it is left out.
    #[serde(default)]
    pub(crate) place: String,
    /// A part of the message; any when it is left out.
    #[serde(default)]
    pub(crate) message: String,
    /// Why the archive is right and the rule does not fit.
    pub(crate) reason: String,
    /// What the reason rests on.
    pub(crate) link: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedFile {
    accepted: Vec<Accepted>,
}

impl Job {
    /// Adds a template.
    pub(crate) fn template(&mut self, name: &str, template: &Value) {
        self.templates.push(json!({ "name": name, "body": template.to_string() }));
    }

    /// Adds every policy of a stack. Trust policies are left out: parliament takes them for identity policies.
    pub(crate) fn policies(&mut self, name: &str, stack: &Stack) {
        for (id, resource) in &stack.resources {
            let documents = ["PolicyDocument", "KeyPolicy"].map(|property| &resource.properties[property]);
            for document in documents.into_iter().filter(|document| !document.is_null()) {
                self.policies.push(json!({ "name": format!("{name} {id}"), "document": document }));
            }
        }
    }

    /// The findings of every examiner that is installed, and the names of those that are.
    pub(crate) fn run(&self) -> (Vec<Finding>, Vec<&'static str>) {
        let job = json!({ "templates": self.templates, "policies": self.policies }).to_string();
        let mut findings = Vec::new();
        let mut present = Vec::new();
        let answers = std::thread::scope(|scope| {
            let nag = scope.spawn(|| nag(&job));
            let mut answers: Vec<_> = PYTHON.iter().map(|tool| (*tool, python(tool, &job))).collect();
            answers.push((CDK_NAG, nag.join().unwrap()));
            answers
        });
        for (tool, answer) in answers {
            let Some(answer) = answer else { continue };
            present.push(tool);
            let found: Vec<Finding> =
                serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{tool}: {error}: {answer}"));
            findings.extend(found.into_iter().map(|finding| Finding { tool, ..finding }));
        }
        (findings, present)
    }
}

impl Accepted {
    /// The list in `accepted.toml`.
    pub(crate) fn list() -> Vec<Self> {
        let file: AcceptedFile = toml::from_str(include_str!("accepted.toml")).unwrap();
        file.accepted
    }

    pub(crate) fn covers(&self, finding: &Finding) -> bool {
        self.tool == finding.tool
            && self.rule == finding.rule
            && finding.subject.contains(&self.subject)
            && finding.place.contains(&self.place)
            && finding.message.contains(&self.message)
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tool, rule, subject, place, message } = self;
        write!(out, "{tool} {rule}, {subject} {place}: {message}")
    }
}

fn python(tool: &str, job: &str) -> Option<String> {
    let module = match tool {
        "cfn-lint" => "cfnlint",
        "cloudformation-validate" => "cloudformation_validate",
        other => other,
    };
    let interpreter = machine::python_with(tool, module)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/examiners/examine.py");
    Some(ask(Command::new(&interpreter).arg(script).arg(tool), tool, job))
}

fn nag(job: &str) -> Option<String> {
    if !machine::npm_package(CDK_NAG) {
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof/examiners/nag.mjs");
    Some(ask(Command::new("node").arg(script), CDK_NAG, job))
}

/// Runs a program with the job as its input.
fn ask(command: &mut Command, tool: &str, job: &str) -> String {
    let started = std::time::Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(job.as_bytes()));
        child.wait_with_output().unwrap()
    });
    println!("{tool}: {:.1} s", started.elapsed().as_secs_f64());
    assert!(output.status.success(), "{tool} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
