//! What is missing from a replica is replicated by one job, however often the program is begun, killed, or run beside itself.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use archive_simulator::{Config, Faults, TaskFault, WireFault, WireFaultKind};
use serde_json::Value;
use test_support::program::{Ended, command};
use test_support::simulated_aws::SimulatedAws;

use super::audit::{Local, REPLICAS, SETTINGS, damaged};

const PRIMARY: &str = "acme-archive";

#[test]
fn what_an_audit_finds_missing_is_replicated_and_no_audit_finds_it_again() {
    let local = Local::deployed(SETTINGS);
    let mut world = local.world();
    let expected = damaged(&mut world);
    local.set_world(&world);
    let is_replicable = |kind: &str| ["missing", "failed", "delete-marker"].contains(&kind);
    let replicable = expected.iter().filter(|(kind, ..)| is_replicable(kind)).count();

    let planned = local.run(&["backfill", "--local", "--dry-run"]).succeeded();
    assert!(planned.err.contains(&format!("to be replicated: {replicable} versions")), "{}", planned.err);
    for (region, _) in REPLICAS {
        assert!(planned.err.contains(&format!("to {region}: ")), "{}", planned.err);
    }
    let refused = local.run(&["backfill", "--local"]);
    assert!(refused.code == 2 && refused.err.contains("there is no stack acme-archive-backfill"), "{}", refused.err);
    local.run(&["bootstrap", "--local", "--backfill"]).succeeded();

    // A part of the keys from the lists, and the rest from the manifest of an audit.
    let part = local.run(&["backfill", "--local", "--keys", "photos/ä +000"]).succeeded();
    assert!(part.out.contains("Failed = 0"), "{}", part.out);
    assert_eq!(local.run(&["audit", "--local", "--manifest", "again.csv", "--report", "rest.json"]).code, 5);
    let rest: BTreeSet<_> = local.found("rest.json");
    assert!(rest.iter().all(|(kind, _, key, _)| !is_replicable(kind) || !key.starts_with("photos/ä +000")));
    let rows = local.read("again.csv").lines().count();
    assert!(0 < rows && rows < replicable, "{rows} of {replicable}");
    let whole = local.run(&["backfill", "--local", "--manifest", "again.csv", "--output", "json"]).succeeded();
    let finished = whole.events().pop().unwrap();
    assert_eq!(finished["outputs"]["Succeeded"], rows.to_string(), "{finished}");

    let again = local.run(&["backfill", "--local"]).succeeded();
    assert!(again.err.contains("nothing is missing from a replica"), "{}", again.err);
    assert_eq!(local.run(&["audit", "--local", "--report", "left.json"]).code, 5);
    let left: BTreeSet<_> = expected.into_iter().filter(|(kind, ..)| !is_replicable(kind)).collect();
    assert_eq!(local.found("left.json"), left);
}

#[test]
fn a_manifest_that_is_about_something_else_is_refused() {
    let local = Local::deployed(SETTINGS);
    local.run(&["bootstrap", "--local", "--backfill"]).succeeded();
    for (rows, told) in [
        ("other,a,v1\n", "again.csv, line 1: it is about the bucket \"other\""),
        ("acme-archive,a,v1\nacme-archive,b\n", "again.csv"),
        ("acme-archive,a,\n", "again.csv, line 1: it has no version ID"),
    ] {
        local.write("again.csv", rows);
        let refused = local.run(&["backfill", "--local", "--manifest", "again.csv"]);
        assert!(refused.code == 2 && refused.err.contains(told), "{}", refused.err);
        assert!(refused.err.contains("help: make it with `archive audit --manifest FILE`"), "{}", refused.err);
    }
    assert_eq!(local.run(&["backfill", "--local", "--manifest", "none.csv"]).code, 2);
}

/// An archive with objects that no replica has.
struct Stage {
    aws: SimulatedAws,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new(change: impl FnOnce(&mut Config)) -> Self {
        let stage = Self { aws: SimulatedAws::start(change), folder: tempfile::tempdir().unwrap() };
        stage.run(&["deploy", "--yes"]).succeeded();
        stage.run(&["bootstrap", "--backfill", "--yes"]).succeeded();
        stage.write_without_replication();
        stage
    }

    /// Writes objects while there are no rules.
    fn write_without_replication(&self) {
        let caller = self.aws.caller("SIMULATED", "eu-central-1");
        caller.s3("DELETE", "/acme-archive?replication", "");
        for key in ["old-1", "old-2", "old%203"] {
            caller.s3("PUT", &format!("/acme-archive/{key}"), "as it was");
        }
        self.run(&["deploy", "--revert-drift", "--yes"]).succeeded();
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        let settings = ["--prefix", "acme", "--region", "eu-central-1", "--replications", "eu-west-1,eu-north-1"];
        program
            .args(settings)
            .env("AWS_ENDPOINT_URL", self.aws.endpoint_url())
            .env("AWS_ACCESS_KEY_ID", "SIMULATED")
            .env("AWS_SECRET_ACCESS_KEY", "simulated");
        program
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&mut self.program(arguments))
    }

    /// The jobs that there are: their IDs and states.
    fn jobs(&self) -> Vec<(String, String)> {
        let resources = self.aws.resources();
        let accounts = resources["accounts"].as_object().unwrap().values();
        let regions = accounts.flat_map(|account| account["regions"].as_object().unwrap().values());
        let jobs = regions.filter_map(|region| region["jobs"].as_object()).flat_map(|jobs| jobs.values());
        jobs.map(|job| (job["id"].as_str().unwrap().to_owned(), job["status"].as_str().unwrap().to_owned())).collect()
    }

    /// Waits until there is a job.
    fn await_job(&self) -> String {
        loop {
            if let Some((id, _)) = self.jobs().pop() {
                return id;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Runs the program, and kills it as soon as it has told `point` events; how it ended, if it did before.
    fn kill(&self, point: usize) -> Option<Value> {
        let mut program = self.program(&["backfill", "--yes", "--output", "json"]);
        let mut running = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(running.stdout.take().unwrap()).lines();
        let told: Vec<String> = lines.take(point).map(Result::unwrap).collect();
        // On Unix this is SIGKILL: nothing in the program runs after it.
        running.kill().unwrap();
        running.wait().unwrap();
        let last: Value = serde_json::from_str(told.last().unwrap()).unwrap();
        (told.len() < point || last["event"] == "finished").then_some(last)
    }

    #[track_caller]
    fn assert_whole(&self) {
        let audited = self.run(&["audit"]);
        assert_eq!(audited.code, 0, "{}\n{}", audited.out, audited.err);
    }
}

#[test]
fn killed_after_each_of_its_events_the_program_makes_one_job() {
    let stage = Stage::new(|_| {});
    let mut point = 1;
    let last = loop {
        if let Some(last) = stage.kill(point) {
            break last;
        }
        point += 1;
    };
    assert!(last["event"] == "finished" && point > 3, "{point} events: {last}");
    assert_eq!(stage.jobs().len(), 1, "{:?}", stage.jobs());
    stage.assert_whole();

    // Killed when the job is made, and the program has no answer yet.
    stage.write_without_replication();
    let silence = WireFault::once("CreateJob", WireFaultKind::Silence(Duration::from_secs(600)));
    stage.aws.set_faults(Faults { wire: vec![silence], ..Faults::default() });
    let mut program = stage.program(&["backfill", "--yes"]);
    let mut running = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while stage.jobs().len() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    stage.run(&["backfill", "--yes"]).succeeded();
    assert_eq!(stage.jobs().len(), 2, "{:?}", stage.jobs());
    stage.assert_whole();
}

#[test]
fn two_runs_at_once_make_one_job_and_throttling_none_more() {
    let stage = Stage::new(|_| {});
    // Throttled, refused by S3 for a moment, and without the answer that says that the job is made.
    let fault = |operation: &str, times, kind| WireFault { operation: Some(operation.into()), after: 0, times, kind };
    let wire = vec![
        fault("ListJobs", 2, WireFaultKind::Throttling),
        fault("CreateJob", 1, WireFaultKind::LostReply),
        fault("DescribeJob", 2, WireFaultKind::ServerError),
    ];
    stage.aws.set_faults(Faults { wire, ..Faults::default() });
    let mut running: Vec<_> = (0..2)
        .map(|_| stage.program(&["backfill", "--yes"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for run in running.drain(..) {
        let ended = run.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert_eq!(stage.jobs().len(), 1, "{:?}", stage.jobs());
    stage.assert_whole();
}

#[test]
fn what_a_job_fails_on_is_told_once_for_each_cause_and_tried_by_the_next() {
    let stage = Stage::new(|_| {});
    let fault = |key: &str, code: &str| TaskFault { key: Some(key.into()), times: 1, status: 503, code: code.into() };
    let tasks = vec![fault("old-1", "SlowDown"), fault("old-2", "SlowDown"), fault("old 3", "DstObjectHardDeleted")];
    stage.aws.set_faults(Faults { tasks, ..Faults::default() });
    let partly = stage.run(&["backfill", "--yes"]);
    assert_eq!(partly.code, 5, "{}\n{}", partly.out, partly.err);
    assert_eq!(partly.out.matches("SlowDown: failed on 2 versions, the first is old-1").count(), 1, "{}", partly.out);
    assert!(partly.out.contains("DstObjectHardDeleted: failed on 1 version, the first is old%203"), "{}", partly.out);
    assert!(partly.out.contains("3 versions not there"), "{}", partly.out);
    assert!(partly.err.contains("failed on 3 of 3 versions; 3 versions are missing from a replica"), "{}", partly.err);
    stage.run(&["backfill", "--yes"]).succeeded();
    assert_eq!(stage.jobs().len(), 2, "{:?}", stage.jobs());
    stage.assert_whole();
}

#[test]
fn without_approval_no_job_is_made_and_one_that_is_cancelled_is_told() {
    // A job stays as it is until somebody does something to it.
    let stage = Stage::new(|config| config.batch_delay = Duration::from_secs(3600));
    let refused = stage.run(&["backfill"]);
    assert!(refused.code == 3 && refused.err.contains("nothing is replicated"), "{}", refused.err);
    assert!(stage.jobs().is_empty());

    let mut program = stage.program(&["backfill", "--yes"]);
    let running = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let job = stage.await_job();
    let cancel = format!("/v20180820/jobs/{job}/status?requestedJobStatus=Cancelled");
    stage.aws.caller("SIMULATED", "eu-central-1").s3("POST", &cancel, "");
    let ended = Ended::from(running.wait_with_output().unwrap());
    assert_eq!(ended.code, 5, "{}\n{}", ended.out, ended.err);
    assert!(
        ended.err.contains(&format!("the job {job} was cancelled; 3 versions are missing from a replica")),
        "{}",
        ended.err
    );
    assert!(ended.out.contains(PRIMARY), "{}", ended.out);
}
