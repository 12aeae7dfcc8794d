//! What each command prints, as a person sees it: reviewed snapshots. `INSTA_UPDATE=always cargo test -p archive --test program output`
//! writes them anew; read the difference.
//!
//! Left out are `synth`, `config schema`, `bootstrap --print` and `events --schema`, whose whole output is in files of its own, and
//! `simulate`, which prints an address.

use std::process::{Command, Output};
use std::time::Duration;

use archive_simulator::{Clock, Faults, ResourceFault};
use test_support::program::command;
use test_support::simulated_aws::fault;
use test_support::transcript::Transcript;

use crate::world::World;

/// Commands that are run one after the other in a folder, and what they print.
struct Session {
    folder: tempfile::TempDir,
    transcript: Transcript,
}

impl Session {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let transcript = Transcript::default()
            .with(folder.path().display().to_string(), "[FOLDER]")
            .with(env!("CARGO_BIN_EXE_archive"), "[ARCHIVE]");
        Self { folder, transcript }
    }

    /// Runs a line without quotes.
    fn run(&mut self, line: &str) -> Output {
        let arguments: Vec<&str> = line.split(' ').collect();
        let command = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), &arguments);
        keep(&mut self.transcript, line, command)
    }

    fn configure(&self, text: &str) {
        std::fs::write(self.folder.path().join("archive.toml"), text).unwrap();
    }
}

/// Runs a command to its end, and keeps what it prints.
fn keep(transcript: &mut Transcript, line: &str, mut command: Command) -> Output {
    let output = command.output().unwrap();
    // The lines of a help text have an order.
    let shown = match line.ends_with("--help") {
        true => output.clone(),
        false => Output { stderr: sorted(&output.stderr), stdout: sorted(&output.stdout), ..output.clone() },
    };
    transcript.add(&format!("archive {line}"), &shown);
    output
}

/// Regions and resources that do not wait for each other change in any order: of plans and events (lines that begin with a time) that
/// follow each other, the plans are put first, and both are sorted. Whether the operation of a region is seen in progress, or seen to
/// end before its StackSet is deleted, depends on when it is looked at, so only what failed is kept.
fn sorted(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).unwrap();
    let is_event = |line: &str| line.as_bytes().get(2) == Some(&b':') || line.starts_with("          ");
    let in_progress =
        |line: &str| ["  PENDING  ", "  RUNNING  ", "  SUCCEEDED  "].iter().any(|status| line.contains(status));
    let (mut lines, mut plans, mut events) = (Vec::<&str>::new(), Vec::<Vec<&str>>::new(), Vec::<&str>::new());
    for line in text.lines().filter(|line| !(is_event(line) && in_progress(line))).chain([""]) {
        match plans.last_mut() {
            _ if is_event(line) => events.push(line),
            _ if line.starts_with("Plan to ") => plans.push(vec![line]),
            Some(plan) if line.starts_with("  ") || line == "Permissions:" => plan.push(line),
            _ => {
                plans.sort();
                events.sort_by_key(|event| event.get(10..));
                lines.extend(plans.drain(..).flatten());
                lines.append(&mut events);
                lines.push(line);
            }
        }
    }
    lines.join("\n").into_bytes()
}

#[test]
fn help() {
    let mut session = Session::new();
    let overview = String::from_utf8(session.run("--help").stdout).unwrap();
    let commands = overview.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // What is indented further goes on about the command above.
    let names = commands.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert!(names.contains(&"deploy") && names.contains(&"simulate"), "{names:?}");
    for name in names {
        session.run(&format!("{name} --help"));
    }
    for name in ["init", "show", "schema"] {
        session.run(&format!("config {name} --help"));
    }
    insta::assert_snapshot!(session.transcript.text());
}

#[test]
fn the_life_of_an_archive() {
    let mut session = Session::new();
    for line in [
        "status --local",
        "bootstrap --local",
        "doctor --local",
        "plan --local",
        "deploy --local",
        "deploy --local",
        "plan --local",
        "plan --local --out plan.json",
        "status --local",
        "drift --local",
        "diff --local",
        "diff --local --replications eu-north-1",
        "events --local",
        "logs --local",
        "doctor --local",
        "verify --local",
        "plan --local --replications eu-north-1",
        "deploy --local --replications eu-north-1",
        "bootstrap --local --replications eu-west-1,eu-north-1,eu-west-3",
        "plan --local --replications eu-west-1,eu-north-1,eu-west-3 --out plan.json",
        "deploy --local --replications eu-west-1,eu-north-1,eu-west-3 --plan plan.json",
        "rollback --local",
        "continue --local",
        "destroy --local",
        "destroy --local --allow stack-deletion",
        "destroy --local --allow stack-deletion",
        "plan --local",
        "adopt --local",
        "adopt --local",
        "deploy --local",
    ] {
        session.run(line);
    }
    insta::assert_snapshot!(session.transcript.text());
}

#[test]
fn errors_of_the_command_line_and_the_configuration() {
    let mut session = Session::new();
    for line in [
        "plan",
        "plan --prefix acme",
        "deplo",
        "deploy --alow replacement",
        "deploy --allow everything",
        "deploy --local --profile work",
        "deploy --local --local-outage eu-wset-1",
        "status --prefix acme --local-outage eu-west-1",
        "deploy --local --region mars-1",
        "deploy --local --prefix A_B",
        "deploy --local --tag team",
        "deploy --local --plan missing.json",
        "plan --local --config missing.toml",
        "verify --local",
        "drift --local",
        "diff --local",
        "events --local",
        "logs --local",
        "rollback --local",
        "continue --local",
        "adopt --local",
        "destroy --local",
        "config show",
    ] {
        session.run(line);
    }
    session.configure("prefix = \"acme\"\nreplications = [\"eu-west-1\"\n");
    session.run("plan --local");
    session.configure("prefix = \"acme\"\nregoin = \"eu-west-1\"\n[object_lock]\nmode = \"strict\"\n");
    session.run("plan --local");
    session.configure("");
    session.run("config init");
    std::fs::remove_file(session.folder.path().join("archive.toml")).unwrap();
    session.run("config init");
    insta::assert_snapshot!(session.transcript.text());
}

#[tokio::test]
async fn failures() {
    let faulty = |faults: Vec<ResourceFault>| Faults { resources: faults, ..Faults::default() };
    let reason = "Resource handler returned message: \"the service is unwell\" (HandlerErrorCode: InternalFailure)";
    // Time moves on with requests alone, so that what fails together does so in every run.
    let world = World::with(|config| {
        config.clock = Clock::Requests(Duration::from_millis(1));
        config.faults = faulty(vec![fault("ReplicationRole", "CREATE_IN_PROGRESS", 1, reason)]);
    })
    .await;
    let mut transcript = Transcript::default()
        .with(world.folder.path().display().to_string(), "[FOLDER]")
        .with(world.simulator.endpoint_url(), "[ENDPOINT]");
    let mut run = |line: &str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        keep(&mut transcript, line, world.program(&arguments));
    };
    run("deploy");
    run("deploy --yes");
    run("status --check");
    run("deploy --yes");
    run("deploy --yes --allow failed-stack-deletion");
    // The update fails, and so does its rollback, once.
    let fails = |logical_id: &str, times| fault(logical_id, "UPDATE_IN_PROGRESS", times, reason);
    world.simulator.set_faults(faulty(vec![fails("StackSet", 2)]));
    let wider = "deploy --yes --replications eu-west-1,eu-north-1,eu-west-3";
    run(wider);
    run(&format!("{wider} --allow policy-broadening"));
    run("status --check");
    run("deploy --yes");
    run("continue --yes");
    run("status --check");
    insta::assert_snapshot!(transcript.text());
}
