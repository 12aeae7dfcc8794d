//! A simulated AWS, a folder with a configuration, the program run in it, and its advice read and followed.

use archive_simulator::{Config, Faults, ResourceFault, WireFault, WireFaultKind};
use serde_json::Value;
use test_support::program::{Ended, command};
pub(crate) use test_support::simulated_aws::ACCOUNT;
use test_support::simulated_aws::SimulatedAws;

pub(crate) const OTHER_ACCOUNT: &str = "210987654321";
pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";
pub(crate) const SETTINGS: &str =
    "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";

pub(crate) struct Place {
    pub(crate) aws: SimulatedAws,
    pub(crate) folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A place whose AWS `change` makes another.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let place = Self { aws: SimulatedAws::start(change), folder: tempfile::tempdir().unwrap() };
        place.configure(SETTINGS);
        place
    }

    /// A place with an archive.
    pub(crate) fn deployed() -> Self {
        let place = Self::new();
        place.run(&["deploy", "--yes"]).well();
        place
    }

    /// Writes the configuration.
    pub(crate) fn configure(&self, settings: &str) {
        std::fs::write(self.folder.path().join("archive.toml"), settings).unwrap();
    }

    /// The program with credentials of `access_key`, which is the name of a caller, or an account.
    pub(crate) fn program(&self, access_key: &str, arguments: &[&str]) -> std::process::Command {
        let mut program = command(env!("CARGO_BIN_EXE_archive"), self.folder.path(), arguments);
        program
            .env("AWS_ENDPOINT_URL", self.aws.endpoint_url())
            .env("AWS_ACCESS_KEY_ID", access_key)
            .env("AWS_SECRET_ACCESS_KEY", "simulated");
        program
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_as("SIMULATED", arguments)
    }

    pub(crate) fn run_as(&self, access_key: &str, arguments: &[&str]) -> Ended {
        Ended::of(&mut self.program(access_key, arguments))
    }

    /// Runs the command that the advice of `ended` names, as it is named, with `further` arguments after it.
    #[track_caller]
    pub(crate) fn follow(&self, ended: &Ended, name: &str, further: &[&str]) -> Ended {
        let advised = advised(ended);
        let found = advised.iter().find(|command| command.first().is_some_and(|first| first == name));
        let found = found.unwrap_or_else(|| panic!("`archive {name}` is not advised: {advised:?}\n{}", ended.err));
        let arguments: Vec<&str> = found.iter().map(String::as_str).chain(further.iter().copied()).collect();
        self.run(&arguments)
    }

    /// Deploys, and approves what the program asks to be approved, as often as it asks for more; how the last run ended.
    pub(crate) fn deploy_as_far_as_allowed(&self) -> Ended {
        self.deploy_as("SIMULATED")
    }

    pub(crate) fn deploy_as(&self, access_key: &str) -> Ended {
        self.as_far_as_allowed(access_key, &["deploy", "--yes"])
    }

    /// Runs the command that the advice of `ended` names, and approves what it asks to be approved.
    #[track_caller]
    pub(crate) fn follow_as_far_as_allowed(&self, ended: &Ended, name: &str) -> Ended {
        let advised = advised(ended);
        let found = advised.iter().find(|command| command.first().is_some_and(|first| first == name));
        let found = found.unwrap_or_else(|| panic!("`archive {name}` is not advised: {advised:?}\n{}", ended.err));
        let arguments: Vec<&str> = found.iter().map(String::as_str).chain(["--yes"]).collect();
        self.as_far_as_allowed("SIMULATED", &arguments)
    }

    fn as_far_as_allowed(&self, access_key: &str, command: &[&str]) -> Ended {
        let mut words: Vec<String> = Vec::new();
        loop {
            let allowed = words.join(",");
            let mut arguments = command.to_vec();
            if !words.is_empty() {
                arguments.extend(["--allow", &allowed]);
            }
            let ended = self.run_as(access_key, &arguments);
            // An approval may be asked for after a part was done.
            let is_partly = ended.code == 5 && ended.err.contains("a part of the operation was done before this");
            if ended.code != 3 && !(is_partly && help(&ended).contains("--allow ")) {
                return ended;
            }
            let more = allowed_words(&ended);
            assert!(!words.contains(&more), "{more} is asked for again: {}", ended.err);
            words.push(more);
        }
    }

    /// Whether the archive is as it should be: nothing failed, nothing is unhealthy, nothing drifted, and an object reaches every replica.
    #[track_caller]
    pub(crate) fn assert_healthy(&self) {
        let status = self.run(&["status", "--check"]);
        assert_eq!(status.code, 0, "{}\n{}", status.out, status.err);
        let drift = self.run(&["drift", "--check"]);
        assert_eq!(drift.code, 0, "{}\n{}", drift.out, drift.err);
        let verified = self.run(&["verify", "--timeout", "1"]);
        assert_eq!(verified.code, 0, "{}\n{}", verified.out, verified.err);
    }

    /// Everything that is in the simulated accounts.
    pub(crate) fn resources(&self) -> Value {
        self.aws.resources()
    }

    /// From now on these faults and no others.
    pub(crate) fn faults(&self, wire: Vec<WireFault>, resources: Vec<ResourceFault>) {
        self.aws.set_faults(Faults { wire, resources, ..Faults::default() });
    }

    /// From now on requests of this operation meet that fault.
    pub(crate) fn wire_fault(&self, operation: &str, after: u32, times: u32, kind: WireFaultKind) {
        self.faults(vec![WireFault { operation: Some(operation.into()), after, times, kind }], Vec::new());
    }

    // What is done behind CloudFormation's back, as the root user.

    #[track_caller]
    pub(crate) fn s3(&self, region: &str, method: &str, target: &str, body: &str) {
        self.aws.caller("SIMULATED", region).s3(method, target, body);
    }

    #[track_caller]
    pub(crate) fn kms(&self, region: &str, operation: &str, input: &Value) -> Value {
        self.aws.caller("SIMULATED", region).kms(operation, input)
    }

    #[track_caller]
    pub(crate) fn iam(&self, form: &str) {
        self.aws.caller("SIMULATED", "us-east-1").iam(form);
    }

    /// Lets the role of a caller do more.
    pub(crate) fn grant(&self, caller: &str, statement: &Value) {
        let policy = serde_json::json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
        self.iam(&format!(
            "Action=PutRolePolicy&RoleName={caller}&PolicyName=granted&PolicyDocument={}",
            encoded(&policy)
        ));
    }

    /// The id of the key that `alias` names.
    pub(crate) fn key(&self, region: &str, alias: &str) -> Value {
        self.kms(region, "DescribeKey", &serde_json::json!({ "KeyId": alias }))["KeyMetadata"]["KeyId"].clone()
    }

    /// Runs something asynchronous to its end.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(future)
    }

    /// A client of CloudFormation, which is another program of the same account.
    pub(crate) fn another_tool(&self) -> aws_sdk_cloudformation::Client {
        self.aws.client(REGION, ACCOUNT)
    }

    /// The status of the archive's stack.
    pub(crate) fn status(&self) -> Option<String> {
        self.wait(async {
            let described = self.another_tool().describe_stacks().stack_name(STACK).send().await.ok()?;
            Some(described.stacks()[0].stack_status()?.as_str().to_owned())
        })
    }
}

/// A run that has to succeed.
pub(crate) trait Well {
    /// Itself, if it did.
    fn well(self) -> Ended;
}

impl Well for Ended {
    #[track_caller]
    fn well(self) -> Ended {
        self.succeeded()
    }
}

/// A fault of the resource `logical_id` when it comes into `status`.
pub(crate) fn resource_fault(logical_id: &str, status: &str, times: u32, reason: &str) -> ResourceFault {
    test_support::simulated_aws::fault(logical_id, status, times, reason)
}

/// What the `help:` lines say.
pub(crate) fn help(ended: &Ended) -> String {
    let lines = ended.err.lines().chain(ended.out.lines());
    lines.filter_map(|line| line.trim_start().strip_prefix("help: ")).collect::<Vec<_>>().join("\n")
}

/// The commands of this program that the help names, without the program's name.
pub(crate) fn advised(ended: &Ended) -> Vec<Vec<String>> {
    commands(&help(ended))
}

/// The commands of this program that a text names between backticks.
pub(crate) fn commands(text: &str) -> Vec<Vec<String>> {
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let commands = quoted.filter_map(|command| command.strip_prefix("archive "));
    commands.map(|command| command.split_whitespace().map(str::to_owned).collect()).collect()
}

/// The words after `--allow` in the help, as one argument.
#[track_caller]
pub(crate) fn allowed_words(ended: &Ended) -> String {
    let help = help(ended);
    let words = help.split("--allow ").nth(1).unwrap_or_else(|| panic!("no --allow is advised: {}", ended.err));
    words.split_whitespace().next().unwrap().trim_matches(['`', ',', '.', ';']).to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
