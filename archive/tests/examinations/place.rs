//! A simulated AWS, a folder with a configuration, and the program run in it.

use std::collections::BTreeSet;

use archive_simulator::Config;
use serde_json::Value;
use test_support::program::{self, command};
pub(crate) use test_support::simulated_aws::ACCOUNT;
use test_support::simulated_aws::{Caller, SimulatedAws};

pub(crate) const OTHER: &str = "210987654321";
const SETTINGS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";

pub(crate) struct Place {
    simulator: SimulatedAws,
    folder: tempfile::TempDir,
}

/// How a command ended: with `--output json`, so that every line is an event.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) events: Vec<Value>,
}

/// One examined thing.
pub(crate) struct Check<'a> {
    pub(crate) subject: &'a str,
    pub(crate) passed: Option<bool>,
    pub(crate) message: &'a str,
    pub(crate) remedy: &'a str,
}

impl Ended {
    /// The checks whose subject has `part` in it.
    pub(crate) fn checks(&self, part: &str) -> Vec<Check<'_>> {
        let of = self.events.iter().filter(|event| event["event"] == "check");
        of.filter(|event| event["subject"].as_str().unwrap().contains(part))
            .map(|event| Check {
                subject: event["subject"].as_str().unwrap(),
                passed: event["passed"].as_bool(),
                message: event["message"].as_str().unwrap(),
                remedy: event["remedy"].as_str().unwrap_or_default(),
            })
            .collect()
    }

    /// The one check of `part` that is not as it should be.
    pub(crate) fn bad(&self, part: &str) -> Check<'_> {
        let mut bad: Vec<_> = self.checks(part).into_iter().filter(|check| check.passed == Some(false)).collect();
        assert_eq!(bad.len(), 1, "{part}: {:#?}", self.events);
        bad.remove(0)
    }

    /// Subjects and messages of everything that is not as it should be.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let of = self.events.iter().filter(|event| event["event"] == "check" && event["passed"] != true);
        of.map(|event| format!("{}: {}", event["subject"].as_str().unwrap(), event["message"].as_str().unwrap()))
            .collect()
    }

    /// How often each operation was called.
    pub(crate) fn calls(&self) -> Vec<(String, u64)> {
        let finished =
            self.events.iter().find(|event| event["event"] == "finished").expect("the command did not finish");
        let calls = finished["calls"].as_object().unwrap().iter();
        calls.map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::with("", |_| {})
    }

    /// A place with further settings, and a world that `change` makes another.
    pub(crate) fn with(settings: &str, change: impl FnOnce(&mut Config)) -> Self {
        let place = Self { simulator: SimulatedAws::start(change), folder: tempfile::tempdir().unwrap() };
        place.configure(&format!("{SETTINGS}{settings}"));
        place
    }

    /// Writes another configuration.
    pub(crate) fn configure(&self, settings: &str) {
        std::fs::write(self.folder.path().join("archive.toml"), settings).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_as("ROOT", arguments)
    }

    /// Runs a command with this access key.
    pub(crate) fn run_as(&self, access_key: &str, arguments: &[&str]) -> Ended {
        let ended = program::Ended::of(&mut self.command_as(access_key, arguments));
        Ended { code: ended.code, events: ended.events() }
    }

    /// A command with this access key, to be run.
    pub(crate) fn command_as(&self, access_key: &str, arguments: &[&str]) -> std::process::Command {
        let mut run = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        run.args(["--output", "json", "--endpoint-url", &self.simulator.endpoint_url()]);
        run.env("AWS_ACCESS_KEY_ID", access_key).env("AWS_SECRET_ACCESS_KEY", "secret");
        run
    }

    /// The folder in which commands are run.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) const fn simulator(&self) -> &SimulatedAws {
        &self.simulator
    }

    /// Everything that is in the simulated accounts, without the clock and without what is empty.
    pub(crate) fn resources(&self) -> Value {
        self.simulator.resources()
    }

    /// From now on these faults of resources and no others.
    pub(crate) fn faults(&self, resources: Vec<archive_simulator::ResourceFault>) {
        self.simulator.set_faults(archive_simulator::Faults { resources, ..archive_simulator::Faults::default() });
    }

    /// The actions that a role needed and had.
    pub(crate) fn used_actions(&self, role: &str) -> BTreeSet<String> {
        let used = self.simulator.used_actions();
        used.into_iter().find(|(arn, _)| arn.ends_with(&format!("/{role}"))).expect("the role was used").1
    }

    /// The policies of a role, as one text.
    pub(crate) fn policies(&self, role: &str) -> String {
        fn find<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
            match value {
                Value::Object(members) => {
                    members.get(name).or_else(|| members.values().find_map(|value| find(value, name)))
                }
                _ => None,
            }
        }
        let state: Value = serde_json::from_slice(&self.simulator.state().unwrap()).unwrap();
        let roles = find(&state, "roles").expect("the state has roles");
        roles[role]["policies"].to_string()
    }

    // What is done behind CloudFormation's back, as the root user.

    pub(crate) fn s3(&self, region: &str, method: &str, target: &str, body: &str) {
        self.simulator.caller("ROOT", region).s3(method, target, body);
    }

    pub(crate) fn kms(&self, region: &str, operation: &str, input: &Value) -> Value {
        self.simulator.caller("ROOT", region).kms(operation, input)
    }

    /// Somebody who sends requests by hand.
    pub(crate) fn caller<'a>(&self, access_key: &'a str, region: &'a str) -> Caller<'a> {
        self.simulator.caller(access_key, region)
    }

    /// The id of the key that `alias` names.
    pub(crate) fn key(&self, region: &str, alias: &str) -> Value {
        self.kms(region, "DescribeKey", &serde_json::json!({ "KeyId": alias }))["KeyMetadata"]["KeyId"].clone()
    }

    pub(crate) fn iam(&self, form: &str) {
        self.simulator.caller("ROOT", "us-east-1").iam(form);
    }
}
