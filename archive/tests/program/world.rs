//! A simulated AWS of its own for each test, a folder, and the program in surroundings that hold nothing else.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use archive_simulator::{Clock, Config, Faults, WireFault, WireFaultKind};
use aws_sdk_cloudformation::Client;
use serde_json::Value;
pub(crate) use test_support::program::Ended;
use test_support::program::command;
pub(crate) use test_support::simulated_aws::ACCOUNT;
use test_support::simulated_aws::{SimulatedAws, settled};

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";
pub(crate) const OTHER_ACCOUNT: &str = "222233334444";

/// A simulated AWS, and a folder that is the program's home as well.
pub(crate) struct World {
    pub(crate) simulator: SimulatedAws,
    pub(crate) folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A world in which every resource takes so long that somebody can watch: a number of requests, not a time, so that a busy machine
    /// sees no less.
    pub(crate) async fn slow() -> Self {
        Self::with(slowly).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self { simulator: SimulatedAws::start(change), folder: tempfile::tempdir().unwrap() }
    }

    /// The program without credentials.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        command.env("AWS_ENDPOINT_URL", self.simulator.endpoint_url());
        command
    }

    /// The program with credentials of [`ACCOUNT`] in its environment, and a prefix.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command
            .args(["--prefix", "acme"])
            .env("AWS_ACCESS_KEY_ID", "SIMULATED")
            .env("AWS_SECRET_ACCESS_KEY", "simulated");
        command
    }

    /// Runs the program with credentials to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        end(self.program(arguments)).await
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// From now on these requests meet that fault.
    pub(crate) fn fault(&self, operation: &str, after: u32, times: u32, kind: WireFaultKind) {
        let wire = vec![WireFault { operation: Some(operation.into()), after, times, kind }];
        self.simulator.set_faults(Faults { wire, ..Faults::default() });
    }

    /// A client of CloudFormation in an account, which is what another program sees.
    pub(crate) fn client(&self, account: &str) -> Client {
        self.simulator.client(REGION, account)
    }

    /// The status of the archive's stack; nothing if there is none.
    pub(crate) async fn status(&self) -> Option<String> {
        let described = self.client(ACCOUNT).describe_stacks().stack_name(STACK).send().await.ok()?;
        Some(described.stacks()[0].stack_status()?.as_str().to_owned())
    }

    /// Waits until the stack has come to rest without anybody's help.
    pub(crate) async fn at_rest(&self) -> String {
        loop {
            match self.status().await {
                Some(status) if !status.ends_with("_IN_PROGRESS") => return status,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// How often an operation on the stack was begun.
    pub(crate) async fn begun(&self) -> usize {
        let events = self.client(ACCOUNT).describe_stack_events().stack_name(STACK).send().await.unwrap();
        let begins = ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"];
        let of_stack = events.stack_events().iter().filter(|event| event.physical_resource_id() == event.stack_id());
        of_stack.filter(|event| event.resource_status().is_some_and(|status| begins.contains(&status.as_str()))).count()
    }

    /// Creates resources as a stack of their own, in an account.
    pub(crate) async fn create(&self, account: &str, stack: &str, resources: Value) {
        let client = self.client(account);
        let template = serde_json::json!({ "Resources": resources }).to_string();
        let capability = aws_sdk_cloudformation::types::Capability::CapabilityNamedIam;
        client.create_stack().stack_name(stack).template_body(template).capabilities(capability).send().await.unwrap();
        assert_eq!(settled(&client, stack).await, "CREATE_COMPLETE");
    }
}

/// Every resource takes five requests.
pub(crate) fn slowly(config: &mut Config) {
    config.clock = Clock::Requests(Duration::from_millis(60));
    config.resource_delay = Duration::from_millis(300);
}

/// Runs a command to its end while the test's other tasks go on.
pub(crate) async fn end(mut command: Command) -> Ended {
    tokio::task::spawn_blocking(move || Ended::of(&mut command)).await.unwrap()
}

/// Runs a command that writes JSON, and acts once it tells that a resource is in progress. The exit code and the last event.
pub(crate) async fn once_begun(mut command: Command, act: impl FnOnce(&Child) + Send + 'static) -> (i32, Value) {
    tokio::task::spawn_blocking(move || {
        let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let begun = lines.by_ref().map(Result::unwrap).find(|line| line.contains(r#""event":"resource""#));
        assert!(begun.is_some(), "nothing was begun");
        act(&program);
        let last = lines.map(Result::unwrap).last().expect("it ended without a word");
        (program.wait().unwrap().code().expect("ended by a signal"), serde_json::from_str(&last).unwrap())
    })
    .await
    .unwrap()
}
