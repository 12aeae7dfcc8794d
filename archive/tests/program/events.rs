//! The event stream keeps what its schema promises.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use archive_simulator::{Faults, ResourceFault};
use serde_json::{Value, json};

use crate::world::{World, end};

/// The events of nearly every command, in nearly every way to end.
async fn stream() -> Vec<Value> {
    let world = World::new().await;
    let mut events = Vec::new();
    let mut run = async |arguments: &[&str], code: i32| {
        let arguments: Vec<&str> = arguments.iter().chain(&["--output", "json"]).copied().collect();
        let ended = world.run(&arguments).await;
        assert_eq!(ended.code, code, "{arguments:?}: {}\n{}", ended.out, ended.err);
        assert_eq!(ended.err, "", "{arguments:?} writes besides the stream");
        let told = ended.events();
        let last = told.last().unwrap_or_else(|| panic!("{arguments:?} tells nothing"));
        let expected = if code == 0 { "finished" } else { "error" };
        assert_eq!(last["event"], expected, "{arguments:?} ends with {last}");
        let ends = told.iter().filter(|event| event["event"] == "finished" || event["event"] == "error");
        assert_eq!(ends.count(), 1, "{arguments:?} ends more than once");
        if code != 0 {
            assert_eq!(last["code"], code, "{arguments:?}");
        }
        events.extend(told);
    };
    run(&["status"], 0).await;
    run(&["events"], 5).await;
    run(&["deploy"], 3).await;
    let fault = ResourceFault {
        logical_id: Some("Bucket".into()),
        region: Some("eu-north-1".into()),
        status: Some("CREATE_IN_PROGRESS".into()),
        times: 1,
        reason: "BucketAlreadyExists".into(),
        ..ResourceFault::default()
    };
    world.simulator.set_faults(Faults { resources: vec![fault], ..Faults::default() });
    run(&["deploy", "--yes", "--replications", "eu-north-1"], 4).await;
    run(&["deploy", "--yes", "--replications", "eu-north-1", "--allow", "failed-stack-deletion"], 0).await;
    run(&["deploy", "--yes", "--replications", "eu-north-1", "--fail-on-empty"], 3).await;
    run(&["plan", "--replications", "eu-north-1,eu-west-1"], 0).await;
    let word = ["--allow", "policy-broadening"];
    run(&[&["deploy", "--yes", "--replications", "eu-north-1,eu-west-1"][..], &word].concat(), 0).await;
    run(&["deploy", "--yes", "--replications", "eu-north-1"], 3).await;
    for command in ["status", "drift", "events", "logs", "doctor", "verify", "audit"] {
        run(&[command, "--replications", "eu-north-1,eu-west-1"], 0).await;
    }
    run(&["diff", "--replications", "eu-north-1"], 0).await;
    run(&["diff", "--check", "--replications", "eu-north-1"], 5).await;
    // An archive that is unhealthy: the deployment is done, and the command ends in an error all the same.
    world.simulator.caller("SIMULATED", "eu-central-1").s3("DELETE", "/acme-archive?replication", "");
    for command in [&["status", "--check"][..], &["drift", "--check"], &["deploy", "--yes"]] {
        run(&[command, &["--replications", "eu-north-1,eu-west-1"]].concat(), 5).await;
    }
    run(&["destroy", "--yes"], 3).await;
    run(&["destroy", "--allow", "stack-deletion"], 0).await;
    run(&["deploy", "--yes", "--replications", "eu-north-1,eu-west-1"], 3).await;
    run(&["adopt", "--yes", "--replications", "eu-north-1,eu-west-1"], 0).await;
    events
}

/// What is wrong with events by a validator that is not ours. Nothing, said loudly, where there is none.
fn complaints(job: &Value) -> Option<String> {
    let python = test_support::machine::python_with("jsonschema", "jsonschema")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/schema.py");
    let mut command = Command::new(python);
    let mut validator = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    validator.stdin.take().unwrap().write_all(job.to_string().as_bytes()).unwrap();
    let output = validator.wait_with_output().unwrap();
    assert!(output.status.success(), "the validator failed");
    Some(String::from_utf8(output.stdout).unwrap())
}

async fn schema(world: &World) -> Value {
    serde_json::from_str(&end(world.bare(&["events", "--schema"])).await.succeeded().out).unwrap()
}

/// The names of the kinds of events.
fn kinds(schema: &Value) -> BTreeSet<String> {
    let branches = schema["oneOf"].as_array().unwrap().iter();
    branches.map(|branch| branch["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_event_of_every_command_fits_the_schema_which_names_every_field() {
    let world = World::new().await;
    let schema = schema(&world).await;
    let events = stream().await;
    let told: BTreeSet<String> = events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, kinds(&schema), "the commands above do not tell every kind of the schema, or more");
    let Some(complaints) = complaints(&json!({ "schema": schema, "events": events })) else { return };
    assert_eq!(complaints, "");
    let wrong = json!([{ "event": "progress" }, { "event": "progress", "message": "x", "more": 1 }, { "event": "x" }]);
    let found = self::complaints(&json!({ "schema": schema, "events": wrong })).unwrap();
    for part in ["'message' is a required property", "'more' was unexpected", "not valid under any"] {
        assert!(found.contains(part), "the validator does not see that {part}: {found}");
    }
}

#[tokio::test]
async fn the_documentation_names_every_kind_and_every_field() {
    let world = World::new().await;
    let schema = schema(&world).await;
    let documented = include_str!("../../command-line/docs/events.md");
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let fields = definition["properties"].as_object().into_iter().flatten().map(|(field, _)| field.as_str());
        let kind = kinds(&schema).contains(name).then_some(name.as_str());
        for word in fields.chain(kind) {
            assert!(documented.contains(&format!("`{word}`")), "{word} of {name} is not in docs/events.md");
        }
    }
}
