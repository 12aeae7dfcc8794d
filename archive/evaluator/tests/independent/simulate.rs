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
        self.verdict_in(&Organization::default())
    }

    /// Our own verdict on the row in an account of `organization`. Its policies only deny: beside the organization's default of allowing everything, an
    /// SCP does what a policy of the caller does, and an RCP what one of the resource does.
    ///
    /// # Errors
    /// When a policy is malformed.
    pub(crate) fn verdict_in(&self, organization: &Organization) -> Result<Verdict, PolicyError> {
        for (kind, documents) in [
            (PolicyKind::Identity, &organization.service_control),
            (PolicyKind::Resource, &organization.resource_control),
        ] {
            for document in documents {
                let control = Policy::parse(kind, "organization", document)?;
                let policies = Policies::new();
                let denied = match kind {
                    PolicyKind::Identity => {
                        decide(&self.request, &policies.identity(std::slice::from_ref(&control))).verdict
                    }
                    _ => decide(&self.request, &policies.resource(&control)).verdict,
                };
                if denied == Verdict::ExplicitDeny {
                    return Ok(Verdict::ExplicitDeny);
                }
            }
        }
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
    fn to_json(&self, organization: &Organization) -> Value {
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
            "serviceControl": organization.service_control,
            "resourceControl": organization.resource_control,
        })
    }
}

/// The policies of an organization that the accounts of a table are in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Organization {
    /// The SCPs beside `FullAWSAccess`.
    pub(crate) service_control: Vec<Value>,
    /// The RCPs beside `RCPFullAWSAccess`.
    pub(crate) resource_control: Vec<Value>,
}

/// What iam-simulate says of each row; nothing, loudly, where it is not installed.
pub(crate) fn verdicts(rows: &[Row]) -> Option<Vec<Result<Verdict, String>>> {
    verdicts_in(rows, &Organization::default())
}

/// As [`verdicts`], in accounts of an organization.
pub(crate) fn verdicts_in(rows: &[Row], organization: &Organization) -> Option<Vec<Result<Verdict, String>>> {
    if !machine::npm_package("@cloud-copilot/iam-simulate") {
        return None;
    }
    let script = machine::repository().join("archive/evaluator/tests/independent/decide.mjs");
    let mut node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let table = Value::Array(rows.iter().map(|row| row.to_json(organization)).collect()).to_string();
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
