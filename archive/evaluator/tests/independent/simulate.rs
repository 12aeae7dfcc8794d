//! Runs a table of requests through iam-simulate, an evaluator written by others.

use std::io::Write;
use std::process::{Command, Stdio};

use iam_evaluator::{Policies, Policy, PolicyError, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};
use test_support::machine;

/// A request with the policies that bear on it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What the row is about; unique in its table.
    pub(crate) name: String,
    /// The identity policies of the caller.
    pub(crate) identity: Vec<Value>,
    /// The policy of the resource.
    pub(crate) resource_policy: Option<Value>,
    /// The request.
    pub(crate) request: Request,
}

impl Row {
    /// Our own verdict.
    ///
    /// # Errors
    /// When a policy is malformed.
    pub(crate) fn verdict(&self) -> Result<Verdict, PolicyError> {
        let parse = |document| Policy::parse(PolicyKind::Identity, "identity", document);
        let identity: Vec<Policy> = self.identity.iter().map(parse).collect::<Result<_, _>>()?;
        let kind = if self.request.action.starts_with("sts:") { PolicyKind::Trust } else { PolicyKind::Resource };
        let resource =
            self.resource_policy.as_ref().map(|document| Policy::parse(kind, "resource", document)).transpose()?;
        let mut policies = Policies::new().identity(&identity);
        if let Some(resource) = &resource {
            policies = policies.resource(resource);
        }
        Ok(decide(&self.request, &policies).verdict)
    }

    /// The row as the program reads it. It derives no condition keys itself, so that ours are written out.
    fn to_json(&self) -> Value {
        let text = |values: &[String]| match values {
            [single] => json!(single),
            several => json!(several),
        };
        let context: serde_json::Map<String, Value> =
            self.request.complete_context().iter().map(|(key, values)| (key.to_owned(), text(values))).collect();
        let principal = match &self.request.principal {
            Principal::Anonymous => "*".to_owned(),
            other => other.to_string(),
        };
        json!({
            "principal": principal,
            "action": self.request.action,
            "resource": self.request.resource,
            "account": self.request.resource_account,
            "context": context,
            "identity": self.identity,
            "resourcePolicy": self.resource_policy,
        })
    }
}

/// What iam-simulate says of each row; nothing, loudly, where it is not installed.
pub(crate) fn verdicts(rows: &[Row]) -> Option<Vec<Result<Verdict, String>>> {
    if !machine::npm_package("@cloud-copilot/iam-simulate") {
        return None;
    }
    let script = machine::repository().join("archive/evaluator/tests/independent/decide.mjs");
    let mut node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let table = Value::Array(rows.iter().map(Row::to_json).collect()).to_string();
    let mut input = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(table.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "decide.mjs failed");
    let answers: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), rows.len());
    let verdict = |answer: String| match answer.as_str() {
        "Allowed" => Ok(Verdict::Allowed),
        "ImplicitDeny" => Ok(Verdict::ImplicitDeny),
        "ExplicitDeny" => Ok(Verdict::ExplicitDeny),
        _ => Err(answer),
    };
    Some(answers.into_iter().map(verdict).collect())
}
